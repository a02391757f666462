"""The form by which somebody at the desk makes a task."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import workdays
from enforcement.choices import ACTS, BY_HAND, TaskKind, TaskSource
from enforcement.services.making import Order
from matters.choices import VersionState
from matters.models import Checklist, Claim, MatterVersion
from registry.models import Department, Subject

MADE_BY_HAND = (
    TaskKind.OFF_SITE,
    TaskKind.ON_SITE,
    TaskKind.FACT_CHECK,
    TaskKind.SERVICE,
    TaskKind.INTERNAL,
)
"""Kinds that somebody makes at the desk, what needs no visit first; a recheck follows an order."""


class ClaimField(forms.ModelChoiceField):
    """Which matter, by which department that has claimed it, and whether without a visit."""

    off_site: frozenset[Any] = frozenset()

    def label_from_instance(self, claim: Any) -> str:
        words = [str(claim.matter), claim.department.named]
        if claim.matter_id in self.off_site:
            words.append(_now("may be inspected off-site"))
        return " · ".join(words)


class TaskForm(forms.Form):
    """What is to be done, at which object, under which matter, until when."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in MADE_BY_HAND]
    )
    source = forms.ChoiceField(
        label=_("Called for by"), choices=[(each, TaskSource(each).label) for each in BY_HAND]
    )
    subject = forms.CharField(
        label=_("Code of the object"),
        max_length=60,
        help_text=_("Its credit code, or the code that the list of subjects shows."),
    )
    claim = ClaimField(
        Claim.objects.none(),
        required=False,
        label=_("Matter"),
        help_text=_(
            "For an inspection: what your departments have claimed. Nothing is inspected outside "
            "the list."
        ),
    )
    checklist = forms.ModelChoiceField(
        Checklist.objects.none(),
        required=False,
        label=_("Checklist"),
        help_text=_("May stay empty where the matter has one form only."),
    )
    on_site_reason = forms.CharField(
        required=False,
        max_length=500,
        label=_("Why officers must go"),
        help_text=_(
            "For an on-site inspection under a matter that may be inspected off-site. The head "
            "reads it before the approval."
        ),
    )
    department = forms.ModelChoiceField(
        Department.objects.none(),
        required=False,
        label=_("Acting department"),
        help_text=_("For work that is no inspection; an inspection is its claimant's."),
    )
    due_at = forms.DateTimeField(
        label=_("To be done by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    wanted = forms.CharField(
        label=_("What is to be done, and why"),
        min_length=2,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        departments: QuerySet[Department],
        subjects: QuerySet[Subject],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.subjects = subjects
        fields: dict[str, Any] = dict(self.fields)
        fields["department"].queryset = departments.order_by("path")
        fields["claim"].queryset = (
            Claim.objects.in_force(workdays.today())
            .filter(department__in=departments)
            .select_related("matter", "department")
            .order_by("matter__code", "department__path")
        )
        fields["claim"].off_site = frozenset(
            MatterVersion.objects.filter(
                state=VersionState.PUBLISHED, methods__contains=["off_site"]
            ).values_list("matter_id", flat=True)
        )
        fields["checklist"].queryset = Checklist.objects.filter(
            versions__state="published"
        ).distinct()

    def clean_subject(self) -> Subject:
        code = self.cleaned_data["subject"].strip()
        found = self.subjects.filter(code=code).select_related("region").first()
        if found is None:
            raise forms.ValidationError(
                _("No object in your regions has the code “%(code)s”.") % {"code": code}
            )
        return found

    def clean_due_at(self) -> Any:
        due = self.cleaned_data["due_at"]
        if due <= timezone.now():
            raise forms.ValidationError(_("Choose a time that is still to come."))
        return due

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") in ACTS:
            self._clean_act(data)
        elif data.get("department") is None:
            self.add_error("department", _("Choose who is to do it."))
        return data

    def _clean_act(self, data: dict[str, Any]) -> None:
        claim = data.get("claim")
        if claim is None:
            if "claim" not in self.errors:
                self.add_error("claim", _("An inspection runs under a supervision matter."))
            return
        forms_of_it = list(claim.matter.checklists.filter(versions__state="published").distinct())
        if data.get("checklist") is None and len(forms_of_it) == 1:
            data["checklist"] = forms_of_it[0]
        if data.get("checklist") not in forms_of_it:
            self.add_error("checklist", _("Choose one of the forms of this matter."))

    def order(self) -> Order:
        """Return what was typed as an order."""
        data = self.cleaned_data
        claim: Claim | None = data["claim"] if data["kind"] in ACTS else None
        return Order(
            kind=data["kind"],
            source=data["source"],
            wanted=data["wanted"],
            subject=data["subject"],
            department=claim.department if claim else data["department"],
            matter=claim.matter if claim else None,
            checklist=data["checklist"],
            due_at=data["due_at"],
            on_site_reason=data["on_site_reason"] if data["kind"] == TaskKind.ON_SITE else "",
        )
