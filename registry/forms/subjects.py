"""Forms in which subjects are entered, amended, merged, grouped into sets."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from registry.choices import CLASSES, Datum, PlaceSource, SubjectKind, SubjectLabel, SubjectState
from registry.forms.fields import RegionField
from registry.models import Contact, Department, Line, Region, Subject, SubjectSet
from registry.services.sets import LISTS


class SubjectForm(forms.ModelForm):
    """What a subject is; ``regions`` are those in which the person may enter one.

    A wrong check character needs a reason in ``override``: the services say so at the field.
    """

    region = RegionField(queryset=Region.objects.none(), label=_("Region"))
    labels = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Labels")
    )
    lines = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Lines of business")
    )
    id_number = forms.CharField(
        required=False,
        max_length=18,
        label=_("Identity number"),
        help_text=_("Persons only. It is kept sealed, and found by exact match alone."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, label=_("Longitude"))
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, label=_("Latitude"))
    datum = forms.ChoiceField(
        choices=Datum.choices,
        initial=Datum.WGS84,
        label=_("Datum of these degrees"),
        help_text=_("Maps of Chinese providers give GCJ-02 or BD-09. WGS-84 is what is kept."),
    )
    place_source = forms.ChoiceField(
        choices=[("", "—"), *PlaceSource.choices], required=False, label=_("Source of the place")
    )
    override = forms.CharField(
        required=False,
        max_length=300,
        label=_("Why a wrong check character stands"),
        help_text=_("Only where a code above is refused and yet is what the document says."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Subject
        fields: ClassVar = [
            "kind", "code", "name", "name_en", "uscc", "id_number", "region", "state", "address",
            "address_en", "lon", "lat", "datum", "place_source", "labels", "lines", "override",
            "seen",
        ]  # fmt: skip

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any):
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        region.queryset = regions
        labels: Any = self.fields["labels"]
        known = dict(SubjectLabel.choices)
        others = [label for label in self.instance.labels if label not in known]
        labels.choices = [*SubjectLabel.choices, *((label, label) for label in others)]
        lines: Any = self.fields["lines"]
        lines.choices = [(line.code, line.named) for line in Line.objects.all()]
        if self.instance.has_id_number:
            self.fields["id_number"].help_text = _("One is kept. Fill this in to replace it.")
        if self.instance.lon is not None:
            self.initial["datum"] = Datum.WGS84

    def clean_uscc(self) -> str:
        return str(self.cleaned_data["uscc"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if (given.get("lon") is None) != (given.get("lat") is None):
            missing = "lon" if given.get("lon") is None else "lat"
            self.add_error(missing, _("A place has both a longitude and a latitude."))
        if given.get("id_number") and given.get("kind") != SubjectKind.PERSON:
            self.add_error("id_number", _("Only persons have an identity number."))
        return given

    def _post_clean(self) -> None:
        """The services check what the database would: the form alone never writes."""

    def content(self) -> dict[str, Any]:
        """Return the columns that were written, for the services."""
        beside = {"id_number", "override", "seen", "region"}
        values = {k: v for k, v in self.cleaned_data.items() if k not in beside}
        return values | {"region_id": self.cleaned_data["region"].pk}


class ContactForm(forms.ModelForm):
    """Whom one reaches at a subject."""

    phone = forms.RegexField(
        r"^\+?[\d ()-]{5,30}$",
        required=False,
        label=_("Telephone"),
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )

    class Meta:
        model = Contact
        fields: ClassVar = ["role", "name", "phone"]


class BasisForm(forms.Form):
    """Why something is done; it stands in the record."""

    basis = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea({"rows": 2}), strip=True
    )


class WithForm(forms.Form):
    """The other record of a merge, by its code or credit code."""

    other = forms.CharField(
        label=_("The other record"),
        max_length=60,
        help_text=_("Its code or its unified social credit code."),
    )


class SetForm(forms.ModelForm):
    """A set and its rule; ``departments`` and ``regions`` are those of the person."""

    department = forms.ModelChoiceField(
        queryset=Department.objects.none(), label=_("Responsible department")
    )
    region = RegionField(
        queryset=Region.objects.none(),
        required=False,
        label=_("Region"),
        help_text=_("Everything below it counts too."),
    )
    kinds = forms.MultipleChoiceField(choices=SubjectKind.choices, label=_("Kinds, any of"))
    states = forms.MultipleChoiceField(
        choices=SubjectState.choices,
        label=_("States, any of"),
        help_text=_("Active ones, unless you say otherwise."),
    )
    labels = forms.MultipleChoiceField(choices=SubjectLabel.choices, label=_("Labels, all of"))
    any_labels = forms.MultipleChoiceField(choices=SubjectLabel.choices, label=_("Labels, any of"))
    no_labels = forms.MultipleChoiceField(choices=SubjectLabel.choices, label=_("Labels, none of"))
    lines = forms.MultipleChoiceField(label=_("Lines of business, any of"))
    credit_classes = forms.MultipleChoiceField(choices=CLASSES, label=_("Credit classes, any of"))
    risk_classes = forms.MultipleChoiceField(choices=CLASSES, label=_("Risk classes, any of"))

    class Meta:
        model = SubjectSet
        fields: ClassVar = ["code", "name", "name_en", "purpose", "department", "region"]

    def __init__(
        self,
        *args: Any,
        departments: QuerySet[Department],
        regions: QuerySet[Region],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["department"].queryset, own["region"].queryset = departments, regions
        own["lines"].choices = [(line.code, line.named) for line in Line.objects.all()]
        for name in LISTS:
            own[name].required = False
            own[name].widget = forms.CheckboxSelectMultiple(choices=own[name].choices)
            self.initial[name] = self.instance.listed(name)

    def rule(self) -> dict[str, list[str]]:
        return {name: self.cleaned_data[name] for name in LISTS if self.cleaned_data.get(name)}

    def _post_clean(self) -> None:
        """The services check what the database would."""
