"""What people write about the list: matters, reasons, days, claims."""

from matters.forms.claims import ClaimForm
from matters.forms.matters import CONTENT, LINES_OF_TEXT, MatterForm, NewMatterForm
from matters.forms.steps import BasisForm, PublishForm, RemarkForm
from matters.forms.uploads import UploadForm

__all__ = [
    "CONTENT",
    "LINES_OF_TEXT",
    "BasisForm",
    "ClaimForm",
    "MatterForm",
    "NewMatterForm",
    "PublishForm",
    "RemarkForm",
    "UploadForm",
]
