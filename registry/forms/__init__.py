"""Forms of who and where."""

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
    "MoveFormSet",
    "OutlineForm",
    "RedivisionForm",
    "ZoneForm",
]
