"""Photos that an officer leaves out of an answer: they stay in custody, marked, with the reason."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import IllegalMove
from common.events import emit
from common.models import User
from enforcement.choices import WORK_STATES, CustodyAct
from enforcement.models import Evidence, LeftOut, Task
from enforcement.services.pocket_files import log
from enforcement.services.steps import assigned_officer


@transaction.atomic
def leave_out(evidence: Evidence, *, by: User, reason: str) -> None:
    """Leave a photo out of the answer, with a reason; a second time changes nothing.

    The sealed original and its row stay as they are. Emits ``enforcement.photo_left_out``. Raises
    IllegalMove unless the task is being answered, PermissionDenied for anybody but its officers.
    """
    officer = assigned_officer(evidence.task, by)
    _require_work(evidence.task)
    if not evidence.left_outs.filter(ended_at=None).exists():
        LeftOut.objects.create(evidence=evidence, by=officer, reason=reason)
        _tell("photo_left_out", CustodyAct.LEFT_OUT, evidence, by, reason=reason)


@transaction.atomic
def take_in(evidence: Evidence, *, by: User) -> None:
    """Take a photo that was left out into the answer again.

    Emits ``enforcement.photo_taken_in``; refuses as ``leave_out`` does.
    """
    assigned_officer(evidence.task, by)
    _require_work(evidence.task)
    if evidence.left_outs.filter(ended_at=None).update(ended_at=timezone.now()):
        _tell("photo_taken_in", CustodyAct.TAKEN_IN, evidence, by)


def _require_work(task: Task) -> None:
    state = Task.objects.select_for_update().values_list("state", flat=True).get(pk=task.pk)
    if state != WORK_STATES[task.kind]:
        raise IllegalMove(_("Photos are left out while the task is being answered, not later."))


def _tell(what: str, act: str, evidence: Evidence, by: User, **facts: str) -> None:
    log([evidence.blob_id], act, by, evidence=str(evidence.pk), **facts)
    emit(f"enforcement.{what}", evidence.task, subject=evidence.task.subject_id,
         facts={"evidence": str(evidence.pk), **facts}, by=by)  # fmt: skip
