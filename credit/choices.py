"""Vocabularies of the credit file."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RecordKind(TextChoices):
    """The closed catalogue of adverse and good information.

    浙江省公共信用信息管理条例 arts. 10, 11.
    """

    PERMIT_BY_FRAUD = "permit_by_fraud", _("permit obtained by fraud")
    PENALTY = "penalty", _("administrative penalty, ordinary procedure")
    CONVICTION = "conviction", _("conviction")
    COMPULSORY_ENFORCEMENT = "compulsory_enforcement", _("compulsory enforcement")
    UNPERFORMED_JUDGMENT = "unperformed_judgment", _("judgment not performed")
    COMMENDATION = "commendation", _("commendation")

    ICONS = nonmember(
        {
            "permit_by_fraud": "certificate",
            "penalty": "gavel",
            "conviction": "scale",
            "compulsory_enforcement": "building-bank",
            "unperformed_judgment": "clock",
            "commendation": "star",
        }
    )


class RecordState(TextChoices):
    PENDING = "pending", pgettext_lazy("credit", "pending")
    IN_FORCE = "in_force", _("in force")
    PUBLISHED = "published", pgettext_lazy("credit", "published")
    REPAIRED = "repaired", _("repaired")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("credit", "withdrawn")

    ICONS = nonmember(
        {
            "pending": "clock",
            "in_force": "check",
            "published": "world",
            "repaired": "heart-handshake",
            "expired": "history",
            "withdrawn": "arrow-back-up",
        }
    )


RECORD_FLOW: dict[str, set[str]] = {
    RecordState.PENDING: {RecordState.IN_FORCE, RecordState.WITHDRAWN},
    RecordState.IN_FORCE: {
        RecordState.PUBLISHED,
        RecordState.REPAIRED,
        RecordState.EXPIRED,
        RecordState.WITHDRAWN,
    },
    RecordState.PUBLISHED: {RecordState.REPAIRED, RecordState.EXPIRED, RecordState.WITHDRAWN},
    RecordState.REPAIRED: set(),
    RecordState.EXPIRED: set(),
    RecordState.WITHDRAWN: set(),
}


class Procedure(TextChoices):
    ORDINARY = "ordinary", _("ordinary procedure")
    SIMPLE = "simple", _("simple procedure")
