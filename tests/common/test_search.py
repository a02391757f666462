"""Full text: pairs of Chinese signs, whole Latin words, the same terms in Python and PostgreSQL."""

import pytest
from django.db import connection

from common.search import bigrams, highlight, tsquery

TEXTS = [
    "施工许可证 Permit",
    "中华人民共和国消防法（2021年修正），第四十三条",
    "PM2.5 与 ＡＢＣ，café à 火",
    "",
    "，。；",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_database_makes_the_same_terms(db, text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_bigrams(%s)", [text])
        assert cursor.fetchone()[0] == bigrams(text)


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("消防", "消防"),
        ("施工许可", "(施工 <-> 工许 <-> 许可)"),
        ("火", "火:*"),
        ("Fire 消防", "fire:* & 消防"),
        ("' | !) & 消防 :*", "消防"),
        ("，。", ""),
    ],
)
def test_a_query_asks_for_runs_exactly_and_words_by_their_beginning(query, asked):
    assert tsquery(query) == asked


def test_hits_are_marked_and_the_rest_escaped():
    marked = highlight("<b>施工许可</b>与 Permits", "施工许可 permit")
    assert marked == "&lt;b&gt;<mark>施工许可</mark>&lt;/b&gt;与 <mark>Permit</mark>s"


def test_an_excerpt_is_cut_around_its_first_hit():
    text = "甲" * 200 + "消防" + "乙" * 200
    excerpt = highlight(text, "消防", around=60)
    assert "<mark>消防</mark>" in excerpt
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert len(excerpt) < 90


def test_a_word_is_not_marked_inside_another():
    assert "<mark>" not in highlight("comfort", "fort")
