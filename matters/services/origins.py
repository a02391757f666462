"""What cites a law, told without knowing every table: each kind of record says how it is named."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.models import in_reader_language
from matters.choices import IN_WORK, VersionState
from matters.models import CheckItem, DiscretionGround, MatterVersion, PolicyVersion

LIVE = (*IN_WORK, VersionState.PUBLISHED)


@dataclass(frozen=True)
class Origin:
    """A record that rests on articles; ``is_live`` unless it is superseded or revoked."""

    reference: str
    kind: str | Promise
    name: str
    url: str
    department_id: uuid.UUID | None
    is_live: bool = True
    code: str = ""
    name_en: str = ""

    @property
    def named(self) -> str:
        """Return the name in the reader's language."""
        return in_reader_language(self, "name")


Fetch = Callable[[list[uuid.UUID]], Iterable[Origin]]
_FETCHES: dict[str, Fetch] = {}


def register_origin(model: str, fetch: Fetch) -> None:
    """Say how records of a model (lower-case label) are named; upper apps register theirs."""
    _FETCHES[model] = fetch


def origins_of(references: Iterable[str]) -> Mapping[str, Origin]:
    """Return what the references name, one fetch for each kind; what is gone is left out."""
    wanted: dict[str, list[uuid.UUID]] = defaultdict(list)
    for reference in set(references):
        model, _colon, key = reference.partition(":")
        if model in _FETCHES and key:
            wanted[model].append(uuid.UUID(key))
    return {
        origin.reference: origin for model, ids in wanted.items() for origin in _FETCHES[model](ids)
    }


def _matters(ids: list[uuid.UUID]) -> Iterable[Origin]:
    for version in MatterVersion.objects.filter(pk__in=ids).select_related("matter"):
        yield Origin(
            f"matters.matterversion:{version.pk}",
            _("supervision matter"),
            _in("zh-hans", version, "title"),
            version.get_absolute_url(),
            version.department_id,
            version.state in LIVE,
            version.matter.code,
            _in("en", version, "title"),
        )


def _lines(ids: list[uuid.UUID]) -> Iterable[Origin]:
    """A line of a form belongs to the department that answers for the form's first matter."""
    items = list(CheckItem.objects.filter(pk__in=ids).select_related("version__checklist"))
    forms = {item.version.checklist_id for item in items}
    owners: dict[uuid.UUID, uuid.UUID | None] = {}
    rows = MatterVersion.objects.filter(matter__checklists__in=forms, state__in=LIVE)
    for form, department in rows.order_by("matter__code").values_list(
        "matter__checklists", "department"
    ):
        owners.setdefault(form, department)
    for item in items:
        form = item.version.checklist
        yield Origin(
            f"matters.checkitem:{item.pk}",
            _("line of a checklist"),
            f"{form.name}: {item.content}",
            item.version.get_absolute_url(),
            owners.get(form.pk),
            item.version.state in LIVE,
            form.code,
            f"{form.name_en or form.name}: {item.content_en or item.content}",
        )


def _grounds(ids: list[uuid.UUID]) -> Iterable[Origin]:
    """A penalty ground belongs to the department that keeps its benchmark."""
    rows = DiscretionGround.objects.filter(pk__in=ids).select_related("version__policy")
    for ground in rows:
        policy = ground.version.policy
        yield Origin(
            f"matters.discretionground:{ground.pk}",
            _("penalty ground"),
            f"{policy.name}: {ground.act}",
            ground.version.get_absolute_url(),
            policy.department_id,
            ground.version.state in LIVE,
            ground.code,
            f"{policy.name_en or policy.name}: {ground.act_en or ground.act}",
        )


def _policies(ids: list[uuid.UUID]) -> Iterable[Origin]:
    for version in PolicyVersion.objects.filter(pk__in=ids).select_related("policy"):
        policy = version.policy
        yield Origin(
            f"matters.policyversion:{version.pk}",
            policy.get_kind_display(),
            policy.name,
            version.get_absolute_url(),
            policy.department_id,
            version.state in LIVE,
            policy.code,
            policy.name_en,
        )


def _in(language: str, row: Any, name: str) -> str:
    with override(language):
        return str(getattr(row, name))


register_origin("matters.matterversion", _matters)
register_origin("matters.checkitem", _lines)
register_origin("matters.discretionground", _grounds)
register_origin("matters.policyversion", _policies)
