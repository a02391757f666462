"""What a rule says: the canonical JSON of a rule version, read and checked.

The format is described in ``docs/risk.md``; the files under ``demo/rules`` are examples of it.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from risk.expressions import Bindings, Comparison, ExpressionError, comparisons, to_sql

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
AGGREGATES = ("sum", "count", "avg", "min", "max")
KEYS = frozenset(
    {
        *("id", "title", "title_en", "basis", "basis_en", "sources", "schedule", "subject"),
        *("measures", "levels", "clear", "for", "keep", "stale_after", "late"),
        *("target", "line", "raise"),
    }
)


class DefinitionError(ValueError):
    """A rule definition is wrong; ``field`` names the place."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


@dataclass(frozen=True)
class Measure:
    """An aggregate of one dataset's values over a sliding window that ends at the judged moment."""

    name: str
    aggregate: str
    dataset: str
    window: timedelta


@dataclass(frozen=True)
class Target:
    """How the object to check is found from the warned subject: by a link, or by nearness."""

    link: str = ""
    radius_m: float = 0.0
    kind: str = ""
    label: str = ""


@dataclass(frozen=True)
class Response:
    """A task that a warning raises, for the warned place or for the target, on these levels."""

    task: str
    levels: frozenset[int]
    line: str
    due: timedelta
    checklist: str
    approvals: Mapping[str, str]
    on_target: bool

    def approval_for(self, labels: Sequence[str]) -> str:
        """Return the family of standing approvals for an object's labels, empty if none fits."""
        return next((code for label, code in self.approvals.items() if label in labels), "")


@dataclass(frozen=True)
class Definition:
    """A checked rule. Levels count from 1 (red) to 4 (blue)."""

    code: str
    title: str
    title_en: str
    sources: tuple[str, ...]
    subject_kind: str
    subject_label: str
    measures: tuple[Measure, ...]
    levels: tuple[tuple[int, str], ...]
    clear: str
    hold: timedelta
    keep: timedelta
    stale_after: timedelta
    late: timedelta
    targets: tuple[Target, ...]
    responses: tuple[Response, ...]

    @property
    def longest_window(self) -> timedelta:
        return max(measure.window for measure in self.measures)

    def deciding(self, level: int, values: Mapping[str, Any]) -> tuple[Measure, Comparison | None]:
        """Return the measure that decides on a level with these values, and the limit it crossed.

        Where none crosses its limit (any more) it is the first one that the level speaks of.
        """
        measures = {measure.name: measure for measure in self.measures}
        spoken = comparisons(dict(self.levels).get(level, ""))
        limits = [each for each in spoken if each.name in measures]
        crossed = [each for each in limits if each.holds(values.get(each.name))]
        limit = next(iter([*crossed, *limits]), None)
        return (measures[limit.name] if limit else self.measures[0]), limit


def duration(text: object, field: str) -> timedelta:
    """Read ``90s``, ``30m``, ``12h`` or ``2d``."""
    match = re.fullmatch(r"(\d{1,6})([smhd])", str(text))
    if match is None:
        raise DefinitionError(field, f"“{text}” is no duration such as 30m or 12h")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def content_hash(raw: Mapping[str, Any]) -> str:
    """Return the hash by which two definitions are the same."""
    canonical = json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read(raw: Mapping[str, Any]) -> Definition:
    """Read and check a definition; raise DefinitionError naming the field at fault."""
    unknown = set(raw) - KEYS
    if unknown:
        raise DefinitionError(sorted(unknown)[0], "is not a field of a rule")
    for key in ("id", "title", "sources", "subject", "measures", "levels", "clear"):
        if not raw.get(key):
            raise DefinitionError(key, "is missing")
    if raw.get("schedule", "ingest") != "ingest":
        raise DefinitionError("schedule", "rules are judged on ingest")
    measures = tuple(_measure(name, body, raw) for name, body in raw["measures"].items())
    if len(raw["sources"]) != 1:
        raise DefinitionError("sources", "a rule reads one dataset")
    levels = _levels(raw["levels"])
    known = {measure.name for measure in measures}
    for field, text in [*((f"levels.{n}", text) for n, text in levels), ("clear", raw["clear"])]:
        try:
            to_sql(str(text), known, Bindings())
        except ExpressionError as error:
            raise DefinitionError(field, str(error)) from error
    subject = raw["subject"]
    return Definition(
        code=raw["id"],
        title=raw["title"],
        title_en=raw.get("title_en", ""),
        sources=tuple(raw["sources"]),
        subject_kind=subject.get("type", ""),
        subject_label=subject.get("label", ""),
        measures=measures,
        levels=levels,
        clear=raw["clear"],
        hold=duration(raw.get("for", "0s"), "for"),
        keep=duration(raw.get("keep", "0s"), "keep"),
        stale_after=duration(raw.get("stale_after", "1d"), "stale_after"),
        late=duration(raw.get("late", "1d"), "late"),
        targets=tuple(_target(each, number) for number, each in enumerate(raw.get("target", []))),
        responses=tuple(
            _response(each, number, str(raw.get("line", "")))
            for number, each in enumerate(raw.get("raise", []))
        ),
    )


def _measure(name: str, body: Mapping[str, Any], raw: Mapping[str, Any]) -> Measure:
    field = f"measures.{name}"
    if not _NAME.fullmatch(name):
        raise DefinitionError(field, "a measure is named by small letters, digits and _")
    if body.get("agg") not in AGGREGATES:
        raise DefinitionError(f"{field}.agg", f"is one of {', '.join(AGGREGATES)}")
    dataset = str(body.get("of", "")).partition(".")[0]
    if dataset not in raw["sources"]:
        raise DefinitionError(f"{field}.of", "names a dataset that is not among the sources")
    window = duration(body.get("window"), f"{field}.window")
    if not window:
        raise DefinitionError(f"{field}.window", "must be longer than nothing")
    return Measure(name, body["agg"], dataset, window)


def _levels(raw: Mapping[Any, str]) -> tuple[tuple[int, str], ...]:
    try:
        levels = sorted((int(level), str(text)) for level, text in raw.items())
    except (TypeError, ValueError, AttributeError) as error:
        raise DefinitionError("levels", "are 1 (red) to 4 (blue)") from error
    if any(level not in (1, 2, 3, 4) for level, _ in levels):
        raise DefinitionError("levels", "are 1 (red) to 4 (blue)")
    return tuple(levels)


def _target(raw: Mapping[str, Any], number: int) -> Target:
    if bool(raw.get("link")) == bool(raw.get("radius_m")):
        raise DefinitionError(f"target.{number}", "is found by either link or radius_m")
    return Target(
        link=raw.get("link", ""),
        radius_m=float(raw.get("radius_m", 0)),
        kind=raw.get("kind", ""),
        label=raw.get("label", ""),
    )


def _response(raw: Mapping[str, Any], number: int, line: str) -> Response:
    field = f"raise.{number}"
    task = raw.get("task")
    if task not in ("fact_check", "on_site"):
        raise DefinitionError(f"{field}.task", "is fact_check or on_site")
    if task == "fact_check" and not raw.get("checklist"):
        raise DefinitionError(f"{field}.checklist", "a fact check needs its checklist")
    if task == "on_site" and not raw.get("approvals"):
        raise DefinitionError(f"{field}.approvals", "an inspection needs standing approvals")
    return Response(
        task=task,
        levels=frozenset(int(level) for level in raw.get("levels", (1, 2, 3, 4))),
        line=raw.get("line", line),
        due=duration(raw.get("due", "1d"), f"{field}.due"),
        checklist=raw.get("checklist", ""),
        approvals=dict(raw.get("approvals", {})),
        on_target=task == "on_site",
    )
