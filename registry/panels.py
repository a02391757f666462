"""What the events of who and where are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import timeline
from registry import carriers
from registry.services import reorganising


def _days(facts: Mapping[str, Any]) -> str:
    if facts.get("until"):
        return _now("From %(from)s until %(until)s.") % facts
    return _now("From %(from)s on.") % facts


FIELDS = {
    "kind": _("kind"),
    "code": _("code"),
    "name": _("name"),
    "name_en": _("English name"),
    "uscc": _("unified social credit code"),
    "region": _("region"),
    "address": _("address"),
    "address_en": _("English address"),
    "lon": _("longitude"),
    "lat": _("latitude"),
    "datum": _("datum"),
    "place_source": _("source of the place"),
    "labels": _("labels"),
    "lines": _("lines of business"),
    "state": _("state"),
    "id_number": _("identity number"),
    "contacts": _("contacts"),
}


def _amended(facts: Mapping[str, Any]) -> str:
    """Say which columns were changed; earlier names and codes stand among the aliases."""
    named = [str(FIELDS.get(name, name)) for name in facts.get("fields", ())]
    return _now("Changed: %(fields)s.") % {"fields": _now(", ").join(named)}


timeline.route("registry.subject", "registry:subject")
timeline.route("registry.department", "registry:department")
timeline.route("registry.region", "registry:region")
timeline.route("registry.zone", "registry:zone")
timeline.route("registry.officer", "registry:officer")
timeline.route("registry.reorganisation", "registry:reorganisation")

timeline.route("registry.subjectset", "registry:set")

timeline.word("registry.registered", _("Registered"), "circle-plus")
timeline.word("registry.merged", _("Merged with another record"), "arrow-merge")
timeline.word("registry.merged_away", _("Merged into another record"), "arrow-merge")
timeline.word("registry.unmerged_away", _("Parted from another record"), "git-branch")
timeline.word("registry.unmerged", _("Separated from another record"), "git-branch")
timeline.word("registry.amended", _("Amended"), "pencil", _amended)
timeline.word("registry.set_described", _("Set described"), "filter")
timeline.word("registry.classified", _("Class changed"), "rosette")
timeline.word("registry.granted", _("Role given"), "key")
timeline.word("registry.revoked", _("Role taken back"), "lock")
timeline.word("registry.redivided", _("Re-division entered"), "git-branch")
timeline.word("registry.boundary_set", _("Outline set"), "map")
timeline.word("registry.zone_drawn", _("Zone drawn"), "circle-plus")
timeline.word("registry.zone_changed", _("Zone changed"), "pencil")
timeline.word("registry.zone_ended", _("Zone ended"), "circle-x")
timeline.word("registry.leave_taken", _("Leave entered"), "sun", _days)
timeline.word("registry.leave_withdrawn", _("Leave taken back"), "arrow-back-up", _days)
timeline.word("registry.officer_lent", _("Lent to another body"), "transfer-out", _days)
timeline.word("registry.loan_withdrawn", _("Loan ended"), "transfer-in", _days)
timeline.word("registry.conflict_declared", _("Interest declared"), "hand-stop", _days)
timeline.word("registry.conflict_withdrawn", _("Interest taken back"), "arrow-back-up", _days)
timeline.word("registry.turns_planned", _("Turns of duty planned"), "calendar-stats", _days)
timeline.word("registry.reorganised", _("Reorganised"), "sitemap")
timeline.word("registry.reorganisation_planned", _("Reorganisation planned"), "calendar-event")
timeline.word("registry.reorganisation_cancelled", _("Reorganisation called off"), "ban")

carriers.register(
    "registry.children", _("Departments below it"),
    reorganising.count_children, reorganising.carry_children, order=10,
)  # fmt: skip
carriers.register(
    "registry.officers", _("Officers"),
    reorganising.count_officers, reorganising.carry_officers, order=40,
)  # fmt: skip
carriers.register(
    "registry.grants", _("Grants"),
    reorganising.count_grants, reorganising.carry_grants, order=45,
)  # fmt: skip
