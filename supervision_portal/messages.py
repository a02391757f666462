"""Messages put into words when they are read, in the reader's language."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import marks
from common.models import Message
from risk.choices import WarningLevel

Params = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """A message as its reader sees it; an empty link leads nowhere."""

    pk: str
    at: dt.datetime
    text: str
    link: str


def _warned(params: Params) -> tuple[str, str]:
    level = WarningLevel(params["level"]).label
    link = reverse("risk:warning-detail", args=[params["warning"]])
    if place := _subject(params):
        text = _("%(subject)s: a warning of level %(level)s.")
        return text % {"subject": place, "level": level}, link
    return _("A warning rose in your region: level %(level)s.") % {"level": level}, link


def _policy_expires(params: Params) -> tuple[str, str]:
    return (
        _("A document that you look after runs out on %(day)s.") % {"day": params["day"]},
        reverse("matters:policy-detail", args=[params["policy"]]),
    )


def _escalated(params: Params) -> tuple[str, str]:
    level = WarningLevel(params["level"]).label
    return (
        _("A warning in your region became graver: level %(level)s.") % {"level": level},
        reverse("risk:warning-detail", args=[params["warning"]]),
    )


def _reopened(params: Params) -> tuple[str, str]:
    level = WarningLevel(params["level"]).label
    return (
        _("A settled warning in your region is over its threshold again: level %(level)s.")
        % {"level": level},
        reverse("risk:warning-detail", args=[params["warning"]]),
    )


def _dispatched(params: Params) -> tuple[str, str]:
    text = _("A task was given to you: %(subject)s, due %(due)s.") % _facts(params)
    return text, reverse("enforcement:pocket-task", args=[params["task"]])


def _submitted(params: Params) -> tuple[str, str]:
    text = _("An answer waits for your confirmation: %(subject)s.") % _facts(params)
    return text, reverse("enforcement:pocket-task", args=[params["task"]])


def _sent_back(params: Params) -> tuple[str, str]:
    text = _("The other officer sent your answer back: %(subject)s.") % _facts(params)
    return text, reverse("enforcement:pocket-task", args=[params["task"]])


def _waiting(params: Params) -> tuple[str, str]:
    text = _("A task waits at the desk: %(subject)s, due %(due)s.") % _facts(params)
    return text, reverse("enforcement:task-detail", args=[params["task"]])


def _returned(params: Params) -> tuple[str, str]:
    return _("A task was taken back from you: %(subject)s.") % _facts(params), ""


def _cancelled(params: Params) -> tuple[str, str]:
    return _("A task of yours was called off: %(subject)s.") % _facts(params), ""


def _to_renew(params: Params) -> tuple[str, str]:
    text = _("A matter has changed: renew the claim of %(matter)s by %(day)s.") % {
        "matter": params["code"],
        "day": params["by"],
    }
    return text, reverse("matters:claim-detail", args=[params["claim"]])


def _late(params: Params) -> tuple[str, str]:
    text = _("The claim of %(matter)s was to be renewed by %(day)s and was not.") % {
        "matter": params["code"],
        "day": params["by"],
    }
    return text, reverse("matters:claim-detail", args=[params["claim"]])


def _certificate_ends(params: Params) -> tuple[str, str]:
    return (
        _("Your certificate ends on %(day)s. Apply for its renewal.") % {"day": params["day"]},
        reverse("enforcement:pocket-me"),
    )


# What each code says, and the page that it leads to.
WORDS: dict[str, Callable[[Params], tuple[str, str]]] = {
    "registry.certificate_ends": _certificate_ends,
    "policy.expires": _policy_expires,
    "risk.warned": _warned,
    "risk.escalated": _escalated,
    "risk.reopened": _reopened,
    "task.dispatched": _dispatched,
    "task.submitted": _submitted,
    "task.sent_back": _sent_back,
    "task.waiting": _waiting,
    "task.returned": _returned,
    "task.cancelled": _cancelled,
    "matters.reclaim_required": _to_renew,
    "matters.reclaim_late": _late,
}


def told(messages: Iterable[Message]) -> list[Told]:
    """Put messages into words."""
    return [
        Told(str(message.pk), message.created_at, *WORDS[message.code](message.params))
        for message in messages
    ]


def _facts(params: Params) -> dict[str, str]:
    due = dt.datetime.fromisoformat(params["due"])
    return {"subject": _subject(params), "due": marks.moment_text(due)}


def _subject(params: Params) -> str:
    english = params.get("subject_en") if (get_language() or "").startswith("en") else ""
    return english or params.get("subject", "")
