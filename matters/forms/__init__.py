"""What people write about the list: matters, reasons, days, claims."""

from matters.forms.benchmark import AdoptForm, BenchmarkForm
from matters.forms.checklists import (
    LineForm,
    MergeForm,
    MoveForm,
    NewChecklistForm,
    OfficeForm,
    RevisionForm,
    VerdictForm,
)
from matters.forms.claims import ClaimForm, ImplementationForm, TransferForm
from matters.forms.laws import (
    DayForm,
    EnglishForm,
    LawDayForm,
    LawTextForm,
    NewLawForm,
    RepealForm,
    SearchForm,
    SettleForm,
)
from matters.forms.matters import CONTENT, LINES_OF_TEXT, MatterForm, NewMatterForm
from matters.forms.steps import BasisForm, PublishForm, RemarkForm
from matters.forms.uploads import UploadForm

__all__ = [
    "CONTENT",
    "LINES_OF_TEXT",
    "AdoptForm",
    "BasisForm",
    "BenchmarkForm",
    "ClaimForm",
    "DayForm",
    "EnglishForm",
    "ImplementationForm",
    "LawDayForm",
    "LawTextForm",
    "LineForm",
    "MatterForm",
    "MergeForm",
    "MoveForm",
    "NewChecklistForm",
    "NewLawForm",
    "NewMatterForm",
    "OfficeForm",
    "PublishForm",
    "RemarkForm",
    "RepealForm",
    "RevisionForm",
    "SearchForm",
    "SettleForm",
    "TransferForm",
    "UploadForm",
    "VerdictForm",
]
