"""What a record from a phone holds, read from its bytes."""

import datetime as dt
import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from common.errors import RuleError
from enforcement.choices import EntryWay, EvidenceKind, Outcome, RecordKind, Signer, SignState
from enforcement.services.answers import Round, Submission
from matters.rules.lines import MOST_ROUNDS

MOST_FILES = 100
NOTE, SHORT = 2000, 500
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class File:
    """A file that was sent ahead, and what the phone noted when it was taken."""

    sha256: str
    kind: str
    item: uuid.UUID | None
    turn: int
    name: str
    at: dt.datetime
    elapsed_ms: int
    lon: float | None
    lat: float | None
    accuracy: float | None


@dataclass(frozen=True)
class Sign:
    """A signature, or the refusal to sign."""

    signer: str
    state: str
    name: str
    reason: str
    sha256: str
    at: dt.datetime


@dataclass(frozen=True)
class Entry:
    """How the visit began at the door."""

    way: str
    code: str
    reason: str
    at: dt.datetime
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class Second:
    """The second officer's signature by PIN over the record's id and content."""

    officer: uuid.UUID
    proof: str


@dataclass(frozen=True)
class Content:
    """A record as the services take it; ``digest`` is what the second officer signed."""

    kind: str
    device_time: dt.datetime
    elapsed_ms: int
    task: uuid.UUID | None = None
    form: uuid.UUID | None = None
    supersedes: uuid.UUID | None = None
    submission: Submission = field(default_factory=Submission)
    entry: Entry | None = None
    files: tuple[File, ...] = ()
    signs: tuple[Sign, ...] = ()
    camera: tuple[tuple[str, str], ...] = ()
    subject: uuid.UUID | None = None
    matter: uuid.UUID | None = None
    checklist: uuid.UUID | None = None
    text: str = ""
    second: Second | None = None
    digest: str = ""

    def hashes(self) -> set[str]:
        """Return the hashes of all files that must have arrived before."""
        return {each.sha256 for each in self.files} | {
            each.sha256 for each in self.signs if each.sha256
        }


def read(body: str) -> Content:
    """Read a record; raises RuleError ``malformed`` with the field at fault."""
    outer = _Part(_json(body, "body"), "body")
    text = outer.text("content", 1_000_000)
    part = _Part(_json(text, "content"), "content")
    second = outer.part("second")
    return Content(
        kind=part.one_of("kind", RecordKind.values),
        device_time=part.when("device_time"),
        elapsed_ms=part.whole("elapsed_ms"),
        task=part.key("task"),
        form=part.key("form"),
        supersedes=part.key("supersedes"),
        submission=_submission(part),
        entry=_entry(part.part("entry")),
        files=tuple(_file(each) for each in part.parts("files", MOST_FILES)),
        signs=tuple(_sign(each) for each in part.parts("signatures", len(Signer))),
        camera=tuple(
            (each.sha256("sha256"), each.text("name", 200)) for each in part.parts("camera", 20)
        ),
        subject=part.key("subject"),
        matter=part.key("matter"),
        checklist=part.key("checklist"),
        text=part.text("text", NOTE),
        second=Second(second.need_uuid("officer"), second.text("proof", 64)) if second else None,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def _submission(part: "_Part") -> Submission:
    outcome = part.one_of("outcome", ["", *Outcome.values])
    return Submission(
        answers=part.by_line("answers", 20),
        notes=part.by_line("notes", NOTE),
        outcome=outcome,
        finding=part.text("finding", 20),
        rectify_by=part.day("rectify_by") if outcome == Outcome.RECTIFY_BY else None,
        note=part.text("note", NOTE),
        rounds=_rounds(part),
    )


def _rounds(part: "_Part") -> dict[str, list[Round]]:
    groups = part.part("rounds") or _Part({}, "rounds")
    return {
        group: [
            Round(each.text("about", 100), each.by_line("answers", 20), each.by_line("notes", NOTE))
            for each in groups.parts(group, MOST_ROUNDS)
        ]
        for group in groups.raw
    }


def _entry(part: "_Part | None") -> Entry | None:
    if part is None:
        return None
    return Entry(
        part.one_of("way", EntryWay.values),
        part.text("code", 200),
        part.text("reason", SHORT),
        part.when("at"),
        part.degrees("lon", 180),
        part.degrees("lat", 90),
    )


def _file(part: "_Part") -> File:
    return File(
        sha256=part.sha256("sha256"),
        kind=part.one_of("kind", EvidenceKind.values),
        item=part.key("item"),
        turn=max(part.whole("round") or 1, 1),
        name=part.text("name", 200),
        at=part.when("at"),
        elapsed_ms=part.whole("elapsed_ms"),
        lon=part.degrees("lon", 180),
        lat=part.degrees("lat", 90),
        accuracy=part.degrees("accuracy", 100_000),
    )


def _sign(part: "_Part") -> Sign:
    state = part.one_of("state", SignState.values)
    if state == SignState.REFUSED and not part.text("reason", SHORT):
        part.refuse("reason")
    signed = state == SignState.SIGNED
    return Sign(
        part.one_of("signer", Signer.values),
        state,
        part.text("name", 100),
        part.text("reason", SHORT),
        part.sha256("sha256") if signed and part.raw.get("sha256") else "",
        part.when("at"),
    )


def _json(text: str, name: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _malformed(name) from error
    if not isinstance(found, dict):
        raise _malformed(name)
    return found


def _malformed(name: str) -> RuleError:
    return RuleError(
        "malformed",
        _("The record cannot be read at “%(field)s”.") % {"field": name},
        field=name,
    )


class _Part:
    """One object of a record; what cannot be read is refused with the name of its field."""

    def __init__(self, raw: Mapping[str, Any], name: str):
        self.raw, self.name = raw, name

    def refuse(self, key: str) -> None:
        raise _malformed(f"{self.name}.{key}")

    def text(self, key: str, most: int) -> str:
        value = self.raw.get(key) or ""
        if not isinstance(value, str) or len(value) > most or "\x00" in value:
            raise _malformed(f"{self.name}.{key}")
        return value.strip() if key != "content" else value

    def one_of(self, key: str, values: Any) -> str:
        value = self.text(key, 40)
        if value not in values:
            self.refuse(key)
        return value

    def sha256(self, key: str) -> str:
        value = self.text(key, 64)
        if not _SHA256.fullmatch(value):
            self.refuse(key)
        return value

    def whole(self, key: str) -> int:
        value = self.raw.get(key) or 0
        if not isinstance(value, int | float) or abs(value) > 10**14:
            raise _malformed(f"{self.name}.{key}")
        return int(value)

    def degrees(self, key: str, most: float) -> float | None:
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, int | float) or abs(value) > most:
            raise _malformed(f"{self.name}.{key}")
        return float(value)

    def key(self, key: str) -> uuid.UUID | None:
        value = self.text(key, 36)
        try:
            return uuid.UUID(value) if value else None
        except ValueError as error:
            raise _malformed(f"{self.name}.{key}") from error

    def need_uuid(self, key: str) -> uuid.UUID:
        found = self.key(key)
        if found is None:
            raise _malformed(f"{self.name}.{key}")
        return found

    def when(self, key: str) -> dt.datetime:
        try:
            found = parse_datetime(self.text(key, 40))
        except ValueError:
            found = None
        if found is None or found.tzinfo is None or not 1970 < found.year < 9000:
            raise _malformed(f"{self.name}.{key}")
        return found

    def day(self, key: str) -> dt.date | None:
        value = self.text(key, 10)
        try:
            found = parse_date(value) if value else None
        except ValueError as error:
            raise _malformed(f"{self.name}.{key}") from error
        return found

    def part(self, key: str) -> "_Part | None":
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise _malformed(f"{self.name}.{key}")
        return _Part(value, f"{self.name}.{key}")

    def parts(self, key: str, most: int) -> "list[_Part]":
        value = self.raw.get(key) or []
        if not isinstance(value, list) or len(value) > most:
            raise _malformed(f"{self.name}.{key}")
        if not all(isinstance(each, dict) for each in value):
            raise _malformed(f"{self.name}.{key}")
        return [_Part(each, f"{self.name}.{key}") for each in value]

    def by_line(self, key: str, most: int) -> dict[uuid.UUID, str]:
        found = self.part(key)
        if found is None:
            return {}
        try:
            return {uuid.UUID(line): found.text(line, most) for line in found.raw}
        except ValueError as error:
            raise _malformed(f"{self.name}.{key}") from error
