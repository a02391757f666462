"""The way of a version to publication and out of force, for matters and check forms alike."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.flow import move
from common.models import User
from matters.choices import VersionState
from matters.models import ChecklistVersion, MatterVersion, PolicyVersion, Version
from matters.rules import lines
from matters.services.basis import cite_basis
from matters.services.claims import carry_over, end_all
from matters.services.comments import check_answered
from matters.services.periods import ended

REQUIRED = ("department_id", "item", "object", "basis", "levels")
"""What a matter must have before anybody reviews it."""


@transaction.atomic
def submit(version: Version, *, by: User, basis: str = "") -> Version:
    """Send a complete draft to the department's review. Emits ``<kind>_submitted``."""
    _check_complete(version)
    move(version, VersionState.DEPARTMENT_REVIEW, drafted_by=version.drafted_by or by.pk)
    emit(f"{version.EVENT}_submitted", version, by=by, basis=basis)
    return version


@transaction.atomic
def pass_review(version: Version, *, by: User, basis: str = "") -> Version:
    """Pass a version in department review. Emits ``<kind>_reviewed``."""
    _keep_apart(by, version.drafted_by)
    move(version, VersionState.LEGAL_REVIEW, reviewed_by=by.pk)
    emit(f"{version.EVENT}_reviewed", version, by=by, basis=basis)
    return version


@transaction.atomic
def send_back(version: Version, *, by: User, basis: str) -> Version:
    """Return a version to its drafter; ``basis`` says why. Emits ``<kind>_returned``."""
    move(version, VersionState.DRAFT, reviewed_by=None)
    emit(f"{version.EVENT}_returned", version, by=by, basis=basis)
    return version


@transaction.atomic
def publish(
    version: Version, *, by: User, basis: str = "", from_day: dt.date | None = None
) -> Version:
    """Pass a version in legal review and publish it, in force from a legal day (today if none).

    The version before ends the day before; it is superseded at once, or by ``lapse`` when that day
    has come. Claims of a matter carry over when only words changed; when basis, object, level or
    power changed they are to be renewed within ten working days, and end where the level has lost
    the power. A list taken over from elsewhere keeps its own day, past ones too.
    Emits ``<kind>_published``, ``<kind>_superseded``.
    """
    _keep_apart(by, version.drafted_by, version.reviewed_by)
    _lock(version)
    if isinstance(version, MatterVersion):
        check_answered(version)
    day = from_day or workdays.today()
    if version.end and version.end <= day:
        raise RuleError(
            "ends_before",
            _("Its last day, %(day)s, would have passed by then.")
            % {"day": version.end - dt.timedelta(days=1)},
            field="from_day",
        )
    before = version.siblings.filter(
        Q(valid__upper_inf=True) | Q(valid__endswith__gt=day), state=VersionState.PUBLISHED
    ).first()
    if before:
        _give_way(before, day, by=by)
    move(version, VersionState.PUBLISHED, valid=DateRange(day, version.end), published_by=by.pk)
    cite_basis(version, day)
    done = emit(
        f"{version.EVENT}_published",
        version,
        facts={"from": day.isoformat(), "number": version.number},
        by=by,
        basis=basis,
    )
    if isinstance(version, MatterVersion) and isinstance(before, MatterVersion):
        carry_over(before, version, day, cause=done)
    return version


@transaction.atomic
def see_through(
    version: Version,
    *,
    drafter: User,
    head: User,
    legal: User,
    basis: str = "",
    from_day: dt.date | None = None,
) -> Version:
    """Take a draft through submission, department review, legal review and publication."""
    submit(version, by=drafter, basis=basis)
    pass_review(version, by=head, basis=basis)
    return publish(version, by=legal, basis=basis, from_day=from_day)


@transaction.atomic
def revoke(version: Version, *, by: User, basis: str, on: dt.date | None = None) -> Version:
    """End a published version from a legal day on (today if none); ``basis`` says under what.

    A revoked matter carries no new acts, and its claims end; open tasks run on.
    Emits ``<kind>_revoked``.
    """
    _lock(version)
    day = on or workdays.today()
    move(version, VersionState.REVOKED, valid=ended(version.valid, day))
    done = emit(
        f"{version.EVENT}_revoked", version, facts={"on": day.isoformat()}, by=by, basis=basis
    )
    if isinstance(version, MatterVersion):
        end_all(version.matter_id, day, cause=done)
    return version


@transaction.atomic
def lapse() -> int:
    """Supersede the published versions whose last day has passed; return how many."""
    gone = 0
    for model in (MatterVersion, ChecklistVersion, PolicyVersion):
        for version in model._default_manager.select_for_update(skip_locked=True).filter(
            state=VersionState.PUBLISHED, valid__endswith__lte=workdays.today()
        ):
            move(version, VersionState.SUPERSEDED)
            emit(f"{version.EVENT}_superseded", version)
            gone += 1
    return gone


def _check_complete(version: Version) -> None:
    if isinstance(version, MatterVersion):
        missing = [name for name in REQUIRED if not getattr(version, name)]
        if missing:
            labels = {each.attname: str(each.verbose_name) for each in version._meta.fields}
            names = [labels[name] for name in missing]
            raise RuleError(
                "incomplete",
                _("Fill in before the review: %(fields)s.") % {"fields": ", ".join(names)},
                field=missing[0].removesuffix("_id"),
            )
    elif isinstance(version, ChecklistVersion):
        items = list(version.items.all())
        if not items:
            raise RuleError("incomplete", _("A checklist has at least one line."))
        for fault in lines.faults(items):
            raise RuleError("incomplete", line_fault_text(fault), field=fault.field)
    elif isinstance(version, PolicyVersion) and not version.summary:
        raise RuleError("incomplete", _("Say in a few sentences what it says."), field="summary")


def line_fault_text(fault: lines.Fault) -> str:
    """Say in words what is wrong with how the lines of a form hang together."""
    words = {
        "group_split": _("Line %(at)d: the lines of one group follow each other."),
        "not_earlier": _("Line %(at)d waits for line %(line)d, which does not come before it."),
        "other_group": _("Line %(at)d waits for line %(line)d, which belongs to another group."),
        "no_such_answer": _("Line %(at)d waits for an answer that line %(line)d does not have."),
        "no_answer": _("Line %(at)d does not say for which answer of line %(line)d it waits."),
    }
    return words[fault.code] % {"at": fault.order, "line": fault.line}


def _keep_apart(by: User, *others: Any) -> None:
    if by.pk in others:
        raise RuleError(
            "four_eyes", _("Somebody else has to do this: you had a part in this version.")
        )


def _lock(version: Version) -> None:
    """Let one transaction at a time publish or revoke versions of one thing."""
    owner: Any = version._meta.get_field(version.OWNER).related_model
    owner._base_manager.select_for_update().get(pk=version.owner_id)


def _give_way(before: Version, day: dt.date, *, by: User) -> None:
    if before.valid.lower >= day:
        raise RuleError(
            "same_day",
            _("The version in force since %(day)s can be replaced from the next day on.")
            % {"day": before.valid.lower},
            field="from_day",
        )
    days = ended(before.valid, day)
    if day <= workdays.today():
        move(before, VersionState.SUPERSEDED, valid=days)
        emit(f"{before.EVENT}_superseded", before, by=by)
    else:
        type(before)._default_manager.filter(pk=before.pk).update(valid=days)
