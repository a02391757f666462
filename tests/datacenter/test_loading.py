"""Every row sent is loaded, a duplicate, or rejected with its reason."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from common.models import Event
from datacenter import services
from datacenter.choices import BatchState
from datacenter.models import Indicator, Reading
from tests import build
from tests.ingest_client import CSV, JSON, NDJSON, Sender, write

NINE = "2026-03-01T09:00:00+08:00"
TEN = "2026-03-01T10:00:00+08:00"
GOOD = [("G1", NINE, 0.2), ("G2", NINE, 0), ("G3", NINE, 3)]


def counts(batch):
    return batch.sent, batch.loaded, batch.duplicate, batch.rejected


def faults(batch):
    rows = batch.rejected_rows.order_by("row")
    return [(each.row, each.field, each.code) for each in rows]


def stored():
    return {
        (each.series.subject.code, each.at.isoformat()): each.value
        for each in Reading.objects.select_related("series__subject")
    }


@pytest.mark.parametrize("content_type", [CSV, JSON, NDJSON])
@pytest.mark.parametrize("packed", [False, True])
def test_it_loads_readings(sender, gauges, content_type, packed):
    rows = [("G1", NINE, 0.2), ("G2", NINE, 0), ("G1", TEN, 12.5)]
    batch = sender.load(rows, content_type, packed=packed)
    assert batch.state == BatchState.LOADED
    assert counts(batch) == (3, 3, 0, 0)
    series = Indicator.objects.get(subject=gauges[0])
    nine = dt.datetime(2026, 3, 1, 1, tzinfo=dt.UTC)
    assert list(Reading.objects.filter(series=series).values_list("at", "value", "batch")) == [
        (nine, Decimal("0.2"), batch.pk),
        (nine + dt.timedelta(hours=1), Decimal("12.5"), batch.pk),
    ]
    assert series.last_at == nine + dt.timedelta(hours=1)
    assert batch.touched[0] == [series.pk, nine.isoformat(), series.last_at.isoformat()]


def test_it_tells_once_what_was_loaded(sender, gauges):
    batch = sender.load([*GOOD, ("nobody", NINE, 1)])
    event = Event.objects.get(name="datacenter.loaded")
    assert event.row == f"datacenter.batch:{batch.pk}"
    assert event.facts["loaded"] == 3
    assert event.facts["rejected"] == 1
    assert not services.load(batch.pk)
    sender.load(GOOD)  # nothing new
    sender.load([("nobody", NINE, 1)])
    sender.load([])
    assert Event.objects.filter(name="datacenter.loaded").count() == 1


@pytest.mark.parametrize("content_type", [CSV, JSON, NDJSON])
def test_a_row_is_rejected_with_row_field_and_code(sender, gauges, content_type):
    Sender.new().load([("G3", TEN, 1)])
    rows = [
        ("nobody", NINE, 1),
        ("G3", NINE, 1),
        ("G1", "2026-03-01T09:00:00", 1),
        ("G1", "yesterday", 1),
        ("G1", (timezone.now() + dt.timedelta(hours=25)).isoformat(), 1),
        ("G1", "1999-12-31T23:59:59Z", 1),
        ("G1", NINE, "much"),
        ("G1", NINE, -1),
        ("G1", NINE, 501),
        ("G1", NINE, ""),
        ("", NINE, 1),
        ("G1", "", 1),
        ("G1", NINE, 0.2),
    ]
    batch = sender.load(rows, content_type)
    assert batch.state == BatchState.PARTLY_LOADED
    assert counts(batch) == (13, 1, 0, 12)
    assert faults(batch) == [
        (1, "station", "unknown_station"),
        (2, "station", "foreign_station"),
        (3, "at", "time_without_offset"),
        (4, "at", "time_malformed"),
        (5, "at", "time_in_future"),
        (6, "at", "time_too_early"),
        (7, "mm", "not_a_number"),
        (8, "mm", "out_of_range"),
        (9, "mm", "out_of_range"),
        (10, "mm", "missing_field"),
        (11, "station", "missing_field"),
        (12, "at", "missing_field"),
    ]
    assert all(each.message and each.raw for each in batch.rejected_rows.all())


def test_json_rows_of_the_wrong_shape_are_rejected(sender, gauges):
    good = b'{"station": "G1", "at": "2026-03-01T09:00:00+08:00", "mm": 1}'
    time = b'"at": "2026-03-01T09:00:00+08:00"'
    bad = {
        b'{"station": "G2", %b}' % time: ("mm", "missing_field"),
        b'{"station": "G2", %b, "mm": null}' % time: ("mm", "missing_field"),
        b'{"station": "G2", %b, "mm": true}' % time: ("mm", "wrong_type"),
        b'{"station": "G2", %b, "mm": [1]}' % time: ("mm", "wrong_type"),
        b'{"station": "G2", %b, "mm": NaN}' % time: ("mm", "not_a_number"),
        b'{"station": "G2", %b, "mm": 1e999}' % time: ("mm", "out_of_range"),
        b'{"station": "G2", %b, "mm": %b}' % (time, b"9" * 5000): ("mm", "out_of_range"),
        b'{"station": "G2", %b, "mm": 1, "mm": 2}' % time: ("mm", "duplicate_field"),
        b'{"station": "G2", "st\\u0061tion": "G3", %b, "mm": 1}' % time: (
            "station",
            "duplicate_field",
        ),
        b'{"station": 2, %b, "mm": 1}' % time: ("station", "wrong_type"),
        b'{"station": "G2", "at": 1772355600, "mm": 1}': ("at", "wrong_type"),
        b'{"station": "G\\u0000", %b, "mm": 1}' % time: ("station", "unknown_station"),
        b'{"station": "G\\ud800", %b, "mm": 1}' % time: ("station", "unknown_station"),
        b'{"station": "%b", %b, "mm": 1}' % (b"G" * 61, time): ("station", "unknown_station"),
        b'{"station": "G\xff", %b, "mm": 1}' % time: ("", "bad_encoding"),
        b'{"station": "\xc0\xaf", %b, "mm": 1}' % time: ("", "bad_encoding"),
        b'{"station": "G2", %b, "mm": 01}' % time: ("", "malformed"),
        b'{"station": "G2", "mm": 1, "x": %b}' % (b"[" * 100_000 + b"]" * 100_000): (
            "",
            "malformed",
        ),
        b"[1, 2, 3]": ("", "malformed"),
        b"null": ("", "malformed"),
        b'"text"': ("", "malformed"),
    }
    rows = [good, *bad]
    for body, content_type in (
        (b'{"rows": [' + b",".join(rows) + b"]}", JSON),
        (b"\n".join(rows), NDJSON),
    ):
        batch = sender.load(body, content_type)
        assert counts(batch)[:1] + counts(batch)[3:] == (len(rows), len(bad))
        expected = [(row, *fault) for row, fault in enumerate(bad.values(), 2)]
        assert faults(batch) == expected
    assert stored() == {("G1", "2026-03-01T01:00:00+00:00"): Decimal(1)}


def test_csv_rows_of_the_wrong_shape_are_rejected(sender, gauges):
    lines = [
        b"at,note,station,mm",
        b'2026-03-01T09:00:00+08:00,"a, b",G1,1',
        b"2026-03-01T09:00:00+08:00,,G2",
        b"2026-03-01T09:00:00+08:00,,G2,1,2",
        b'2026-03-01T09:00:00+08:00,"open,G2,1',
        b'2026-03-01T09:00:00+08:00,"a"b,G2,1',
        b"2026-03-01T09:00:00+08:00,\xff,G2,1",
        b"2026-03-01T09:00:00+08:00,\0,G\0,1",
        b" 2026-03-01T10:00:00+08:00 ,, G1 , 1 ",
    ]
    batch = sender.load(b"\r\n".join(lines))
    assert faults(batch) == [
        (2, "mm", "missing_field"),
        (3, "", "too_many_fields"),
        (4, "", "malformed"),
        (5, "", "malformed"),
        (6, "", "bad_encoding"),
        (7, "station", "unknown_station"),
    ]
    assert counts(batch) == (8, 2, 0, 6)


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (b"station,at", ("mm", "missing_field")),
        (b"station,at,mm,mm", ("mm", "duplicate_field")),
        (b"Station,at,mm", ("station", "missing_field")),
        (b"station,at,\xff", ("", "bad_encoding")),
        (b'station,at,"mm', ("", "malformed")),
    ],
)
def test_a_header_that_does_not_fit_rejects_every_row(sender, gauges, header, fault):
    batch = sender.load(header + b"\nG1,2026-03-01T09:00:00+08:00,1\n" * 3)
    assert batch.state == BatchState.REJECTED
    assert faults(batch) == [(row, *fault) for row in (1, 2, 3)]


def test_escapes_in_json_hide_no_second_name(sender, gauges):
    rows = [
        '{"station": "G1", "note": "\\u96e8 \\"a\\": \\\\", "at": AT, "mm": 1}',
        '{"station": "G2", "\\u0073tation": "G1", "at": AT, "mm": 1}',
        '{"station": "G3", "note\\\\" : 1, "mm": 1, "at": AT, "\\u006dm":2}',
    ]
    for number, row in enumerate(rows):
        batch = sender.load(row.replace("AT", f'"{NINE}"').encode(), NDJSON)
        assert (batch.loaded, batch.rejected) == ((1, 0) if number == 0 else (0, 1)), row
    assert faults(batch) == [(1, "mm", "duplicate_field")]


def test_chinese_character_sets_are_read(sender):
    build.gauge("西湖1号")
    text = f"station,at,mm\n西湖1号,{NINE},1\n"
    batch = sender.load(text.encode("gb18030"), f"{CSV}; charset=gb2312")
    assert counts(batch) == (1, 1, 0, 0)
    wrong = sender.load(text.replace(NINE, TEN).encode("gb18030"), CSV)
    assert faults(wrong) == [(1, "station", "bad_encoding")]
    odd = f"station,at,mm\n西湖1号,{TEN},1\n".encode("gb18030") + b"\xff\xff,x,1\n"
    batch = sender.load(odd, f"{CSV}; charset=GB18030")
    assert counts(batch) == (2, 1, 0, 1)


def test_another_value_for_a_stored_time_is_a_conflict(sender, gauges):
    sender.load(GOOD)
    batch = sender.load([("G1", NINE, 0.3), ("G2", NINE, "0.00"), ("G1", TEN, 1)])
    assert counts(batch) == (3, 1, 1, 1)
    fault = batch.rejected_rows.get()
    assert (fault.row, fault.field, fault.code) == (1, "mm", "conflict")
    assert fault.params == {"stored": "0.2"}
    assert stored()["G1", "2026-03-01T01:00:00+00:00"] == Decimal("0.2")
    assert batch.touched == [
        [Indicator.objects.get(subject=gauges[0]).pk, *["2026-03-01T02:00:00+00:00"] * 2]
    ]


def test_duplicates_and_conflicts_inside_a_batch(sender, gauges):
    utc = "2026-03-01T01:00:00Z"
    rows = [("G1", NINE, 1), ("G1", utc, "1.0"), ("G1", NINE, 2), ("G2", NINE, 1), ("G1", NINE, 2)]
    batch = sender.load(rows)
    assert counts(batch) == (5, 2, 1, 2)
    assert faults(batch) == [(3, "mm", "conflict"), (5, "mm", "conflict")]
    # what is stored decides, not what came first
    batch = sender.load([("G1", NINE, 2), ("G1", NINE, 1), ("G1", NINE, 2)])
    assert counts(batch) == (3, 0, 1, 2)


def test_late_and_unordered_readings_are_loaded(sender, gauges):
    sender.load([("G1", TEN, 1)])
    last_at = Indicator.objects.get().last_at
    late = [("G1", f"2026-02-{day:02}T09:00:00+08:00", day) for day in (20, 3, 11, 1, 28)]
    assert counts(sender.load(late)) == (5, 5, 0, 0)
    mixed = [late[1], ("G1", "2025-12-31T23:59:59+08:00", 7), late[0], ("G1", TEN, 1)]
    assert counts(sender.load(mixed)) == (4, 1, 3, 0)
    assert Indicator.objects.get().last_at == last_at
    assert Reading.objects.count() == 7


def test_a_series_belongs_to_the_source_that_began_it(sender, gauges):
    sender.load([("G1", NINE, 1)])
    other = Sender.new()
    batch = other.load([("G1", NINE, 1), ("G1", TEN, 1), ("G2", TEN, 1)])
    assert counts(batch) == (3, 1, 0, 2)
    assert {code for _, _, code in faults(batch)} == {"foreign_station"}
    assert Indicator.objects.get(subject=gauges[0]).source == sender.source


def test_a_station_is_of_the_kind_that_the_dataset_names(sender, gauges):
    build.subject(code="S1")
    assert faults(sender.load([("S1", NINE, 1)])) == [(1, "station", "unknown_station")]


def test_a_sample_of_a_rejected_row_names_nobody(sender, gauges):
    batch = sender.load(b"station,at,mm,note\nG1,yesterday,1,call 13812345678\n")
    assert batch.rejected_rows.get().raw == "G1,yesterday,1,call ***"


@pytest.mark.parametrize("content_type", [CSV, JSON, NDJSON])
def test_a_thousand_bad_rows_cost_no_good_one(sender, gauges, content_type):
    start = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    rows = [("G1", (start + dt.timedelta(minutes=n)).isoformat(), n % 7) for n in range(3000)]
    bad = {0, 1, 1499, 2998, 2999, *range(500, 1500)}
    rows = [("G1", "never", 1) if n in bad else row for n, row in enumerate(rows)]
    batch = sender.load(rows, content_type)
    assert counts(batch) == (3000, 3000 - len(bad), 0, len(bad))
    assert {row for row, _, _ in faults(batch)} == {n + 1 for n in bad}


def test_the_body_as_a_whole_may_come_in_many_chunks(sender, gauges, monkeypatch):
    monkeypatch.setattr("datacenter.formats.BLOCK", 100)
    monkeypatch.setattr("datacenter.formats.ROWS_AT_ONCE", 3)
    monkeypatch.setattr("datacenter.intake.REMEMBERED", 2)
    start = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    rows = [(f"G{n % 3 + 1}", (start + dt.timedelta(minutes=n)).isoformat(), n) for n in range(50)]
    rows[17] = ("nobody", NINE, 1)
    assert faults(sender.load(rows[:25], CSV)) == [(18, "station", "unknown_station")]
    assert counts(sender.load(rows[20:], NDJSON)) == (30, 25, 5, 0)
    assert faults(sender.load(rows, JSON)) == [(18, "station", "unknown_station")]
    assert len(stored()) == 49
    assert sender.load(write(rows, CSV)).duplicate == 49
