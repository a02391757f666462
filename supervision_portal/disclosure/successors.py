"""Matters that gave way, as the public meets them: an old page or code leads to what stands now."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from common import workdays
from matters.choices import WAS_PUBLISHED, ReformKind, ReformState
from matters.models import MatterVersion, Reform, Succession

CODE = re.compile(r"[\w.-]{4,60}", re.ASCII)
MOST = 5
"""Matters that gave way named beside a search."""


@dataclass(frozen=True)
class Gone:
    """A matter that was merged, split or cancelled, and what stands in its place today."""

    version: MatterVersion
    reform: Reform
    heirs: Sequence[MatterVersion]

    @property
    def is_cancelled(self) -> bool:
        return self.reform.kind == ReformKind.CANCEL

    @property
    def status(self) -> int:
        """Return how its page answers: gone for good where nothing took its place."""
        return 200 if self.heirs else 410


def is_code(text: str) -> bool:
    """Tell whether a search may be for a code."""
    return CODE.fullmatch(text.strip()) is not None


def gone(matter: uuid.UUID) -> Gone | None:
    """Return what became of a matter that gave way; None for one that did not."""
    rows = MatterVersion.objects.filter(matter=matter, state__in=WAS_PUBLISHED)
    version = rows.select_related("matter").order_by("-number").first()
    carried_out = Reform.objects.filter(state=ReformState.CARRIED_OUT, olds=matter)
    reform = carried_out.exclude(news=matter).order_by("-day").first()
    if version is None or reform is None:
        return None
    return Gone(version, reform, _in_force(Succession.objects.heirs([matter])))


def gone_by_code(text: str) -> list[Gone]:
    """Return the matters with a code that gave way and are not in force any more."""
    text = text.strip()
    if not is_code(text):
        return []
    coded = Q(matter__code__iexact=text) | Q(matter__national_code=text)
    rows = MatterVersion.objects.filter(coded, state__in=WAS_PUBLISHED)
    standing = MatterVersion.objects.in_force(workdays.today()).filter(coded).values("matter")
    keys = rows.exclude(matter__in=standing).order_by("matter").values_list("matter", flat=True)
    found = (gone(key) for key in keys.distinct()[:MOST])
    return [each for each in found if each is not None]


def _in_force(matters: set[uuid.UUID]) -> list[MatterVersion]:
    rows = MatterVersion.objects.in_force(workdays.today()).filter(matter__in=matters)
    return list(rows.select_related("department", "matter").order_by("item", "sub_item"))
