"""A source that signs and sends, through Django's test client or over real HTTP.

``Sender.new()`` registers one; ``post`` sends rows in any format, ``load`` also loads them here.
"""

import gzip
import json
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from django.test import Client

from datacenter import services
from datacenter.models import Batch, Source
from datacenter.signing import headers
from tests import build

NDJSON = "application/x-ndjson"
JSON = "application/json"
CSV = "text/csv"

Reading = Sequence[Any]  # station, time with offset (ISO 8601), millimetres


@dataclass
class Answer:
    """What came back: status and, where there is one, the JSON body."""

    status: int
    body: Any
    content_type: str
    headers: Mapping[str, str]


@dataclass
class Sender:
    """A registered source with its secret.

    With ``url`` it speaks to a real server there, over ``http`` if connections are to be kept, and
    ``chunked`` without saying how much will come.
    """

    source: Source
    secret: str
    url: str = ""
    chunked: bool = False
    http: httpx.Client | None = None
    client: Client = field(default_factory=Client)

    @classmethod
    def new(cls, *, url: str = "", **fields: Any) -> "Sender":
        """Register a source that may send rain."""
        own = fields.pop("department", None) or build.department()
        datasets = fields.pop("datasets", None) or [build.dataset()]
        name = fields.pop("name", f"Source {build.number()}")
        source, secret = services.create_source(name, datasets=datasets, department=own, **fields)
        return cls(source, secret, url)

    def post(
        self,
        rows: Iterable[Reading] | bytes,
        content_type: str = CSV,
        *,
        dataset: str = "rain",
        request_id: uuid.UUID | None = None,
        packed: bool = False,
        encoding: str = "",
        now: float | None = None,
        **changed: str,
    ) -> Answer:
        """Sign and send a batch; ``packed`` makes it gzip, ``encoding`` only says so.

        ``changed`` replaces headers after signing, such as ``X_Timestamp``.
        """
        content = rows if isinstance(rows, bytes) else write(rows, content_type)
        content = gzip.compress(content, mtime=0) if packed else content
        path = f"/api/v1/ingest/{dataset}/"
        signed = headers(
            self.source.key,
            self.secret,
            "POST",
            path,
            content,
            now=time.time() if now is None else now,
            request_id=request_id,
            content_type=content_type,
            content_encoding=encoding or ("gzip" if packed else ""),
        )
        signed |= {name.replace("_", "-"): value for name, value in changed.items()}
        return self._send("POST", path, signed, content)

    def get(self, path: str) -> Answer:
        """Sign and send a question about an own batch."""
        signed = headers(self.source.key, self.secret, "GET", path, now=time.time())
        return self._send("GET", path, signed)

    def batch(self, answer: Answer) -> Batch:
        """Return the batch that a receipt names."""
        return Batch.objects.get(pk=answer.body["batch"])

    def load(
        self, rows: Iterable[Reading] | bytes, content_type: str = CSV, **options: Any
    ) -> Batch:
        """Send a batch, load it in this process, and return it with its counts."""
        answer = self.post(rows, content_type, **options)
        assert answer.status == 202, answer.body
        services.load(answer.body["batch"])
        return self.batch(answer)

    def _send(self, method: str, path: str, signed: dict[str, str], content: bytes = b"") -> Answer:
        if self.url:
            body = iter([content]) if self.chunked else content
            got = (self.http or httpx).request(
                method, self.url + path, headers=signed, content=body, timeout=30
            )
            return _answer(got.status_code, got.content, dict(got.headers))
        response = self.client.generic(method, path, content, headers=signed)
        return _answer(response.status_code, response.content, dict(response.headers))


def write(rows: Iterable[Reading], content_type: str = CSV) -> bytes:
    """Return readings as the body of a batch."""
    if content_type == CSV:
        lines = ["station,at,mm", *(",".join(map(str, row)) for row in rows)]
        return "\n".join([*lines, ""]).encode()
    objects = [dict(zip(("station", "at", "mm"), row, strict=True)) for row in rows]
    if content_type == NDJSON:
        return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects).encode()
    return json.dumps({"rows": objects}, ensure_ascii=False).encode()


def _answer(status: int, content: bytes, found: dict[str, str]) -> Answer:
    content_type = {name.lower(): value for name, value in found.items()}.get("content-type", "")
    body = json.loads(content) if "json" in content_type else content
    return Answer(status, body, content_type, found)
