"""Forms of who and where."""

from registry.forms.bodies import PartFormSet, ReorganisationForm
from registry.forms.officers import ConflictForm, LeaveForm, LoanForm, TurnForm
from registry.forms.places import (
    AliasForm,
    BasisForm,
    MoveFormSet,
    OutlineForm,
    RedivisionForm,
    ZoneForm,
)

__all__ = [
    "AliasForm",
    "BasisForm",
    "ConflictForm",
    "LeaveForm",
    "LoanForm",
    "MoveFormSet",
    "OutlineForm",
    "PartFormSet",
    "RedivisionForm",
    "ReorganisationForm",
    "TurnForm",
    "ZoneForm",
]
