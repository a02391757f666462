"""Receives request bodies within a time limit, so that slow senders cannot occupy every thread.

The web server hands a request to a thread before its body has arrived. Each body is therefore
received by a thread of its own while the serving thread waits for at most ``seconds``, and only
``places`` serving threads may wait at once: the rest stay free for readers. In production a
buffering proxy stands in front and bodies arrive whole.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable
from typing import IO, Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

IN_MEMORY = 1024 * 1024  # bytes; a longer body goes through a temporary file
CHUNK = 64 * 1024
PATIENCE = 0.05  # seconds to wait for a place; what arrives at once is received in less


class Intake:
    """WSGI middleware: 408 for a body that takes too long, 503 when too many arrive at once."""

    def __init__(self, application: Application, *, seconds: float, places: int) -> None:
        self.application = application
        self.seconds = seconds
        self.places = threading.BoundedSemaphore(places)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not _has_body(environ):
            return self.application(environ, start_response)
        if not self.places.acquire(timeout=PATIENCE):
            return _refuse(start_response, "503 Service Unavailable", "Too many uploads at once.")
        try:
            body = _receive(environ["wsgi.input"], self.seconds)
        finally:
            self.places.release()
        if body is None:
            return _refuse(start_response, "408 Request Timeout", "The body took too long.")
        with body:
            length = str(body.tell())
            if environ.get("CONTENT_LENGTH", "") not in ("", length):
                return _refuse(start_response, "400 Bad Request", "The body is not complete.")
            body.seek(0)
            received = {"wsgi.input": body, "CONTENT_LENGTH": length}
            return self.application({**environ, **received}, start_response)


def _has_body(environ: Environ) -> bool:
    chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "")
    return chunked or environ.get("CONTENT_LENGTH", "") not in ("", "0")


def _receive(stream: IO[bytes], seconds: float) -> IO[bytes] | None:
    """Return what arrived until the sender ended, None when it broke off or took too long."""
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (closed by the caller)
    ended, whole, given_up = threading.Event(), threading.Event(), threading.Event()

    def receive() -> None:
        try:
            while chunk := stream.read(CHUNK):
                body.write(chunk)
            whole.set()
        except OSError:
            given_up.set()
        ended.set()
        if given_up.is_set():
            body.close()

    threading.Thread(target=receive, name="intake", daemon=True).start()
    if ended.wait(seconds) and whole.is_set():
        return body
    given_up.set()
    return None


def _refuse(start_response: StartResponse, status: str, sentence: str) -> list[bytes]:
    headers = [("Content-Type", "text/plain"), ("Retry-After", "30"), ("Connection", "close")]
    start_response(status, headers)
    return [sentence.encode()]
