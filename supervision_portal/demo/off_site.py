"""What the demo shows without a visit: a firm that was asked, and one that has answered."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from common import workdays
from common.models import User
from enforcement import services
from enforcement.choices import Position, TaskKind, TaskState
from enforcement.choices.off_site import DataSource, OffSiteChannel, Wanted
from enforcement.models import OffSiteRequest, Task
from enforcement.services import making, off_site, off_site_data, off_site_firm
from enforcement.services.answers import checklist_items
from matters.choices import VersionState
from matters.models import Checklist, Matter, MatterVersion
from registry.models import Department, Subject
from supervision_portal.demo.visits import BUREAU, FORM, MATTER

OBJECTS = ("E0083", "E0020")
"""Who was asked, and who has answered."""

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n"


def show(head: User, dispatcher: User) -> None:
    """Ask two firms, and let one of them answer, once."""
    bureau = Department.objects.filter(code=BUREAU).first()
    matter = Matter.objects.filter(code=MATTER).first()
    if OffSiteRequest.objects.exists() or not (bureau and matter):
        return
    MatterVersion.objects.filter(matter=matter, state=VersionState.PUBLISHED).update(
        methods=["double_random", "off_site"]
    )
    form = Checklist.objects.get(code=FORM)
    places = Subject.objects.select_related("region").filter(code__in=OBJECTS)
    for subject in places.filter(region__path__startswith=bureau.region.path):
        with transaction.atomic():
            task = making.make(
                making.Order(
                    TaskKind.OFF_SITE,
                    wanted="汛前检查应急预案与演练记录（演示）",
                    subject=subject,
                    department=bureau,
                    matter=matter,
                    checklist=form,
                    due_at=timezone.now() + dt.timedelta(days=20),
                ),
                by=dispatcher,
            )
            services.approve(task, by=head, basis="可以非现场检查，同意（演示）")
            if task.state == TaskState.DISPATCHED:
                by = task.assignments.get(position=Position.LEAD).officer.user
                row = _ask(task, by)
                if subject.code == OBJECTS[1]:
                    _answer(row, by)


def _ask(task: Task, by: User) -> OffSiteRequest:
    services.accept(task, by=by)
    items = checklist_items(task)[:2]
    return off_site.ask(
        task,
        channel=OffSiteChannel.UPLOAD,
        due_on=workdays.today() + dt.timedelta(days=10),
        lines=[
            off_site.Asked("请上传防汛应急预案（演示）", items[0], Wanted.FILE),
            off_site.Asked("请说明最近一次演练的时间（演示）", items[1], Wanted.TEXT),
        ],
        word="材料可用手机拍照上传，有疑问请致电（演示）。",
        by=by,
    )


def _answer(row: OffSiteRequest, by: User) -> None:
    """Let the firm send in what was asked, and an officer compare the register."""
    plan, drill = row.lines.select_related("item")
    if plan.item is None:
        return
    paper = SimpleUploadedFile("emergency-plan.pdf", PAPER, "application/pdf")
    answers = {drill.pk: "今年五月组织过演练，参加二十人（演示）"}
    off_site_firm.save(row, answers=answers, uploads={plan.pk: [paper]})
    off_site_firm.submit(row)
    off_site_data.compare(
        row,
        item=plan.item,
        source=DataSource.REGISTRY,
        finding="agrees",
        note="预案中的单位名称、地址与登记一致（演示）",
        by=by,
    )
