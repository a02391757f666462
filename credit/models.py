"""The credit file of a subject."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.functions import LegalToday
from common.models import Row
from common.pieces import address
from credit.choices import RECORD_FLOW, Procedure, RecordKind, RecordState
from registry.models import Department, Subject
from registry.querysets import ScopedQuerySet


class RecordQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "subject__region__path"


class Record(Row):
    """One credit record; until its decision is effective it is pending, unused and unpublished.

    ``effective_on`` is the day the remedy periods lapsed or the decision was upheld. The database
    refuses what the service refuses: a kind outside the catalogue, a penalty by simple procedure,
    and any state but pending or withdrawn before that day (浙江省公共信用信息管理条例 art. 11).
    """

    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="credit_records", verbose_name=_("subject")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name=_("deciding department")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=RecordKind.choices)
    procedure = models.CharField(
        _("procedure"), max_length=10, choices=Procedure.choices, blank=True
    )
    document_no = models.CharField(_("document number"), max_length=128)
    decided_on = models.DateField(_("decided on"))
    effective_on = models.DateField(_("effective on"), null=True)
    state = models.CharField(
        _("state"), max_length=20, choices=RecordState.choices, default=RecordState.PENDING
    )
    in_objection = models.BooleanField(_("in objection"), default=False)
    origin = models.CharField(_("origin"), max_length=100)

    FLOW = RECORD_FLOW
    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit record")
        verbose_name_plural = _("credit records")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "kind"], name="credit_record_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=RecordKind.values), name="credit_record_catalogue"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=RecordState.values), name="credit_record_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=RecordKind.PENALTY)
                | models.Q(procedure=Procedure.ORDINARY),
                name="credit_record_never_simple_procedure",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[RecordState.PENDING, RecordState.WITHDRAWN])
                | models.Q(effective_on__isnull=False),
                name="credit_record_effective",
            ),
            models.CheckConstraint(
                condition=models.Q(effective_on=None)
                | models.Q(
                    effective_on__gte=models.F("decided_on"),
                    # a day that has come stays come, so the clock may stand in a constraint
                    effective_on__lte=LegalToday(),
                ),
                name="credit_record_effective_day_has_come",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject", "-id"], name="credit_record_of_subject")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document_no}"

    def get_absolute_url(self) -> str:
        return address("credit:record-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW
