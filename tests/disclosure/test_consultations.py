"""Anybody comments a version in review; nothing personal is kept or shown."""

import re

import pytest
from django.core import signing
from django.urls import reverse

from matters import services
from matters.models import Comment
from supervision_portal.disclosure.consultations import SALT
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return build.consultation(is_public=True)


@pytest.fixture
def say(client, row, monkeypatch):
    monkeypatch.setattr("supervision_portal.disclosure.consultations.FEWEST_SECONDS", -1)

    def say(text="每年一次太多", **fields):
        since = signing.TimestampSigner(salt=SALT).sign("comment")
        url = reverse("public:consultation-detail", args=[row.pk])
        return client.post(url, {"text": text, "since": since} | fields)

    return say


def test_a_comment_arrives_without_being_shown(client, row, say):
    response = say(name="张三")
    assert response.status_code == 302
    assert Comment.objects.get().name == "张三"
    page = client.get(response.url).content.decode()
    assert "每年一次太多" not in page


@pytest.mark.parametrize(
    "fields",
    [{"site": "http://x"}, {"since": "x"}, {"text": "打我电话13812345678"}, {"text": "x"}],
)
def test_machines_and_personal_data_are_refused(say, fields):
    assert say(**fields).status_code == 422
    assert not Comment.objects.exists()


def test_one_address_may_not_flood(say):
    sent = [say(text=f"意见内容第{n}条").status_code for n in range(12)]
    assert sent == [302] * 10 + [422] * 2


def test_it_is_published_with_its_answer_and_without_a_name(client, row, say):
    say(name="张三")
    services.answer(Comment.objects.get(), "taken_up", "改为两年一次", by=build.user())
    version = row.version
    type(version).objects.filter(pk=version.pk).update(state="published", valid=build.FOREVER)
    page = client.get(reverse("public:consultation-detail", args=[row.pk])).content.decode()
    assert "每年一次太多" in page
    assert "改为两年一次" in page
    assert not re.search("张三", page)


def test_what_is_for_departments_is_not_found(client):
    row = build.consultation()
    assert client.get(reverse("public:consultation-detail", args=[row.pk])).status_code == 404
