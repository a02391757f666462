"""Roles, and who holds them over what."""

from typing import ClassVar

from django.contrib.auth.models import Permission
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Named, Row, User
from registry.models.bodies import Department
from registry.models.places import Region
from registry.querysets import (
    GrantQuerySet,
)


class Role(Named):
    """A named set of permissions; the shipped ones come from ``registry.roles``."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    permissions = models.ManyToManyField(Permission, verbose_name=_("permissions"))
    delegates = models.ManyToManyField(
        "self", symmetrical=False, blank=True, verbose_name=_("roles its holders may give")
    )

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering: ClassVar = ["code"]


class Grant(Row):
    """A role given to a person over a subtree of departments and regions (none = the whole)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name=_("user"))
    role = models.ForeignKey(Role, models.PROTECT, verbose_name=_("role"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("department subtree")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("region subtree")
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    granted_by = models.UUIDField(_("granted by"), null=True, editable=False)
    revoked_at = models.DateTimeField(pgettext_lazy("time", "revoked"), null=True, editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        permissions: ClassVar = [
            ("explain_grant", "Can ask why somebody can see a record"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "department", "region"],
                name="grant_once",
                condition=models.Q(revoked_at=None),
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"
