"""How subjects are rated, and where from."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from registry.choices import CLASSES, DEFAULT_SCHEME, RatingKind
from registry.models.subjects import Subject
from registry.querysets import RatingQuerySet


class Rating(Row):
    """The class that a scheme gave a subject for the days ``valid``; ``source`` is the origin.

    The classes of the default scheme stand on the subject too (``services.classify``).
    """

    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="ratings", verbose_name=_("subject")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RatingKind.choices)
    scheme = models.CharField(_("scheme"), max_length=40, default=DEFAULT_SCHEME)
    value = models.CharField(pgettext_lazy("rating", "class"), max_length=2)
    valid = DateRangeField(_("validity"))
    source = models.CharField(_("origin"), max_length=100, blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="rating_one_a_day",
                expressions=[
                    ("subject", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("scheme", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=RatingKind.values), name="rating_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(value__in=dict(CLASSES)), name="rating_value"
            ),
        ]
        indexes: ClassVar = [
            models.Index(models.Func("valid", function="lower"), name="rating_begins"),
            models.Index(models.Func("valid", function="upper"), name="rating_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
