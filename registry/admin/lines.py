"""Lines of business as boxes to tick, for rows that keep their codes."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.text import capfirst
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from common.admin import PortalAdmin
from registry.models import Line


class LinesField(forms.MultipleChoiceField):
    """Codes of lines of business, ticked off."""

    widget = UnfoldAdminCheckboxSelectMultipleWidget

    def __init__(self, **kwargs: Any):
        kwargs.pop("base_field", None)
        kwargs.pop("max_length", None)
        super().__init__(choices=line_choices, required=False, **kwargs)


def line_choices() -> list[tuple[str, str]]:
    return [(line.code, line.named) for line in Line.objects.all()]


class OfLines(PortalAdmin):
    """Rows with lines of business."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "lines":
            return LinesField(label=capfirst(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **kwargs)
