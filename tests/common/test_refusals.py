"""Every refusal is a page in words that says what to do, in the reader's language."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.test import Client

from common.errors import IllegalMove, RuleError
from registry.views import subjects as views
from tests import build

pytestmark = pytest.mark.django_db

REFUSALS = [
    (BadRequest("x"), 400, "This address cannot be read"),
    (PermissionDenied(), 403, "You may not open this"),
    (Http404(), 404, "There is no such page"),
    (IllegalMove("It is closed already."), 409, "It is closed already."),
    (RuleError("odd", "An odd one stays."), 422, "An odd one stays."),
    (ZeroDivisionError(), 500, "Something broke here"),
]


@pytest.fixture
def reader():
    client = Client(raise_request_exception=False)
    user = build.user()
    build.grant(user, "registry.view_subject")
    client.force_login(user)
    return client


def refuse_with(monkeypatch, error):
    def refused(*args, **kwargs):
        raise error

    monkeypatch.setattr(views, "list_page", refused)


@pytest.mark.parametrize(("error", "status", "words"), REFUSALS, ids=lambda each: str(each))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_it_says_what_is_wrong_and_where_to_go(reader, monkeypatch, error, status, words, language):
    refuse_with(monkeypatch, error)
    reader.cookies["django_language"] = language
    response = reader.get("/subjects/")
    text = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}"' in text
    assert text.count("<h1") == 1
    assert 'class="btn btn-primary"' in text
    given = status in (409, 422)  # the words come with the refusal
    assert (words in text) == (language == "en" or given)
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("error", "status"), [(e, s) for e, s, _words in REFUSALS if s in (409, 422)]
)
def test_a_fragment_is_refused_in_one_line_for_the_live_region(reader, monkeypatch, error, status):
    refuse_with(monkeypatch, error)
    response = reader.get("/subjects/", headers={"HX-Request": "true"})
    assert response.status_code == status
    assert response["HX-Retarget"] == "#say"
    assert response.content.decode().strip().startswith('<p class="toast-line">')
    assert "<html" not in response.content.decode()


def test_a_form_without_its_token_is_refused_in_words(reader):
    client = Client(enforce_csrf_checks=True)
    response = client.post(
        "/login/", {"username": "x", "password": "y"}, headers={"accept-language": "en"}
    )
    assert response.status_code == 403
    assert b"The form was too old" in response.content


def test_a_colleague_without_the_right_gets_403_and_anybody_else_the_login(client):
    assert client.get("/subjects/").url == "/login/?next=/subjects/"
    client.force_login(build.user())
    assert client.get("/subjects/").status_code == 403
    assert client.get("/no/such/page/").status_code == 404
