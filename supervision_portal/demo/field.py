"""What the demo shows of field work: an entry without a code, and a record that came too late."""

import datetime as dt
import json
import uuid
from typing import Any

from django.utils import timezone

from common.models import User
from enforcement import services
from enforcement.choices import DeskReason, TaskKind, TaskSource
from enforcement.models import FieldRecord, Task
from enforcement.services import pocket_devices, pocket_records
from enforcement.services.making import Order, make
from registry.models import Department, Officer, Subject
from supervision_portal.demo.claims import BUREAU


def show(head: User) -> None:
    """Land the demo's part once; a second load changes nothing."""
    bureau = Department.objects.select_related("region").filter(code=BUREAU).first()
    if bureau is None or FieldRecord.objects.exists():
        return
    crew = list(Officer.objects.filter(department=bureau, valid__isnull=False).order_by("pk")[:1])
    places = Subject.objects.filter(region__path__startswith=bureau.region.path).order_by("code")
    if not crew or len(places[:2]) < 2:
        return
    for place, is_late in zip(places[:2], (True, False), strict=True):
        task = _task(bureau, place, crew[0], head)
        said = {"note": "井盖完好，雨水口有少量垃圾，已通知清理。"} if is_late else _without_code()
        body = _record(task, said)
        if is_late:
            services.cancel(task, by=head, reason="雨情解除，现场检查取消。")
        device, _token = pocket_devices.enrol(crew[0].user, name="示例手机")
        sent_at = timezone.now()
        pocket_records.take(uuid.uuid4(), body, device=device, sent_at=sent_at)


def _task(bureau: Department, place: Subject, officer: Officer, head: User) -> Task:
    """Make a fact check that the officer has in hand."""
    order = Order(
        kind=TaskKind.FACT_CHECK,
        subject=place,
        department=bureau,
        due_at=timezone.now() + dt.timedelta(days=2),
        source=TaskSource.OWN,
        wanted="查看雨水口是否通畅。",
    )
    task = make(order, by=head)
    if task.desk_reason == DeskReason.NOBODY_FITS:
        services.dispatch(task, lead=officer, by=head, reason="示例任务")
    elif not task.assignments.filter(officer=officer, ended_at=None).exists():
        services.reassign(task, lead=officer, by=head, reason="示例任务")
    return Task.objects.get(pk=task.pk)


def _without_code() -> dict[str, Any]:
    entry = {"way": "overridden", "reason": "地下室无信号，门卫核对了执法证件。"}
    entry["at"] = timezone.now().isoformat()
    return {"note": "雨水口通畅。", "entry": entry}


def _record(task: Task, said: dict[str, Any]) -> bytes:
    began = timezone.now() - dt.timedelta(hours=3)
    content = {
        "kind": "visit",
        "task": str(task.pk),
        "device_time": began.isoformat(),
        "elapsed_ms": 1_200_000,
        **said,
    }
    return json.dumps({"content": json.dumps(content, ensure_ascii=False)}).encode()
