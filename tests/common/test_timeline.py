"""Every event that is emitted has a word, and its line says who, what, when and why."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from common import reactions, timeline
from common.events import HANDLERS
from common.models import Event
from tests import build

ROOT = Path(__file__).resolve().parents[2]
APPS = ["registry", "datacenter", "matters", "enforcement", "credit", "risk", "supervision_portal"]


def emitted() -> set[str]:
    """Return the events of the apps that have words for some."""
    found = set()
    for words in (each for app in APPS for each in (ROOT / app).rglob("panels.py")):
        for source in words.parent.rglob("*.py"):
            found |= set(re.findall(r"\bemit\(\s*\"([\w.]+)\"", source.read_text("utf-8")))
    return found


def test_every_event_has_a_word():
    assert emitted() - timeline.WORDS.keys() == set()


def test_every_handler_has_a_word_in_both_languages():
    handlers = {key for name in HANDLERS for key in HANDLERS[name] if name in timeline.WORDS}
    assert handlers - reactions.TITLES.keys() == set()
    for key in handlers:
        with translation.override("en"):
            english = reactions.title_of(key)
        with translation.override("zh-hans"):
            assert reactions.title_of(key) != english


@pytest.mark.django_db
def test_a_line_says_who_what_and_why(django_assert_num_queries):
    user = build.user(name="孙立峰", name_en="Sun Lifeng")
    mine = Event(name="registry.granted", by=user.pk, basis="art. 5", facts={"reason": "rota"})
    with translation.override("en"), django_assert_num_queries(1):
        first, second = timeline.entries([mine, Event(name="odd.thing", row="nothing")])
    assert (first.title, first.actor, first.text) == (
        "Role given",
        "Sun Lifeng",
        "rota Basis: art. 5",
    )
    assert (second.title, second.actor, second.url) == ("odd.thing", "", "")


def test_a_line_leads_to_its_record_but_not_to_its_own_page():
    key = "01a2096b-875a-7089-bd90-cb552be83dca"
    row = f"registry.subject:{key}"
    event = Event(name="registry.registered", row=row)
    assert timeline.entries([event])[0].url == f"/subjects/{key}/"
    assert timeline.entries([event], here=row)[0].url == ""
    assert timeline.url_of("registry.subject:rubbish") == ""
