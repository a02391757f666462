"""The lists of batches and sources, the page of a batch."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from common.events import emit
from common.models import Event
from datacenter.models import Batch
from tests import build
from tests.ingest_client import Sender

NINE = "2026-03-01T09:00:00+08:00"
PERMISSIONS = ("datacenter.view_batch", "datacenter.view_source", "registry.view_subject")
LIST = reverse("datacenter:batch-list")
SOURCES = reverse("datacenter:source-list")


@pytest.fixture
def steward(client, sender):
    """Log in somebody who looks after the data of the sender's department."""
    person = build.user()
    build.grant(person, *PERMISSIONS, "common.view_event", department=sender.source.department)
    client.force_login(person)
    client.session_user = person
    client.cookies["django_language"] = "en"
    return client


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_lists_show_what_is_in_scope_only(steward, sender, gauges):
    batch = sender.load([("G1", NINE, 1)])
    other = Sender.new(name="Elsewhere")
    foreign = other.load([("G2", NINE, 1)])
    page = text(steward.get(LIST))
    assert str(batch.pk) in page
    assert str(foreign.pk) not in page
    page = text(steward.get(SOURCES))
    assert sender.source.name in page
    assert "Elsewhere" not in page
    assert steward.get(foreign.get_absolute_url()).status_code == 404
    assert steward.get(reverse("datacenter:batch-detail", args=[uuid.uuid4()])).status_code == 404


def test_who_has_no_right_is_refused(client, sender):
    batch = build.batch(sender.source)
    client.force_login(build.user())
    for url in (LIST, SOURCES, batch.get_absolute_url()):
        assert client.get(url).status_code == 403


@pytest.mark.parametrize("url", [LIST, SOURCES])
def test_a_list_asks_the_database_the_same_for_many_rows(
    steward, sender, url, django_assert_num_queries
):
    for _ in range(20):
        build.batch(build.source(department=sender.source.department))
    steward.get(url)
    with django_assert_num_queries(12):
        text(steward.get(url))


def test_batches_are_found(steward, sender, gauges):
    good = sender.load([("G1", NINE, 1)])
    bad = sender.load([("nobody", NINE, 1)])
    for query, found in {
        "state=rejected": {bad},
        "faulty=true": {bad},
        "faulty=false": {good},
        f"q={good.request_id}": {good},
        f"q={bad.pk}": {bad},
        f"q={sender.source.name}": {good, bad},
        "q=nothing": set(),
        f"source={sender.source.pk}&dataset=rain": {good, bad},
    }.items():
        page = text(steward.get(f"{LIST}?{query}"))
        assert {each for each in (good, bad) if each.get_absolute_url() in page} == found, query


def test_a_page_says_what_was_wrong_with_each_row(steward, sender, gauges):
    batch = sender.load([("G1", NINE, 1), ("nobody", NINE, "<b>x</b>"), ("G1", NINE, 2)])
    page = text(steward.get(batch.get_absolute_url()))
    assert "No station has the code “nobody”." in page
    assert "<code>unknown_station</code>" in page
    assert "<code>conflict</code>" in page
    assert "Another value, 1, is already stored" in page
    assert "nobody,2026-03-01T09:00:00+08:00,&lt;b&gt;x&lt;/b&gt;" in page
    assert batch.sha256 in page
    assert "Readings loaded" in page
    steward.cookies["django_language"] = "zh-hans"
    assert "nobody" in text(steward.get(batch.get_absolute_url()))


def test_a_batch_of_which_nothing_was_loaded_says_so_in_its_history(steward, sender, client):
    build.grant(
        steward.session_user, "common.view_chain", "datacenter.view_batch",
        department=sender.source.department,
    )  # fmt: skip
    request_id = uuid.uuid4()
    sender.post([("G1", NINE, 1)], request_id=request_id)
    quarantined = Batch.objects.get(
        pk=sender.post([("G1", NINE, 2)], request_id=request_id).body["quarantined"]
    )
    for batch, said in {
        sender.load([("nobody", NINE, 1)]): "0 readings loaded, 0 duplicates, 1 rejected.",
        quarantined: "The request id was used before with other content.",
    }.items():
        event = Event.objects.about(batch).get(name="datacenter.rejected")
        page = text(steward.get(batch.get_absolute_url()))
        chain = reverse("chain", args=[event.pk])
        assert chain in page
        for each in (page, text(steward.get(chain))):
            assert "No reading loaded" in each
            assert said in each
    stranger = build.user()
    build.grant(stranger, "common.view_chain", "datacenter.view_batch",
                department=build.department())  # fmt: skip
    client.force_login(stranger)
    assert client.get(chain).status_code == 404


def test_large_numbers_are_grouped_in_words(steward, sender, gauges):
    batch = sender.load([("G1", NINE, 1)])
    with transaction.atomic():
        emit("datacenter.loaded", batch, facts={"loaded": 12345, "duplicate": 0, "rejected": 1000})
    page = text(steward.get(batch.get_absolute_url()))
    assert "12,345 readings loaded, 0 duplicates, 1,000 rejected." in page


def test_many_rejected_rows_are_shown_in_pages(steward, sender):
    batch = sender.load([(f"nobody{n:03}", NINE, 1) for n in range(1, 121)])
    url, seen = batch.get_absolute_url(), []
    for after in ("", "?after=50", "?after=100"):
        page = text(steward.get(url + after))
        seen += [n for n in range(1, 121) if f">nobody{n:03}," in page]
        assert ('rel="next"' in page) == (after != "?after=100")
    assert seen == list(range(1, 121))
    assert steward.get(f"{url}?after=nonsense").status_code == 200


def test_a_quarantined_batch_leads_to_the_first_one(steward, sender):
    request_id = uuid.uuid4()
    first = sender.batch(sender.post([("G1", NINE, 1)], request_id=request_id))
    answer = sender.post([("G1", NINE, 2)], request_id=request_id)
    quarantined = Batch.objects.get(pk=answer.body["quarantined"])
    page = text(steward.get(quarantined.get_absolute_url()))
    assert first.get_absolute_url() in page
    assert "was used before with other content" in page
    assert quarantined.get_absolute_url() in text(steward.get(first.get_absolute_url()))


def test_the_page_of_a_batch_has_few_queries(
    steward, sender, gauges, django_assert_max_num_queries
):
    batch = sender.load([(gauge.code, NINE, 1) for gauge in gauges] + [("x", NINE, 1)] * 60)
    steward.get(batch.get_absolute_url())
    with django_assert_max_num_queries(14):
        text(steward.get(batch.get_absolute_url()))


def test_the_page_of_a_station_shows_its_last_reading(client, sender, gauges):
    now = timezone.now().replace(microsecond=0)
    sender.load([("G1", (now - dt.timedelta(minutes=1)).isoformat(), "7.5")])
    person = build.user()
    build.grant(person, "registry.view_subject", "datacenter.view_reading")
    client.force_login(person)
    client.cookies["django_language"] = "en"
    page = text(client.get(gauges[0].get_absolute_url()))
    assert "7.5 mm" in page
    assert "silent" not in page
    with time_machine.travel(now + dt.timedelta(minutes=6)):
        assert "silent" in text(client.get(gauges[0].get_absolute_url()))
    assert "Readings" not in text(client.get(gauges[1].get_absolute_url()))
