"""Referring to a case: drafted by itself from the failed lines, submitted, received, decided."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import IllegalMove, RuleError
from common.events import emit
from common.flow import move
from common.models import Event, User
from enforcement.choices import AnswerResult, Outcome
from enforcement.choices.referrals import CLUE_CHECK_WORKDAYS, UNDECIDED, ReferralState
from enforcement.models import Answer, CaseReferral, CaseReferralLine, Inspection
from matters.models import Article, Citation
from registry.models import Department


@transaction.atomic
def follow(inspection: Inspection, *, by: User | None = None) -> CaseReferral | None:
    """Draft the referral of a visit that ended with one, filled in from its failed lines.

    Each line brings its finding (what the officers noted, else the wording of the form), its basis
    and the articles that it cites as they stood on the day. Emits ``enforcement.case_drafted``.
    """
    if inspection.outcome != Outcome.REFER_TO_CASE:
        return None
    task = inspection.task
    answers = list(inspection.answers.filter(result=AnswerResult.FAILED).select_related("item"))
    day = workdays.day_of(inspection.submitted_at)
    articles = _articles([answer.item_id for answer in answers], day)
    entry = getattr(task, "entry_code", None)
    made = CaseReferral.objects.create(
        inspection=inspection,
        to_department=task.department,
        action_code=entry.code if entry else "",
        facts=inspection.note or "；".join(_finding(answer) for answer in answers) or "—",
    )
    CaseReferralLine.objects.bulk_create(
        CaseReferralLine(
            referral=made,
            answer=answer,
            finding=_finding(answer),
            basis=answer.item.basis,
            articles=articles.get(answer.item_id, []),
        )
        for answer in answers
    )
    _tell(made, "drafted", by=by, lines=len(answers))
    return made


@transaction.atomic
def edit(
    row: CaseReferral,
    *,
    facts: str,
    to_department: Department,
    findings: Mapping[Any, str],
    by: User,
) -> CaseReferral:
    """Change what a draft says; once submitted it stays. Emits ``enforcement.case_edited``."""
    _hold(row, ReferralState.DRAFTED)
    row.facts, row.to_department, row.changed_at = facts, to_department, timezone.now()
    row.save(update_fields=["facts", "to_department", "changed_at"])
    lines = list(row.lines.all())
    for line in lines:
        line.finding = findings.get(line.pk, line.finding)
    CaseReferralLine.objects.bulk_update(lines, ["finding"])
    _tell(row, "edited", by=by)
    return row


@transaction.atomic
def submit(row: CaseReferral, *, by: User) -> CaseReferral:
    """Hand the referral to those who decide; the clue is to be checked in 15 workdays.

    Emits ``enforcement.case_referred``.
    """
    due = workdays.add(workdays.today(), CLUE_CHECK_WORKDAYS)
    move(row, ReferralState.SUBMITTED, submitted_by=by.pk, submitted_at=timezone.now(), due_on=due)
    _tell(row, "referred", by=by, to=str(row.to_department_id), due=due.isoformat())
    return row


@transaction.atomic
def receive(row: CaseReferral, *, by: User) -> CaseReferral:
    """Say that the referral has arrived. Emits ``enforcement.case_received``."""
    move(row, ReferralState.RECEIVED, received_by=by.pk, received_at=timezone.now())
    _tell(row, "received", by=by)
    return row


@transaction.atomic
def decide(row: CaseReferral, *, is_filed: bool, reason: str, by: User) -> CaseReferral:
    """Decide whether a case is filed; never by whoever submitted the referral.

    Raises RuleError for the submitter. Emits ``enforcement.case_filed`` or ``case_not_filed``.
    """
    if row.submitted_by == by.pk:
        raise RuleError("own_referral", _("Somebody else decides on what you referred."))
    state = ReferralState.FILED if is_filed else ReferralState.NOT_FILED
    move(row, state, decision=reason, decided_by=by.pk, decided_at=timezone.now())
    _tell(row, state, by=by, reason=reason)
    return row


@transaction.atomic
def extend(row: CaseReferral, *, reason: str, by: User) -> CaseReferral:
    """Give the check of a clue 15 more workdays, once, for a reason.

    Emits ``enforcement.case_extended``.
    """
    _hold(row, *UNDECIDED)
    if row.extended_from is not None or row.due_on is None:
        raise RuleError("extended", _("The time was extended once already."))
    row.extended_from, row.extension_reason = row.due_on, reason
    row.due_on = workdays.add(row.due_on, CLUE_CHECK_WORKDAYS)
    row.escalated_on, row.changed_at = None, timezone.now()
    row.save()
    _tell(row, "extended", by=by, reason=reason, due=row.due_on.isoformat())
    return row


def escalate_undecided() -> int:
    """Tell once of referrals that were not decided in time; return how many.

    Emits ``enforcement.case_late``.
    """
    today, count = workdays.today(), 0
    for row in CaseReferral.objects.late(today).filter(escalated_on=None):
        with transaction.atomic():
            fresh = CaseReferral.objects.late(today).filter(pk=row.pk, escalated_on=None)
            if fresh.update(escalated_on=today):
                _tell(row, "late")
                count += 1
    return count


def _finding(answer: Answer) -> str:
    """Return what the officers noted in a line, else the form's wording, else what it asks."""
    found = answer.note or answer.item.finding or answer.item.content
    return f"{answer.about}：{found}" if answer.about else found


def _articles(items: Iterable[Any], day: dt.date) -> dict[Any, list[list[str]]]:
    """Return by line what articles it cites, [where, text] as of a day; two queries for all."""
    keys = {f"matters.checkitem:{pk}": pk for pk in items}
    cited = list(Citation.objects.of(keys).exclude(law=None).select_related("law"))
    places = {(each.law_id, each.locator.split(".")[0]) for each in cited}
    rows = (
        Article.objects.whole()
        .in_force(day)
        .filter(
            version__law__in={law for law, _place in places},
            locator__in={place for _law, place in places},
        )
    )
    texts = {(row.version.law_id, row.locator): row for row in rows.select_related("version__law")}
    found: dict[Any, list[list[str]]] = {}
    for each in cited:
        row = texts.get((each.law_id, each.locator.split(".")[0]))
        if row is not None:
            found.setdefault(keys[each.origin], []).append([each.in_words, row.text])
    return found


def _hold(row: CaseReferral, *states: str) -> None:
    now = CaseReferral.objects.select_for_update().get(pk=row.pk).state
    if now not in states:
        raise IllegalMove(_("The referral has gone on in the meantime. Reload to see it."))


def _tell(row: CaseReferral, what: str, *, by: User | None = None, **facts: Any) -> None:
    task = row.inspection.task
    emit(
        f"enforcement.case_{what}",
        row,
        subject=task.subject_id,
        facts=facts,
        by=by,
        cause=Event.objects.about(task).last() if what == "drafted" else None,
    )
