"""Bodies are received whole, within a time limit, and leave threads for others."""

import io
import threading

import pytest

from supervision_portal.intake import Intake

seen = {}


def application(environ, start_response):
    seen["body"] = environ["wsgi.input"].read()
    start_response("200 OK", [])
    return [b"ok"]


class Slow(io.BytesIO):
    """A body whose sender stops in the middle."""

    def __init__(self):
        super().__init__()
        self.asked, self.goes_on = threading.Event(), threading.Event()

    def read(self, size=-1):
        self.asked.set()
        self.goes_on.wait(10)
        return b""


def ask(intake, **environ):
    answers = []
    body = intake(
        {"REQUEST_METHOD": "POST", **environ}, lambda status, headers: answers.append(status)
    )
    return answers[0][:3], b"".join(body)


@pytest.fixture
def slow():
    body = Slow()
    yield body
    body.goes_on.set()


def test_a_body_arrives_whole():
    intake = Intake(application, seconds=5, places=1)
    sent = b"x" * 3_000_000
    status, _ = ask(intake, CONTENT_LENGTH=str(len(sent)), **{"wsgi.input": io.BytesIO(sent)})
    assert (status, seen["body"]) == ("200", sent)


def test_a_body_of_unknown_length_arrives_whole():
    intake = Intake(application, seconds=5, places=1)
    stream = {"wsgi.input": io.BytesIO(b"rows")}
    status, _ = ask(intake, HTTP_TRANSFER_ENCODING="chunked", **stream)
    assert (status, seen["body"]) == ("200", b"rows")


def test_a_body_cut_short_is_refused():
    intake = Intake(application, seconds=5, places=1)
    status, _ = ask(intake, CONTENT_LENGTH="10", **{"wsgi.input": io.BytesIO(b"half")})
    assert status == "400"


def test_a_slow_body_is_refused(slow):
    intake = Intake(application, seconds=0.05, places=1)
    assert ask(intake, CONTENT_LENGTH="10", **{"wsgi.input": slow})[0] == "408"
    assert "intake" in [
        thread.name for thread in threading.enumerate()
    ]  # let go, it ends by itself


def test_slow_senders_leave_threads_for_others(slow):
    intake = Intake(application, seconds=5, places=1)
    first = threading.Thread(
        target=ask, args=[intake], kwargs={"CONTENT_LENGTH": "10", "wsgi.input": slow}
    )
    first.start()
    slow.asked.wait(10)
    status, _ = ask(intake, CONTENT_LENGTH="4", **{"wsgi.input": io.BytesIO(b"rows")})
    assert status == "503"
    assert ask(intake, **{"wsgi.input": io.BytesIO()})[0] == "200"
    slow.goes_on.set()
    first.join()
