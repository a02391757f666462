"""Messages put into words when they are read, in the reader's language."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from common.models import Message
from risk.choices import WarningLevel


@dataclass(frozen=True)
class Told:
    """A message as its reader sees it."""

    at: dt.datetime
    text: str
    link: str


def _warned(params: Mapping[str, Any]) -> tuple[str, str]:
    level = WarningLevel(params["level"]).label
    return (
        _("A warning rose in your region: level %(level)s.") % {"level": level},
        reverse("risk:warning-detail", args=[params["warning"]]),
    )


def _policy_expires(params: Mapping[str, Any]) -> tuple[str, str]:
    return (
        _("A document that you look after runs out on %(day)s.") % {"day": params["day"]},
        reverse("matters:policy-detail", args=[params["policy"]]),
    )


def _dispatched(params: Mapping[str, Any]) -> tuple[str, str]:
    return _("A task was given to you."), reverse("enforcement:pocket-task", args=[params["task"]])


def _to_renew(params: Mapping[str, Any]) -> tuple[str, str]:
    text = _("A matter has changed: renew the claim of %(matter)s by %(day)s.") % {
        "matter": params["code"],
        "day": params["by"],
    }
    return text, reverse("matters:claim-detail", args=[params["claim"]])


def _late(params: Mapping[str, Any]) -> tuple[str, str]:
    text = _("The claim of %(matter)s was to be renewed by %(day)s and was not.") % {
        "matter": params["code"],
        "day": params["by"],
    }
    return text, reverse("matters:claim-detail", args=[params["claim"]])


def _certificate_ends(params: Mapping[str, Any]) -> tuple[str, str]:
    return (
        _("Your certificate ends on %(day)s. Apply for its renewal.") % {"day": params["day"]},
        reverse("enforcement:pocket-me"),
    )


# What each code says, and the page that it leads to.
WORDS: dict[str, Callable[[Mapping[str, Any]], tuple[str, str]]] = {
    "registry.certificate_ends": _certificate_ends,
    "policy.expires": _policy_expires,
    "risk.warned": _warned,
    "task.dispatched": _dispatched,
    "matters.reclaim_required": _to_renew,
    "matters.reclaim_late": _late,
}


def told(messages: Iterable[Message]) -> list[Told]:
    """Put messages into words."""
    return [Told(message.created_at, *WORDS[message.code](message.params)) for message in messages]
