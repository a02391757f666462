"""What the demo shows of draws: one done, with results that are published, one that waits."""

import datetime as dt
import uuid
from collections.abc import Callable
from hashlib import sha256

from common import workdays
from common.models import User
from enforcement import services
from enforcement.choices import AnswerResult, Outcome, TaskState
from enforcement.choices.draws import RandomSource, WordKind
from enforcement.models import Draw, Plan, Task
from enforcement.services import draws, pools
from enforcement.services.answers import checklist_items
from supervision_portal.demo.visits import photo

PLAN = "XH-PLAN-A"
WORDS = ("断桥残雪（演示）", "平湖秋月（演示）")


def show(holder: Callable[[str], User]) -> None:
    """Land the demo's part once, each step by whom ``holder`` names; later loads change nothing."""
    plan = None if Draw.objects.exists() else Plan.objects.filter(code=PLAN).first()
    if plan is None:
        return
    operator, head = holder("dispatcher"), holder("department_head")
    witnesses = (holder("legal_reviewer"), holder("enforcement_supervisor"))
    done = _draw(plan, operator, witnesses)
    draws.confirm(done, by=head, basis="抽查结果核对无误，同意实施（演示）")
    tasks = Task.objects.of_origin(done.origin).filter(state=TaskState.DISPATCHED)
    for task in tasks.order_by("pk"):
        _visit(task)
    waiting = pools.freeze(plan, by=operator, reason="年度计划第二批（演示）")
    draws.commit(
        waiting,
        by=operator,
        source=RandomSource.LOTTERY,
        game="双色球",
        issue=f"{workdays.today():%Y}001（演示）",
        due_on=workdays.today() + dt.timedelta(days=3),
    )


def _draw(plan: Plan, operator: User, witnesses: tuple[User, User]) -> Draw:
    """Draw with the words of two witnesses, each sealed before and opened after."""
    draw = pools.freeze(plan, by=operator)
    words = list(zip(witnesses, WORDS, strict=True))
    for person, word in words:
        draws.add_word(draw, WordKind.SEAL, sha256(word.encode()).hexdigest(), by=person)
    draws.commit(draw, by=operator, source=RandomSource.WITNESSES)
    for person, word in words:
        draws.add_word(draw, WordKind.SECRET, word, by=person)
    return draws.carry_out(draw, by=operator)


def _visit(task: Task) -> None:
    """Let the two drawn officers find everything in order, so that the name can be revealed."""
    crew = [each.officer.user for each in task.assignments.order_by("position")]
    services.accept(task, by=crew[0])
    services.arrive(task, by=crew[0])
    items = checklist_items(task)
    for item in items:
        if item.photo_required:
            services.keep_photo(task, upload=photo("found"), item=item, by=crew[0])
    content = services.Submission(
        answers={item.pk: AnswerResult.PASSED for item in items}, outcome=Outcome.PASSED
    )
    key = uuid.uuid4()
    services.submit(task, inspection=key, content=content, by=crew[0])
    services.confirm(task, inspection=key, by=crew[1])
