"""Forms in which a plan is written, reviewed, approved, filed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import workdays
from enforcement.choices import ClassScheme, PlanKind, PlanMethod, RiskList
from enforcement.models import Plan
from enforcement.rules.plans import DEFAULT_LISTS, GRADES, Stratum
from enforcement.services.plans import window_of
from matters.models import Checklist, Matter
from registry.choices import Level, SubjectKind, SubjectLabel
from registry.forms.fields import RegionField
from registry.models import Department, Line, Region, SubjectSet

RULE = {
    "kinds": (_("Kinds, any of"), SubjectKind.choices),
    "labels": (_("Labels, all of"), SubjectLabel.choices),
    "lines": (_("Lines of business, any of"), ()),
}
"""Conditions of a filter, in the words of a set's rule."""


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def _several(label: Any, choices: Sequence[Any] = (), help_text: Any = "") -> Any:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class PlanForm(forms.Form):
    """What a plan says. ``seen`` is the revision that its writer had before them.

    ``pairs`` are the matters with the forms they may be inspected by; ``departments`` those that
    the person may plan for.
    """

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=300)
    name_en = forms.CharField(label=_("English name"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=PlanKind.choices)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Lead department"))
    members = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=_("Co-operating departments"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )
    region = RegionField(queryset=Region.objects.none(), label=_("Region"))
    first_day = _day(_("First day"))
    last_day = _day(_("Last day"))
    method = forms.ChoiceField(label=pgettext_lazy("plan", "Method"), choices=PlanMethod.choices)
    on_site_reason = forms.CharField(
        label=_("Why officers must go"),
        required=False,
        max_length=500,
        help_text=_(
            "Where a matter of the plan may be inspected off-site: why the plan sends officers all "
            "the same."
        ),
    )
    hours = forms.DecimalField(
        label=_("Hours a visit, way included"), min_value=Decimal("0.5"), max_value=40, initial=2
    )
    purpose = forms.CharField(
        label=_("Purpose"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    purpose_en = forms.CharField(
        label=_("Purpose in English"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    matters = _several(
        pgettext_lazy("plan", "Matters and their forms"),
        help_text=_("What your departments have claimed: nothing is inspected outside the list."),
    )
    subject_set = forms.ModelChoiceField(
        SubjectSet.objects.none(),
        required=False,
        label=_("Set of subjects"),
        help_text=_("Or leave it empty and say below who it is about."),
    )
    scheme = forms.ChoiceField(label=_("Sorted by"), choices=ClassScheme.choices)

    HEAD: tuple[str, ...] = (
        "name", "name_en", "kind", "year", "department", "members", "region", "first_day",
        "last_day", "method", "on_site_reason", "hours", "purpose", "purpose_en",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        plan: Plan | None = None,
        departments: QuerySet[Department],
        regions: QuerySet[Region],
        pairs: Sequence[tuple[str, str]],
        **kwargs: Any,
    ):
        kwargs["initial"] = initial_of(plan) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = dict(self.fields)
        fields["department"].queryset = departments
        fields["members"].queryset = Department.objects.order_by("path")
        fields["region"].queryset = regions
        fields["matters"].choices = pairs
        active = SubjectSet.objects.filter(is_active=True).order_by("code")
        fields["subject_set"].queryset = active
        for name, (label, choices) in RULE.items():
            self.fields[f"rule_{name}"] = _several(label, choices)
        lines: Any = self.fields["rule_lines"]
        lines.choices = [(line.code, line.named) for line in Line.objects.all()]
        for grade in GRADES:
            self._add_grade(grade)

    def _add_grade(self, grade: str) -> None:
        key = grade or "none"
        self.fields[f"list_{key}"] = forms.ChoiceField(
            label=pgettext_lazy("plan", "List"), choices=RiskList.choices
        )
        self.fields[f"percent_{key}"] = forms.DecimalField(
            label=_("Ratio in %"), min_value=0, max_value=100, decimal_places=2, required=False
        )
        self.fields[f"times_{key}"] = forms.IntegerField(
            label=_("Times"), min_value=0, max_value=12, required=False
        )

    @property
    def head(self) -> list[Any]:
        """Return the fields of the plan itself."""
        return [self[name] for name in self.HEAD]

    @property
    def conditions(self) -> list[Any]:
        """Return the fields of the filter."""
        return [self[f"rule_{name}"] for name in RULE]

    @property
    def grades(self) -> list[tuple[str, list[Any]]]:
        """Return the row of each class: its letter and its three fields."""
        return [
            (grade, [self[f"{part}_{grade or 'none'}"] for part in ("list", "percent", "times")])
            for grade in GRADES
        ]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes before the first."))
        return given

    def strata(self) -> list[Stratum]:
        """Return the classes as written; who is left alone has neither share nor visit."""
        rows = []
        for grade in GRADES:
            key = grade or "none"
            risk_list = self.cleaned_data[f"list_{key}"]
            percent = self.cleaned_data[f"percent_{key}"] or Decimal(0)
            times = self.cleaned_data[f"times_{key}"] or 0
            if risk_list == RiskList.KEY:
                percent, times = Decimal(100), max(times, 1)
            if risk_list == RiskList.NO_DISTURB:
                percent, times = Decimal(0), 0
            rows.append(
                Stratum(grade, risk_list, (percent / 100).quantize(Decimal("0.0001")), times)
            )
        return rows

    def content(self) -> dict[str, Any]:
        """Return what the services take."""
        given = self.cleaned_data
        same = (
            "name", "name_en", "kind", "year", "department", "region", "method",
            "on_site_reason", "hours", "purpose", "purpose_en", "subject_set", "scheme",
        )  # fmt: skip
        ids = [each.split(":") for each in given["matters"]]
        matters = Matter.objects.in_bulk([matter for matter, _form in ids])
        lists = Checklist.objects.in_bulk([form for _matter, form in ids])
        by_text = {str(pk): row for pk, row in [*matters.items(), *lists.items()]}
        return {name: given[name] for name in same} | {
            "window": window_of(given["first_day"], given["last_day"]),
            "rule": {name: given[f"rule_{name}"] for name in RULE if given[f"rule_{name}"]},
            "matters": [(by_text[matter], by_text[form]) for matter, form in ids],
            "members": [(each, "") for each in given["members"]],
            "ratios": self.strata(),
        }


class NewPlanForm(PlanForm):
    """A plan that has no code yet."""

    code = forms.CharField(label=_("Code"), max_length=40)
    HEAD = ("code", *PlanForm.HEAD)


class PlanApprovalForm(forms.Form):
    """Who approved a plan, on which day, by which document."""

    approved_on = _day(_("Approved on"))
    body = forms.CharField(
        label=_("Approving body"),
        max_length=200,
        help_text=_("For a special plan the people's government of a county or above."),
    )
    level = forms.TypedChoiceField(label=_("Its level"), choices=Level.choices, coerce=int)
    number = forms.CharField(label=_("Document of the approval"), max_length=100, required=False)
    discussed_on = _day(
        _("Discussed collectively on"),
        required=False,
        help_text=_("Needed where several departments take part."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs["initial"] = {"approved_on": workdays.today, "level": Level.COUNTY} | kwargs.get(
            "initial", {}
        )
        super().__init__(*args, **kwargs)


class FilingForm(forms.Form):
    """Under which number and on which day the justice department filed a plan."""

    number = forms.CharField(label=_("Filing number"), max_length=100)
    filed_on = _day(_("Filed on"))

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs["initial"] = {"filed_on": workdays.today} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


def initial_of(plan: Plan | None) -> dict[str, Any]:
    """Return what a form shows of a plan, or what it proposes for a new one."""
    year = workdays.today().year
    strata = plan.strata() if plan else [Stratum(each, *DEFAULT_LISTS[each]) for each in GRADES]
    rows: dict[str, Any] = {}
    for each in strata:
        key = each.grade or "none"
        rows[f"list_{key}"] = each.risk_list
        rows[f"percent_{key}"] = f"{(each.ratio * 100).normalize():f}"
        rows[f"times_{key}"] = each.times
    if plan is None:
        last = dt.date(year, 12, 31)
        return rows | {"year": year, "first_day": dt.date(year, 1, 1), "last_day": last}
    same = (
        "name", "name_en", "kind", "year", "method", "on_site_reason", "hours", "purpose",
        "purpose_en", "scheme",
    )  # fmt: skip
    return (
        rows
        | {name: getattr(plan, name) for name in same}
        | {
            "seen": plan.revision,
            "department": plan.department_id,
            "members": [each.department_id for each in plan.members.all()],
            "region": plan.region_id,
            "subject_set": plan.subject_set_id,
            "first_day": plan.first_day,
            "last_day": plan.last_day,
            "matters": [f"{each.matter_id}:{each.checklist_id}" for each in plan.matters.all()],
        }
        | {f"rule_{name}": plan.rule.get(name, []) for name in RULE}
    )


def differences(form: PlanForm, theirs: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the fields that a form says otherwise than the plan does now, both in words."""
    found = []
    for bound in form:
        if bound.is_hidden:
            continue
        mine = _words(bound.field, bound.value())
        other = _words(bound.field, theirs.get(bound.name))
        if mine != other:
            found.append({"label": str(bound.label), "mine": mine, "theirs": other})
    return found


def _words(field: forms.Field, value: Any) -> str:
    values = value if isinstance(value, list | tuple) else [value]
    texts = ["" if each is None else str(each) for each in values]
    choices: Any = getattr(field, "choices", None)
    if choices is not None:
        names = {str(key): str(label).strip() for key, label in choices}
        texts = [names.get(each, each) for each in texts]
    return ", ".join(sorted(texts))
