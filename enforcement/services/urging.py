"""Urging officers on, and taking a task to the superior body; both are noted and told."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.models import Event, User
from enforcement.choices import COMING_STATES, URGES_A_DAY
from enforcement.models import Task
from enforcement.services.steps import hold, tell


@transaction.atomic
def urge(task: Task, *, by: User, reason: str = "") -> Task:
    """Urge the officers who have the task, a few times a day at most.

    Raises RuleError where nobody has it, or they were urged enough today. Emits
    ``enforcement.task_urged``.
    """
    hold(task)
    if task.state not in COMING_STATES:
        raise RuleError("nobody_has_it", _("Nobody has this task now, so nobody can be urged."))
    start = workdays.end_of(workdays.today() - dt.timedelta(days=1))
    urged = Event.objects.about(task).filter(name="enforcement.task_urged", at__gte=start).count()
    if urged >= URGES_A_DAY:
        raise RuleError(
            "urged_enough",
            _("Its officers were urged %(times)s times today; escalate it, or give it to others.")
            % {"times": urged},
        )
    tell(task, "urged", by=by, reason=reason, times=urged + 1)
    return task


@transaction.atomic
def escalate(task: Task, *, by: User, reason: str) -> Task:
    """Take an open task to the superior of the acting department, for a reason.

    Raises RuleError where the task has ended or nobody stands above. Emits
    ``enforcement.task_escalated``.
    """
    hold(task)
    if not task.is_open:
        raise RuleError("ended", _("This task has ended."))
    superior = task.department.parent
    if superior is None:
        raise RuleError("no_superior", _("No department stands above the acting one."))
    tell(task, "escalated", by=by, reason=reason, to=str(superior.pk))
    return task
