"""Panels and words of how the list lives: successors, comments, requests, evaluations."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import panels, timeline
from common.models import User
from matters.choices import EvaluationResult, ReformKind
from matters.forms.upkeep import handle
from matters.models import (
    Adjustment,
    Consultation,
    Duplicate,
    Evaluation,
    MatterVersion,
    Reform,
    Succession,
)

REVIEWS = ("department_review", "legal_review")


def _succession(version: MatterVersion, user: User) -> panels.Panel | None:
    """Return what took the matter's place, and whose place it took."""
    rows = Succession.objects.visible_to(user).select_related("old", "new", "reform")
    after = list(rows.filter(old=version.matter_id).order_by("new__code"))
    before = list(rows.filter(new=version.matter_id).order_by("old__code"))
    if not after and not before:
        return None
    keys = [each.new_id for each in after] + [each.old_id for each in before]
    latest = {
        row.matter_id: row
        for row in MatterVersion.objects.visible_to(user).filter(matter__in=keys).order_by("number")
    }
    context = {
        "after": [(each, latest.get(each.new_id)) for each in after],
        "before": [(each, latest.get(each.old_id)) for each in before],
    }
    return panels.Panel(_("Succession"), "matters/_succession.html", context)


def _comments(version: MatterVersion, user: User) -> panels.Panel | None:
    """Return what was said to a version in review, for whoever reviews it."""
    row = Consultation.objects.visible_to(user).filter(version=version).with_counts().first()
    if row is None:
        may_open = version.state in REVIEWS and user.has_perm("matters.add_consultation")
        if not may_open:
            return None
        return panels.Panel(
            _("Comments before publishing"),
            "matters/_consult.html",
            {"url": reverse("matters:consultation-open", args=[version.pk])},
        )
    context = {
        "row": row,
        "is_open": row.is_open(),
        "comments": row.comments.select_related("department").order_by("pk")[:20],
    }
    return panels.Panel(
        _("Comments before publishing"), "matters/_comments.html", context, row.get_absolute_url()
    )


def _life(version: MatterVersion, user: User) -> panels.Panel | None:
    """Return what is asked of a matter, how it was evaluated, and what may be begun."""
    if not user.has_perm("matters.view_adjustment"):
        return None
    matter = version.matter
    code = handle(matter)
    is_standing = version.state == "published"
    context = {
        "requests": Adjustment.objects.visible_to(user).filter(matter=matter).order_by("-pk")[:5],
        "evaluations": Evaluation.objects.visible_to(user)
        .filter(matter=matter)
        .select_related("version")
        .order_by("-pk")[:3],
        "duplicates": Duplicate.objects.visible_to(user)
        .open()
        .filter(left=matter)
        .union(Duplicate.objects.visible_to(user).open().filter(right=matter))
        .count(),
        "reforms": Reform.objects.visible_to(user).filter(olds=matter).in_work(),
        "ask_url": f"{reverse('matters:adjustment-new')}?kind=change&matter={code}"
        if is_standing and user.has_perm("matters.add_adjustment")
        else "",
        "reform_url": f"{reverse('matters:reform-new')}?old={code}"
        if is_standing and user.has_perm("matters.add_reform")
        else "",
    }
    if not any(context.values()):
        return None
    return panels.Panel(_("Requests and evaluations"), "matters/_life.html", context)


panels.register("matters.matterversion", "matters.comments", _comments, order=10)
panels.register("matters.matterversion", "matters.succession", _succession, place="side", order=5)
panels.register("matters.matterversion", "matters.life", _life, place="side", order=60)

timeline.route("matters.adjustment", "matters:adjustment-detail")
timeline.route("matters.evaluation", "matters:evaluation-detail")
timeline.route("matters.duplicate", "matters:duplicate-detail")
timeline.route("matters.reform", "matters:reform-detail")


def _kind(facts: Mapping[str, Any]) -> str:
    return str(ReformKind(facts["kind"]).label)


def _result(facts: Mapping[str, Any]) -> str:
    day = date_format(dt.date.fromisoformat(facts["next"]))
    return _now("%(result)s; next on %(day)s.") % {
        "result": EvaluationResult(facts["result"]).label,
        "day": day,
    }


def _until(facts: Mapping[str, Any]) -> str:
    day = date_format(dt.date.fromisoformat(facts["until"]))
    return _now("Until %(day)s.") % {"day": day}


for name, title, icon in (
    ("adjustment_received", _("Request received"), "inbox"),
    ("adjustment_attached", _("File added"), "paperclip"),
    ("adjustment_studied", _("Taken up"), "eye"),
    ("adjustment_accepted", _("Request accepted"), "check"),
    ("adjustment_declined", _("Request declined"), "x"),
    ("adjustment_carried_out", _("Request carried out"), "checks"),
    ("evaluation_opened", _("Evaluation opened"), "report-search"),
    ("evaluation_moot", _("Evaluation no longer needed"), "minus"),
    ("duplicate_dismissed", _("Pair dismissed"), "x"),
    ("reform_submitted", _("Sent to review"), "send"),
    ("reform_reviewed", _("Passed by the department"), "check"),
    ("reform_returned", _("Returned to the drafter"), "arrow-back-up"),
    ("reform_withdrawn", _("Reform withdrawn"), "x"),
    ("reform_approved", _("Reform approved"), "scale"),
    ("commented", _("Comment received"), "message"),
    ("comment_answered", _("Comment answered"), "message-reply"),
    ("consultation_ended", _("Consultation ended early"), "clock-pause"),
):
    timeline.word(f"matters.{name}", title, icon)
timeline.word("matters.reform_drafted", _("Reform proposed"), "git-merge", _kind)
timeline.word("matters.reform_carried_out", _("Reform carried out"), "checks", _kind)
timeline.word("matters.evaluated", _("Evaluated"), "report-search", _result)
timeline.word("matters.consultation_opened", _("Opened to comments"), "messages", _until)
