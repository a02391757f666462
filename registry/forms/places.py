"""Forms of places: outlines and zones drawn on the map, other names, re-divisions."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseFormSet
from django.utils.translation import gettext_lazy as _

from common import workdays
from registry import rules
from registry.choices import AliasKind, SuccessionKind, ZoneKind
from registry.models import Region, RegionAlias, Zone
from registry.services.officers import days
from registry.words import shape_fault


class DayInput(forms.DateInput):
    """A day, chosen with what the browser has for days."""

    input_type = "date"

    def __init__(self, **kwargs: Any):
        super().__init__(format="%Y-%m-%d", **kwargs)


class ShapeField(forms.CharField):
    """An outline as text: one point a line, or GeoJSON. Its value is GeoJSON."""

    widget = forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "data-shape": ""})

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("label", _("Outline"))
        kwargs.setdefault(
            "help_text",
            _(
                "One point on each line: longitude, latitude (WGS-84). An empty line begins "
                "another ring: an island, or a hole where it lies inside. GeoJSON can be pasted "
                "too."
            ),
        )
        super().__init__(max_length=5_000_000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return rules.write_lines(rules.rings(value))
        return value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return text
        try:
            if text.lstrip().startswith("{"):
                shape = json.loads(text)
                rules.rings(shape)
                return shape
            drawn = rules.read_lines(text)
            rules.check_drawn(drawn)
            return rules.plain(drawn)
        except rules.BadShape as bad:
            raise ValidationError(shape_fault(bad.code), code=bad.code) from bad
        except ValueError as broken:
            raise ValidationError(shape_fault("not_geojson"), code="not_geojson") from broken


class OutlineForm(forms.Form):
    """The outline of a region from a day on."""

    shape = ShapeField()
    since = forms.DateField(
        label=_("In force from"),
        required=False,
        widget=DayInput(),
        help_text=_("Empty: it has always been so. The former outline ends the day before."),
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class ZoneForm(forms.ModelForm):
    """A zone with its outline and its days."""

    shape = ShapeField()
    first = forms.DateField(label=_("In force from"), widget=DayInput())
    last = forms.DateField(label=_("Last day (included)"), widget=DayInput(), required=False)

    class Meta:
        model = Zone
        fields = ("name", "name_en", "kind", "region", "note", "shape")

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any):
        super().__init__(*args, **kwargs)
        own: Any = self.fields["region"]
        own.queryset = regions
        self.fields["kind"].choices = ZoneKind.choices  # type: ignore[attr-defined]
        valid = self.instance.valid if not self.instance._state.adding else None
        self.fields["first"].initial = valid.lower if valid else workdays.today()
        self.fields["last"].initial = self.instance.last_day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        elif first:
            self.instance.valid = days(first, last)
        return cleaned


class AliasForm(forms.ModelForm):
    """Another name of a region."""

    class Meta:
        model = RegionAlias
        fields = ("name", "kind")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = AliasKind.choices  # type: ignore[attr-defined]


class BasisForm(forms.Form):
    """Why something is done."""

    basis = forms.CharField(label=_("Reason"), max_length=300)


class RedivisionForm(forms.Form):
    """The day and the legal act of a re-division."""

    day = forms.DateField(label=_("In force from"), widget=DayInput())
    basis = forms.CharField(
        label=_("Basis"), max_length=300, help_text=_("The act that decided it, with its number.")
    )


class MoveForm(forms.Form):
    """One step of a re-division, by codes."""

    old = forms.CharField(label=_("Code that gives"), max_length=12, required=False)
    new = forms.CharField(label=_("Code that receives"), max_length=12, required=False)
    kind = forms.ChoiceField(
        label=_("What passed over"), choices=SuccessionKind.choices, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        codes = {name: cleaned.get(name) for name in ("old", "new")}
        if not any(codes.values()):
            return cleaned
        for name, code in codes.items():
            region = Region.objects.filter(code=code).first() if code else None
            if region is None:
                self.add_error(name, _("No region has this code."))
            cleaned[name] = region
        return cleaned


MoveFormSet: "type[BaseFormSet[MoveForm]]" = forms.formset_factory(MoveForm, extra=5, max_num=30)
