"""Reads of grants."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from common import workdays
from registry.querysets.scoped import ScopedQuerySet


class GrantQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "region__path"

    def in_force(self) -> Self:
        """Return grants that are not revoked and not expired."""
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=workdays.today()), revoked_at=None
        )

    def carrying(self, perm: str) -> Self:
        """Return grants whose role carries ``app.permission``."""
        app_label, _, codename = perm.partition(".")
        return self.filter(
            role__permissions__codename=codename,
            role__permissions__content_type__app_label=app_label,
        )

    def over_department(self, path: str) -> Self:
        """Return grants whose department subtree holds the department of ``path``."""
        return self.alias(body=models.Value(path)).filter(
            Q(department=None) | Q(body__startswith=models.F("department__path"))
        )

    def over_region(self, path: str) -> Self:
        """Return grants whose region subtree holds the region of ``path``."""
        return self.alias(place=models.Value(path)).filter(
            Q(region=None)
            | Q(place__startswith=models.F("region__path"))
            | Q(TakenOver(models.F("region__reach"), models.Value(path)))
        )


class TakenOver(models.Func):
    """Whether a path lies below one of those that a region took over."""

    output_field = models.BooleanField()
    conditional = True

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, list[Any]]:
        reach, path = self.get_source_expressions()
        (sql, values), (place, given) = compiler.compile(reach), compiler.compile(path)
        text = f"EXISTS (SELECT FROM unnest({sql}) AS taken WHERE starts_with({place}, taken))"
        return text, [*values, *given]
