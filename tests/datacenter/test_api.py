"""What became of a batch, asked by its source or by the staff."""

import pytest

from datacenter.formats import MEDIA_TYPES
from tests import build
from tests.ingest_client import Sender

NINE = "2026-03-01T09:00:00+08:00"
ROWS = [("G1", NINE, 1), ("G1", NINE, 1), ("nobody", NINE, 1), ("G2", "x", 1)]


@pytest.fixture
def batch(sender, gauges):
    return sender.load(ROWS)


def test_a_source_asks_what_became_of_its_batch(sender, batch):
    answer = sender.get(f"/api/v1/batches/{batch.pk}/")
    assert answer.status == 200
    assert answer.body["state"] == "partly_loaded"
    assert answer.body["counts"] == {"sent": 4, "loaded": 1, "duplicate": 1, "rejected": 2}
    assert answer.body["sha256"] == batch.sha256


def test_a_source_reads_the_rejected_rows(sender, batch):
    sender.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    answer = sender.get(f"/api/v1/batches/{batch.pk}/errors/")
    assert answer.body["results"] == [
        {
            "row": 3,
            "field": "station",
            "code": "unknown_station",
            "message": "No station has the code “nobody”.",
        },
        {
            "row": 4,
            "field": "at",
            "code": "time_malformed",
            "message": "“x” is no date and time as RFC 3339 writes them.",
        },
    ]


def test_the_rejected_rows_come_in_pages(sender, batch):
    many = sender.load([("nobody", NINE, n) for n in range(120)])
    path, seen = f"/api/v1/batches/{many.pk}/errors/", []
    while path:
        answer = sender.get(path)
        assert answer.status == 200
        seen += [fault["row"] for fault in answer.body["results"]]
        path = (answer.body["next"] or "").removeprefix("http://testserver")
    assert seen == list(range(1, 121))


def test_a_source_sees_its_own_batches_only(sender, batch):
    other = Sender.new()
    for path in (f"/api/v1/batches/{batch.pk}/", f"/api/v1/batches/{batch.pk}/errors/"):
        assert other.get(path).status == 404
    assert other.get("/api/v1/batches/").body["results"] == []
    assert [row["id"] for row in sender.get("/api/v1/batches/").body["results"]] == [str(batch.pk)]
    assert sender.get(f"/api/v1/batches/?source={sender.source.pk}").status == 400


def test_a_wrong_signature_is_refused(sender, batch):
    sender.secret = "wrong"
    answer = sender.get(f"/api/v1/batches/{batch.pk}/")
    assert (answer.status, answer.body["code"]) == (401, "signature_wrong")
    assert answer.content_type == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("HMAC-SHA256")


def test_a_source_reads_its_contracts_and_nothing_else(sender, batch):
    build.dataset(code="level")
    listed = sender.get("/api/v1/datasets/").body["results"]
    assert [row["code"] for row in listed] == ["rain"]
    assert sender.get("/api/v1/datasets/rain/").body["schema"]["required"] == [
        "station",
        "at",
        "mm",
    ]
    assert sender.get("/api/v1/datasets/level/").status == 404
    assert sender.get("/api/v1/sources/").status == 401


def test_the_staff_read_in_their_scope(client, sender, batch):
    person = build.user()
    build.grant(
        person,
        "datacenter.view_batch",
        "datacenter.view_source",
        "datacenter.view_dataset",
        department=sender.source.department,
    )
    client.force_login(person)
    foreign = build.batch()
    assert client.get(f"/api/v1/batches/{foreign.pk}/").status_code == 404
    assert client.get(f"/api/v1/batches/{batch.pk}/errors/").json()["results"][0]["row"] == 3
    assert len(client.get("/api/v1/batches/?state=partly_loaded").json()["results"]) == 1
    [source] = client.get("/api/v1/sources/").json()["results"]
    assert source["key"] == sender.source.key
    assert source["datasets"] == ["rain"]
    assert "secret" not in source
    assert client.get("/api/v1/datasets/rain/").json()["unit"] == "mm"
    client.force_login(build.user())
    assert client.get("/api/v1/batches/").status_code == 403


def test_a_list_asks_the_database_the_same_for_many_rows(client, sender, django_assert_num_queries):
    person = build.user()
    build.grant(person, "datacenter.view_batch", "datacenter.view_source")
    client.force_login(person)
    for _ in range(10):
        build.batch(build.source(department=sender.source.department))
    with django_assert_num_queries(7):
        client.get("/api/v1/batches/")
    with django_assert_num_queries(8):
        client.get("/api/v1/sources/")


def test_the_description_names_the_door_and_its_signature(client, db):
    described = client.get("/api/v1/schema/?format=json").json()
    door = described["paths"]["/api/v1/ingest/{dataset}/"]["post"]
    assert set(door["requestBody"]["content"]) == set(MEDIA_TYPES)
    assert {"200", "202", "401", "409", "413", "415"} <= set(door["responses"])
    assert "sourceSignature" in described["components"]["securitySchemes"]
    assert "/api/v1/batches/{id}/errors/" in described["paths"]
