"""The demo's list and departments in time: matters evaluated, departments about to be merged."""

import datetime as dt

from common import workdays
from common.models import User
from matters import services as matters
from matters.choices import EvaluationResult, EvaluationState
from matters.models import Evaluation
from registry.choices import ReorganisationKind
from registry.models import Department, Reorganisation
from registry.services.reorganising import Part, plan_reorganisation

OLDER = ("PS0101", "PS0102")
"""Matters that have been in force for so long that they are evaluated."""
ENDS, RECEIVES = "330100000X35", "330100000X31"


def evaluate(by: User) -> None:
    """Open what is due and answer the first, so that one is open and one is done."""
    matters.open_evaluations()
    if Evaluation.objects.filter(state=EvaluationState.DONE).exists():
        return
    first = Evaluation.objects.filter(matter__code=OLDER[0], state=EvaluationState.OPEN).first()
    if first is not None:
        matters.evaluate(
            first,
            result=EvaluationResult.KEEP,
            reason="检查发现问题较多，事项仍有必要；下一年度结合汛期安排检查。（演示）",
            by=by,
        )


def reorganise(by: User) -> None:
    """Plan a merger of two bureaus for the month after next; its page shows what passes over."""
    ends, receives = (Department.objects.filter(code=code).first() for code in (ENDS, RECEIVES))
    if ends is None or receives is None or Reorganisation.objects.exists():
        return
    day = (workdays.today().replace(day=1) + dt.timedelta(days=63)).replace(day=1)
    plan_reorganisation(
        kind=ReorganisationKind.MERGE,
        day=day,
        basis="机构改革方案（演示）",
        parts=[Part(ends, receives)],
        by=by,
    )
