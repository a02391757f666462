"""How a source signs a request: HMAC-SHA256 over what was sent (docs/api.md, "Signed requests")."""

import hashlib
import hmac
import re
import uuid
from dataclasses import dataclass

from django.http import HttpRequest

SCHEME = "v1"
PREFIX = "sha256="
TOLERANCE_SECONDS = 300

_UUID = re.compile(r"[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}", re.ASCII | re.IGNORECASE)
_TIMESTAMP = re.compile(r"\d{1,12}", re.ASCII)


@dataclass(frozen=True)
class SignedRequest:
    """A request as it is signed: texts exactly as on the wire, absent headers empty.

    ``path`` carries the query with its question mark, if there is one.
    """

    key: str
    method: str
    path: str
    request_id: str
    timestamp: str
    content_type: str = ""
    content_encoding: str = ""
    signature: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "SignedRequest":
        """Read what was signed, and the signature, from the request line and the headers."""
        headers = request.headers
        return cls(
            key=headers.get("X-Source-Key", ""),
            method=request.method or "",
            path=request.get_full_path(),
            request_id=headers.get("X-Request-Id", ""),
            timestamp=headers.get("X-Timestamp", ""),
            content_type=headers.get("Content-Type", ""),
            content_encoding=headers.get("Content-Encoding", ""),
            signature=headers.get("X-Signature", ""),
        )

    @property
    def uuid(self) -> uuid.UUID | None:
        """Return the request id, None unless it is a UUID written in the usual way."""
        return uuid.UUID(self.request_id) if _UUID.fullmatch(self.request_id) else None

    def text(self, sha256: str) -> str:
        """Return the string to sign for a body with this hash (lower-case hex)."""
        return "\n".join(
            (
                SCHEME,
                self.key,
                self.method,
                self.path,
                self.request_id,
                self.timestamp,
                self.content_type,
                self.content_encoding,
                sha256,
            )
        )

    def sign(self, secret: str, sha256: str) -> str:
        """Return the value of X-Signature."""
        mac = hmac.new(secret.encode(), self.text(sha256).encode(), hashlib.sha256)
        return PREFIX + mac.hexdigest()

    def is_signed_with(self, secret: str, sha256: str) -> bool:
        """Tell whether ``signature`` is the one that the holder of the secret would have made."""
        return hmac.compare_digest(self.sign(secret, sha256).encode(), self.signature.encode())

    def is_timely(self, now: float) -> bool:
        """Tell whether the timestamp (Unix seconds) is within TOLERANCE_SECONDS of ``now``."""
        return bool(
            _TIMESTAMP.fullmatch(self.timestamp)
            and abs(now - int(self.timestamp)) <= TOLERANCE_SECONDS
        )


def headers(
    key: str,
    secret: str,
    method: str,
    path: str,
    body: bytes = b"",
    *,
    now: float,
    request_id: uuid.UUID | None = None,
    content_type: str = "",
    content_encoding: str = "",
) -> dict[str, str]:
    """Return the headers with which a source sends a request; ``path`` carries the query."""
    request = SignedRequest(
        key=key,
        method=method,
        path=path,
        request_id=str(request_id or uuid.uuid4()),
        timestamp=str(int(now)),
        content_type=content_type,
        content_encoding=content_encoding,
    )
    signed = {
        "X-Source-Key": request.key,
        "X-Request-Id": request.request_id,
        "X-Timestamp": request.timestamp,
        "X-Signature": request.sign(secret, hashlib.sha256(body).hexdigest()),
        "Content-Type": content_type,
        "Content-Encoding": content_encoding,
    }
    return {name: value for name, value in signed.items() if value}
