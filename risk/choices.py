"""Vocabularies of risk early warning."""

from enum import nonmember

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class WarningLevel(IntegerChoices):
    """Levels I to IV of the Emergency Response Law; the smaller the graver."""

    RED = 1, _("red")
    ORANGE = 2, _("orange")
    YELLOW = 3, _("yellow")
    BLUE = 4, _("blue")


class RuleState(TextChoices):
    DRAFT = "draft", _("draft")
    REVIEWED = "reviewed", _("reviewed")
    SHADOW = "shadow", _("shadow run")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")

    ICONS = nonmember(
        {
            "draft": "pencil",
            "reviewed": "eye-check",
            "shadow": "ghost",
            "published": "check",
            "retired": "history",
        }
    )


RULE_FLOW: dict[str, set[str]] = {
    RuleState.DRAFT: {RuleState.REVIEWED},
    RuleState.REVIEWED: {RuleState.SHADOW, RuleState.PUBLISHED, RuleState.DRAFT},
    RuleState.SHADOW: {RuleState.PUBLISHED, RuleState.RETIRED},
    RuleState.PUBLISHED: {RuleState.RETIRED},
    RuleState.RETIRED: set(),
}


class EpisodeState(TextChoices):
    """A stored episode stands until late readings join it to another or take it away."""

    LIVE = "live", _("stands")
    MERGED = "merged", _("joined to another")
    VOID = "void", _("taken away by late readings")


class Condition(TextChoices):
    """What the readings say now; written only by the compiled statement."""

    PENDING = "pending", _("pending")
    FIRING = "firing", _("firing")
    STALE = "stale", _("no data")
    RESOLVED = "resolved", _("resolved")

    ICONS = nonmember(
        {"pending": "clock", "firing": "flame", "stale": "plug-x", "resolved": "circle-check"}
    )


class Stage(TextChoices):
    """How far people are with a warning; written only by ``move``."""

    DETECTED = "detected", _("detected")
    PUSHED = "pushed", _("pushed")
    SIGNED = "signed", _("signed for")
    VERIFYING = "verifying", _("being verified")
    CONFIRMED = "confirmed", _("confirmed")
    FALSE_ALARM = "false_alarm", _("false alarm")
    HANDLING = "handling", _("being handled")
    FEEDBACK = "feedback", _("feedback given")
    CLOSED = "closed", _("closed")
    MERGED = "merged", _("merged into another")

    ICONS = nonmember(
        {
            "detected": "radar",
            "pushed": "send",
            "signed": "signature",
            "verifying": "eye",
            "confirmed": "circle-check",
            "false_alarm": "bell-off",
            "handling": "tool",
            "feedback": "message-reply",
            "closed": "check",
            "merged": "git-merge",
        }
    )


# Late readings can join a warning to an older one, or take it back, at any time before it closes;
# graver or new readings after its verdict have it verified once more.
STAGE_FLOW: dict[str, set[str]] = {
    Stage.DETECTED: {Stage.PUSHED, Stage.CLOSED, Stage.MERGED},
    Stage.PUSHED: {Stage.SIGNED, Stage.VERIFYING, Stage.CLOSED, Stage.MERGED},
    Stage.SIGNED: {Stage.VERIFYING, Stage.CLOSED, Stage.MERGED},
    Stage.VERIFYING: {Stage.CONFIRMED, Stage.FALSE_ALARM, Stage.CLOSED, Stage.MERGED},
    Stage.CONFIRMED: {Stage.HANDLING, Stage.FEEDBACK, Stage.MERGED},
    Stage.FALSE_ALARM: {Stage.CLOSED, Stage.PUSHED, Stage.MERGED},
    Stage.HANDLING: {Stage.FEEDBACK, Stage.MERGED},
    Stage.FEEDBACK: {Stage.CLOSED, Stage.HANDLING, Stage.MERGED},
    Stage.CLOSED: {Stage.PUSHED},
    Stage.MERGED: set(),
}

UNSETTLED_STAGES: tuple[str, ...] = (
    Stage.DETECTED,
    Stage.PUSHED,
    Stage.SIGNED,
    Stage.VERIFYING,
)
"""Stages in which the warning still waits for its verdict."""

ENDED_STAGES: tuple[str, ...] = (Stage.CLOSED, Stage.MERGED)
OPEN_STAGES: tuple[str, ...] = tuple(stage for stage in Stage.values if stage not in ENDED_STAGES)


class Verdict(TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    BENIGN_TRUE = "benign_true", _("true, no risk")
    FALSE = "false", _("false alarm")
    CANNOT_VERIFY = "cannot_verify", _("cannot be verified")

    ICONS = nonmember(
        {
            "confirmed": "circle-check",
            "benign_true": "shield-check",
            "false": "bell-off",
            "cannot_verify": "help-circle",
        }
    )
