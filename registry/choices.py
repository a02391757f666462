"""Vocabularies of who and where."""

from enum import nonmember

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(IntegerChoices):
    """Levels of administration, counted as in the 19th character of a list code."""

    NATIONAL = 1, _("national")
    PROVINCE = 2, _("provincial")
    CITY = 3, _("municipal")
    COUNTY = 4, _("county")
    TOWNSHIP = 5, _("township")
    VILLAGE = 6, _("village")


class SubjectKind(TextChoices):
    ENTERPRISE = "enterprise", _("enterprise")
    SELF_EMPLOYED = "self_employed", _("self-employed")
    INSTITUTION = "institution", _("institution")
    ORGANISATION = "organisation", _("social organisation")
    PERSON = "person", _("person")
    SITE = "site", _("site")
    PROJECT = "project", _("project")
    PRODUCT = "product", _("product")
    VEHICLE = "vehicle", _("vehicle")
    EQUIPMENT = "equipment", _("equipment")

    ICONS = nonmember(
        {
            "enterprise": "building",
            "self_employed": "building-store",
            "institution": "building-community",
            "organisation": "users-group",
            "person": "user",
            "site": "map-pin",
            "project": "crane",
            "product": "package",
            "vehicle": "truck",
            "equipment": "gauge",
        }
    )


class SubjectState(TextChoices):
    ACTIVE = "active", pgettext_lazy("subject", "active")
    SUSPENDED = "suspended", _("suspended")
    DEREGISTERED = "deregistered", _("deregistered")

    ICONS = nonmember({"active": "check", "suspended": "player-pause", "deregistered": "x"})
