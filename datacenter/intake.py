"""The rows of one batch, judged and sorted by series, ready for COPY.

Whatever comes many times in a batch is looked at once: a station, a way to write a time, a way to
write a value. Each becomes the bytes that COPY wants, so that a row costs three look-ups.
"""

import datetime as dt
from collections.abc import Iterator, Sequence, Set
from decimal import Decimal
from typing import Any, NamedTuple

from datacenter import copying, rules
from datacenter.models import Batch, Dataset, Indicator
from datacenter.readers import Chunk, Shape
from datacenter.rules import RowFault, Verdict
from registry.models import Subject

REMEMBERED = 200_000  # distinct times or values of a batch that are kept
LONGEST_CODE = Subject._meta.get_field("code").max_length


class Series:
    """The readings of one station in a batch: time (as COPY writes it) to number of the row."""

    __slots__ = ("code", "id", "last_at", "rows", "subject_id")

    def __init__(self, code: str, subject_id: Any, series_id: int | None):
        self.code, self.subject_id, self.id = code, subject_id, series_id
        self.last_at: dt.datetime | None = None
        self.rows: dict[bytes, int] = {}


class Repeat(NamedTuple):
    """A row that names a series and a time for the second time in its batch."""

    series: Series
    at: bytes
    number: int


class Intake:
    """Takes the chunks of a body and sorts their rows; what cannot be loaded is in ``faults``."""

    def __init__(self, batch: Batch):
        dataset = batch.dataset
        self.shape = Shape(dataset.subject_field, "at", dataset.value_field)
        self.faults: dict[int, Verdict] = {}
        self.repeats: list[Repeat] = []
        self._stations = _Stations(batch)
        self._moments = _Moments(self.shape.time, batch.received_at + rules.AHEAD)
        self._quantities = _Quantities(dataset, copying.uuid_(batch.pk))
        self._values: list[bytes] = [b""] * (batch.sent + 1)

    def take(self, chunk: Chunk) -> None:
        """Judge the rows of a chunk."""
        self.faults |= chunk.faults
        stations, moments, quantities = self._stations, self._moments, self._quantities
        stations.meet(chunk.columns[0])
        values = self._values
        for number, station, time, value in zip(chunk.numbers, *chunk.columns, strict=True):
            try:
                series = stations[station]
                at = moments[time]
                values[number] = quantities[value]
            except RowFault as fault:
                self.faults[number] = fault.verdict
                continue
            if series.rows.setdefault(at, number) != number:
                self.repeats.append(Repeat(series, at, number))
        for memory in (moments, quantities):
            if len(memory) > REMEMBERED:
                memory.clear()

    @property
    def series(self) -> list[Series]:
        """Return the series with readings to load; sorted by id once all of them have one."""
        found = {id(series): series for series in self._stations.values() if series.rows}
        return sorted(found.values(), key=lambda series: series.id or 0)

    @property
    def months(self) -> list[dt.datetime]:
        """Return one moment of each month that the readings fall into."""
        return sorted(self._moments.months.values())

    def refuse(self, series: Series, code: str) -> None:
        """Reject all rows of a series."""
        numbers = [*series.rows.values(), *(r.number for r in self.repeats if r.series is series)]
        for number in numbers:
            self.faults[number] = Verdict(code, self.shape.station, {"value": series.code})
        self.repeats = [repeat for repeat in self.repeats if repeat.series is not series]
        series.rows.clear()

    def blocks(self) -> Iterator[bytes]:
        """Yield the rows for COPY (series, time, value, batch) in order of keys, none twice."""
        values = self._values
        for series in self.series:
            head = copying.start(4) + copying.integer(series.id or 0)
            rows = series.rows
            yield b"".join([part for at in sorted(rows) for part in (head, at, values[rows[at]])])

    def numbered_blocks(self) -> Iterator[bytes]:
        """Yield all rows for COPY with their numbers in the batch behind, repeats included."""
        values = self._values
        head = copying.start(5)
        for series in self.series:
            key = head + copying.integer(series.id or 0)
            yield b"".join(
                [
                    part
                    for at, number in series.rows.items()
                    for part in (key, at, values[number], copying.integer(number))
                ]
            )
        for series, at, number in self.repeats:
            key = head + copying.integer(series.id or 0)
            yield key + at + values[number] + copying.integer(number)

    def conflict(self, number: int, stored: Decimal) -> None:
        """Reject a row because another value is stored for its station and time."""
        params = {"stored": f"{stored.normalize():f}"}
        self.faults[number] = Verdict("conflict", self.shape.value, params)


class _Stations(dict[Any, Series]):
    """Stations as they were sent -> their series; looked up for a chunk at a time."""

    def __init__(self, batch: Batch):
        super().__init__()
        self._batch, self._dataset = batch, batch.dataset
        self._by_code: dict[str, Series | Verdict] = {}
        self._refused: dict[Any, Verdict] = {}

    def __missing__(self, sent: Any) -> Series:
        fault = self._refused[sent]
        raise RowFault(fault.code, fault.field, **fault.params)

    def meet(self, stations: Sequence[Any]) -> None:
        """Look up the stations that were not met before."""
        fresh: dict[Any, str] = {}
        for sent in set(stations) - self.keys() - self._refused.keys():
            try:
                fresh[sent] = _station(sent, self._dataset.subject_field)
            except RowFault as fault:
                self._refused[sent] = fault.verdict
        if codes := set(fresh.values()) - self._by_code.keys():
            self._look_up(codes)
        for sent, code in fresh.items():
            found = self._by_code[code]
            if isinstance(found, Verdict):
                self._refused[sent] = found
            else:
                self[sent] = found

    def _look_up(self, codes: Set[str]) -> None:
        field = self._dataset.subject_field
        subjects = dict(
            Subject.objects.filter(kind=self._dataset.subject_kind, code__in=codes).values_list(
                "code", "id"
            )
        )
        indicators = Indicator.objects.filter(dataset=self._dataset, subject__in=subjects.values())
        claimed = {
            subject: (series, source)
            for subject, series, source in indicators.values_list("subject_id", "id", "source_id")
        }
        for code in codes:
            subject = subjects.get(code)
            series, source = claimed.get(subject, (None, self._batch.source_id))
            if subject is None:
                shown = rules.sample(code)
                self._by_code[code] = Verdict("unknown_station", field, {"value": shown})
            elif source != self._batch.source_id:
                self._by_code[code] = Verdict("foreign_station", field, {"value": code})
            else:
                self._by_code[code] = Series(code, subject, series)


class _Moments(dict[Any, bytes]):
    """Times as they were sent -> timestamps as COPY writes them."""

    def __init__(self, field: str, latest: dt.datetime):
        super().__init__()
        self._field, self._latest = field, latest
        self.months: dict[tuple[int, int], dt.datetime] = {}

    def __missing__(self, sent: Any) -> bytes:
        at = rules.moment(_given(sent, self._field), self._field, latest=self._latest)
        self.months.setdefault((at.year, at.month), at)
        self[sent] = written = copying.timestamp(at)
        return written


class _Quantities(dict[Any, bytes]):
    """Values as they were sent -> numerics as COPY writes them, the batch behind each."""

    def __init__(self, dataset: Dataset, batch: bytes):
        super().__init__()
        self._field, self._batch = dataset.value_field, batch
        self._least, self._most = dataset.minimum, dataset.maximum

    def __missing__(self, sent: Any) -> bytes:
        text = sent if isinstance(sent, float) else _given(sent, self._field)
        value = rules.quantity(text, self._field, least=self._least, most=self._most)
        self[sent] = written = copying.numeric(value) + self._batch
        return written


def _given(sent: Any, field: str) -> str:
    """Return what stands in a field as text; nothing, or only spaces, is a missing field."""
    try:
        text = (sent.decode() if isinstance(sent, bytes) else str(sent)).strip()
    except UnicodeDecodeError:
        raise RowFault("bad_encoding", field) from None
    if not text:
        raise RowFault("missing_field", field)
    return text


def _station(sent: Any, field: str) -> str:
    code = _given(sent, field)
    if len(code) > (LONGEST_CODE or 0) or not code.isprintable():
        raise RowFault("unknown_station", field, value=rules.sample(code))
    return code
