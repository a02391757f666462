"""Pages by key show every row once, in order, both ways, whatever NULLs and ties there are."""

import base64
import contextlib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.lists.keyset import BadCursor, Keyset, Order
from registry.models import Subject
from tests import build

pytestmark = pytest.mark.django_db

ORDERS = [
    Order("id", "pk"),
    Order("-id", "pk"),
    Order("code", "code"),
    Order("-code", "code"),
    Order("lon", "lon"),
    Order("-lon", "lon"),
    Order("state", "state"),
    Order("-state", "state"),
    Order("-created", "created_at"),
    Order("canonical", "canonical__code"),
    Order("-canonical", "canonical__code"),
]


@pytest.fixture
def subjects():
    place = build.region()
    chief = build.subject(region=place, code="A00")
    for number in range(1, 24):
        build.subject(
            region=place,
            code=f"A{number:02}",
            lon=120 + number % 4,
            state="suspended" if number % 3 else "active",
            canonical=chief if number % 5 == 0 else None,
        )
    Subject.objects.filter(code__in=["A03", "A04", "A09", "A20"]).update(lon=None)
    return Subject.objects.all()


def expected(rows, order):
    """Return the rows in order, NULL last in both directions, ties by key in the same direction."""

    def value(row):
        found = row
        for part in order.path.split("__"):
            found = getattr(found, part) if found is not None else None
        return found

    down = order.descending
    present = sorted(
        (r for r in rows if value(r) is not None), key=lambda r: (value(r), r.pk), reverse=down
    )
    absent = sorted((r for r in rows if value(r) is None), key=lambda r: r.pk, reverse=down)
    return [row.code for row in present + absent]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
@pytest.mark.parametrize("size", [1, 5, 7])
def test_it_shows_every_row_once_forwards_and_backwards(subjects, order, size):
    rows = expected(subjects, order)
    keyset = Keyset(subjects, order)
    pages, cursor = [], ""
    while True:
        page = keyset.page(size, cursor)
        pages.append(page)
        if not page.next:
            break
        cursor = page.next
    assert [row.code for page in pages for row in page.rows] == rows
    for at in range(len(pages) - 1, 0, -1):
        before = keyset.page(size, pages[at].previous)
        assert [row.code for row in before.rows] == [row.code for row in pages[at - 1].rows]
    assert pages[0].previous == ""


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_it_walks_all_rows_in_batches(subjects, order):
    batches = list(Keyset(subjects, order).batches(size=5))
    assert [row.code for batch in batches for row in batch] == expected(subjects, order)
    assert max(len(batch) for batch in batches) == 5


def test_it_neither_skips_nor_repeats_when_rows_come_in_between(subjects):
    keyset = Keyset(subjects, Order("-id", "pk"))
    first = keyset.page(5)
    build.subject(code="NEW")
    second = keyset.page(5, first.next)
    assert not {row.code for row in first.rows} & {row.code for row in second.rows}
    assert "NEW" not in {row.code for row in second.rows}


def test_it_shows_the_first_page_when_what_followed_is_gone(subjects):
    keyset = Keyset(subjects.filter(code__lt="A10"), Order("code", "code"))
    cursor = keyset.page(9).next
    page = Keyset(subjects.filter(code__lt="A05"), Order("code", "code")).page(9, cursor)
    assert [row.code for row in page.rows] == ["A00", "A01", "A02", "A03", "A04"]
    assert page.previous == ""


def test_it_uses_neither_offset_nor_count(subjects, django_assert_num_queries):
    keyset = Keyset(subjects, Order("code", "code"))
    cursor = keyset.page(5).next
    with django_assert_num_queries(1) as queries:
        keyset.page(5, cursor)
    sql = queries.captured_queries[0]["sql"]
    assert "OFFSET" not in sql
    assert "COUNT" not in sql
    assert '("registry_subject"."code", "registry_subject"."id") > (' in sql


def forged(*parts):
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


KEY = "01a2096b-875a-7089-bd90-cb552be83dca"


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "%00",
        "A" * 5000,
        forged(),
        forged("code", "A01", KEY),
        forged("-code", "A01", KEY, 0),
        forged("code", "A01", "no key", 0),
        forged("code", "A01", None, 0),
        forged("code", ["A01"], KEY, 0),
        forged("code", "A\0", KEY, 0),
        forged("code", "\ud800", KEY, 0),
        forged("code", "x" * 100, KEY, 0),
        forged("code", "A01", KEY, 2),
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_it_refuses_a_cursor_it_did_not_write(subjects, cursor):
    with pytest.raises(BadCursor):
        Keyset(subjects, Order("code", "code")).page(5, cursor)


@pytest.mark.parametrize("text", ["", "now", "2026-13-01", "2026-11-23", "99999-01-01T00:00+00:00"])
def test_it_refuses_a_moment_that_is_none(subjects, text):
    with pytest.raises(BadCursor):
        Keyset(subjects, Order("at", "created_at")).page(5, forged("at", text, KEY, 0))


@given(text=st.text(max_size=40), order=st.sampled_from(ORDERS))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_answers_any_value_or_refuses_it(subjects, text, order):
    with contextlib.suppress(BadCursor):
        Keyset(subjects, order).page(5, forged(order.name, text, KEY, 0))
