"""English texts of laws: entered by hand or with an import, shown to those who read English."""

import json

import pytest
from django.conf import settings
from django.urls import reverse

from matters import services
from matters.imports.laws import LawImporter
from matters.models import Article
from tests import build

pytestmark = pytest.mark.django_db
ENGLISH = """Chapter I  Rules

Article 1  This Regulation keeps houses safe.

Article 2: First.
Second."""


@pytest.fixture
def writer(client):
    user = build.user()
    build.grant(user, "matters.view_law", "matters.add_law")
    client.force_login(user)
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    return user


@pytest.fixture
def version():
    return build.law_version(text=f"第一章　总则\n{build.LAW_TEXT}")


def words(version):
    return dict(version.articles.exclude(text_en="").values_list("locator", "text_en"))


def test_it_is_entered_in_a_form_and_shown_to_english_readers(client, writer, version):
    url = reverse("matters:law-english", args=[version.pk])
    assert client.post(url, {"english": ENGLISH}).status_code == 302
    assert words(version) == {
        "1": "This Regulation keeps houses safe.", "2": "First.\nSecond.",
    }  # fmt: skip
    assert version.articles.get(locator="c1").title_en == "Rules"
    assert "Article 2  First.\nSecond." in client.get(url).content.decode().replace("\r", "")
    page = client.get(version.get_absolute_url()).content.decode()
    assert "keeps houses safe" in page
    assert "No English text of this article" in page
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "zh-hans"})
    assert "keeps houses safe" not in client.get(version.get_absolute_url()).content.decode()


def test_a_place_that_the_text_does_not_have_is_named(client, writer, version):
    url = reverse("matters:law-english", args=[version.pk])
    answer = client.post(url, {"english": "Article 99  Nothing."})
    assert answer.status_code == 422
    assert "art. 99" in answer.content.decode()
    assert "Nothing." in answer.content.decode()
    assert words(version) == {}


def test_the_next_text_keeps_the_english_of_what_stays_the_same(version, writer):
    services.translate(version, ENGLISH, by=writer)
    text = f"第一章　总则\n{build.LAW_TEXT}".replace("改建房屋", "扩建、改建房屋")
    draft = services.draft_version(version.law, text, by=writer)
    same = {row.locator: row.text for row in version.articles.whole()}
    kept = words(draft)
    assert kept
    assert all(Article.objects.get(version=draft, locator=at).text == same[at] for at in kept)
    assert services.draft_version(version.law, text, by=writer).pk == draft.pk
    assert words(draft) == kept


def test_it_comes_with_an_import_and_only_once(tmp_path):
    path = tmp_path / "laws.json"
    articles = [{"number": 1, "text": "甲。", "text_en": "One."}, {"number": 2, "text": "乙。"}]
    path.write_text(json.dumps({"title": "试验办法", "articles": articles}), "utf-8")
    importer = LawImporter()
    assert importer.run(path).landed == 1
    (drafted, _day) = importer.drafted[0]
    assert words(drafted) == {"1": "One."}
    articles[1]["text_en"] = "Two."
    path.write_text(json.dumps({"title": "试验办法", "articles": articles}), "utf-8")
    report = LawImporter().run(path)
    assert [each.name for each in report.outcomes] == ["UPDATED"]
    assert words(drafted) == {"1": "One.", "2": "Two."}
    assert [each.name for each in LawImporter().run(path).outcomes] == ["UNCHANGED"]
