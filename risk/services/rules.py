"""The life of a rule: drafted by one person, reviewed and published by another."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.events import emit
from common.flow import move
from common.models import User
from registry.models import Department
from risk.choices import RuleState
from risk.definitions import DefinitionError, content_hash, read
from risk.models import Rule, RuleVersion


@transaction.atomic
def define(raw: Mapping[str, Any], *, department: Department, by: User) -> RuleVersion:
    """Draft a rule version from its definition; the same definition again returns the same version.

    Raises RuleError naming the field when the definition is wrong. Emits ``risk.rule_drafted``.
    """
    try:
        definition = read(raw)
    except DefinitionError as error:
        raise RuleError(
            "rule_definition",
            _("The rule cannot be read at “%(field)s”: %(why)s")
            % {"field": error.field, "why": error.message},
            field=error.field,
        ) from error
    rule, made = Rule.objects.select_for_update().get_or_create(
        code=definition.code,
        defaults={"name": definition.title, "name_en": definition.title_en},
    )
    if not made and (rule.name, rule.name_en) != (definition.title, definition.title_en):
        rule.name, rule.name_en = definition.title, definition.title_en
        rule.save(update_fields=["name", "name_en"])
    digest = content_hash(raw)
    latest: RuleVersion | None = rule.versions.order_by("-number").first()
    if latest is not None and latest.content_hash == digest:
        return latest
    number = (rule.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = RuleVersion.objects.create(
        rule=rule,
        number=number,
        definition=raw,
        content_hash=digest,
        department=department,
        drafted_by=by.pk,
    )
    emit("risk.rule_drafted", version, facts={"hash": digest}, by=by)
    return version


@transaction.atomic
def review(version: RuleVersion, *, by: User) -> RuleVersion:
    """Pass a draft; the reviewer is not its author (four eyes). Emits ``risk.rule_reviewed``."""
    if version.drafted_by == by.pk:
        raise RuleError("four_eyes", _("Another person has to review what you have drafted."))
    move(version, RuleState.REVIEWED, reviewed_by=by.pk)
    emit("risk.rule_reviewed", version, by=by)
    return version


@transaction.atomic
def publish(version: RuleVersion, *, by: User) -> RuleVersion:
    """Put a reviewed version in force and retire the one before. Emits ``risk.rule_published``."""
    for other in RuleVersion.objects.select_for_update().filter(
        rule=version.rule_id, state=RuleState.PUBLISHED
    ):
        move(other, RuleState.RETIRED)
    move(version, RuleState.PUBLISHED, published_at=timezone.now())
    emit("risk.rule_published", version, by=by)
    return version
