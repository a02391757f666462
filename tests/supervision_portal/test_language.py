"""A person reads the language they chose; until they choose, the one of their browser."""

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import PASSWORD, gather

pytestmark = pytest.mark.django_db
CHINESE, ENGLISH = 'lang="zh-hans"', 'lang="en"'


@pytest.fixture
def officer():
    return gather().a["officer"]


def log_in(client, person):
    client.post("/login/", {"username": person.username, "password": PASSWORD})


def head_of(client, url="/"):
    return client.get(url).content.decode().split("<head>")[0]


@pytest.mark.parametrize(("browser", "page"), [("en", ENGLISH), ("zh-CN", CHINESE)])
def test_until_they_choose_the_browser_decides(officer, browser, page):
    client = Client(headers={"accept-language": browser})
    log_in(client, officer)
    assert page in head_of(client)


def test_what_they_chose_comes_along_to_another_browser(officer):
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(officer)
    client.post("/language/", {"language": "en", "next": "/"})
    assert ENGLISH in head_of(client)
    another = Client(headers={"accept-language": "zh-CN"})
    log_in(another, officer)
    assert ENGLISH in head_of(another)


def test_a_choice_on_the_login_page_holds_for_this_browser(officer):
    type(officer).objects.filter(pk=officer.pk).update(language="zh-hans")
    client = Client()
    client.post("/language/", {"language": "en", "next": "/login/"})
    log_in(client, officer)
    assert ENGLISH in head_of(client)


@pytest.mark.parametrize("wrong", ["", "tlh", "en\x00"])
def test_a_language_that_is_not_there_changes_nothing(officer, wrong):
    client = Client()
    client.force_login(officer)
    client.post("/language/", {"language": wrong, "next": "/"})
    officer.refresh_from_db()
    assert officer.language == ""
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies
