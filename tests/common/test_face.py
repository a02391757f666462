"""How the pages look is chosen by form, kept in a cookie, written into the page by the server."""

import re

import pytest
from django.utils import translation

from common import nav
from tests import build

pytestmark = pytest.mark.django_db


def choose(client, **data):
    return client.post("/face/", data)


def root_of(client):
    return re.search(r"<html[^>]*>", client.get("/login/").content.decode())[0]


def test_a_choice_is_kept_and_taken_back(client):
    response = choose(client, theme="dark", next="/login/")
    assert response.url == "/login/"
    choose(client, elder="1")
    choose(client, contrast="more")
    root = root_of(client)
    assert 'data-theme="dark"' in root
    assert 'data-contrast="more"' in root
    assert "data-elder" in root
    choose(client, theme="")
    choose(client, elder="")
    assert "data-theme" not in root_of(client)
    assert "data-elder" not in root_of(client)


@pytest.mark.parametrize("theme", ['"><script>', "pink", "x" * 5000])
def test_an_unknown_choice_counts_for_nothing(client, theme):
    choose(client, theme=theme)
    assert "data-theme" not in root_of(client)
    client.cookies["face"] = f"theme={theme}"
    assert "data-theme" not in root_of(client)


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", ""]
)
def test_it_never_leads_elsewhere(client, back):
    assert choose(client, theme="dark", next=back).url == "/"


def test_it_answers_a_script_without_a_page(client):
    response = client.post("/face/", {"theme": "dark"}, headers={"HX-Request": "true"})
    assert (response.status_code, response.content) == (204, b"")
    assert response.cookies["face"]["httponly"]


def test_it_is_not_chosen_by_a_link(client):
    assert client.get("/face/?theme=dark").status_code == 405


def shown(user, path, rf):
    request = rf.get(path)
    request.user = user
    with translation.override("en"):
        pages = [page for group in nav.menu(request) for page in group.pages]
        return {str(page.label): page.current for page in pages}


def test_the_navigation_shows_what_a_person_may_open_and_where_they_are(rf):
    user = build.user()
    build.grant(user, "registry.view_subject")
    pages = shown(user, "/subjects/", rf)
    assert pages["Subjects"] == "page"
    assert "Departments" not in pages
    inside = shown(user, "/subjects/01a2096b-875a-7089-bd90-cb552be83dca/", rf)
    assert [label for label, current in inside.items() if current] == ["Subjects"]
    assert inside["Subjects"] == "true"
