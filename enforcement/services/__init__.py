"""What is done with tasks, from the clue that calls for one to the answer that settles it."""

from enforcement.services.answers import Submission
from enforcement.services.desk import approve, cancel, dispatch, reassign
from enforcement.services.field import accept, arrive, return_
from enforcement.services.inspections import confirm, send_back, submit
from enforcement.services.leaving_out import leave_out, take_in
from enforcement.services.photos import keep_photo
from enforcement.services.verification import retry, verify

__all__ = [
    "Submission",
    "accept",
    "approve",
    "arrive",
    "cancel",
    "confirm",
    "dispatch",
    "keep_photo",
    "leave_out",
    "reassign",
    "retry",
    "return_",
    "send_back",
    "submit",
    "take_in",
    "verify",
]
