"""The whole answer to a task, as the phone shows it and the builder of forms previews it."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import workdays
from common.ids import uuid7
from enforcement.choices import ACTS, CheckResult, Finding, LineVerdict, Outcome
from enforcement.models import Evidence, LeftOut, Task
from enforcement.rules.tasks import RECTIFY_DAYS_MAX, Judgement, judge, rectify_default
from enforcement.services.answers import (
    Round,
    Submission,
    checklist_items,
    faults,
    judged_lines,
    verdict_of,
)
from enforcement.services.explaining import called
from enforcement.services.photos import photos_by_slot, photos_left_out
from matters.models import CheckItem
from matters.reasons import explained, option_in_words
from matters.rules.lines import MOST_ROUNDS, Slot, slots

PATTERN = 0
"""The round that stands on the page as the pattern of further ones; it is never sent."""


@dataclass
class GroupFields:
    """A repeat group: how often its lines are asked, and the pattern of one more round."""

    name: str
    order: int
    count: forms.BoundField
    pattern: "list[LineFields]"


@dataclass
class LineFields:
    """One line of the checklist as the page shows it, in one round.

    ``group`` stands at the first line of a group, ``about`` at the first line of each round;
    ``waits`` says after which answer it is asked, ``after`` and ``answers`` say it to the script.
    """

    item: CheckItem
    slot: Slot
    result: forms.BoundField
    note: forms.BoundField
    photos: list[Evidence]
    why: str | Promise
    number: int
    group: GroupFields | None = None
    about: forms.BoundField | None = None
    waits: str = ""
    after: str = ""

    @property
    def photo_name(self) -> str:
        return f"photo_{self.slot.suffix}" if self.slot.round else f"photo_{self.slot.order}-0"

    @property
    def answers(self) -> str:
        return " ".join(self.item.when_answers)


class AnswerForm(forms.Form):
    """The whole answer to a task: ``line_<order>``, ``note_<order>``, outcome, finding, note.

    In further rounds of a repeat group the fields are ``line_<order>-<round>``; ``rounds_<order>``
    (of the group's first line) says how many there are, ``about_…`` what each is about. Photos are
    kept before the form is checked, so that an error loses none of them. ``items`` are the lines
    of a form that is still being written.
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

    def __init__(
        self,
        task: Task,
        data: Mapping[str, Any] | None = None,
        *,
        items: Sequence[CheckItem] | None = None,
    ):
        self.task = task
        self.content = Submission()
        self.items = checklist_items(task) if items is None else list(items)
        self.photos = photos_by_slot(task)
        self.firsts = {item.group: item.order for item in reversed(self.items) if item.group}
        self.counts = {group: _count(data, order) for group, order in self.firsts.items()}
        self.slots = list(slots(self.items, self.counts))
        today = workdays.today()
        initial = {"inspection": uuid7(), "rectify_by": rectify_default(today)}
        super().__init__(data, initial=initial)
        for slot, item in self.slots:
            self._add_line(slot, item)
        for item in self.items:
            if item.group:
                self._add_line(Slot(item.order, PATTERN), item)
        self._add_groups()
        if task.kind not in ACTS:
            del self.fields["outcome"], self.fields["rectify_by"]
        else:
            day = self.fields["rectify_by"].widget.attrs
            day["min"] = (today + dt.timedelta(days=1)).isoformat()
            day["max"] = (today + dt.timedelta(days=RECTIFY_DAYS_MAX)).isoformat()

    def _add_line(self, slot: Slot, item: CheckItem) -> None:
        self.fields[f"line_{_suffix(slot)}"] = forms.ChoiceField(
            label=str(item),
            choices=[(each.code, option_in_words(each)) for each in item.results],
            required=False,
            widget=forms.RadioSelect,
        )
        note = forms.CharField(
            label=_("Note"),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        if item.finding:
            note.help_text = _now("Left empty, a failed line says: %(finding)s") % {
                "finding": item.finding
            }
        self.fields[f"note_{_suffix(slot)}"] = note

    def _add_groups(self) -> None:
        for group, order in self.firsts.items():
            item = next(each for each in self.items if each.order == order)
            self.fields[f"rounds_{order}"] = forms.IntegerField(
                label=_now("How many: %(things)s") % {"things": item.group_named},
                min_value=1,
                max_value=MOST_ROUNDS,
                initial=1,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-rounds": order}),
            )
            for number in (PATTERN, *range(1, self.counts[group] + 1)):
                self.fields[f"about_{_suffix(Slot(order, number))}"] = forms.CharField(
                    label=_now("Which one: %(things)s") % {"things": item.group_named},
                    max_length=100,
                    required=False,
                )

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
            **self._answers([item for item in self.items if not item.group], 1),
            outcome=outcome,
            finding=given.get("finding", ""),
            # The day stands in the form before anybody chose an order to correct.
            rectify_by=given.get("rectify_by") if outcome == Outcome.RECTIFY_BY else None,
            note=given.get("note", ""),
            rounds={
                group: [
                    Round(
                        given.get(f"about_{Slot(order, number).suffix}", ""),
                        **self._answers(
                            [item for item in self.items if item.group == group], number
                        ),
                    )
                    for number in range(1, self.counts[group] + 1)
                ]
                for group, order in self.firsts.items()
            },
        )

    def _answers(self, items: Sequence[CheckItem], turn: int) -> dict[str, Any]:
        """Return results and notes of one round by the id of the line."""
        given = self.cleaned_data
        names = {item.pk: Slot(item.order, turn).suffix for item in items}
        return {
            "answers": {
                pk: given[f"line_{name}"] for pk, name in names.items() if given.get(f"line_{name}")
            },
            "notes": {pk: given.get(f"note_{name}", "") for pk, name in names.items()},
        }

    @cached_property
    def judgement(self) -> Judgement:
        """Return what the answers come to so far."""
        self.is_valid()
        lines = judged_lines(self.task, self.content, self.items).values()
        return judge(list(lines), verdict_of(self.task))

    @cached_property
    def inspection_id(self) -> uuid.UUID:
        """Return the id that makes a repeated submission the same one."""
        return self.cleaned_data.get("inspection") or uuid7()

    def lines(self) -> Iterator[LineFields]:
        """Yield the lines in order, each with its photos and what it means so far."""
        for number, (slot, item) in enumerate(self.slots, 1):
            line = self._line(slot, item, number)
            if item.group and self.firsts[item.group] == item.order and slot.round == 1:
                line.group = self._group(item)
            yield line

    def _group(self, item: CheckItem) -> GroupFields:
        pattern = [
            self._line(Slot(each.order, PATTERN), each, 0)
            for each in self.items
            if each.group == item.group
        ]
        return GroupFields(item.group_named, item.order, self[f"rounds_{item.order}"], pattern)

    def _line(self, slot: Slot, item: CheckItem, number: int) -> LineFields:
        suffix, why = _suffix(slot), self.judgement.why.get(slot, "")
        line = LineFields(
            item,
            slot,
            self[f"line_{suffix}"],
            self[f"note_{suffix}"],
            self.photos.get((item.pk, slot.round), []),
            LineVerdict(why).label if why else "",
            number,
        )
        if item.group and self.firsts[item.group] == item.order:
            line.about = self[f"about_{suffix}"]
        if item.when_line:
            line.waits, line.after = self._condition(slot, item)
        return line

    def _condition(self, slot: Slot, item: CheckItem) -> tuple[str, str]:
        before = next(each for each in self.items if each.order == item.when_line)
        same = bool(item.group) and before.group == item.group
        said = [option_in_words(each) for each in before.results if each.code in item.when_answers]
        text = _now("Only after line %(line)d was answered: %(answers)s") % {
            "line": before.order,
            "answers": _now(", ").join(said),
        }
        return text, f"line_{_suffix(Slot(before.order, slot.round if same else 1))}"

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
    def proposed(self) -> str:
        """Return the outcome that the answers speak for, in words."""
        name = self.judgement.proposed
        return str(Outcome(name).label) if name and self.items else ""

    @property
    def reasons(self) -> list[tuple[str, bool]]:
        """Return rule by rule what the answers come to, and which rule decides."""
        return list(explained(self.judgement.ruling, verdict_of(self.task), called))

    @property
    def offers_order(self) -> bool:
        """Tell whether an order to correct fits the answers so far."""
        return not self.items or Outcome.RECTIFY_BY in self.judgement.outcomes

    def open_lines(self) -> list[tuple[str, str]]:
        """Return the lines in which something is still to be done: field and number."""
        return [
            (slot.suffix, called(slot))
            for slot, _item in self.slots
            if f"line_{slot.suffix}" in self.errors
        ]

    def outcome_choices(self) -> list[forms.boundfield.BoundWidget]:
        """Return the outcomes that fit the answers so far."""
        return list(self.narrowed("outcome")) if self.is_act else []

    def finding_choices(self) -> list[forms.boundfield.BoundWidget]:
        """Return what may be said of the clue so far."""
        return list(self.narrowed("finding"))

    @property
    def photos_kept(self) -> int:
        """Return how many photos are here already and count."""
        return sum(len(photos) for photos in self.photos.values())

    def photos_left_out(self) -> list[LeftOut]:
        """Return the photos that were left out."""
        return photos_left_out(self.task)

    def loose_photos(self) -> list[Evidence]:
        """Return the photos that belong to no line."""
        return self.photos.get((None, 1), [])

    def unsaid(self) -> "AnswerForm":
        """Return the form without its errors: it is only shown again with more rounds."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}
        return self


def _suffix(slot: Slot) -> str:
    return f"{slot.order}-{PATTERN}" if slot.round == PATTERN else slot.suffix


def _count(data: Mapping[str, Any] | None, order: int) -> int:
    """Return how many rounds were sent for a group, kept within bounds."""
    text = str((data or {}).get(f"rounds_{order}", ""))
    return min(max(int(text), 1), MOST_ROUNDS) if text.isascii() and text.isdigit() else 1
