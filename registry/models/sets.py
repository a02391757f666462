"""Sets of subjects that a rule describes."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import Named, Row
from common.pieces import address
from registry.models.bodies import Department
from registry.models.places import Region
from registry.querysets import SetQuerySet


class SubjectSet(Row, Named):
    """A named rule over the fields of subjects; its members are whoever fits it when one asks.

    ``rule`` has lists by name: kinds, states, labels (all of them), any_labels, no_labels, lines
    (any), credit_classes, risk_classes. ``region`` is where they lie, nothing the whole province;
    the set belongs to ``department``.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    purpose = models.CharField(_("what it is for"), max_length=300, blank=True)
    rule = models.JSONField(_("rule"), default=dict)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("department"))
    is_active = models.BooleanField(_("in use"), default=True)

    objects = SetQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of subjects")
        verbose_name_plural = _("sets of subjects")

    def get_absolute_url(self) -> str:
        return address("registry:set", self.pk)

    def listed(self, name: str) -> list[Any]:
        """Return one list of the rule."""
        values: list[Any] = self.rule.get(name) or []
        return values
