"""Laws on the public site: texts by day, articles, search; nothing of the work on them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from matters import services
from tests import build

pytestmark = pytest.mark.django_db
OTHER = build.LAW_TEXT.replace("改建房屋", "扩建、改建房屋")


@pytest.fixture
def visitor():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def law():
    act = build.law("试验条例", issuer="省人大")
    build.law_version(act)
    build.law_version(act, OTHER, from_day=dt.date(2026, 1, 1))
    return act


def text_of(visitor, name, *args, **query):
    answer = visitor.get(reverse(f"public:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_law_is_shown_as_it_stood_on_a_day(visitor, law):
    assert "扩建、改建房屋" in text_of(visitor, "law-detail", law.pk)
    before = text_of(visitor, "law-detail", law.pk, day="2025-06-01")
    assert "扩建、改建房屋" not in before
    assert "This text is not in force today" in before
    assert "No text of this law" in text_of(visitor, "law-detail", law.pk, day="1999-01-01")
    assert "扩建" in text_of(visitor, "law-detail", law.pk, day="yesterday")


def test_an_article_says_what_it_said_on_a_day_and_when_it_said_something_else(visitor, law):
    assert "扩建、改建房屋" in text_of(visitor, "law-article", law.pk, "2")
    before = text_of(visitor, "law-article", law.pk, "2", day="2025-06-01")
    assert "扩建、改建房屋" not in before
    assert "other words" in before
    assert "the same words" in text_of(visitor, "law-article", law.pk, "1")
    assert "no such article" in text_of(visitor, "law-article", law.pk, "2", day="1999-01-01")
    answer = visitor.get(reverse("public:law-article", args=[law.pk, "99"]))
    assert answer.status_code == 404


def test_a_search_finds_titles_and_articles(visitor, law):
    address = reverse("public:law-article", args=[law.pk, "2"])
    assert address in text_of(visitor, "law-list", q="扩建")
    assert reverse("public:law-detail", args=[law.pk]) in text_of(visitor, "law-list", q="试验")
    assert address not in text_of(visitor, "law-list", q="无此词语")


def test_drafts_and_the_work_on_them_stay_inside(visitor, law):
    services.draft_version(law, OTHER.replace("房屋", "楼宇"), by=build.user())
    drafted = build.law("只有草案的条例")
    services.draft_version(drafted, OTHER, by=build.user())
    matter = build.matter_version(item="依法检查")
    services.cite(matter, f"《{law.name}》第二条")
    for query in ({}, {"q": "楼宇"}, {"q": "草案"}):
        shown = text_of(visitor, "law-list", **query)
        assert "只有草案的条例" not in shown
    for text in (
        text_of(visitor, "law-detail", law.pk),
        text_of(visitor, "law-article", law.pk, "2"),
    ):
        assert "楼宇" not in text
        assert "依法检查" not in text
    assert visitor.get(reverse("public:law-detail", args=[drafted.pk])).status_code == 404


def test_a_matter_leads_to_the_articles_it_rests_on(visitor, law):
    matter = build.matter_version()
    services.cite(matter, f"《{law.name}》第二条第一款")
    page = text_of(visitor, "matter-detail", matter.matter_id)
    assert reverse("public:law-article", args=[law.pk, "2"]) in page
    assert "扩建、改建房屋" in page


def test_the_queries_do_not_grow(visitor, law, django_assert_max_num_queries):
    for _n in range(4):
        build.law_version()
    with django_assert_max_num_queries(4):
        text_of(visitor, "law-list", q="房屋")
