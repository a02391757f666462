"""What people type: answers in the field, reasons, choices of officers."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from common import workdays
from common.ids import uuid7
from enforcement.choices import (
    ACTS,
    BEFORE_DISPATCH,
    AnswerResult,
    CheckResult,
    Finding,
    LineVerdict,
    Outcome,
)
from enforcement.models import Evidence, Task
from enforcement.rules import RECTIFY_DAYS_MAX, Judgement, judge, rectify_default
from enforcement.services.answers import Submission, checklist_items, faults, judged_lines
from enforcement.services.officers import Candidate, candidates, needed
from enforcement.services.photos import photos_by_line
from matters.models import CheckItem
from registry.models import Officer


class ReasonForm(forms.Form):
    """Why somebody does what takes a reason."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=2,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ApprovalForm(forms.Form):
    """Why the head of the department approves one inspection."""

    basis = forms.CharField(
        label=_("Why it is needed"),
        min_length=2,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DispatchForm(forms.Form):
    """The officers chosen by hand, and the reason where one is due."""

    lead = forms.ModelChoiceField(Officer.objects.none(), label=_("Lead officer"))
    second = forms.ModelChoiceField(
        Officer.objects.none(), label=_("Second officer"), required=False
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when you call somebody in who is off duty, or take it from others."),
    )

    def __init__(self, task: Task, data: Mapping[str, Any] | None = None):
        super().__init__(data)
        self.candidates = candidates(task)
        self.takes_two = needed(task.kind) > 1
        self.is_change = task.state not in BEFORE_DISPATCH
        self.fields["reason"].required = self.is_change
        known = [each.officer.pk for each in self.candidates]
        officers = Officer.objects.filter(pk__in=known)
        for name in ("lead", "second"):
            field: Any = self.fields[name]
            field.queryset = officers
        if not self.takes_two:
            del self.fields["second"]

    def rows(self) -> Iterator[tuple[Candidate, dict[str, bool]]]:
        """Yield the candidates, and which of the two places each was chosen for."""
        fitting = [each for each in self.candidates if each.fits]
        for each in self.candidates:
            chosen = {
                name: self._holds(name, each, fitting, place)
                for place, name in enumerate(("lead", "second"))
            }
            yield each, chosen

    def _holds(self, name: str, one: Candidate, fitting: list[Candidate], place: int) -> bool:
        if self.is_bound:
            return self.data.get(name) == str(one.officer.pk)
        return not self.is_change and fitting[place : place + 1] == [one]


@dataclass
class LineFields:
    """One line of the checklist as the page shows it."""

    item: CheckItem
    result: forms.BoundField
    note: forms.BoundField
    photos: list[Evidence]
    why: str | Promise

    @property
    def photo_name(self) -> str:
        return f"photo_{self.item.order}"


class AnswerForm(forms.Form):
    """The whole answer to a task: ``line_<order>``, ``note_<order>``, outcome, finding, note.

    Photos are kept before the form is checked, so that an error loses none of them.
    """

    inspection = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("What follows for the object?"),
        choices=Outcome.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    rectify_by = forms.DateField(
        label=_("To be corrected by"),
        help_text=_("For an order to correct only: from tomorrow up to 30 days ahead."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    finding = forms.ChoiceField(
        label=_("What did you find out about the clue?"),
        choices=Finding.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What you saw, in your own words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, task: Task, data: Mapping[str, Any] | None = None):
        self.task = task
        self.content = Submission()
        self.items = checklist_items(task)
        self.photos = photos_by_line(task)
        today = workdays.today()
        super().__init__(
            data, initial={"inspection": uuid7(), "rectify_by": rectify_default(today)}
        )
        for item in self.items:
            self.fields[f"line_{item.order}"] = forms.ChoiceField(
                label=str(item),
                choices=AnswerResult.choices,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{item.order}"] = forms.CharField(
                label=_("Note"),
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        if task.kind not in ACTS:
            del self.fields["outcome"], self.fields["rectify_by"]
        else:
            day = self.fields["rectify_by"].widget.attrs
            day["min"] = (today + dt.timedelta(days=1)).isoformat()
            day["max"] = (today + dt.timedelta(days=RECTIFY_DAYS_MAX)).isoformat()

    def clean(self) -> dict[str, Any]:
        self.content = self._read()
        for name, message in faults(self.task, self.content, self.items).items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, message)
        return self.cleaned_data

    def _read(self) -> Submission:
        given = self.cleaned_data
        outcome = given.get("outcome", "")
        return Submission(
            answers={
                item.pk: given[f"line_{item.order}"]
                for item in self.items
                if given.get(f"line_{item.order}")
            },
            notes={item.pk: given.get(f"note_{item.order}", "") for item in self.items},
            outcome=outcome,
            finding=given.get("finding", ""),
            # The day stands in the form before anybody chose an order to correct.
            rectify_by=given.get("rectify_by") if outcome == Outcome.RECTIFY_BY else None,
            note=given.get("note", ""),
        )

    @cached_property
    def judgement(self) -> Judgement:
        """Return what the answers come to so far."""
        self.is_valid()
        return judge(judged_lines(self.task, self.content, self.items).values())

    @cached_property
    def inspection_id(self) -> uuid.UUID:
        """Return the id that makes a repeated submission the same one."""
        return self.cleaned_data.get("inspection") or uuid7()

    def lines(self) -> Iterator[LineFields]:
        """Yield the lines in order, each with its photos and what it means so far."""
        why = self.judgement.why
        for item in self.items:
            yield LineFields(
                item,
                self[f"line_{item.order}"],
                self[f"note_{item.order}"],
                self.photos.get(item.pk, []),
                LineVerdict(why[item.order]).label,
            )

    def narrowed(self, name: str) -> Iterator[forms.boundfield.BoundWidget]:
        """Yield the choices of ``outcome`` or ``finding`` that fit the answers so far."""
        allowed = {"outcome": self.judgement.outcomes, "finding": self.judgement.findings}[name]
        for choice in self[name]:
            if not self.items or choice.data["value"] in allowed:
                yield choice

    @property
    def is_act(self) -> bool:
        """Tell whether an outcome for an object is asked for."""
        return self.task.is_act

    @property
    def result(self) -> CheckResult:
        """Return the result so far."""
        return CheckResult(self.judgement.result)

    @property
    def offers_order(self) -> bool:
        """Tell whether an order to correct fits the answers so far."""
        return not self.items or Outcome.RECTIFY_BY in self.judgement.outcomes

    def open_lines(self) -> list[CheckItem]:
        """Return the lines in which something is still to be done."""
        return [item for item in self.items if f"line_{item.order}" in self.errors]

    def outcome_choices(self) -> list[forms.boundfield.BoundWidget]:
        """Return the outcomes that fit the answers so far."""
        return list(self.narrowed("outcome")) if self.is_act else []

    def finding_choices(self) -> list[forms.boundfield.BoundWidget]:
        """Return what may be said of the clue so far."""
        return list(self.narrowed("finding"))

    def loose_photos(self) -> list[Evidence]:
        """Return the photos that belong to no line."""
        return self.photos.get(None, [])
