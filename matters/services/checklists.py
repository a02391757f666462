"""Building a check form: the lines of a draft, their order, its verdict rules.

Every change names the revision of the draft that its author saw; who comes second is told so and
keeps what they typed. Each emits ``matters.checklist_amended``.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import RuleError, StaleState
from common.events import emit
from common.models import User
from matters.choices import IN_WORK, VersionState
from matters.models import CheckItem, Checklist, ChecklistVersion, LineSource, Matter
from matters.rules import lines, verdicts
from matters.services.basis import cite_basis
from matters.services.citations import Cited, cite, cite_all
from matters.services.versions import line_fault_text

LINE_FIELDS = tuple(
    field.attname
    for field in CheckItem._meta.concrete_fields
    if field.name not in {"id", "created_at", "version", "order"}
)
MOST_LINES = 300


@transaction.atomic
def new_checklist(
    list_code: str,
    code: str,
    name: str,
    *,
    by: User,
    name_en: str = "",
    matters: Iterable[Matter] = (),
    basis: str = "",
) -> ChecklistVersion:
    """Begin a form that its list does not have yet. Emits ``matters.checklist_drafted``."""
    checklist, made = Checklist.objects.get_or_create(
        list_code=list_code, code=code, name=name, defaults={"name_en": name_en}
    )
    if not made:
        raise RuleError(
            "known_checklist",
            _("The list has this form already: draft its next version."),
            field="code",
        )
    checklist.matters.set(matters)
    version = ChecklistVersion.objects.create(checklist=checklist, number=1, drafted_by=by.pk)
    emit("matters.checklist_drafted", version, by=by, basis=basis)
    return version


@transaction.atomic
def draft_checklist(checklist: Checklist, *, by: User, basis: str = "") -> ChecklistVersion:
    """Begin the next version of a form with the lines of the latest one.

    Refuses while another version is in work. Emits ``matters.checklist_drafted``.
    """
    Checklist.objects.select_for_update().get(pk=checklist.pk)
    latest = checklist.versions.order_by("-number").first()
    if latest and latest.state in IN_WORK:
        raise RuleError(
            "in_work",
            _("Version %(number)d is in work: amend it, or wait for its review.")
            % {"number": latest.number},
        )
    version = ChecklistVersion.objects.create(
        checklist=checklist,
        number=latest.number + 1 if latest else 1,
        verdict=latest.verdict if latest else {},
        drafted_by=by.pk,
    )
    if latest:
        _copy_lines(latest, version)
    emit("matters.checklist_drafted", version, by=by, basis=basis)
    return version


@transaction.atomic
def add_line(
    version: ChecklistVersion,
    content: Mapping[str, Any],
    *,
    revision: int,
    by: User,
    after: int | None = None,
) -> CheckItem:
    """Put a new line after line ``after``, or at the end."""
    items = _open(version, revision)
    if len(items) >= MOST_LINES:
        raise RuleError("too_many_lines", _("A form has at most %(n)d lines.") % {"n": MOST_LINES})
    place = len(items) if after is None else min(after, len(items))
    line = CheckItem(version=version, order=len(items) + 1)
    _fill(line, _condition(items, content))
    _insist([*items, line] if place == len(items) else items)
    line.save(force_insert=True)
    if place < len(items):
        _arrange([*items[:place], line, *items[place:]])
    _close(version, by, line=line.order, what="added")
    return line


@transaction.atomic
def edit_line(line: CheckItem, content: Mapping[str, Any], *, revision: int, by: User) -> CheckItem:
    """Change what a line says."""
    items = _open(line.version, revision)
    kept = _own(items, line.pk)
    _fill(kept, _condition(items, content))
    _insist(items)
    kept.save(update_fields=[*content, "when_answers"])
    _close(line.version, by, line=kept.order, what="changed")
    return kept


@transaction.atomic
def move_line(line: CheckItem, to: int, *, revision: int, by: User) -> CheckItem:
    """Move a line to place ``to`` (from 1); what waits for it keeps waiting for it.

    Refused where a line would come before the one that it waits for.
    """
    items = _open(line.version, revision)
    moved = _own(items, line.pk)
    items.remove(moved)
    place = min(max(to, 1), len(items) + 1)
    items.insert(place - 1, moved)
    _arrange(items)
    _close(line.version, by, line=moved.order, what="moved")
    return moved


@transaction.atomic
def delete_line(line: CheckItem, *, revision: int, by: User) -> None:
    """Take a line out of a draft; refused while others wait for its answer."""
    items = _open(line.version, revision)
    gone = _own(items, line.pk)
    waiting = [each.order for each in items if each.when_line == gone.order]
    if waiting:
        raise RuleError(
            "awaited",
            ngettext(
                "Line %(lines)s waits for the answer of this one: change it first.",
                "Lines %(lines)s wait for the answer of this one: change them first.",
                len(waiting),
            )
            % {"lines": ", ".join(map(str, waiting))},
        )
    LineSource.objects.filter(item=gone).delete()
    items.remove(gone)
    cite(gone, "")
    CheckItem.objects.filter(pk=gone.pk).delete()
    _arrange(items)
    _close(line.version, by, line=gone.order, what="deleted")


@transaction.atomic
def set_verdict(
    version: ChecklistVersion, verdict: verdicts.Verdict, *, revision: int, by: User
) -> ChecklistVersion:
    """Change what the answers of a draft come to."""
    _open(version, revision)
    stored = verdict.stored() if verdict != verdicts.HOUSE else {}
    ChecklistVersion.objects.filter(pk=version.pk).update(verdict=verdict_checked(stored))
    _close(version, by, what="verdict")
    version.refresh_from_db()
    return version


def verdict_checked(stored: dict[str, Any]) -> dict[str, Any]:
    """Return stored rules that can be read; raise RuleError with words for what is wrong."""
    words = {
        "too_many": _("At most %(n)d rules.") % {"n": verdicts.MOST_RULES},
        "kind": _("Choose what the rule counts."),
        "result": _("Choose what the rule leads to."),
        "bound": _("The bound of a rule is a number."),
        "below": _("A score is given in per cent, above 0 up to 100."),
        "least": _("A rule counts at least one line."),
    }
    try:
        verdicts.read(stored)
    except verdicts.BadVerdict as bad:
        raise RuleError("verdict", words[bad.code], field=f"rule_{bad.number}") from bad
    return stored


def read_own_results(text: str) -> list[dict[str, str]]:
    """Read a line's own results; raise RuleError with words for what cannot be read."""
    try:
        return lines.read_options(text)
    except lines.Malformed as bad:
        words = {
            "option": _("“%(text)s” names no result."),
            "meaning": _("Say what “%(text)s” means: %(words)s."),
            "share": _("“%(text)s” earns more than the whole score."),
            "twice": _("A result is named twice."),
            "no_result": _("At least one result says whether the line is in order."),
        }
        known = "、".join(name for name, code in lines.HOUSE_NAMES.items() if name != code)
        raise RuleError(
            "options", words[bad.code] % {"text": bad.text, "words": known}, field="options"
        ) from bad


def _open(version: ChecklistVersion, revision: int) -> list[CheckItem]:
    """Lock a draft that still is as its author saw it; return its lines."""
    standing = ChecklistVersion.objects.select_for_update().get(pk=version.pk)
    if standing.state != VersionState.DRAFT:
        raise RuleError("not_a_draft", _("Only a draft can be changed."))
    if standing.revision != revision:
        raise StaleState(
            _("Somebody else changed this form meanwhile. Look at it, then save again.")
        )
    return list(standing.items.all())


def _close(version: ChecklistVersion, by: User, **facts: Any) -> None:
    """Count the change, and its author as the drafter."""
    ChecklistVersion.objects.filter(pk=version.pk).update(
        revision=F("revision") + 1, drafted_by=by.pk, changed_at=timezone.now()
    )
    version.refresh_from_db(fields=["revision", "drafted_by", "changed_at"])
    cite_basis(version)
    emit("matters.checklist_amended", version, facts=facts, by=by)


def _own(items: Sequence[CheckItem], pk: uuid.UUID) -> CheckItem:
    found = next((each for each in items if each.pk == pk), None)
    if found is None:
        raise StaleState(_("Somebody else has taken this line out of the form."))
    return found


def _fill(line: CheckItem, content: Mapping[str, Any]) -> None:
    for name, value in content.items():
        if name not in LINE_FIELDS:
            raise TypeError(f"no field of a line: {name}")
        setattr(line, name, value)


def _condition(items: Sequence[CheckItem], content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return ``content`` without answers that wait for no line."""
    if content.get("when_line", 1) is None:
        return {**content, "when_answers": []}
    return content


def _insist(items: Sequence[CheckItem]) -> None:
    for fault in lines.faults(items):
        raise RuleError(fault.code, line_fault_text(fault), field=fault.field)


def _arrange(items: Sequence[CheckItem]) -> None:
    """Number lines in this order; conditions follow the lines that they name."""
    places = {line.order: place for place, line in enumerate(items, 1)}
    for line in items:
        line.when_line = places[line.when_line] if line.when_line else None
    for place, line in enumerate(items, 1):
        line.order = place
    _insist(items)
    CheckItem.objects.bulk_update(items, ["order", "when_line"])


def _copy_lines(before: ChecklistVersion, version: ChecklistVersion) -> None:
    copies = {}
    for line in before.items.all():
        copy = CheckItem(version=version, order=line.order)
        _fill(copy, {name: getattr(line, name) for name in LINE_FIELDS})
        copies[line.pk] = copy
    CheckItem.objects.bulk_create(copies.values())
    cite_all([Cited(copy, copy.basis) for copy in copies.values()])
    LineSource.objects.bulk_create(
        LineSource(item=copies[each.item_id], source_id=each.source_id, matter_id=each.matter_id)
        for each in LineSource.objects.filter(item__in=copies)
    )
