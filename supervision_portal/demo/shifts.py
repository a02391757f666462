"""What the demo shows of the dispatcher's desk: calls about one thing, a transfer, a handover."""

import datetime as dt
from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from common.errors import RuleError
from common.models import User
from enforcement.choices import TaskKind, TaskSource
from enforcement.choices.collaborations import CollaborationKind
from enforcement.models import ShiftHandover, Task
from enforcement.services import collaborations, handovers, incidents, making, transfers
from matters.models import Checklist, Matter
from registry.choices import SubjectKind
from registry.models import Department, Subject
from supervision_portal.demo.visits import BUREAU, FORM, MATTER

ELSEWHERE = "330106000X34"


def show(dispatcher: User, helper: User) -> None:
    """Land the demo's part once; a second load changes nothing. ``helper`` hands over."""
    bureau = Department.objects.select_related("region").filter(code=BUREAU).first()
    if bureau is None or ShiftHandover.objects.exists():
        return
    places = Subject.objects.filter(
        region__path__startswith=bureau.region.path, kind=SubjectKind.ENTERPRISE, tasks=None
    )
    subject = places.select_related("region").order_by("code").first()
    if subject is None:
        return
    with transaction.atomic():
        watched = _incident(bureau, subject, dispatcher)
        _transfer(bureau, subject, dispatcher)
        _request(bureau, watched[0], dispatcher)
        handovers.hand_over(
            bureau,
            note="今晚有雨，三件投诉已并为一事处置；排水泵备件明早到（演示）",
            tasks=watched,
            by=helper,
        )


def _incident(bureau: Department, subject: Subject, by: User) -> list[Task]:
    """Join a call for an inspection to the fact check that is under way."""
    lead = making.make(
        making.Order(
            TaskKind.FACT_CHECK,
            subject=subject,
            department=bureau,
            source=TaskSource.COMPLAINT,
            wanted="群众反映路面冒溢，先行核实（演示）",
            line="drainage",
            due_at=timezone.now() + dt.timedelta(hours=20),
        ),
        by=by,
    )
    matter = Matter.objects.filter(code=MATTER).first()
    if matter is None:
        return [lead]
    call = making.make(
        making.Order(
            TaskKind.ON_SITE,
            on_site_reason="请求部门请求到现场查看（演示）",
            subject=subject,
            department=bureau,
            source=TaskSource.REQUEST,
            wanted="街道来函：同一地点积水，请求检查（演示）",
            matter=matter,
            checklist=Checklist.objects.get(code=FORM),
            due_at=timezone.now() + dt.timedelta(days=2),
        ),
        by=by,
    )
    incidents.join(lead, [call], title="同一地点冒溢积水（演示）", by=by)
    return [lead]


def _request(bureau: Department, task: Task, by: User) -> None:
    """Ask another bureau for what it knows."""
    other = Department.objects.filter(code=ELSEWHERE).first()
    if other is not None:
        collaborations.ask(
            CollaborationKind.EVIDENCE,
            from_department=bureau,
            to_department=other,
            wanted="请提供该企业应急预案备案及近一年演练记录（演示）",
            task=task,
            by=by,
        )


def _transfer(bureau: Department, subject: Subject, by: User) -> None:
    """Offer to another bureau what is its business."""
    other = Department.objects.filter(code=ELSEWHERE).first()
    task = making.make(
        making.Order(
            TaskKind.FACT_CHECK,
            subject=subject,
            department=bureau,
            source=TaskSource.COMPLAINT,
            wanted="群众反映应急物资过期（演示）",
            line="emergency",
            due_at=timezone.now() + dt.timedelta(days=1),
        ),
        by=by,
    )
    with suppress(RuleError):
        if other is not None:
            transfers.offer(task, to_department=other, by=by, reason="属应急管理部门职责（演示）")
