"""Referring what an inspection found to a case."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from common.pieces import address
from enforcement.choices.referrals import REFERRAL_FLOW, UNDECIDED, ReferralState
from enforcement.models.tasks import Answer, Inspection
from enforcement.querysets import CaseReferralQuerySet
from registry.models import Department


class CaseReferral(Row):
    """What a visit hands to those who decide on a case: lines, findings, articles, evidence.

    Drafted by itself when a visit ends with “referred for a case”, edited until it is submitted.
    ``action_code`` is the code of the visit that goes on through the case. The clue is checked in
    15 workdays from the submission, once extended by 15 for a reason.
    """

    inspection = models.OneToOneField(
        Inspection, models.PROTECT, related_name="referral", verbose_name=_("inspection")
    )
    to_department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("department of the case")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ReferralState.choices, default=ReferralState.DRAFTED
    )
    action_code = models.CharField(_("action code"), max_length=40, blank=True)
    facts = models.TextField(_("what was found"), max_length=8000)
    submitted_by = models.UUIDField(_("submitted by"), null=True, editable=False)
    submitted_at = models.DateTimeField(pgettext_lazy("time", "submitted"), null=True)
    due_on = models.DateField(_("to be decided by"), null=True)
    extended_from = models.DateField(_("first day set"), null=True, editable=False)
    extension_reason = models.CharField(_("reason for more time"), max_length=500, blank=True)
    received_by = models.UUIDField(_("received by"), null=True, editable=False)
    received_at = models.DateTimeField(pgettext_lazy("time", "received"), null=True)
    decision = models.TextField(_("reason of the decision"), max_length=2000, blank=True)
    decided_by = models.UUIDField(_("decided by"), null=True, editable=False)
    decided_at = models.DateTimeField(pgettext_lazy("time", "decided"), null=True)
    escalated_on = models.DateField(_("escalated on"), null=True, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = REFERRAL_FLOW
    objects = CaseReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral to a case")
        verbose_name_plural = _("referrals to a case")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=ReferralState.values), name="case_referral_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="not_filed") | ~models.Q(decision=""),
                name="case_referral_not_filed_for_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"],
                name="case_referral_undecided",
                condition=models.Q(state__in=UNDECIDED),
            )
        ]
        permissions: ClassVar = [
            ("decide_casereferral", "Can receive referrals and decide whether a case is filed")
        ]

    def __str__(self) -> str:
        return _now("Referral to a case: %(object)s") % {
            "object": self.inspection.task.subject.named
        }

    def get_absolute_url(self) -> str:
        return address("enforcement:referral-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW


class CaseReferralLine(Row):
    """One failed line of the checklist in a referral: the finding and what it breaks.

    ``articles`` are [law and place, text] as they stood on the day of the visit.
    """

    referral = models.ForeignKey(
        CaseReferral, models.PROTECT, related_name="lines", verbose_name=_("referral to a case")
    )
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="+", verbose_name=_("line"))
    finding = models.TextField(_("finding"), max_length=2000)
    basis = models.TextField(_("basis"), blank=True)
    articles = models.JSONField(_("articles on the day"), default=list)

    class Meta:
        verbose_name = _("line of a referral")
        verbose_name_plural = _("lines of a referral")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["referral", "answer"], name="case_referral_line_once")
        ]

    def __str__(self) -> str:
        return str(self.answer)
