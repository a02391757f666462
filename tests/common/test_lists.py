"""The list pattern on real lists: pages, filters, views, layout, export, refusals in words."""

import csv
import io
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook

from common.errors import RuleError
from common.lists import BulkAction, page
from common.models import AuditEntry, SavedView
from registry.views import subjects as views
from tests import build

pytestmark = pytest.mark.django_db

SUBJECTS = "/subjects/"
WORDS_400 = b"This address cannot be read"


@pytest.fixture
def reader(client):
    """Log in somebody who sees the subjects of one county."""
    county = build.region("330106", build.region("330100", build.region("330000")))
    user: Any = build.user()
    build.grant(user, "registry.view_subject", "registry.view_region", region=county)
    client.force_login(user)
    client.cookies["django_language"] = "en"
    user.county = county
    return user


def fill(region, count, **fields):
    return [build.subject(region=region, code=f"F{n:03}", **fields) for n in range(count)]


def codes(response):
    return [row.code for row in response.context["list"].page.rows]


def test_it_shows_what_the_person_may_see_and_no_more(client, reader):
    fill(reader.county, 2)
    build.subject(code="ELSEWHERE")
    response = client.get(SUBJECTS)
    assert response.status_code == 200
    assert codes(response) == ["F001", "F000"]


def test_it_leads_to_the_next_page_and_back(client, reader):
    fill(reader.county, 60)
    first = client.get(SUBJECTS, {"ordering": "code"})
    second = client.get(SUBJECTS + first.context["list"].next_url)
    assert codes(first)[0] == "F000"
    assert codes(second) == [f"F{n:03}" for n in range(50, 60)]
    back = client.get(SUBJECTS + second.context["list"].previous_url)
    assert codes(back) == codes(first)
    assert "ordering=code" in second.context["list"].previous_url


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "x"},
        {"ordering": "region__grants__user"},
        {"ordering": "name__regex"},
        {"code__regex": ".*"},
        {"complainant__id_no": "1"},
        {"export": "exe"},
    ],
)
def test_it_refuses_what_it_does_not_understand_in_words(client, reader, query):
    response = client.get(SUBJECTS, query)
    assert response.status_code == 400
    assert WORDS_400 in response.content


def test_it_shows_a_wrong_filter_value_at_its_field(client, reader):
    fill(reader.county, 1)
    response = client.get(SUBJECTS, {"state": "nonsense"})
    assert response.status_code == 422
    assert b'class="error-summary"' in response.content
    assert b'aria-invalid="true"' in response.content
    assert not response.context["list"].lines


def test_it_filters_and_names_the_filters_in_force(client, reader):
    fill(reader.county, 2, state="active")
    build.subject(region=reader.county, code="S", state="suspended")
    response = client.get(SUBJECTS, {"state": "suspended", "kind": ["site", "vehicle"]})
    assert codes(response) == ["S"]
    chips = {chip.label: chip for chip in response.context["list"].chips}
    assert chips["State"].text == "suspended"
    assert parse_qs(urlsplit(chips["Kind"].url).query) == {"state": ["suspended"]}


def test_it_finds_by_a_part_of_the_name_whatever_the_case(client, reader):
    build.subject(region=reader.county, code="N", name="100% West_Lake Pumps")
    assert codes(client.get(SUBJECTS, {"q": "west_lake"})) == ["N"]
    assert codes(client.get(SUBJECTS, {"q": "westXlake"})) == []
    assert codes(client.get(SUBJECTS, {"q": "100%"})) == ["N"]


def test_an_empty_list_teaches(client, reader):
    assert b"No subjects yet" in client.get(SUBJECTS).content
    assert b"Nothing matches these filters" in client.get(SUBJECTS, {"state": "active"}).content


def test_it_answers_htmx_with_the_list_alone(client, reader):
    fill(reader.county, 1)
    response = client.get(SUBJECTS, headers={"HX-Request": "true"})
    assert b"<html" not in response.content
    assert b'id="list-area"' in response.content
    assert "HX-Request" in response["Vary"]
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert b"<html" in client.get(SUBJECTS, headers=restored).content


def test_it_answers_a_live_question_with_304_until_something_changes(client, reader):
    fill(reader.county, 1)
    live = {"HX-Request": "true", "X-Live": "1"}
    first = client.get(SUBJECTS, headers=live)
    assert first.content.strip().startswith(b'<div class="table-scroll"')
    again = client.get(SUBJECTS, headers={**live, "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    build.subject(region=reader.county, code="NEW")
    changed = client.get(SUBJECTS, headers={**live, "If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert b"NEW" in changed.content


def test_a_crowd_of_watchers_costs_one_reading(
    client, reader, monkeypatch, django_assert_max_num_queries
):
    live = replace(views.SUBJECTS, live_seconds=10, stamp="state")
    monkeypatch.setattr(views, "SUBJECTS", live)
    row = fill(reader.county, 3)[0]
    ask = {"HX-Request": "true", "X-Live": "1"}
    first = client.get(SUBJECTS, headers=ask)
    row.state = "suspended"
    row.save()
    with django_assert_max_num_queries(7):  # who asks, what they may and how they look at it
        again = client.get(SUBJECTS, headers=ask)
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    cache.clear()
    known = {**ask, "If-None-Match": first["ETag"]}
    assert client.get(SUBJECTS, headers=known).status_code == 200
    build.grant(reader, "registry.view_subject", region=build.region("330200"))
    wider = client.get(SUBJECTS, headers=ask)
    assert wider["ETag"] != first["ETag"]


def test_stamped_rows_are_not_rendered_again(client, reader, monkeypatch):
    monkeypatch.setattr(views, "SUBJECTS", replace(views.SUBJECTS, stamp="state"))
    fill(reader.county, 3)
    ask = {"HX-Request": "true", "X-Live": "1"}
    etag = client.get(SUBJECTS, headers=ask)["ETag"]
    monkeypatch.setattr(page, "render_to_string", None)
    again = client.get(SUBJECTS, headers={**ask, "If-None-Match": etag})
    assert (again.status_code, again["ETag"]) == (304, etag)


def test_its_queries_do_not_grow_with_its_rows(client, reader, django_assert_num_queries):
    fill(reader.county, 3)
    client.get(SUBJECTS)
    # session, user, grant, role, permissions, content types; views, what the filters offer, rows,
    # count, unread messages
    for more in (0, 40):
        for n in range(more):
            build.subject(region=build.region(f"33010{n:04}", reader.county), code=f"M{n}")
        with django_assert_num_queries(13):
            client.get(SUBJECTS)


# ---- views and layout


def post(client, query="", **data):
    return client.post(SUBJECTS + query, data)


def test_a_view_is_kept_applied_renamed_opened_first_and_removed(client, reader):
    post(client, "?state=active&ordering=-code", do="view-save", name=" Active  ones ")
    view = SavedView.objects.get()
    assert (view.name, view.user, view.desk) == ("Active ones", reader, "registry.subjects")
    tab = next(tab for tab in client.get(SUBJECTS).context["list"].tabs() if tab["view"])
    opened = client.get(SUBJECTS + tab["url"])
    assert opened.context["list"].order.name == "-code"
    assert [t["on"] for t in opened.context["list"].tabs()] == [False, True]

    post(client, do="view-rename", view=view.pk, name="Open")
    post(client, do="view-first", view=view.pk, on="1")
    view.refresh_from_db()
    assert (view.name, view.is_default) == ("Open", True)
    assert client.get(SUBJECTS).url == f"?{view.query}"
    assert client.get(SUBJECTS, {"view": "all"}).status_code == 200

    post(client, do="view-remove", view=view.pk)
    assert not SavedView.objects.exists()


def test_two_views_cannot_share_a_name(client, reader):
    post(client, do="view-save", name="One")
    answer = client.post(SUBJECTS, {"do": "view-save", "name": "One"}, follow=True)
    assert "You have a view named “One” already." in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_nobody_touches_the_views_of_others(client, reader):
    other = SavedView.objects.create(user=build.user(), desk="registry.subjects", name="Theirs")
    for do in ("view-rename", "view-first", "view-remove"):
        post(client, do=do, view=other.pk, name="Mine", on="1")
    other.refresh_from_db()
    assert (other.name, other.is_default) == ("Theirs", False)


def test_columns_and_density_are_remembered(client, reader):
    fill(reader.county, 1)
    post(client, "?state=active", do="layout", column=["uscc", "name", "bogus"], density="roomy")
    state = client.get(SUBJECTS).context["list"]
    assert [column.key for column in state.columns] == ["uscc", "name"]
    assert state.density == "roomy"
    assert state.views == []
    shared = client.get(SUBJECTS, {"columns": "code", "density": "compact"}).context["list"]
    assert [column.key for column in shared.columns] == ["code"]


# ---- export


def test_it_exports_the_whole_filtered_set_and_notes_it(client, reader, monkeypatch):
    monkeypatch.setattr("common.lists.keyset.BATCH", 7)
    fill(reader.county, 60, name="=1+1")
    build.subject(region=reader.county, code="S", state="suspended")
    response = client.get(SUBJECTS, {"export": "csv", "state": "active", "ordering": "code"})
    text = b"".join(response.streaming_content).decode()
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert lines[0][:3] == ["Name", "Kind", "Code"]
    assert [line[2] for line in lines[1:]] == [f"F{n:03}" for n in range(60)]
    assert {line[0] for line in lines[1:]} == {"'=1+1"}
    entry = AuditEntry.objects.get(action="export")
    assert (entry.by, entry.row) == (reader.pk, "list:registry.subjects")
    assert entry.facts["format"] == "csv"


def test_a_workbook_holds_text_as_text(client, reader):
    fill(reader.county, 3, name="=1+1")
    response = client.get(SUBJECTS, {"export": "xlsx"})
    book: Any = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s")] * 3


def test_a_workbook_that_would_be_too_big_is_refused_in_words(client, reader, monkeypatch):
    monkeypatch.setattr("common.lists.export.XLSX_LIMIT", 2)
    fill(reader.county, 3)
    response = client.get(SUBJECTS, {"export": "xlsx"})
    assert response.status_code == 422
    assert b"take the CSV file" in response.content


# ---- acts on ticked rows


@pytest.fixture
def closing(monkeypatch):
    """Give the list of subjects an act that refuses odd ones."""
    done = []

    def close(row, *, by, reason):
        if int(row.code[1:]) % 2:
            raise RuleError("odd", "An odd one stays.")
        done.append((row.code, by, reason))

    act = BulkAction("close", "Close", "registry.change_subject", close, "They are closed.")
    monkeypatch.setattr(views, "SUBJECTS", page_with(act))
    return done


def page_with(act):
    return replace(views.SUBJECTS, actions=[act])


def test_an_act_reports_each_row(client, reader, closing):
    build.grant(reader, "registry.change_subject", region=reader.county)
    ticked = [row.pk for row in fill(reader.county, 3)]
    outside = build.subject(code="F100").pk
    data = {"do": "bulk", "action": "close", "reason": "clean-up", "row": [*ticked, outside]}
    response = client.post(SUBJECTS + "?state=active", data)
    assert response.url == SUBJECTS + "?state=active"
    assert closing == [("F000", reader, "clean-up"), ("F002", reader, "clean-up")]
    outcome = client.get(response.url).context["outcome"]
    assert outcome["title"] == "Close: 2 of 4 done"
    texts = [line["text"] for line in outcome["lines"]]
    assert texts == ["done", "An odd one stays.", "done", "You may not do this to one of the rows."]
    assert client.get(response.url).context["outcome"] is None


@pytest.mark.parametrize("missing", ["reason", "row"])
def test_an_act_needs_rows_and_a_reason(client, reader, closing, missing):
    build.grant(reader, "registry.change_subject", region=reader.county)
    data = {"do": "bulk", "action": "close", "reason": "why", "row": [fill(reader.county, 1)[0].pk]}
    del data[missing]
    client.post(SUBJECTS, data)
    assert closing == []


def test_an_act_is_offered_only_to_those_who_may(client, reader, closing):
    row = fill(reader.county, 1)[0]
    assert not client.get(SUBJECTS).context["list"].actions
    client.post(SUBJECTS, {"do": "bulk", "action": "close", "reason": "why", "row": [row.pk]})
    assert closing == []
    assert page.MOST_TICKED >= 50


def test_a_form_the_list_does_not_know_is_refused(client, reader):
    assert post(client, do="nonsense").status_code == 400
    assert post(client, do="bulk", action="nonsense", row="x").status_code == 400


# ---- the records behind


def test_a_subject_page_shows_facts_and_hides_from_strangers(client, reader):
    row = fill(reader.county, 1)[0]
    response = client.get(reverse("registry:subject", args=[row.pk]))
    assert row.named.encode() in response.content
    stranger = build.subject(code="ELSEWHERE")
    assert client.get(reverse("registry:subject", args=[stranger.pk])).status_code == 404
