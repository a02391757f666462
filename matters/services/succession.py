"""Merging, splitting and cancelling matters: proposed, reviewed, approved, carried out on its day.

Three people, as for every publication. The successors' drafts go through review with the reform
and are published with it, so that on the day nothing stands without its basis.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.flow import move
from common.models import Event, User
from matters.choices import IN_WORK, ReformKind, ReformState, VersionState
from matters.models import Matter, MatterVersion, Reform, Succession
from matters.services.claims import end_all
from matters.services.drafts import draft_new
from matters.services.periods import ended
from matters.services.successors import carry_to
from matters.services.versions import pass_review, publish, send_back, submit
from registry.models import Department

LEGAL = "matters.legal_review_matterversion"
FEWEST = {ReformKind.MERGE: (2, 1), ReformKind.SPLIT: (1, 2), ReformKind.CANCEL: (1, 0)}
"""The fewest matters that give way, and that take their place, by kind."""


@dataclass(frozen=True)
class NewMatter:
    """A successor that the list does not have yet: its code and the name of its sub item."""

    code: str
    sub_item: str


@transaction.atomic
def propose_reform(
    kind: str,
    olds: Sequence[Matter],
    *,
    keep: Sequence[Matter] = (),
    new: Sequence[NewMatter] = (),
    day: dt.date,
    reason: str,
    by: User,
) -> Reform:
    """Propose that ``olds`` give way on ``day`` to the matters in ``keep`` and to new ones.

    New successors are drafted from the first old matter, to be amended before review. Refuses
    matters that are not in force, that another reform or a version in work already touches, and
    counts that make no merge or split. Emits ``matters.reform_drafted``.
    """
    _lock([*olds, *keep])
    least_old, least_new = FEWEST[ReformKind(kind)]
    if len(set(olds)) < least_old:
        raise RuleError("too_few", _("A merge needs two matters or more."), field="olds")
    if len(set(keep)) + len(new) < least_new:
        text = _("Say which matters take their place: one for a merge, two or more for a split.")
        raise RuleError("no_successor", text, field="new")
    if kind == ReformKind.CANCEL and (keep or new):
        raise RuleError("successor", _("A cancelled matter has no successor."), field="new")
    if kind == ReformKind.MERGE and len(set(keep)) + len(new) > 1:
        raise RuleError("successor", _("Matters are merged into one."), field="new")
    _check_day(day)
    versions = _in_force(olds)
    _check_free([*olds, *keep])
    first = versions[olds[0]]
    department = Department.objects.get(pk=str(first.department_id))
    reform = Reform.objects.create(
        kind=kind, department=department, day=day, reason=reason, drafted_by=by.pk
    )
    reform.olds.set(olds)
    made = [_draft_successor(first, each, by=by) for each in new]
    reform.news.set([*keep, *made])
    emit("matters.reform_drafted", reform, facts={"kind": kind}, by=by, basis=reason)
    return reform


def _draft_successor(first: MatterVersion, new: NewMatter, *, by: User) -> Matter:
    content = {
        name: getattr(first, name)
        for name in (
            "department_id", "administrative_type", "line", "levels", "object_types", "item",
            "item_en", "object", "object_en", "basis", "basis_en", "process", "process_en",
            "result", "result_en", "method", "method_en", "methods", "ratio", "frequency",
            "is_on_clue", "officer_requirement", "unit", "legal_min", "legal_max",
        )
    }  # fmt: skip
    content["sub_item"] = new.sub_item
    return draft_new(first.matter.list_code, new.code, content, by=by).matter


@transaction.atomic
def submit_reform(reform: Reform, *, by: User, basis: str = "") -> Reform:
    """Send a reform and its successors' drafts to the department's review.

    Emits ``matters.reform_submitted``.
    """
    move(reform, ReformState.DEPARTMENT_REVIEW)
    for version in _in_work(reform):
        if version.state == VersionState.DRAFT:
            submit(version, by=by, basis=basis)
    emit("matters.reform_submitted", reform, by=by, basis=basis)
    return reform


@transaction.atomic
def pass_reform(reform: Reform, *, by: User, basis: str = "") -> Reform:
    """Pass a reform in department review, its successors with it.

    Emits ``matters.reform_reviewed``.
    """
    _keep_apart(by, reform.drafted_by)
    move(reform, ReformState.LEGAL_REVIEW, reviewed_by=by.pk)
    for version in _in_work(reform):
        if version.state == VersionState.DEPARTMENT_REVIEW:
            pass_review(version, by=by, basis=basis)
    emit("matters.reform_reviewed", reform, by=by, basis=basis)
    return reform


@transaction.atomic
def return_reform(reform: Reform, *, by: User, basis: str) -> Reform:
    """Return a reform to its drafter, its successors with it. Emits ``matters.reform_returned``."""
    move(reform, ReformState.DRAFT, reviewed_by=None)
    for version in _in_work(reform):
        if version.state != VersionState.DRAFT:
            send_back(version, by=by, basis=basis)
    emit("matters.reform_returned", reform, by=by, basis=basis)
    return reform


@transaction.atomic
def withdraw_reform(reform: Reform, *, by: User, basis: str) -> Reform:
    """Give a reform up before it is carried out. Emits ``matters.reform_withdrawn``."""
    _lock([*reform.olds.all(), *reform.news.all()])
    move(reform, ReformState.WITHDRAWN)
    emit("matters.reform_withdrawn", reform, by=by, basis=basis)
    return reform


@transaction.atomic
def approve_reform(
    reform: Reform, *, by: User, basis: str = "", day: dt.date | None = None
) -> Reform:
    """Pass a reform in legal review; publish its successors, and carry it out when its day is here.

    Whoever approves must have the right over every matter that gives way.
    Emits ``matters.reform_approved``.
    """
    _keep_apart(by, reform.drafted_by, reform.reviewed_by)
    olds = list(reform.olds.order_by("pk"))
    _lock([*olds, *reform.news.all()])
    reform.refresh_from_db()
    day = day or reform.day
    _check_day(day)
    versions = _in_force(olds)
    own = MatterVersion.objects.allowed(by, LEGAL).filter(pk__in=[v.pk for v in versions.values()])
    if own.count() != len(versions):
        text = _("One of the matters belongs to a department that you do not decide for.")
        raise RuleError("not_yours", text)
    move(reform, ReformState.APPROVED, approved_by=by.pk, day=day)
    for version in _in_work(reform):
        if version.state != VersionState.LEGAL_REVIEW:
            raise RuleError(
                "successor_in_work",
                _("The successor “%(name)s” has not passed the department's review.")
                % {"name": version.title},
            )
        publish(version, by=by, basis=basis, from_day=day)
    emit("matters.reform_approved", reform, facts={"from": day.isoformat()}, by=by, basis=basis)
    if reform.is_due(workdays.today()):
        carry_out(reform)
    return reform


@transaction.atomic
def carry_out(reform: Reform) -> None:
    """Let the old matters of an approved reform give way; carry along what hangs on them.

    In one transaction: the successions, claims with their lists and transfers, check forms, and
    the end of the old versions. Open tasks run on under the version they began with.
    Emits ``matters.reform_carried_out`` and what the claims and versions emit.
    """
    olds = list(reform.olds.order_by("pk"))
    news = list(reform.news.order_by("pk"))
    _lock([*olds, *news])
    versions = _in_force(olds, reform.day)
    move(reform, ReformState.CARRIED_OUT)
    done = emit(
        "matters.reform_carried_out",
        reform,
        facts={"kind": reform.kind, "from": reform.day.isoformat()},
    )
    for old in olds:
        if old in news:
            continue
        _succeed(old, news, reform, cause=done)
        _end(versions[old], reform, cause=done)


def carry_out_due() -> int:
    """Carry out the approved reforms whose day has come; return how many."""
    count = 0
    for reform in Reform.objects.due(workdays.today()).order_by("day", "pk"):
        with transaction.atomic():
            row = Reform.objects.select_for_update(skip_locked=True).filter(pk=reform.pk).first()
            if row is not None and row.is_due(workdays.today()):
                carry_out(row)
                count += 1
    return count


def _succeed(old: Matter, news: list[Matter], reform: Reform, *, cause: Event) -> None:
    Succession.objects.bulk_create(
        Succession(reform=reform, old=old, new=new, day=reform.day, kind=reform.kind)
        for new in news
    )
    if news:
        carry_to(old, news, reform.day, cause)
        for checklist in old.checklists.all():
            checklist.matters.add(*news)
    end_all(old.pk, reform.day, cause=cause)


def _end(version: MatterVersion, reform: Reform, *, cause: Event) -> None:
    """End the version in force of a matter that gives way, whatever replaced it before."""
    to = VersionState.REVOKED if reform.kind == ReformKind.CANCEL else VersionState.SUPERSEDED
    move(version, to, valid=ended(version.valid, reform.day))
    facts = {"on": reform.day.isoformat()}
    if to == VersionState.REVOKED:
        emit("matters.version_revoked", version, facts=facts, cause=cause)
    else:
        emit("matters.version_superseded", version, facts=facts, cause=cause)


def _in_force(matters: Sequence[Matter], day: dt.date | None = None) -> dict[Matter, MatterVersion]:
    rows = MatterVersion.objects.in_force(day or workdays.today()).filter(matter__in=matters)
    found = {version.matter: version for version in rows.select_related("matter", "department")}
    for matter in matters:
        if matter not in found:
            raise RuleError(
                "not_in_force",
                _("“%(code)s” is not in force: only a matter in force gives way.")
                % {"code": matter},
            )
    return found


def _in_work(reform: Reform) -> list[MatterVersion]:
    rows = MatterVersion.objects.filter(matter__in=reform.news.all(), state__in=IN_WORK)
    return list(rows.select_related("matter").order_by("matter__code"))


def _check_free(matters: Sequence[Matter]) -> None:
    if MatterVersion.objects.filter(matter__in=matters, state__in=IN_WORK).exists():
        text = _("One of the matters has a version in work: let it be published or returned first.")
        raise RuleError("in_work", text)
    busy = Reform.objects.in_work()
    if busy.filter(olds__in=matters).exists() or busy.filter(news__in=matters).exists():
        raise RuleError("in_reform", _("Another reform in work touches one of these matters."))


def _check_day(day: dt.date) -> None:
    if day < workdays.today():
        text = _("Nothing comes into force on a day that has passed.")
        raise RuleError("past_day", text, field="day")


def _lock(matters: Sequence[Matter]) -> None:
    """Let one transaction at a time reform a matter; always in the same order."""
    keys = {matter.pk for matter in matters}
    list(Matter.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _keep_apart(by: User, *others: object) -> None:
    if by.pk in others:
        text = _("Somebody else has to do this: you had a part in this reform.")
        raise RuleError("four_eyes", text)
