"""Comments before publishing: a version in review is opened to them, each is answered."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import workdays
from common.errors import RuleError, StaleState
from common.events import emit
from common.models import User
from matters.choices import Answered, VersionState
from matters.models import Comment, Consultation, MatterVersion
from registry.models import Department

IN_REVIEW = (VersionState.DEPARTMENT_REVIEW, VersionState.LEGAL_REVIEW)
MOST_CHARACTERS = 2000
MOST_COMMENTS = 5000
"""Comments that one consultation takes, so that nobody fills the table."""


@transaction.atomic
def consult(
    version: MatterVersion,
    *,
    invitation: str,
    closes_on: dt.date,
    is_public: bool = False,
    by: User,
) -> Consultation:
    """Open a version in review to comments until a legal day, once.

    Emits ``matters.consultation_opened``.
    """
    MatterVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    version.refresh_from_db()
    if version.state not in IN_REVIEW:
        raise RuleError("not_in_review", _("Only a version in review is opened to comments."))
    if Consultation.objects.filter(version=version).exists():
        raise RuleError("known", _("This version has been opened to comments already."))
    today = workdays.today()
    if closes_on < today:
        raise RuleError("past_day", _("The last day has passed."), field="closes_on")
    made = Consultation.objects.create(
        version=version,
        is_public=is_public,
        invitation=invitation,
        opens_on=today,
        closes_on=closes_on,
        opened_by=by.pk,
    )
    facts = {"consultation": str(made.pk), "until": closes_on.isoformat(), "public": is_public}
    emit("matters.consultation_opened", version, facts=facts, by=by)
    return made


@transaction.atomic
def comment(
    consultation: Consultation,
    text: str,
    *,
    department: Department | None = None,
    by: User | None = None,
    name: str = "",
) -> Comment:
    """Take a comment from a department, or from the public when no department is given.

    The same words from the same side are taken once: a second sending is answered by the first.
    Emits ``matters.commented``.
    """
    row = Consultation.objects.select_for_update().get(pk=consultation.pk)
    is_in_review = row.version.state in IN_REVIEW
    if not row.is_open() or not is_in_review:
        raise RuleError("closed", _("Comments are not taken any more."))
    if department is None and not row.is_public:
        raise RuleError("internal", _("This consultation is open to departments only."))
    text = text.strip()[:MOST_CHARACTERS]
    same: Comment | None = row.comments.filter(department=department, text=text).first()
    if same:
        return same
    if row.comments.count() >= MOST_COMMENTS:
        raise RuleError("full", _("This consultation has as many comments as it can take."))
    made = Comment.objects.create(
        consultation=row,
        department=department,
        author=by.pk if by else None,
        name=name.strip(),
        text=text,
    )
    facts = {"comment": str(made.pk), "public": department is None}
    emit("matters.commented", row.version, facts=facts, by=by)
    return made


@transaction.atomic
def answer(comment: Comment, answered: str, text: str, *, by: User) -> Comment:
    """Say what became of a comment, once; a waiver says why it is not answered.

    Emits ``matters.comment_answered``.
    """
    row: Comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if row.answered:
        raise StaleState(_("Somebody has answered this comment already. Reload to see the answer."))
    row.answered, row.answer = Answered(answered), text.strip()
    row.answered_by, row.answered_at = by.pk, timezone.now()
    row.save(update_fields=["answered", "answer", "answered_by", "answered_at"])
    facts = {"comment": str(row.pk), "answered": str(row.answered)}
    emit("matters.comment_answered", row.consultation.version, facts=facts, by=by)
    return row


@transaction.atomic
def end_consultation(consultation: Consultation, *, by: User, basis: str) -> Consultation:
    """End a consultation before its last day, with a reason.

    Emits ``matters.consultation_ended``.
    """
    row: Consultation = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    today = workdays.today()
    if not row.is_open(today):
        raise RuleError("closed", _("Its last day has passed already."))
    yesterday = today - dt.timedelta(days=1)
    row.closes_on = yesterday
    row.opens_on = min(row.opens_on, yesterday)
    row.save(update_fields=["closes_on", "opens_on"])
    emit("matters.consultation_ended", row.version, by=by, basis=basis)
    return row


def check_answered(version: MatterVersion) -> None:
    """Refuse publication while comments are taken, or one of them waits for its answer."""
    consultation = Consultation.objects.filter(version=version).first()
    if consultation is None:
        return
    if consultation.is_open():
        raise RuleError(
            "consultation_open",
            _("Comments are taken until %(day)s: publish after that, or end it with a reason.")
            % {"day": consultation.closes_on},
        )
    waiting = consultation.comments.unanswered().count()
    if waiting:
        raise RuleError(
            "unanswered",
            ngettext(
                "%(n)d comment waits for its answer.",
                "%(n)d comments wait for their answers.",
                waiting,
            )
            % {"n": waiting},
        )
