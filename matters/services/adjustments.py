"""Requests from below to adjust the list: received, studied, decided, carried out."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from common import attachments
from common.errors import RuleError
from common.events import emit
from common.flow import move
from common.models import User
from matters.choices import IN_WORK, AdjustmentKind, AdjustmentState, VersionState
from matters.models import Adjustment, AdjustmentFile, Matter, MatterVersion, Reform
from matters.services.drafts import draft
from registry.models import Department

DRAFTED: tuple[str, ...] = (AdjustmentKind.CHANGE, AdjustmentKind.TRANSFER)
"""Kinds of request that are carried out by the next version of the matter."""
REFORMED: tuple[str, ...] = (
    AdjustmentKind.MERGE, AdjustmentKind.SPLIT, AdjustmentKind.CANCEL
)  # fmt: skip


@transaction.atomic
def ask_adjustment(
    kind: str,
    *,
    department: Department,
    matter: Matter | None = None,
    addressee: Department | None = None,
    title: str = "",
    proposal: str,
    reason: str,
    by: User,
) -> Adjustment:
    """Ask for a change of the list in the name of a department.

    The department responsible for the matter answers; for a new matter the one that is named.
    Emits ``matters.adjustment_received``.
    """
    version = None
    if matter is not None:
        rows = matter.versions.exclude(department=None)
        version = (
            rows.filter(state=VersionState.PUBLISHED).order_by("-number").first()
            or rows.order_by("-number").first()
        )
    if kind != AdjustmentKind.ADD and version is None:
        text = _("Say which matter it is about: one that has been published.")
        raise RuleError("no_matter", text, field="matter")
    answers = version.department if version else addressee
    if answers is None:
        raise RuleError("no_addressee", _("Say which department answers."), field="addressee")
    made = Adjustment.objects.create(
        kind=kind,
        department=department,
        addressee=answers,
        matter=matter,
        title=(title or (version.title if version else ""))[:300],
        proposal=proposal,
        reason=reason,
        asked_by=by.pk,
    )
    emit("matters.adjustment_received", made, facts={"kind": kind}, by=by)
    return made


@transaction.atomic
def attach_to_adjustment(
    adjustment: Adjustment, *, upload: "UploadedFile[Any]", by: User
) -> AdjustmentFile:
    """Keep a file of a request that is not decided yet. Emits ``matters.adjustment_attached``."""
    if adjustment.state not in (AdjustmentState.RECEIVED, AdjustmentState.UNDER_STUDY):
        raise RuleError("decided", _("The request has been decided: nothing is added to it."))
    kept = attachments.keep(upload)
    file, made = AdjustmentFile.objects.get_or_create(
        adjustment=adjustment, sha256=kept.sha256, defaults=kept.about
    )
    if made:
        emit("matters.adjustment_attached", adjustment, facts={"file": str(file.pk)}, by=by)
    return file


@transaction.atomic
def study(adjustment: Adjustment, *, by: User, basis: str = "") -> Adjustment:
    """Take a request up. Emits ``matters.adjustment_studied``."""
    move(adjustment, AdjustmentState.UNDER_STUDY)
    emit("matters.adjustment_studied", adjustment, by=by, basis=basis)
    return adjustment


@transaction.atomic
def accept(adjustment: Adjustment, *, by: User, basis: str = "") -> Adjustment:
    """Accept a request; it is carried out next. Emits ``matters.adjustment_accepted``."""
    _keep_apart(adjustment, by)
    move(adjustment, AdjustmentState.ACCEPTED, answer=basis, answered_by=by.pk)
    emit("matters.adjustment_accepted", adjustment, by=by, basis=basis)
    return adjustment


@transaction.atomic
def decline(adjustment: Adjustment, *, by: User, basis: str) -> Adjustment:
    """Decline a request; ``basis`` says why. Emits ``matters.adjustment_declined``."""
    _keep_apart(adjustment, by)
    move(adjustment, AdjustmentState.DECLINED, answer=basis, answered_by=by.pk)
    emit("matters.adjustment_declined", adjustment, by=by, basis=basis)
    return adjustment


@transaction.atomic
def draft_for(adjustment: Adjustment, *, by: User) -> MatterVersion:
    """Begin the next version of the matter that an accepted request is about, and link both.

    Its note says what was asked; a version in work already is taken as it is.
    Emits ``matters.adjustment_carried_out`` and what drafting emits.
    """
    matter = adjustment.matter
    if matter is None or adjustment.kind not in DRAFTED:
        raise RuleError("no_matter", _("This request is not carried out by a new version."))
    standing = matter.versions.filter(state__in=IN_WORK).first()
    words = _("Asked by %(department)s: %(proposal)s") % {
        "department": adjustment.department.name,
        "proposal": adjustment.proposal,
    }
    version = standing or draft(matter, {"note": words}, by=by)
    carried_out(adjustment, version=version, by=by)
    return version


def carried_out(
    adjustment: Adjustment,
    *,
    version: MatterVersion | None = None,
    reform: Reform | None = None,
    by: User,
) -> Adjustment:
    """Note what was made from an accepted request. Emits ``matters.adjustment_carried_out``."""
    with transaction.atomic():
        move(adjustment, AdjustmentState.CARRIED_OUT, version=version, reform=reform)
        emit("matters.adjustment_carried_out", adjustment, by=by)
    return adjustment


def _keep_apart(adjustment: Adjustment, by: User) -> None:
    if by.pk == adjustment.asked_by:
        raise RuleError("four_eyes", _("Somebody else decides on a request than who wrote it."))
