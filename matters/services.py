"""The life of the list: versions are drafted, reviewed, published and revoked; matters are claimed.

Three people take a version to publication: who drafts it neither reviews nor publishes it, who
reviews it for the department does not pass it in legal review. Events are named after the version's
kind: ``matters.version_…`` for matters, ``matters.checklist_…`` for check forms.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit, emit_all
from common.flow import move
from common.models import Event, User
from matters import rules
from matters.choices import IN_WORK, ClaimState, VersionState
from matters.models import Checklist, ChecklistVersion, Claim, Matter, MatterVersion, Version
from registry.models import Department, Region

REQUIRED = ("department_id", "item", "object", "basis", "levels")
"""What a matter must have before anybody reviews it."""
COPIED = tuple(
    field.attname
    for field in MatterVersion._meta.fields
    if field.name not in {each.name for each in Version._meta.fields} | {"id", "created_at"}
)


def with_readings(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``content`` with what can be read from its texts on ratio and frequency."""
    values = dict(content)
    if "ratio" in content:
        share = rules.ratio(content["ratio"])
        values["ratio_min"] = share and share.least
        values["ratio_max"] = share and share.most
    if "frequency" in content:
        times = rules.frequency(content["frequency"])
        values["times_min"] = times and times.least
        values["times_max"] = times and times.most
        values["times_per"] = times.per if times else ""
    return values


def without_stale_english(version: MatterVersion, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``content`` with the English of texts emptied that change without their English."""
    stale = {
        f"{name}_en": ""
        for name, value in content.items()
        if f"{name}_en" in COPIED
        and f"{name}_en" not in content
        and getattr(version, name) != value
    }
    return {**content, **stale}


def next_draft(latest: MatterVersion | None, content: Mapping[str, Any]) -> MatterVersion:
    """Return an unsaved draft: ``latest`` with ``content`` written over it, one number on."""
    version = MatterVersion(number=latest.number + 1 if latest else 1)
    if latest:
        for name in COPIED:
            setattr(version, name, getattr(latest, name))
    for name, value in with_readings(without_stale_english(version, content)).items():
        setattr(version, name, value)
    return version


@transaction.atomic
def draft(
    matter: Matter, content: Mapping[str, Any] | None = None, *, by: User, basis: str = ""
) -> MatterVersion:
    """Begin the next version of a matter; what ``content`` does not say stays as it was.

    Refuses while another version is in work. Emits ``matters.version_drafted``.
    """
    Matter.objects.select_for_update().get(pk=matter.pk)
    latest = matter.versions.order_by("-number").first()
    if latest and latest.state in IN_WORK:
        raise RuleError(
            "in_work",
            _("Version %(number)d is in work: amend it, or wait for its review.")
            % {"number": latest.number},
        )
    version = next_draft(latest, content or {})
    version.matter = matter
    version.drafted_by = by.pk
    version.save(force_insert=True)
    emit("matters.version_drafted", version, by=by, basis=basis)
    return version


@transaction.atomic
def draft_new(
    list_code: str, code: str, content: Mapping[str, Any], *, by: User, basis: str = ""
) -> MatterVersion:
    """Enter a matter that its list does not have yet, with its first draft."""
    matter, made = Matter.objects.get_or_create(
        list_code=list_code, code=code, sub_item=content.get("sub_item", "")
    )
    if not made:
        raise RuleError("known_matter", _("The list has this matter already."), field="code")
    return draft(matter, content, by=by, basis=basis)


@transaction.atomic
def amend(
    version: MatterVersion, content: Mapping[str, Any], *, by: User, basis: str = ""
) -> MatterVersion:
    """Change a draft and count as its drafter. Emits ``matters.version_amended``."""
    if version.state != VersionState.DRAFT:
        raise RuleError("not_a_draft", _("Only a draft can be changed."))
    changes = with_readings(without_stale_english(version, content))
    for name, value in changes.items():
        setattr(version, name, value)
    version.drafted_by, version.changed_at = by.pk, timezone.now()
    version.save(update_fields=[*changes, "drafted_by", "changed_at"])
    emit("matters.version_amended", version, facts={"fields": sorted(content)}, by=by, basis=basis)
    return version


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
    day = from_day or workdays.today()
    before = version.siblings.filter(state=VersionState.PUBLISHED, valid__upper_inf=True).first()
    if before:
        _give_way(before, day, by=by)
    move(version, VersionState.PUBLISHED, valid=DateRange(day, None), published_by=by.pk)
    done = emit(
        f"{version.EVENT}_published",
        version,
        facts={"from": day.isoformat(), "number": version.number},
        by=by,
        basis=basis,
    )
    if isinstance(version, MatterVersion) and isinstance(before, MatterVersion):
        _carry_over(before, version, day, cause=done)
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
    move(version, VersionState.REVOKED, valid=_until(version.valid, day))
    done = emit(
        f"{version.EVENT}_revoked", version, facts={"on": day.isoformat()}, by=by, basis=basis
    )
    if isinstance(version, MatterVersion):
        for claimed in _open_claims(version.matter_id):
            _end(claimed, day, cause=done)
    return version


@transaction.atomic
def lapse() -> int:
    """Supersede the published versions whose last day has passed; return how many."""
    gone = 0
    for model in (MatterVersion, ChecklistVersion):
        for version in model._default_manager.select_for_update(skip_locked=True).filter(
            state=VersionState.PUBLISHED, valid__endswith__lte=workdays.today()
        ):
            move(version, VersionState.SUPERSEDED)
            emit(f"{version.EVENT}_superseded", version)
            gone += 1
    return gone


@transaction.atomic
def claim(
    matter: Matter,
    *,
    department: Department,
    region: Region | None = None,
    by: User,
    basis: str = "",
    from_day: dt.date | None = None,
) -> Claim:
    """Claim a matter for a department in its region, or a part of it (应领尽领).

    Refuses a matter that is not in force, a level that has no power, a place outside the
    department's region, and a second claim for the same place. Emits ``matters.claimed``.
    """
    day = from_day or workdays.today()
    place = region or department.region
    Matter.objects.select_for_update().get(pk=matter.pk)
    version = matter.versions.in_force(day).first()
    fault = rules.claim_fault(
        level=department.level,
        levels=version.levels if version else (),
        is_in_force=version is not None,
    )
    if fault:
        raise RuleError(fault, claim_fault_text(fault))
    if not place.path.startswith(department.region.path):
        raise RuleError("region", _("The place lies outside the department's region."))
    standing = matter.claims.filter(department=department, region=place)
    if standing.exclude(state=ClaimState.ENDED).exists():
        raise RuleError("already_claimed", _("The department has claimed this matter here."))
    claimed = Claim(matter=matter, department=department, region=place, level=department.level)
    claimed.valid = DateRange(day, None)
    return claim_all([claimed], by=by, basis=basis)[0]


@transaction.atomic
def claim_all(claims: Sequence[Claim], *, by: User | None, basis: str = "") -> list[Claim]:
    """Write checked claims as a set. Emits ``matters.claimed`` for each."""
    made = Claim.objects.bulk_create(claims, batch_size=2000)
    emit_all("matters.claimed", made, by=by, basis=basis)
    return made


@transaction.atomic
def renew_claim(claimed: Claim, *, by: User, basis: str = "") -> Claim:
    """Claim again after a change of substance. Emits ``matters.claim_renewed``."""
    move(claimed, ClaimState.CLAIMED, reclaim_by=None)
    emit("matters.claim_renewed", claimed, by=by, basis=basis)
    return claimed


@transaction.atomic
def end_claim(claimed: Claim, *, by: User, basis: str, on: dt.date | None = None) -> Claim:
    """Give a claim up from a legal day on (today if none). Emits ``matters.claim_ended``."""
    _end(claimed, on or workdays.today(), by=by, basis=basis)
    return claimed


def claim_fault_text(fault: str) -> str:
    """Say in words why a matter cannot be claimed."""
    if fault == "level":
        return _("The matter is not exercised at the department's level.")
    return _("The matter is not in force: what is not published is not claimed.")


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
    elif isinstance(version, ChecklistVersion) and not version.items.exists():
        raise RuleError("incomplete", _("A checklist has at least one line."))


def _keep_apart(by: User, *others: Any) -> None:
    if by.pk in others:
        raise RuleError(
            "four_eyes", _("Somebody else has to do this: you had a part in this version.")
        )


def _lock(version: Version) -> None:
    """Let one transaction at a time publish or revoke versions of one thing."""
    owner = Matter if isinstance(version, MatterVersion) else Checklist
    owner._base_manager.select_for_update().get(pk=version.owner_id)


def _until(valid: Any, day: dt.date) -> Any:
    """Return the range ended the day before ``day``; empty when it had not begun."""
    if valid.isempty or valid.lower >= day:
        return DateRange(empty=True)
    return DateRange(valid.lower, day)


def _give_way(before: Version, day: dt.date, *, by: User) -> None:
    if before.valid.lower >= day:
        raise RuleError(
            "same_day",
            _("The version in force since %(day)s can be replaced from the next day on.")
            % {"day": before.valid.lower},
            field="from_day",
        )
    ended = _until(before.valid, day)
    if day <= workdays.today():
        move(before, VersionState.SUPERSEDED, valid=ended)
        emit(f"{before.EVENT}_superseded", before, by=by)
    else:
        type(before)._default_manager.filter(pk=before.pk).update(valid=ended)


def _carry_over(
    before: MatterVersion, version: MatterVersion, day: dt.date, *, cause: Event
) -> None:
    is_other = rules.changes_substance(
        *({name: getattr(each, name) for name in rules.SUBSTANCE} for each in (before, version))
    )
    for claimed in _open_claims(version.matter_id):
        if claimed.level not in version.levels:
            _end(claimed, day, cause=cause)
        elif is_other and claimed.state == ClaimState.CLAIMED:
            until = workdays.add(day, rules.RECLAIM_WORKDAYS)
            move(claimed, ClaimState.RECLAIM_REQUIRED, reclaim_by=until)
            emit("matters.reclaim_required", claimed, facts={"by": until.isoformat()}, cause=cause)


def _open_claims(matter_id: Any) -> Iterable[Claim]:
    return Claim.objects.filter(matter=matter_id).exclude(state=ClaimState.ENDED)


def _end(
    claimed: Claim,
    day: dt.date,
    *,
    by: User | None = None,
    basis: str = "",
    cause: Event | None = None,
) -> None:
    move(claimed, ClaimState.ENDED, valid=_until(claimed.valid, day))
    emit("matters.claim_ended", claimed, by=by, basis=basis, cause=cause)
