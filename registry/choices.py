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


class AliasKind(TextChoices):
    FORMER = "former", _("former name")
    SHORT = "short", _("short name")
    COLLOQUIAL = "colloquial", _("colloquial name")
    ENGLISH = "english", _("English name")

    ICONS = nonmember(
        {
            "former": "history",
            "short": "letter-case",
            "colloquial": "message",
            "english": "language",
        }
    )


class SuccessionKind(TextChoices):
    WHOLE = "whole", _("the whole")
    MAIN = "main", _("the main part")
    PART = "part", _("a part")

    ICONS = nonmember({"whole": "arrow-right", "main": "arrow-right", "part": "git-branch"})


HEIRS = (SuccessionKind.WHOLE, SuccessionKind.MAIN)
"""Kinds of succession that make the successor the heir of records and scopes."""


class ZoneKind(TextChoices):
    NO_ENTRY = "no_entry", _("no entry for lorries")
    UNLOADING = "unloading", _("unloading place")
    WORKS = "works", _("works area")
    FLOOD = "flood", _("where water gathers")
    QUIET = "quiet", _("quiet zone")
    SENSITIVE = "sensitive", _("sensitive place")
    GRID = "grid", _("grid of a grid member")
    OTHER = "other", _("other zone")

    ICONS = nonmember(
        {
            "no_entry": "ban",
            "unloading": "truck-delivery",
            "works": "crane",
            "flood": "ripple",
            "quiet": "bell-off",
            "sensitive": "shield-half",
            "grid": "map-pins",
            "other": "map",
        }
    )


class ReorganisationKind(TextChoices):
    MERGE = "merge", _("merger")
    SPLIT = "split", _("split")
    RENAME = "rename", _("change of name")
    TRANSFER = "transfer", _("transfer of duties")

    ICONS = nonmember(
        {
            "merge": "arrow-merge",
            "split": "git-branch",
            "rename": "pencil",
            "transfer": "arrows-exchange",
        }
    )


class ReorganisationState(TextChoices):
    PLANNED = "planned", _("planned")
    CARRIED = "carried", _("carried out")
    CANCELLED = "cancelled", pgettext_lazy("reorganisation", "called off")

    ICONS = nonmember({"planned": "calendar-event", "carried": "check", "cancelled": "ban"})


REORGANISATION_FLOW = {
    ReorganisationState.PLANNED: {ReorganisationState.CARRIED, ReorganisationState.CANCELLED},
    ReorganisationState.CARRIED: set(),
    ReorganisationState.CANCELLED: set(),
}


class LeaveKind(TextChoices):
    ANNUAL = "annual", _("annual leave")
    SICK = "sick", _("sick leave")
    TRAINING = "training", _("training")
    TRAVEL = "travel", _("official travel")
    OTHER = "other", _("other absence")

    ICONS = nonmember(
        {
            "annual": "sun",
            "sick": "temperature",
            "training": "school",
            "travel": "route",
            "other": "user-off",
        }
    )


class ConflictKind(TextChoices):
    """Interests for which an officer withdraws (行政处罚法 art. 43)."""

    FAMILY = "family", _("close relation works there or owns it")
    STAKE = "stake", _("own share, loan or contract")
    FORMER_JOB = "former_job", _("worked there before")
    DISPUTE = "dispute", _("dispute or lawsuit")
    OTHER = "other", _("other interest")

    ICONS = nonmember(
        {
            "family": "users",
            "stake": "cash",
            "former_job": "building",
            "dispute": "gavel",
            "other": "hand-stop",
        }
    )


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


BODIES = frozenset({"enterprise", "self_employed", "institution", "organisation"})
"""Kinds that have a unified social credit code; one of them may turn out to be another."""


class Datum(TextChoices):
    """Frames in which a place may be given; WGS-84 is what is kept."""

    WGS84 = "wgs84", _("WGS-84")
    CGCS2000 = "cgcs2000", _("CGCS2000")
    GCJ02 = "gcj02", _("GCJ-02")
    BD09 = "bd09", _("BD-09")


class PlaceSource(TextChoices):
    """How one knows where something is."""

    REGISTER = "register", _("register entry")
    SURVEY = "survey", _("survey on the spot")
    GPS = "gps", _("satellite receiver")
    MAP = "map", _("map")
    GEOCODED = "geocoded", _("derived from the address")


class FormerKind(TextChoices):
    NAME = "name", _("name")
    CODE = "code", _("code")
    USCC = "uscc", _("unified social credit code")
    ADDRESS = "address", _("address")


class ContactRole(TextChoices):
    LEGAL = "legal", _("legal representative")
    IN_CHARGE = "in_charge", _("person in charge")
    SAFETY = "safety", _("safety officer")
    FINANCE = "finance", _("finance")
    OTHER = "other", _("other contact")


class Ground(TextChoices):
    """Why two records may be about the same."""

    CODE = "code", _("same code")
    NAME = "name", _("same name")
    ADDRESS = "address", _("same address, similar name")

    ICONS = nonmember({"code": "hash", "name": "letter-case", "address": "map-pin"})


class PairState(TextChoices):
    OPEN = "open", pgettext_lazy("pair", "open")
    MERGED = "merged", pgettext_lazy("pair", "merged")
    DIFFERENT = "different", _("two different ones")

    ICONS = nonmember({"open": "help-circle", "merged": "arrow-merge", "different": "git-branch"})


class ImportState(TextChoices):
    WAITING = "waiting", pgettext_lazy("import", "waiting")
    RUNNING = "running", pgettext_lazy("import", "running")
    DONE = "done", pgettext_lazy("import", "done")
    FAILED = "failed", pgettext_lazy("import", "failed")
    CANCELLED = "cancelled", pgettext_lazy("import", "cancelled")

    ICONS = nonmember(
        {
            "waiting": "clock",
            "running": "refresh",
            "done": "check",
            "failed": "alert-circle",
            "cancelled": "x",
        }
    )


PAIR_FLOW = {
    PairState.OPEN: {PairState.MERGED, PairState.DIFFERENT},
    PairState.MERGED: {PairState.OPEN},
    PairState.DIFFERENT: {PairState.OPEN, PairState.MERGED},
}
IMPORT_FLOW = {
    ImportState.WAITING: {ImportState.RUNNING, ImportState.CANCELLED, ImportState.FAILED},
    ImportState.RUNNING: {ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED},
    ImportState.DONE: set(),
    ImportState.FAILED: {ImportState.WAITING},
    ImportState.CANCELLED: {ImportState.WAITING},
}


class SubjectState(TextChoices):
    ACTIVE = "active", pgettext_lazy("subject", "active")
    SUSPENDED = "suspended", _("suspended")
    DEREGISTERED = "deregistered", _("deregistered")

    ICONS = nonmember({"active": "check", "suspended": "player-pause", "deregistered": "x"})


class SubjectLabel(TextChoices):
    """Labels with a name; rules find subjects by label, and a source may bring others."""

    BUILDER = "builder", _("building contractor")
    CANTEEN = "canteen", _("canteen")
    CAR_WASH = "car_wash", _("car wash")
    CATERER = "caterer", _("caterer")
    CHEMICAL_DEALER = "chemical_dealer", _("dealer in hazardous chemicals")
    CONSTRUCTION_SITE = "construction_site", _("construction site")
    DEEP_PIT = "deep_pit", _("deep foundation pit")
    DEVELOPER = "developer", _("property developer")
    DRAINAGE_OPERATOR = "drainage_operator", _("drainage operator")
    DRAINAGE_USER = "drainage_user", _("drainage permit holder")
    FACTORY = "factory", _("factory")
    FIREWORKS_RETAILER = "fireworks_retailer", _("fireworks retailer")
    FOOD_PRODUCER = "food_producer", _("food producer")
    GAS_SUPPLIER = "gas_supplier", _("gas supplier")
    LIFT = "lift", _("lift")
    LIFT_MAINTENANCE = "lift_maintenance", _("lift maintenance firm")
    MALL = "mall", _("shopping centre")
    PRESALE = "presale", _("presale of homes")
    PROPERTY_MANAGER = "property_manager", _("property manager")
    RAIN_GAUGE = "rain_gauge", _("rain gauge")
    RENTAL_BROKER = "rental_broker", _("rental broker")
    RENTAL_FIRM = "rental_firm", _("home rental firm")
    SCHOOL = "school", _("school")
    SHOP = "shop", _("shop")
    UNSAFE_BUILDING = "unsafe_building", _("building with defects")
    WASTE_HAULIER = "waste_haulier", _("construction waste haulier")
    WASTE_SITE = "waste_site", _("construction waste site")
    WASTE_TRUCK = "waste_truck", _("construction waste truck")


class RatingKind(TextChoices):
    """What a subject is rated for; each has its column on the subject."""

    CREDIT = "credit", _("credit class")
    RISK = "risk", _("risk class")

    ICONS = nonmember({"credit": "rosette", "risk": "alert-triangle"})


CLASSES = [(letter, letter) for letter in "ABCD"]
"""Classes of subjects, the best first."""

DEFAULT_SCHEME = "province"
"""The scheme whose ratings make the class of a subject."""
