"""What risk early warning shows elsewhere: the words for its events, panels on lower records."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import panels, timeline
from common.models import User, resolve
from datacenter.models import Dataset
from enforcement.models import Task
from registry.models import Subject
from risk.choices import Verdict, WarningLevel
from risk.definitions import read
from risk.models import RiskWarning
from risk.words import measured

SHOWN = 5


def _level(facts: Mapping[str, Any]) -> str:
    return _now("Level: %(level)s.") % {"level": WarningLevel(facts["level"]).label}


def _verdict(facts: Mapping[str, Any]) -> str:
    return _now("Verdict: %(verdict)s.") % {"verdict": Verdict(facts["verdict"]).label}


def warnings_of(subject: Subject, user: User) -> panels.Panel | None:
    """Return the latest warnings about a subject, or for which it was to be checked."""
    if not user.has_perm("risk.view_riskwarning"):
        return None
    rows = (
        RiskWarning.objects.visible_to(user)
        .concerning(subject)
        .select_related("rule_version__rule", "subject")
        .order_by("-id")[:SHOWN]
    )
    return panels.Panel(
        _("Warnings"),
        "risk/_warnings_panel.html",
        {"warnings": rows},
        f"{reverse('risk:warning-list')}?q={subject.code}",
    )


def clue_of(task: Task, user: User) -> panels.Panel | None:
    """Return the warning that called for a task, also to the officers who are to look into it."""
    warning = resolve(task.origin) if task.origin else None
    if not isinstance(warning, RiskWarning):
        return None
    may_open = RiskWarning.objects.visible_to(user).filter(pk=warning.pk).exists()
    if not may_open and not Task.objects.assigned_to(user).filter(pk=task.pk).exists():
        return None
    definition = read(warning.rule_version.definition)
    values = measured(warning.measures, definition, Dataset.objects.units())
    return panels.Panel(
        _("What called for it"),
        "risk/_clue.html",
        {"warning": warning, "measured": values, "may_open": may_open},
    )


def _settled(facts: Mapping[str, Any]) -> str:
    called_off = _now("The open checks are called off.") if facts.get("call_off") else ""
    return f"{_verdict(facts)} {called_off}".strip()


def _verdict_before(facts: Mapping[str, Any]) -> str:
    before = Verdict(facts["verdict"]).label
    return _now("Verdict before: %(verdict)s.") % {"verdict": before}


timeline.route("risk.riskwarning", "risk:warning-detail")
timeline.route("risk.ruleversion", "risk:rule-detail")

timeline.word("risk.warned", _("Warning raised"), "alert-triangle", _level)
timeline.word("risk.escalated", _("Warning became graver"), "trending-up", _level)
timeline.word("risk.lowered", _("Warning became lighter"), "trending-down", _level)
timeline.word("risk.resolved", _("The readings are back to normal"), "circle-check")
timeline.word("risk.reopened", _("The readings are over the threshold again"), "alert-triangle")
timeline.word("risk.merged", _("Joined to an older warning"), "arrow-merge")
timeline.word("risk.voided", _("Taken back by late readings"), "arrow-back-up")
timeline.word("risk.stale", _("No data: the warning holds"), "plug-x")
timeline.word("risk.pushed", _("Those in charge were told"), "send")
timeline.word("risk.signed", _("Signed for"), "signature")
timeline.word("risk.verifying", _("Verification began"), "eye")
timeline.word("risk.settled", _("Warning settled"), "scale", _settled)
timeline.word("risk.round_opened", _("To be verified once more"), "refresh", _verdict_before)
timeline.word("risk.handling", _("Being handled"), "tool")
timeline.word("risk.closed", _("Warning closed"), "check")
timeline.word("risk.rule_drafted", _("Rule drafted"), "pencil")
timeline.word("risk.rule_reviewed", _("Rule reviewed"), "eye")
timeline.word("risk.rule_published", _("Rule published"), "check")

panels.register("registry.subject", "risk.warnings", warnings_of, order=20)
panels.register("enforcement.task", "risk.clue", clue_of, order=10)
