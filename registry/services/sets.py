"""Acts on sets of subjects."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.events import emit
from common.models import User
from registry.choices import SubjectKind, SubjectState
from registry.models import Department, Region, Subject, SubjectSet

LISTS = (
    "kinds", "states", "labels", "any_labels", "no_labels", "lines", "credit_classes",
    "risk_classes",
)  # fmt: skip
COUNTED_TO = 1_000_000


@transaction.atomic
def describe_set(
    row: SubjectSet | None,
    *,
    code: str,
    name: str,
    rule: Mapping[str, Any],
    department: Department,
    by: User,
    name_en: str = "",
    purpose: str = "",
    region: Region | None = None,
    is_active: bool = True,
) -> SubjectSet:
    """Write a set, a new one for None. Raises RuleError for a rule that says nothing.

    Emits ``registry.set_described``.
    """
    cleaned = clean_rule(rule)
    if not cleaned and region is None:
        raise RuleError("empty_rule", _("Say at least one thing about the subjects of the set."))
    if SubjectSet.objects.filter(code=code).exclude(pk=row.pk if row else None).exists():
        raise RuleError("known_set", _("A set has this code already."), field="code")
    kept = row or SubjectSet()
    kept.code, kept.name, kept.name_en, kept.purpose = code, name, name_en, purpose
    kept.rule, kept.region, kept.department, kept.is_active = cleaned, region, department, is_active
    kept.save()
    emit("registry.set_described", kept, facts={"rule": cleaned}, by=by)
    return kept


def clean_rule(rule: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what a rule says; raise RuleError for a word it does not have."""
    known = {"kinds": set(SubjectKind.values), "states": set(SubjectState.values)}
    cleaned: dict[str, list[str]] = {}
    for name, values in rule.items():
        texts = [str(each) for each in values] if isinstance(values, list | tuple) else None
        if name not in LISTS or texts is None or set(texts) - known.get(name, set(texts)):
            raise RuleError(
                "unknown_rule", _("A set has no condition “%(name)s” like this.") % {"name": name}
            )
        if texts:
            cleaned[name] = texts
    return cleaned


def members(row: SubjectSet, user: Any = None) -> Any:
    """Return who is in a set now, as far as ``user`` may see (nobody: all)."""
    subjects = Subject.objects.all() if user is None else Subject.objects.visible_to(user)
    return subjects.in_set(row.rule, row.region.path if row.region else "")


def count(rule: Mapping[str, Any], region: Region | None, user: Any) -> int:
    """Return how many subjects a rule would hold, at most COUNTED_TO + 1."""
    rows = Subject.objects.visible_to(user).in_set(clean_rule(rule), region.path if region else "")
    found: int = rows.order_by()[: COUNTED_TO + 1].count()
    return found
