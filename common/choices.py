"""Vocabularies of the common app."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryState(TextChoices):
    DUE = "due", _("due")
    DONE = "done", _("done")
    PARKED = "parked", _("parked")

    ICONS = nonmember({"due": "clock", "done": "check", "parked": "alert-circle"})


class DayKind(TextChoices):
    HOLIDAY = "holiday", _("day off")
    WORKDAY = "workday", _("worked day")
