"""``/healthz``, ``/readyz`` and ``/metrics`` tell the truth."""

import pytest
import redis as redis_py
from django.core.cache import cache
from django.db import OperationalError, connection

from common import redis
from supervision_portal import health


@pytest.fixture
def database_away(monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("away")

    monkeypatch.setattr(health.MigrationRecorder, "applied_migrations", refuse)


@pytest.fixture
def broker_away(monkeypatch):
    pool = redis_py.ConnectionPool.from_url("unix:///nowhere.sock")
    monkeypatch.setattr(redis, "client", lambda: redis_py.Redis(connection_pool=pool))


def test_it_lives_without_a_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_it_is_ready(client):
    health.note_heartbeat("loop")
    response = client.get("/readyz")
    report = response.json()
    assert response.status_code == 200
    assert (report["ready"], report["database"], report["migrations_pending"]) == (True, "ok", 0)
    assert report["broker"] == "ok"
    assert report["heartbeat_age"]["loop"] < 60


@pytest.mark.django_db
def test_it_is_not_ready_while_migrations_are_pending(client, monkeypatch):
    applied = health.MigrationRecorder(connection).applied_migrations()
    del applied["common", "0001_initial"]
    monkeypatch.setattr(health.MigrationRecorder, "applied_migrations", lambda self: applied)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["migrations_pending"]) == (503, 1)
    assert response["Retry-After"]


@pytest.mark.usefixtures("database_away")
def test_it_is_not_ready_without_a_database(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()["database"]) == (503, "unreachable")


@pytest.mark.django_db
@pytest.mark.usefixtures("broker_away")
def test_it_is_ready_without_a_broker_and_says_so(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()["broker"]) == (200, "unreachable")


@pytest.mark.django_db
def test_metrics_are_for_this_machine(client):
    response = client.get("/metrics")
    assert response.status_code == 200
    assert 'portal_deliveries{state="due"} 0.0' in response.text
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 404


@pytest.mark.django_db
def test_metrics_are_for_who_knows_the_token(client, settings):
    settings.METRICS_TOKEN = "let me in"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    right = {"Authorization": "Bearer let me in"}
    assert client.get("/metrics", headers=right).status_code == 200


def test_a_cache_that_is_away_is_empty(settings):
    away = {**settings.CACHES["default"], "LOCATION": "unix:///nowhere.sock", "OPTIONS": {}}
    lost = redis.ForgivingCache(away["LOCATION"], away)
    lost.set("name", "value")
    assert lost.get("name", "nothing") == "nothing"
    assert lost.get_many(["name"]) == {}
    assert lost.add("name", "value") is False


def test_the_cache_remembers():
    cache.set("name", None)
    assert cache.get("name", "nothing") is None
    cache.set("name", "value")
    assert cache.get("name") == "value"
