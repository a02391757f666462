"""What versions share: number, state, days in force, and the people who made them."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from matters.choices import (
    IN_WORK,
    VERSION_FLOW,
    WAS_PUBLISHED,
    VersionState,
)


class Version(Row):
    """What versions of matters and of checklists share: number, state, days in force, people.

    ``valid`` is the legal days it is in force. Whoever drafts it neither reviews nor publishes it.
    ``revision`` counts how often its content was written: whoever amends names the one they read.
    """

    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=20, choices=VersionState.choices, default=VersionState.DRAFT
    )
    valid = DateRangeField(pgettext_lazy("period", "in force"), null=True)
    drafted_by = models.UUIDField(_("drafted by"), null=True, editable=False)
    reviewed_by = models.UUIDField(_("reviewed by"), null=True, editable=False)
    published_by = models.UUIDField(_("published by"), null=True, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = VERSION_FLOW
    OWNER: ClassVar[str]
    """The field that names what this is a version of."""
    EVENT: ClassVar[str]
    """The head of its events' names: ``<EVENT>_published`` and so on."""

    class Meta:
        abstract = True

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    def is_in_force(self, day: dt.date) -> bool:
        """Tell whether it is published and in force on a legal day."""
        return self.state == VersionState.PUBLISHED and day in self.valid

    @property
    def first_day(self) -> dt.date | None:
        """Return the first day it is or was in force."""
        return self.valid.lower if self.valid else None

    @property
    def last_day(self) -> dt.date | None:
        """Return the last day it is or was in force, None while that is open."""
        upper = self.valid.upper if self.valid else None
        return upper - dt.timedelta(days=1) if upper else None

    @property
    def end(self) -> dt.date | None:
        """Return the day after its last one, where the version itself says when it ends."""
        return None

    @property
    def siblings(self) -> "models.QuerySet[Any]":
        """Return all versions of the same thing, this one among them."""
        return type(self)._default_manager.filter(**{f"{self.OWNER}_id": self.owner_id})

    @property
    def owner_id(self) -> uuid.UUID:
        return getattr(self, f"{self.OWNER}_id")


def version_rules(name: str, owner: str) -> list[models.BaseConstraint]:
    """Return what the database promises of every table of versions."""
    return [
        models.UniqueConstraint(fields=[owner, "number"], name=f"{name}_number"),
        models.UniqueConstraint(
            fields=[owner], name=f"{name}_one_in_work", condition=models.Q(state__in=IN_WORK)
        ),
        models.CheckConstraint(
            condition=models.Q(state__in=VersionState.values), name=f"{name}_state"
        ),
        models.CheckConstraint(
            condition=models.Q(valid__isnull=False) | models.Q(state__in=IN_WORK),
            name=f"{name}_published_has_days",
        ),
        models.CheckConstraint(
            condition=models.Q(drafted_by=None)
            | ~models.Q(drafted_by=models.F("reviewed_by"))
            & ~models.Q(drafted_by=models.F("published_by")),
            name=f"{name}_four_eyes",
        ),
        ExclusionConstraint(
            name=f"{name}_one_in_force",
            expressions=[
                (owner, RangeOperators.EQUAL),
                ("valid", RangeOperators.OVERLAPS),
            ],
            condition=models.Q(state__in=WAS_PUBLISHED),
        ),
    ]
