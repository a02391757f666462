"""A broker that is down costs nothing but time."""

import logging

import pytest
from celery import current_app
from django.db import transaction

from common.ring import ring


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_fails_no_act(monkeypatch, caplog):
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app, "_pool", None)
    current_app.amqp.__dict__.pop("producer_pool", None)
    current_app.amqp._producer_pool = None
    with caplog.at_level(logging.WARNING), transaction.atomic():
        ring("common.deliver", "nobody")
    assert "waits for the sweep" in caplog.text
