"""What the demo shows of field work that has ended: a visit, its order to correct, the report."""

import datetime as dt
import io
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from common import workdays
from common.models import User
from enforcement import services
from enforcement.choices import AnswerResult, DocumentKind, Outcome, TaskKind, TaskSource, TaskState
from enforcement.models import Rectification, Task
from enforcement.services import documents, making, rectifications
from enforcement.services.answers import checklist_items
from matters.models import CheckItem, Checklist, Matter
from registry.models import Department, Subject

BUREAU, MATTER, FORM, OBJECT = "330106000X32", "PS0201", "CK-DRAIN", "E0002"
DAYS = 10


def show(head: User, dispatcher: User) -> None:
    """Let two officers order a correction and the object report it, once."""
    bureau = Department.objects.filter(code=BUREAU).first()
    matter = Matter.objects.filter(code=MATTER).first()
    subject = Subject.objects.select_related("region").filter(code=OBJECT).first()
    if Rectification.objects.exists() or not (bureau and matter and subject):
        return
    with transaction.atomic():
        task = making.make(
            making.Order(
                TaskKind.ON_SITE,
                source=TaskSource.COMPLAINT,
                wanted="群众反映汛期值守无人，核查应急准备（演示）",
                subject=subject,
                department=bureau,
                matter=matter,
                checklist=Checklist.objects.get(code=FORM),
                due_at=timezone.now() + dt.timedelta(days=3),
                on_site_reason="值守情况须到现场查看（演示）",
            ),
            by=dispatcher,
        )
        services.approve(task, by=head, basis="投诉反映情况具体，同意检查（演示）")
        if task.state == TaskState.DISPATCHED:
            _visit(task, head)


def _visit(task: Task, head: User) -> None:
    crew = [each.officer.user for each in task.assignments.order_by("position")]
    services.accept(task, by=crew[0])
    services.arrive(task, by=crew[0])
    items = checklist_items(task)
    wrong = next(item for item in items if not item.is_key)
    for item in items:
        if item.photo_required or item == wrong:
            services.keep_photo(task, upload=photo("found"), item=item, by=crew[0])
    content = services.Submission(
        answers={item.pk: _result(item, wrong) for item in items},
        notes={wrong.pk: "应急预案已制定，近两年未见演练记录（演示）"},
        outcome=Outcome.RECTIFY_BY,
        rectify_by=workdays.today() + dt.timedelta(days=DAYS),
    )
    key = uuid.uuid4()
    services.submit(task, inspection=key, content=content, by=crew[0])
    services.confirm(task, inspection=key, by=crew[1])
    order = Rectification.objects.get(inspection=key)
    for kind in DocumentKind:
        if kind != DocumentKind.RECHECK:
            documents.issue(task, kind, by=head)
    rectifications.report(
        order,
        text="已组织防汛应急演练，附演练现场照片（演示）",
        photos=[(order.lines.first(), photo("put right"))],
    )


def _result(item: CheckItem, wrong: CheckItem) -> str:
    return AnswerResult.FAILED if item == wrong else AnswerResult.PASSED


def photo(text: str) -> SimpleUploadedFile:
    """Draw a picture that says it is none."""
    picture = Image.new("RGB", (640, 480), "#dfe5ea" if text == "found" else "#e4ede0")
    ImageDraw.Draw(picture).text((190, 220), f"demo: {text}", fill="#333", font_size=36)
    body = io.BytesIO()
    picture.save(body, "JPEG")
    return SimpleUploadedFile(f"{text}.jpg", body.getvalue(), "image/jpeg")
