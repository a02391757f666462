"""The life of policies and standards: drafted, amended, with their files; their owner reminded."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import attachments, channels, workdays
from common.errors import RuleError, StaleState
from common.events import emit
from common.models import User
from matters.choices import IN_WORK, VersionState
from matters.models import (
    DiscretionGround,
    DiscretionTier,
    Policy,
    PolicyFile,
    PolicyVersion,
    Version,
)
from matters.services.basis import cite_grounds
from matters.services.citations import cite
from registry.models import Department

SETS = ("regions", "departments", "matters")
CONTENT = tuple(
    field.attname
    for field in PolicyVersion._meta.concrete_fields
    if field.name
    not in {each.name for each in Version._meta.fields} | {"id", "created_at", "policy", "revision"}
)


@transaction.atomic
def draft_policy(
    kind: str,
    code: str,
    name: str,
    content: Mapping[str, Any],
    *,
    department: Department,
    by: User,
    name_en: str = "",
    owner: User | None = None,
) -> PolicyVersion:
    """Enter a document that the library does not have yet. Emits ``matters.policy_drafted``."""
    policy, made = Policy.objects.get_or_create(
        code=code,
        defaults={
            "kind": kind, "name": name, "name_en": name_en, "department": department,
            "owner": owner or by,
        },
    )  # fmt: skip
    if not made:
        raise RuleError(
            "known_policy",
            _("The library has this document: draft its next version."),
            field="code",
        )
    version = PolicyVersion(policy=policy, number=1, drafted_by=by.pk)
    _fill(version, content)
    emit("matters.policy_drafted", version, by=by)
    return version


@transaction.atomic
def next_policy(policy: Policy, *, by: User, basis: str = "") -> PolicyVersion:
    """Begin the next version of a document with all that the latest says and holds.

    Refuses while another version is in work. Emits ``matters.policy_drafted``.
    """
    Policy.objects.select_for_update().get(pk=policy.pk)
    latest = policy.versions.order_by("-number").first()
    if latest is None or latest.state in IN_WORK:
        raise RuleError(
            "in_work",
            _("Version %(number)d is in work: amend it, or wait for its review.")
            % {"number": latest.number if latest else 1},
        )
    version = PolicyVersion(policy=policy, number=latest.number + 1, drafted_by=by.pk)
    said = {name: getattr(latest, name) for name in CONTENT}
    _fill(version, said | {name: getattr(latest, name).all() for name in SETS})
    files = latest.files.filter(removed_at=None)
    PolicyFile.objects.bulk_create(
        PolicyFile(
            version=version, name=each.name, sha256=each.sha256, size=each.size,
            content_type=each.content_type,
        )
        for each in files
    )  # fmt: skip
    _copy_ladder(latest, version)
    emit("matters.policy_drafted", version, by=by, basis=basis)
    return version


@transaction.atomic
def amend_policy(
    version: PolicyVersion, content: Mapping[str, Any], *, revision: int, by: User
) -> PolicyVersion:
    """Change a draft that still is as its author saw it. Emits ``matters.policy_amended``."""
    standing = _open(version)
    if standing.revision != revision:
        raise StaleState(_("Somebody else changed this meanwhile. Look at it, then save again."))
    for name in ("name", "name_en", "owner"):
        if name in content:
            setattr(standing.policy, name, content[name])
    standing.policy.save()
    standing.drafted_by, standing.changed_at = by.pk, timezone.now()
    standing.revision += 1
    _fill(standing, {key: content[key] for key in content if key in {*CONTENT, *SETS}})
    emit("matters.policy_amended", standing, facts={"fields": sorted(content)}, by=by)
    return standing


@transaction.atomic
def attach(version: PolicyVersion, *, upload: "UploadedFile[Any]", by: User) -> PolicyFile:
    """Keep a file of a draft, the same one once. Emits ``matters.policy_amended``."""
    standing = _open(version)
    kept = attachments.keep(upload)
    file, made = PolicyFile.objects.get_or_create(
        version=standing,
        sha256=kept.sha256,
        removed_at=None,
        defaults=kept.about,
    )
    if made:
        emit("matters.policy_amended", standing, facts={"file": str(file.pk)}, by=by)
    return file


@transaction.atomic
def detach(file: PolicyFile, *, by: User) -> None:
    """Take a file off a draft; the row stays and says when. Emits ``matters.policy_amended``."""
    standing = _open(file.version)
    PolicyFile.objects.filter(pk=file.pk, removed_at=None).update(removed_at=timezone.now())
    emit("matters.policy_amended", standing, facts={"file": str(file.pk)}, by=by)


def remind() -> int:
    """Tell the owners of what runs out soon, each once a version; return how many were due."""
    due = PolicyVersion.objects.expiring(workdays.today()).select_related("policy__owner")
    count = 0
    for version in due.exclude(policy__owner=None):
        newer = version.siblings.filter(number__gt=version.number)
        if newer.filter(state=VersionState.PUBLISHED).exists():
            continue
        channels.tell(
            [version.policy.owner],
            "policy.expires",
            key=f"policy.expires:{version.pk}",
            params={"policy": str(version.pk), "day": version.expires_on.isoformat()},
        )
        count += 1
    return count


def _open(version: PolicyVersion) -> PolicyVersion:
    standing = PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy")
    found: PolicyVersion = standing.get(pk=version.pk)
    if found.state != VersionState.DRAFT:
        raise RuleError("not_a_draft", _("Only a draft can be changed."))
    return found


def _fill(version: PolicyVersion, content: Mapping[str, Any]) -> None:
    for name in CONTENT:
        if name in content:
            setattr(version, name, content[name])
    version.save()
    for name in SETS:
        if name in content:
            getattr(version, name).set(content[name])
    cite(version, version.basis)


def _copy_ladder(before: PolicyVersion, version: PolicyVersion) -> None:
    grounds, tiers = [], []
    for ground in before.grounds.prefetch_related("tiers"):
        rungs = list(ground.tiers.all())
        copy = _twin(ground, version=version)
        grounds.append(copy)
        tiers += [_twin(rung, ground=copy) for rung in rungs]
    DiscretionGround.objects.bulk_create(grounds)
    cite_grounds(grounds)
    DiscretionTier.objects.bulk_create(tiers)


def _twin(row: Any, **changed: Any) -> Any:
    """Return an unsaved row that says the same under another owner."""
    own = {each.attname for each in row._meta.concrete_fields} - {"id", "created_at"}
    values = {name: getattr(row, name) for name in own if name.removesuffix("_id") not in changed}
    return type(row)(**values, **changed)
