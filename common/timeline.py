"""Events as people read them: who did what, when and why.

Each app says in its ``panels.py`` what its events are called: ``word(name, _("…"), icon)``.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common.models import Event, User

Detail = Callable[[Mapping[str, Any]], str]
SHOWN = 100


@dataclass(frozen=True)
class Word:
    """What an event is called, its icon, and a sentence made from its facts."""

    title: str | Promise
    icon: str
    detail: Detail


@dataclass(frozen=True)
class Entry:
    """One line of a time line; an empty ``actor`` means that the portal acted by itself."""

    at: dt.datetime
    actor: str
    title: str
    text: str
    icon: str
    url: str


WORDS: dict[str, Word] = {}
ROUTES: dict[str, str] = {}


def _no_detail(facts: Mapping[str, Any]) -> str:
    return ""


def word(name: str, title: str | Promise, icon: str, detail: Detail = _no_detail) -> None:
    """Say what events of a name are called; ``detail`` makes a sentence from an event's facts."""
    WORDS[name] = Word(title, icon, detail)


def title_of(name: str) -> str:
    """Return what events of a name are called; the name itself where nobody has said."""
    return str(WORDS[name].title) if name in WORDS else name


def route(model: str, url_name: str) -> None:
    """Say which page shows records of a model (lower-case label), by their id."""
    ROUTES[model] = url_name


def url_of(reference: str) -> str:
    """Return the page of a record named ``app.model:id``, or nothing where there is none."""
    model, _colon, pk = reference.partition(":")
    if not pk or model not in ROUTES:
        return ""
    try:
        return reverse(ROUTES[model], args=[pk])
    except NoReverseMatch:
        return ""


def entries(events: Iterable[Event], *, here: str = "") -> list[Entry]:
    """Return events as lines, actors named by one query; ``here`` is the page's own record."""
    rows = list(events)
    actors = {row.by for row in rows if row.by}
    people = {user.pk: user.named for user in User.objects.filter(pk__in=actors)} if actors else {}
    return [_entry(row, people.get(row.by, "") if row.by else "", here) for row in rows]


Source = Callable[[Any, User], list[Entry]]
SOURCES: dict[str, list[Source]] = {}


def source(model: str, entries_of: Source) -> None:
    """Let the time line of a model's records show what is no event: acts of another system."""
    SOURCES.setdefault(model, []).append(entries_of)


def with_others(lines: list[Entry], row: Model, user: Any) -> list[Entry]:
    """Return lines together with what other sources know of a record, newest first."""
    sources = SOURCES.get(row._meta.label_lower, ())
    others = [line for entries_of in sources for line in entries_of(row, user)]
    return sorted([*lines, *others], key=lambda line: line.at, reverse=True)[:SHOWN]


def _entry(event: Event, actor: str, here: str) -> Entry:
    known = WORDS.get(event.name)
    texts = [known.detail(event.facts) if known else "", str(event.facts.get("reason", ""))]
    if event.basis:
        texts.append(_("Basis: %(basis)s") % {"basis": event.basis})
    return Entry(
        event.at,
        actor,
        title_of(event.name),
        " ".join(text for text in texts if text),
        known.icon if known else "point",
        "" if event.row == here else url_of(event.row),
    )
