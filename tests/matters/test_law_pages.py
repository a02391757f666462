"""The law library as staff use it: enter, preview, confirm, publish, search, settle."""

import json

import pytest
from django.core.management import call_command

from matters import services
from matters.models import ImpactReview, Law, LawVersion
from tests import build

CHANGED = build.LAW_TEXT.replace("五万元", "十万元")


@pytest.fixture
def writer(client, db):
    user = build.user()
    build.grant(user, "matters.view_law", "matters.add_law")
    client.force_login(user)
    return user


@pytest.fixture
def lawyer(db):
    user = build.user()
    perms = "view_law publish_law view_impactreview change_impactreview view_matterversion"
    build.grant(user, *(f"matters.{perm}" for perm in perms.split()))
    return user


def test_a_preview_names_doubtful_lines_and_keeps_nothing(client, writer):
    sent = {"name": "试验办法", "kind": "law", "text": "第一条　甲。\n第三条　乙。", "preview": "1"}
    page = client.post("/laws/new/", sent)
    assert page.status_code == 200
    assert "第2行" in page.content.decode()
    assert not Law.objects.exists()


def test_a_law_goes_from_the_editor_to_publication(client, writer, lawyer):
    sent = {"name": "试验办法", "kind": "law", "text": build.LAW_TEXT}
    assert client.post("/laws/new/", sent).status_code == 302
    first = LawVersion.objects.get()
    client.force_login(lawyer)
    day = {"publish-from_day": "2026-01-01"}
    client.post(f"/laws/versions/{first.pk}/publish/", day)
    matter = build.matter_version()
    services.cite(matter, "《试验办法》第三条")
    client.force_login(writer)
    client.post(f"/laws/{first.law_id}/text/", {"text": CHANGED})
    second = LawVersion.objects.get(number=2)
    client.force_login(lawyer)
    late = {"publish-from_day": "2026-12-01"}
    assert client.post(f"/laws/versions/{second.pk}/publish/", late).status_code == 422
    assert "变为" in client.get(f"/laws/versions/{second.pk}/mapping/").content.decode()
    client.post(f"/laws/versions/{second.pk}/mapping/", {"confirm": "1"})
    assert client.post(f"/laws/versions/{second.pk}/publish/", late).status_code == 302
    review = ImpactReview.objects.get()
    assert "<ins>" in client.get(f"/laws/reviews/{review.pk}/").content.decode()
    client.post(f"/laws/reviews/{review.pk}/settle/", {"state": "kept", "basis": "only the sum"})
    review.refresh_from_db()
    assert review.state == "kept"
    compared = client.get(f"/laws/versions/{second.pk}/compare/").content.decode()
    assert "<ins>" in compared
    article = second.articles.get(locator="3")
    assert matter.item in client.get(f"/laws/articles/{article.pk}/").content.decode()


def test_the_text_of_a_day_is_shown(client, lawyer):
    version = build.law_version()
    client.force_login(lawyer)
    page = client.get(f"/laws/{version.law_id}/?day=2019-01-01").content.decode()
    assert "施工许可" not in page
    assert "施工许可" in client.get(f"/laws/{version.law_id}/?day=2021-01-01").content.decode()


@pytest.mark.parametrize(("query", "hit"), [("消防", "<mark>消防</mark>"), ("施工许可", "第二条")])
def test_search_marks_hits_in_articles_and_matters(client, lawyer, query, hit):
    build.law_version()
    build.matter_version(item=f"{query}检查")
    client.force_login(lawyer)
    page = client.get("/laws/search/", {"q": query}).content.decode()
    assert hit in page
    assert f"<mark>{query}</mark>检查" in page


def test_drafts_are_hidden_from_readers(client, db):
    reader = build.user()
    build.grant(reader, "matters.view_law")
    draft = services.draft_version(build.law(), build.LAW_TEXT, by=None)
    client.force_login(reader)
    assert client.get(f"/laws/versions/{draft.pk}/").status_code == 404
    assert client.get(f"/laws/articles/{draft.articles.first().pk}/").status_code == 404
    assert client.get("/api/v1/articles/", {"version": str(draft.pk)}).json()["results"] == []


def test_texts_and_json_are_imported_once(tmp_path, db, capsys):
    drafter, publisher = build.user(username="a"), build.user(username="b")
    text = tmp_path / "law.md"
    text.write_text(f"# 试验条例\n{build.LAW_TEXT.split(chr(10), 1)[1]}", encoding="utf-8")
    options = {"by": drafter.username, "publish": publisher.username, "kind": "law"}
    call_command("import_laws", text, **options)
    version = LawVersion.objects.get()
    assert (version.law.name, version.state) == ("试验条例", "published")
    assert version.first_day.isoformat() == "2020-01-01"
    call_command("import_laws", text, **options)
    assert LawVersion.objects.count() == 1
    assert "1 unchanged" in capsys.readouterr().out
    listed = [{"title": "别的办法", "articles": [{"number": 1, "text": "甲。"}, "第二条　乙。"]}]
    other = tmp_path / "laws.json"
    other.write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
    call_command("import_laws", other, by=drafter.username)
    assert LawVersion.objects.get(law__name="别的办法").articles.whole().count() == 2
