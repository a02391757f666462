"""What the list shows elsewhere: the words for its events, panels on lower records."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common import consequences, panels, timeline, workdays
from common.consequences import Consequence
from common.models import User
from matters import hanging, legal_basis, living  # noqa: F401 (they register what they show)
from matters.choices import ClaimState, ReviewState, VersionState
from matters.models import Claim, MatterVersion, PolicyVersion
from matters.services import reorganised
from matters.services.claims import effect_on_claims, open_claims
from registry import carriers
from registry.models import Department

SHOWN = 8


def _from(facts: Mapping[str, Any]) -> str:
    day = dt.date.fromisoformat(facts["from"])
    return _now("In force from %(day)s.") % {"day": date_format(day)}


def _file(facts: Mapping[str, Any]) -> str:
    name = facts.get("file")
    return _now("Imported from %(file)s.") % {"file": name} if name else ""


def _by(facts: Mapping[str, Any]) -> str:
    day = dt.date.fromisoformat(facts["by"])
    return _now("To be renewed by %(day)s.") % {"day": date_format(day)}


def claims_of(department: Department, user: User) -> panels.Panel | None:
    """Return the matters that a department has claimed."""
    if not user.has_perm("matters.view_claim"):
        return None
    rows = MatterVersion.objects.visible_to(user).in_force(workdays.today())
    claims = Claim.objects.filter(department=department).exclude(state=ClaimState.ENDED)
    rows = rows.filter(matter__in=claims.values("matter")).order_by("matter__code")
    url = f"{reverse('matters:matter-list')}?claimed_by={department.code}"
    return panels.Panel(
        _("Claimed matters"), "portal/_matter_rows.html", {"rows": rows[:SHOWN]}, url
    )


def claims_under(version: MatterVersion, act: str, user: User) -> Iterator[Consequence]:
    """Say what publishing or revoking a version does to the claims of its matter."""
    here = f"{version.get_absolute_url()}#claims"
    if act == "revoke":
        if ends := len(list(open_claims(version.matter_id))):
            yield Consequence(
                ngettext("%(n)d claim ends.", "%(n)d claims end.", ends) % {"n": ends},
                "ban", here, is_grave=True,
            )  # fmt: skip
        return
    before = version.siblings.filter(state=VersionState.PUBLISHED).order_by("-number").first()
    if before is None:
        text = _now("It is the first version: departments claim it from its day on.")
        yield Consequence(text, "hand-stop")
        return
    effect = effect_on_claims(before, version)
    if n := effect["end"]:
        text = ngettext(
            "%(n)d claim ends: its level loses the power.",
            "%(n)d claims end: their level loses the power.",
            n,
        )
        yield Consequence(text % {"n": n}, "ban", here, is_grave=True)
    if n := effect["renew"]:
        text = ngettext(
            "%(n)d claim has to be renewed: basis, object, level or power changes.",
            "%(n)d claims have to be renewed: basis, object, level or power changes.",
            n,
        )
        yield Consequence(text % {"n": n}, "refresh-alert", here, is_grave=True)
    if n := effect["carry"]:
        text = ngettext(
            "%(n)d claim carries over: only words change.",
            "%(n)d claims carry over: only words change.",
            n,
        )
        yield Consequence(text % {"n": n}, "check", here)
    if not any(effect.values()):
        yield Consequence(_now("Nobody has claimed the matter: no claim is touched."), "minus")


consequences.register("matters.matterversion", "matters.claims", claims_under, order=10)


def policies_of(version: MatterVersion, user: User) -> panels.Panel | None:
    """Return the policies and standards in force that belong to a matter."""
    if not user.has_perm("matters.view_policy"):
        return None
    rows = list(PolicyVersion.objects.of_matter(version.matter_id, workdays.today())[:SHOWN])
    context = {"policies": rows}
    title = _("Policies and standards")
    return panels.Panel(title, "matters/_policies_panel.html", context) if rows else None


panels.register("registry.department", "matters.claims", claims_of)
panels.register("matters.matterversion", "matters.policies", policies_of, place="side")

timeline.route("matters.matterversion", "matters:matter-detail")
timeline.route("matters.checklistversion", "matters:checklist-detail")
timeline.route("matters.claim", "matters:claim-detail")
timeline.route("matters.implementationlist", "matters:implementation-detail")
timeline.route("matters.policyversion", "matters:policy-detail")

for kind in ("version", "checklist", "policy"):
    timeline.word(f"matters.{kind}_drafted", _("Drafted"), "pencil", _file)
    timeline.word(f"matters.{kind}_submitted", _("Sent to review"), "send")
    timeline.word(f"matters.{kind}_reviewed", _("Passed by the department"), "check")
    timeline.word(f"matters.{kind}_returned", _("Returned to the drafter"), "arrow-back-up")
    timeline.word(f"matters.{kind}_published", _("Published"), "scale", _from)
    timeline.word(f"matters.{kind}_superseded", _("Replaced by a newer version"), "history")
    timeline.word(f"matters.{kind}_revoked", _("Revoked"), "ban")
timeline.word("matters.checklist_amended", _("Amended"), "pencil")
timeline.word("matters.checklist_merged", _("Merged from several matters"), "git-merge")
timeline.word("matters.policy_amended", _("Amended"), "pencil")
timeline.word("matters.version_amended", _("Amended"), "pencil")
timeline.word("matters.claimed", _("Claimed"), "hand-stop")
timeline.word("matters.claim_renewed", _("Claim renewed"), "refresh")
timeline.word("matters.claim_ended", _("Claim ended"), "x")
timeline.word("matters.claim_carried", _("Claim carried over to a successor"), "arrow-right")
timeline.word("matters.claim_refused", _("Claim refused"), "hand-stop")
timeline.word("matters.refusal_ended", _("Refusal taken back"), "arrow-back-up")
timeline.word("matters.reclaim_late", _("Claim not renewed in time"), "alert-circle")
timeline.word("matters.power_handed_down", _("Power handed down"), "route")
timeline.word("matters.power_taken_back", _("Power taken back"), "arrow-back-up")
timeline.word("matters.list_drafted", _("Drafted"), "pencil")
timeline.word("matters.list_amended", _("Amended"), "pencil")
timeline.word("matters.list_submitted", _("Sent to the head"), "send")
timeline.word("matters.list_returned", _("Returned to the drafter"), "arrow-back-up")
timeline.word("matters.list_published", _("Published"), "check")
timeline.word("matters.list_superseded", _("Replaced by a newer version"), "history")
timeline.word("matters.list_ended", _("Ended"), "x")
timeline.word("matters.reclaim_required", _("Claim to be renewed"), "refresh-alert", _by)

timeline.route("matters.law", "matters:law-detail")
timeline.route("matters.lawversion", "matters:law-version")
timeline.route("matters.impactreview", "matters:review-detail")


def _articles(facts: Mapping[str, Any]) -> str:
    count = facts["articles"]
    return ngettext("%(count)d article.", "%(count)d articles.", count) % {"count": count}


def _state(facts: Mapping[str, Any]) -> str:
    return str(ReviewState(facts["state"]).label)


def _on(facts: Mapping[str, Any]) -> str:
    day = dt.date.fromisoformat(facts["on"])
    return _now("Not in force any more from %(day)s.") % {"day": date_format(day)}


timeline.word("matters.law_added", _("Entered"), "circle-plus")
timeline.word("matters.law_amended", _("Amended"), "pencil")
timeline.word("matters.law_drafted", _("Text entered"), "pencil", _articles)
timeline.word("matters.law_translated", _("English text written"), "language", _articles)
timeline.word("matters.law_remapped", _("Mapping of articles corrected"), "arrows-exchange")
timeline.word("matters.law_mapped", _("Mapping of articles confirmed"), "check")
timeline.word("matters.law_published", _("Published"), "scale", _from)
timeline.word("matters.law_repealed", _("Repealed"), "ban", _on)
timeline.word("matters.review_opened", _("To be reviewed after a change of law"), "refresh-alert")
timeline.word("matters.review_settled", _("Reviewed"), "checks", _state)
timeline.word("matters.review_reopened", _("Outcome taken back"), "arrow-back-up")
timeline.word("matters.basis_repealed", _("The legal basis has ended"), "ban")
carriers.register(
    "matters.claims", _("Claims"), reorganised.count_claims, reorganised.carry_claims, order=20
)
