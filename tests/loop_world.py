"""A world in which the loop can close: a gauge, what drains its place, a rule, officers on duty."""

import uuid

from enforcement import services as enforcement
from enforcement.choices import AnswerResult, Finding, Outcome, TaskKind
from enforcement.models import Task
from registry.models import Link
from risk import services as risk
from tests import build
from tests.risk.conftest import RAIN_RULE, Rain

RESPONSES = [
    {"task": "fact_check", "checklist": "FC-RAIN", "line": "drainage", "due": "2h"},
    {
        "task": "on_site",
        "levels": [1],
        "line": "drainage",
        "due": "4h",
        "approvals": {"drainage_operator": "SA-DRAIN"},
    },
]


def build_world() -> Rain:
    """Make a gauge, the operator that drains its place, a claimed matter, three officers."""
    rain = Rain()
    bureau = rain.department
    operator = build.subject(
        kind="enterprise", region=rain.region, labels=["drainage_operator"], name="演示排水公司"
    )
    gauge = rain.gauge("G1").subject
    Link.objects.create(source=gauge, target=operator, kind="drained_by")
    build.checklist(code="FC-RAIN")
    matter = build.matter()
    version = build.matter_version(matter, department=bureau, line="drainage")
    build.claim(matter, bureau)
    form = build.checklist(code="CK-DRAIN")
    build.standing_approval(bureau, code="SA-DRAIN-1", matter=matter, checklist=form.checklist)
    rain.officers = [build.officer(department=bureau) for _ in range(3)]
    author, reviewer = build.user(), build.user()
    rule = risk.define(RAIN_RULE | {"raise": RESPONSES}, department=bureau, by=author)
    risk.publish(risk.review(rule, by=reviewer), by=reviewer)
    rain.operator, rain.version, rain.head = operator, version, build.user()
    build.grant(rain.head, "risk.sign_riskwarning", region=rain.region)
    return rain


def answer(task: Task, finding: str) -> None:
    """Answer a task as its officers would: accept, arrive, submit, and confirm a visit."""
    lead, *second = [
        each.officer.user for each in task.assignments.filter(ended_at=None).order_by("position")
    ]
    enforcement.accept(task, by=lead)
    task.refresh_from_db()
    is_visit = task.kind == TaskKind.ON_SITE
    if is_visit:
        enforcement.arrive(task, by=lead)
        task.refresh_from_db()
    failed = finding == Finding.CONFIRMED
    lines = list(task.checklist_version.items.all())
    content = enforcement.Submission(
        answers={
            line.pk: AnswerResult.FAILED if failed and line == lines[-1] else AnswerResult.PASSED
            for line in lines
        },
        notes={lines[-1].pk: "the drain is blocked"} if failed else {},
        outcome=(Outcome.RECTIFY_NOW if failed else Outcome.PASSED) if is_visit else "",
        finding=finding,
    )
    inspection = uuid.uuid4()
    enforcement.submit(task, inspection=inspection, content=content, by=lead)
    task.refresh_from_db()
    if is_visit:
        enforcement.confirm(task, inspection=inspection, by=second[0])
        task.refresh_from_db()
