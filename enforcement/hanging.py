"""What enforcement knows of matters and what of its work hangs on them (see ``matters.facts``)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import workdays
from enforcement.choices import Outcome
from enforcement.models import Inspection, StandingApproval, Task
from enforcement.services.past import past_acts_by_matter
from matters.facts import Impact, register_facts, register_impact
from matters.models import Matter

SHOWN = 8
NOTHING_FOUND = (Outcome.PASSED, Outcome.UNABLE)


def _facts(matters: Sequence[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID, Mapping[str, Any]]:
    """Count this year's inspections under each matter, and those that found something.

    Inspections that another system recorded are inspections too.
    """
    found: dict[uuid.UUID, dict[str, Any]] = {pk: {"acts": 0, "findings": 0} for pk in matters}
    rows = (
        Inspection.objects.filter(
            task__matter_version__matter__in=matters, created_at__year=day.year
        )
        .order_by()
        .values_list("task__matter_version__matter")
        .annotate(
            acts=Count("pk"),
            findings=Count("pk", filter=~Q(outcome__in=NOTHING_FOUND) & ~Q(outcome="")),
        )
    )
    for pk, acts, findings in rows:
        found[pk] = {"acts": acts, "findings": findings}
    for pk, acts in past_acts_by_matter(day.year, matters).items():
        found[pk]["acts"] += acts
    return found


def _acts(count: int) -> str:
    return str(count) if count else _now("none: ask whether it is needed, or why nobody acts")


register_facts(
    _facts,
    {
        "acts": (_("Inspections this year"), _acts),
        "findings": (_("of these with a finding"), str),
    },
)


def _tasks(matters: Sequence[Matter], user: Any) -> Iterable[Impact]:
    rows = Task.objects.visible_to(user).open().filter(matter_version__matter__in=matters)
    named = rows.select_related("subject").order_by("due_at")[:SHOWN]
    yield Impact(
        _("Open tasks"),
        rows.count(),
        _("run on under the version that they began with"),
        url=reverse("enforcement:task-list"),
        rows=[(each.subject.named, each.get_absolute_url()) for each in named],
    )


def _approvals(matters: Sequence[Matter], user: Any) -> Iterable[Impact]:
    if not user.has_perm("enforcement.view_standingapproval"):
        return
    rows = StandingApproval.objects.visible_to(user)
    yield Impact(
        _("Standing approvals"),
        rows.filter(matter__in=matters, valid__contains=workdays.today()).count(),
        _("name the old matter and serve no longer: approve anew for the successor"),
    )


register_impact("50 tasks", _tasks)
register_impact("60 approvals", _approvals)
