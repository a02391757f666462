"""To whom tasks go by themselves: the table of rules first, else the least busy who fit.

One mechanism for every origin: tasks made by hand, by a plan, a draw or a warning find their
officers here. Who may act at all, and who does not fit, is said in one place (``officers``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import IllegalMove
from common.events import emit
from common.models import User
from enforcement.choices import BEFORE_DISPATCH, GAP_PARTS, RuleGap
from enforcement.models import DispatchRule, Task
from enforcement.rules import dispatching as rules
from enforcement.services.officers import Bench, Candidate, needed, standing
from enforcement.services.steps import is_certified
from matters.choices import VersionState
from matters.models import MatterVersion
from registry.models import Leave, Officer, OfficerLoan

RELATIONS = ("department", "region", "subject", "matter_version__matter")
"""What a task brings along so that rules and officers are held against it without a query."""


@dataclass(frozen=True)
class Proposal:
    """To whom a task would go by itself; ``rule`` is None where no rule covers it.

    Without ``officers`` it waits, and ``why`` says what keeps those who were thought of.
    """

    task: Task
    rule: DispatchRule | None
    officers: list[Officer]
    why: str = ""
    calls_in: bool = False

    @property
    def reason(self) -> str:
        """Return what is noted where somebody off duty is called in by a rule."""
        return str(self.rule) if self.calls_in else ""


def choose(task: Task) -> Proposal:
    """Return to whom one task goes by itself."""
    [proposal] = propose([task])
    return proposal


def propose(tasks: Iterable[Task], table: Sequence[DispatchRule] | None = None) -> list[Proposal]:
    """Return to whom tasks would go, the first of them first; each one adds to the work of its
    officers before the next is looked at.

    Where rules cover a task, they alone speak: the first in turn that leaves enough officers.
    ``table`` stands in for the rules in force. The tasks bring their ``RELATIONS`` along.
    """
    tasks = list(tasks)
    table = list(DispatchRule.objects.in_turn()) if table is None else table
    bench = Bench.of(tasks)
    found = []
    for task in tasks:
        proposal = _propose(task, [rule for rule in table if rule.covers(task)], bench)
        bench.give(proposal.officers)
        found.append(proposal)
    return found


def open_without_officers(tasks: Any) -> Any:
    """Return those of the tasks that nobody has, with what rules are held against."""
    return tasks.filter(state__in=BEFORE_DISPATCH).select_related(*RELATIONS)


@dataclass(frozen=True)
class Reach:
    """How far a rule gets today: the officers whom it names, and what leaves too few of them."""

    rule: DispatchRule
    members: int
    gap: rules.Gap | None

    @property
    def why(self) -> str:
        """Return in words which part of the rule leaves nobody, or too few for a visit."""
        if self.gap is None:
            return ""
        if self.gap.is_nobody:
            return str(RuleGap(self.gap.part).label)
        part = GAP_PARTS[self.gap.part]
        return _("one is left, and a visit takes two: %(part)s") % {"part": part}


def reach(table: Sequence[DispatchRule]) -> list[Reach]:
    """Return how far each rule gets today, whatever tasks there are: five queries for all."""
    members = _members(table)
    known = _with_a_matter(table)
    found = []
    for rule in table:
        own = [member for officer, member in members if takes(rule, officer)]
        wanted = rules.Wanted(rule.line, rule.calls_in, rule.most_open)
        gap = rules.gap(own, wanted) if rule.pk in known else rules.Gap("matter", 0)
        found.append(Reach(rule, len(own), gap))
    return found


def takes(rule: DispatchRule, officer: Officer) -> bool:
    """Tell whether a rule names an officer: by name, by team, or as one of its department."""
    if rule.named_officers:
        return officer.pk in rule.named_officers
    return officer.department.path.startswith((rule.team or rule.department).path)


@transaction.atomic
def save(rule: DispatchRule, named: Iterable[Officer], *, by: User) -> DispatchRule:
    """Keep a rule and the officers whom it names. Emits ``enforcement.rule_kept``."""
    rule.save()
    rule.officers.set(named)
    emit("enforcement.rule_kept", rule, facts={"name": rule.name, "priority": rule.priority}, by=by)
    return rule


@transaction.atomic
def end(rule: DispatchRule, *, by: User, reason: str = "") -> DispatchRule:
    """Let a rule hold no longer; it stays on record. Emits ``enforcement.rule_ended``."""
    changed = DispatchRule.objects.in_force().filter(pk=rule.pk).update(ended_at=timezone.now())
    if not changed:
        raise IllegalMove(_("This rule has ended already."))
    emit("enforcement.rule_ended", rule, facts={"reason": reason}, by=by)
    return rule


def _propose(task: Task, covering: list[DispatchRule], bench: Bench) -> Proposal:
    everybody = bench.candidates(task)
    if not covering:
        return _proposal(task, None, everybody)
    tried = []
    for rule in covering:
        pool = [each for each in everybody if takes(rule, each.officer)]
        proposal = _proposal(task, rule, pool)
        if proposal.officers:
            return proposal
        tried.append(proposal)
    return tried[0]


def _proposal(task: Task, rule: DispatchRule | None, pool: list[Candidate]) -> Proposal:
    ready = [each for each in pool if _is_ready(rule, each)][: needed(task.kind)]
    if len(ready) == needed(task.kind):
        called = any(not each.fits for each in ready)
        return Proposal(task, rule, [each.officer for each in ready], calls_in=called)
    return Proposal(task, rule, [], why=_why(rule, pool))


def _is_ready(rule: DispatchRule | None, one: Candidate) -> bool:
    if rule is None:
        return one.fits
    is_free = rule.most_open is None or one.open_work < rule.most_open
    return is_free and (one.fits or (rule.calls_in and one.may_be_called_in))


def _why(rule: DispatchRule | None, pool: list[Candidate]) -> str:
    """Return in words what keeps those who were thought of, each said once."""
    if not pool:
        return _("nobody of the acting department is meant by it")
    said = [word for each in pool for word in each.why]
    if any(each.fits and not _is_ready(rule, each) for each in pool):
        said.append(str(RuleGap.BUSY.label))
    return "; ".join(dict.fromkeys(said)) or _("too few of them for a visit")


def _members(table: Sequence[DispatchRule]) -> list[tuple[Officer, rules.Member]]:
    """Return everybody whom any of the rules names, as they stand now."""
    wanted = Q(pk__in={pk for rule in table for pk in rule.named_officers})
    for path in {(rule.team or rule.department).path for rule in table}:
        wanted |= Q(department__path__startswith=path)
    today = workdays.today()
    staff = standing(Officer.objects.filter(wanted)).annotate(
        is_away=Exists(Leave.objects.on(today).filter(officer=OuterRef("pk")))
        | Exists(OfficerLoan.objects.on(today).filter(officer=OuterRef("pk")))
    )
    return [
        (
            each,
            rules.Member(
                each.user.is_active,
                is_certified(each),
                tuple(each.lines),
                each.is_away,
                each.is_on_duty,
                each.open_work,
            ),
        )
        for each in staff
    ]


def _with_a_matter(table: Sequence[DispatchRule]) -> set[Any]:
    """Return the rules whose matter, or one of whose group, is published."""
    published = MatterVersion.objects.filter(
        state=VersionState.PUBLISHED, matter__code__startswith=OuterRef("matters")
    )
    rows = DispatchRule.objects.filter(pk__in=[rule.pk for rule in table])
    return set(rows.filter(Q(matters="") | Exists(published)).values_list("pk", flat=True))
