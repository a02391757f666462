"""Drafting: what a version of a matter says before anybody reviews it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import ConflictError, RuleError
from common.events import emit
from common.models import User
from matters import rules
from matters.choices import IN_WORK, VersionState
from matters.models import Matter, MatterVersion, Version
from matters.services.basis import cite_basis
from matters.services.standing import check_standing

COPIED = tuple(
    field.attname
    for field in MatterVersion._meta.fields
    if not field.generated
    and field.name not in {each.name for each in Version._meta.fields} | {"id", "created_at"}
)


class EditConflict(ConflictError):
    """Somebody else has written the draft since it was read; ``current`` is as it is now."""

    code = "edit_conflict"

    def __init__(self, current: MatterVersion):
        super().__init__(
            _("Somebody else has changed this draft since you opened it. Nothing is lost: compare.")
        )
        self.current = current


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
    check_standing(matter)
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
    cite_basis(version)
    emit("matters.version_drafted", version, by=by, basis=basis)
    return version


@transaction.atomic
def draft_new(
    list_code: str,
    code: str,
    content: Mapping[str, Any],
    *,
    by: User,
    basis: str = "",
    national_code: str | None = None,
    upper: Matter | None = None,
) -> MatterVersion:
    """Enter a matter that its list does not have yet, with its first draft.

    ``upper`` is the matter of an upper list that it was taken over from.
    """
    uncoded = "" if code else content.get("item", "")
    matter, made = Matter.objects.get_or_create(
        list_code=list_code,
        code=code,
        sub_item=content.get("sub_item", "") or uncoded,
        defaults={"national_code": national_code or None, "upper": upper},
    )
    if not made:
        raise RuleError("known_matter", _("The list has this matter already."), field="code")
    return draft(matter, content, by=by, basis=basis)


@transaction.atomic
def amend(
    version: MatterVersion,
    content: Mapping[str, Any],
    *,
    by: User,
    basis: str = "",
    seen: int | None = None,
) -> MatterVersion:
    """Change a draft and count as its drafter.

    ``seen`` is the revision that the writer had before them: where the draft has been written or
    has moved on since, nothing is overwritten and EditConflict gives it as it is.
    Emits ``matters.version_amended``.
    """
    current = MatterVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if seen is not None and (seen != current.revision or current.state != VersionState.DRAFT):
        raise EditConflict(current)
    if current.state != VersionState.DRAFT:
        raise RuleError("not_a_draft", _("Only a draft can be changed."))
    changes = with_readings(without_stale_english(current, content))
    changes |= {"drafted_by": by.pk, "changed_at": timezone.now()}
    changes["revision"] = current.revision + 1
    for name, value in changes.items():
        setattr(version, name, value)
    version.save(update_fields=list(changes))
    if "basis" in content:
        cite_basis(version)
    emit("matters.version_amended", version, facts={"fields": sorted(content)}, by=by, basis=basis)
    return version
