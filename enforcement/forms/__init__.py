"""What people type: answers in the field, reasons, choices of officers."""

from enforcement.forms.answers import AnswerForm, GroupFields, LineFields
from enforcement.forms.dispatching import ApprovalForm, DispatchForm, ReasonForm

__all__ = [
    "AnswerForm",
    "ApprovalForm",
    "DispatchForm",
    "GroupFields",
    "LineFields",
    "ReasonForm",
]
