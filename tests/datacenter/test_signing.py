"""Only a source that proves itself may send, and only once for each request id."""

import hashlib
import re
import time
import uuid
from pathlib import Path

import pytest

from common.models import AuditEntry
from common.sealed import Unreadable, seal, unseal
from datacenter import services
from datacenter.models import Batch
from datacenter.signing import SignedRequest, headers
from tests import build
from tests.ingest_client import CSV, Sender

NINE = "2026-03-01T09:00:00+08:00"
ROWS = [("G1", NINE, 0.2)]


def test_the_vector_in_the_docs_holds():
    text = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
    vector = dict(re.findall(r"^\| (\w+) \| `(.*)` \|$", text, re.MULTILINE))
    body = vector["body"].replace("\\n", "\n").encode()
    signed = headers(
        vector["key"],
        vector["secret"],
        "POST",
        vector["path"],
        body,
        now=int(vector["timestamp"]),
        request_id=uuid.UUID(vector["request_id"]),
        content_type=vector["content_type"],
    )
    assert hashlib.sha256(body).hexdigest() == vector["sha256"]
    assert signed["X-Signature"] == vector["signature"]


def test_a_signed_batch_is_taken(sender, gauges):
    answer = sender.post(ROWS)
    assert answer.status == 202
    batch = sender.batch(answer)
    assert answer.body == {"batch": str(batch.pk), "received": 1, "sha256": batch.sha256}
    assert batch.source == sender.source


@pytest.mark.parametrize(
    "header", ["X_Source_Key", "X_Request_Id", "X_Timestamp", "X_Signature", "Content_Type"]
)
def test_a_changed_or_missing_header_is_refused(sender, header):
    for value in ("", "changed"):
        answer = sender.post(ROWS, **{header: value})
        assert answer.status == 401
        assert answer.content_type == "application/problem+json"
        assert answer.headers["WWW-Authenticate"]
    assert not Batch.objects.exists()


@pytest.mark.parametrize(("off", "status"), [(-290, 202), (290, 202), (-310, 401), (310, 401)])
def test_the_clock_may_be_five_minutes_off(sender, gauges, off, status):
    answer = sender.post(ROWS, now=time.time() + off)
    assert answer.status == status
    if status == 401:
        assert answer.body["code"] == "timestamp_outside_window"


def test_a_signature_is_for_one_body_path_and_query(sender, client):
    path, body = "/api/v1/ingest/rain/", b"station,at,mm\n"
    signed = headers(
        sender.source.key, sender.secret, "POST", path, body, now=time.time(), content_type=CSV
    )
    signed.pop("Content-Type")
    for where, what in (
        (path, body + b"x"),
        (f"{path}?a=1", body),
        ("/api/v1/ingest/level/", body),
    ):
        response = client.post(where, what, content_type=CSV, headers=signed)
        assert response.json()["code"] == "signature_wrong"


def test_signatures_of_other_forms_are_refused(sender):
    good = sender.post(ROWS)
    assert good.status == 202
    for signature in ("sha256=", "md5=0", "0" * 71, "sha256=" + "ü" * 64):
        assert sender.post(ROWS, X_Signature=signature).status == 401


def test_an_odd_key_is_refused(sender):
    for key in ("\0", "src_\0", "x" * 5000, "ключ"):
        assert sender.post(ROWS, X_Source_Key=key).status == 401


@pytest.mark.parametrize(
    "timestamp", ["1e9", "-1", "１７７２３５５６００", "9" * 5000, "1772355600.5"]
)
def test_odd_timestamps_are_refused(sender, timestamp):
    assert sender.post(ROWS, X_Timestamp=timestamp).status == 401


def test_an_inactive_source_is_refused(sender):
    sender.source.is_active = False
    sender.source.save()
    assert sender.post(ROWS).body["code"] == "source_unknown"


def test_a_source_sends_only_what_was_agreed(sender):
    build.dataset(code="level", value_field="cm")
    assert sender.post(ROWS, dataset="level").status == 403
    assert sender.post(ROWS, dataset="nothing").status == 404
    assert sender.post(ROWS, dataset="rain%00").status == 404


def test_a_request_id_is_a_uuid(sender):
    key, secret, path, body = sender.source.key, sender.secret, "/api/v1/ingest/rain/", b"x"
    for odd in ("1", "{12345678-1234-1234-1234-123456789012}", "urn:uuid:x", "0" * 32):
        request = SignedRequest(key, "POST", path, odd, str(int(time.time())), CSV)
        signature = request.sign(secret, hashlib.sha256(body).hexdigest())
        answer = sender.post(body, X_Request_Id=odd, X_Signature=signature)
        assert (answer.status, answer.body["code"]) == (400, "bad_request_id")


def test_other_methods_are_refused(sender, client):
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"):
        response = client.generic(method, "/api/v1/ingest/rain/")
        assert response.status_code == 405
        assert response["Allow"] == "POST"


def test_a_login_session_does_not_open_the_door(client, sender):
    client.force_login(build.user())
    assert client.post("/api/v1/ingest/rain/", "{}", content_type=CSV).status_code == 401


def test_a_secret_is_sealed_in_the_database(settings, sender):
    sealed = bytes(sender.source.secret)
    assert sender.secret.encode() not in sealed
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert sender.post(ROWS).status == 202
    settings.SECRET_KEY_FALLBACKS = []
    assert sender.post(ROWS).body["code"] == "signature_wrong"


def test_a_sealed_text_opens_only_in_its_row():
    sealed = seal("text", "row 1")
    assert unseal(sealed, "row 1") == "text"
    for other, about in ((sealed, "row 2"), (sealed[:-1] + b"\0", "row 1"), (b"", "row 1")):
        with pytest.raises(Unreadable):
            unseal(other, about)


def test_creating_a_source_is_audited(db):
    by = build.user()
    source, secret = services.create_source(
        "雨量站", datasets=[build.dataset()], department=build.department(), by=by
    )
    entry = AuditEntry.objects.get(action="datacenter.source_created")
    assert (entry.by, entry.facts) == (by.pk, {"key": source.key})
    assert secret not in str(entry.facts)
    assert Sender(source, secret).post(ROWS).status == 202
