"""Times, values and samples: what is accepted, what is refused, what may be kept."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from datacenter import copying, rules
from datacenter.choices import Fault
from datacenter.rules import RowFault

LATEST = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-01T09:00:00+08:00", "2026-03-01T01:00:00"),
        ("2026-03-01 09:00+08:00", "2026-03-01T01:00:00"),
        ("2026-03-01T09:00:00Z", "2026-03-01T09:00:00"),
        ("2026-03-01t09:00:00.123456789z", "2026-03-01T09:00:00.123456"),
        ("2026-03-01T09:00:00-0330", "2026-03-01T12:30:00"),
        ("2000-01-01T00:00:00Z", "2000-01-01T00:00:00"),
    ],
)
def test_it_reads_times(text, utc):
    assert rules.moment(text, "at", latest=LATEST) == dt.datetime.fromisoformat(f"{utc}+00:00")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-03-01T09:00:00", "time_without_offset"),
        ("2026-03-01T25:00:00Z", "time_malformed"),
        ("2026-02-30T09:00:00Z", "time_malformed"),
        ("2026-03-01T09:00:60Z", "time_malformed"),
        ("2026-03-01T09:00:00+99:00", "time_malformed"),
        ("0000-01-01T00:00:00Z", "time_malformed"),
        ("0001-01-01T00:00:00+14:00", "time_malformed"),
        ("9999-12-31T23:59:59-14:00", "time_malformed"),
        ("2026-W09-7T09:00:00Z", "time_malformed"),
        ("２０２６-03-01T09:00:00Z", "time_malformed"),
        ("1772355600", "time_malformed"),
        ("1999-12-31T23:59:59Z", "time_too_early"),
        ("2026-03-02T00:00:01Z", "time_in_future"),
    ],
)
def test_it_refuses_times(text, code):
    with pytest.raises(RowFault) as refused:
        rules.moment(text, "at", latest=LATEST)
    assert refused.value.verdict[:2] == (code, "at")


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (0.1, "0.1"),
        (0.1 + 0.2, "0.3"),
        ("0.30", "0.3"),
        (" 12 ", "12"),
        ("+.5", "0.5"),
        ("5.", "5"),
        ("1.5e2", "150"),
        ("0.00005", "0"),
        ("0.00015", "0.0002"),
        ("-0.00001", "0"),
        (-0.0, "0"),
        (500, "500"),
    ],
)
def test_it_reads_values(sent, value):
    found = rules.quantity(sent, "mm", least=Decimal(0), most=Decimal(500))
    assert found == Decimal(value)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("1_000", "not_a_number"),
        ("１２", "not_a_number"),
        ("0x10", "not_a_number"),
        ("--1", "not_a_number"),
        ("1,5", "not_a_number"),
        ("-0.1", "out_of_range"),
        ("500.1", "out_of_range"),
        (1e308, "out_of_range"),
        ("1e999", "out_of_range"),
        ("9" * 5000, "out_of_range"),
    ],
)
def test_it_refuses_values(sent, code):
    with pytest.raises(RowFault) as refused:
        rules.quantity(sent, "mm", least=Decimal(0), most=Decimal(500))
    assert refused.value.verdict.code == code


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("G1,2026-03-01T09:00:00+08:00,x", "G1,2026-03-01T09:00:00+08:00,x"),
        ("张三 13812345678", "张三 ***"),
        ("33010619900101123X", "***"),
        ("a.b@example.com!", "***!"),
        ("nul\0tab\t", "nul\N{REPLACEMENT CHARACTER}tab\N{REPLACEMENT CHARACTER}"),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_a_sample_is_printable_and_names_nobody(raw, kept):
    assert rules.sample(raw) == kept


def test_a_sample_is_short():
    assert len(rules.sample("雨" * 10_000)) == rules.LONGEST_SAMPLE
    assert rules.sample("9" * 5000) == "***"


@given(st.text())
def test_a_sample_can_always_be_stored(raw):
    kept = rules.sample(raw)
    assert len(kept) <= rules.LONGEST_SAMPLE
    assert "\0" not in kept
    kept.encode()


def test_every_fault_has_its_words():
    params = dict.fromkeys(("value", "stored", "least", "most", "attempts"), "x")
    for fault in Fault:
        assert fault.label % params


MOMENTS = st.datetimes(timezones=st.just(dt.UTC)).filter(lambda at: at >= rules.EARLIEST)


@pytest.mark.django_db
@given(st.decimals(min_value=-(10**10), max_value=10**10, places=4), MOMENTS)
def test_postgres_reads_what_is_written_for_copy(value, at):
    assert copying.moment_of(copying.timestamp(at)) == at
    row = [copying.start(3), copying.timestamp(at), copying.numeric(value), copying.integer(-7)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE written (at timestamptz, value numeric, number int)")
        stream = copying.Stream([b"".join(row)])
        cursor.copy_expert("COPY written FROM STDIN (FORMAT binary)", stream)
        cursor.execute("SELECT at, value, value::text, number FROM written")
        found_at, found, text, number = cursor.fetchone()
        cursor.execute("DROP TABLE written")
    assert (found_at, found, number) == (at, value, -7)
    assert Decimal(text) == value
