"""The field API: nothing lost, nothing double, nothing applied in silence."""

import datetime as dt
import hashlib
import hmac
import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common import workdays
from common.events import deliver
from common.models import Delivery, Event, Message
from enforcement import services
from enforcement.choices import HoldReason, RecordState, TaskKind, TaskState
from enforcement.models import (
    Custody,
    EntryScan,
    Evidence,
    FieldRecord,
    Inspection,
    Signature,
    Task,
)
from enforcement.services import pocket_devices
from matters.choices import VersionState
from matters.models import ChecklistVersion
from registry.models import Department
from supervision_portal.demo import claims, field
from tests import build
from tests.enforcement.conftest import told

pytestmark = pytest.mark.django_db
PIN = "274913"


class Phone:
    """An officer's phone: what it sends goes through the doors of the API."""

    def __init__(self, officer, *, behind=dt.timedelta()):
        self.officer, self.behind = officer, behind
        self.device, self.token = pocket_devices.enrol(officer.user, name="Phone")

    def call(self, method, name, *args, data=b"", kind="application/json", **headers):
        headers = {
            "authorization": f"Bearer {self.token}",
            "x-device-time": self.now().isoformat(),
            "accept-language": "en",
        } | headers
        path = reverse(name, args=args)
        return Client().generic(method, path, data, content_type=kind, headers=headers)

    def now(self):
        return timezone.now() - self.behind

    def bundle(self, **headers):
        return self.call("GET", "pocket-bundle", **headers)

    def file(self, data=None, kind="image/jpeg", sha256=None):
        data = build.photo() if data is None else data
        sha256 = sha256 or hashlib.sha256(data).hexdigest()
        return self.call("PUT", "pocket-evidence", sha256, data=data, kind=kind), sha256

    def record(self, task, world, *results, second=None, pin=PIN, pk=None, **changes):
        """Return id and bytes of a record of a visit."""
        pk = pk or uuid.uuid4()
        now = self.now()
        answers = {str(k): v for k, v in world.answers(*(results or ("passed",))).items()}
        content = {
            "kind": "visit",
            "task": str(task.pk),
            "form": str(task.checklist_version_id or ""),
            "device_time": (now - dt.timedelta(hours=1)).isoformat(),
            "elapsed_ms": 3_600_000,
            "answers": answers,
            "outcome": "passed" if task.is_act else "",
            "finding": "false",
            "entry": {"way": "shown", "at": now.isoformat()},
            "signatures": [
                {"signer": "party", "state": "signed", "name": "Li", "at": now.isoformat()}
            ],
        } | changes
        text = json.dumps(content)
        signed = None
        if second is not None:
            salt = bytes.fromhex(second.pin.salt)
            rounds = pocket_devices.PIN_ROUNDS
            key = hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, rounds)
            message = f"{pk}:{hashlib.sha256(text.encode()).hexdigest()}"
            proof = hmac.digest(key, message.encode(), "sha256").hex()
            signed = {"officer": str(second.pk), "proof": proof}
        return pk, json.dumps({"content": text, "second": signed}).encode()

    def send(self, pk, body, **headers):
        return self.call("PUT", "pocket-record", pk, data=body, **headers)


@pytest.fixture
def visit(world):
    return world.task(TaskState.DISPATCHED, TaskKind.ON_SITE)


@pytest.fixture
def phone(world):
    return Phone(world.officers[0])


def state_of(task):
    return Task.objects.get(pk=task.pk).state


class TestBundle:
    def test_it_holds_what_a_visit_needs(self, world, visit, phone):
        found = phone.bundle().json()
        [task] = found["tasks"]
        assert task["id"] == str(visit.pk)
        assert [line["order"] for line in task["form"]["lines"]] == [1, 2, 3]
        assert task["form"]["verdict"]["rules"][0]["when"] == "key_failed"
        assert {each["id"] for each in task["officers"]} == {str(o.pk) for o in world.officers}
        assert found["limits"]["rectify_days_max"] == 30

    def test_unchanged_it_is_not_sent_again(self, visit, phone):
        etag = phone.bundle()["ETag"]
        again = phone.bundle(**{"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")
        services.accept(Task.objects.get(pk=visit.pk), by=phone.officer.user)
        assert phone.bundle(**{"if-none-match": etag}).status_code == 200

    def test_earlier_findings_go_along(self, world, visit, phone):
        before = world.task(TaskState.CLOSED, TaskKind.ON_SITE)
        made = build.inspection(
            before, phone.officer, outcome="rectify_by", rectify_by="2026-01-01"
        )
        made.answers.create(item=world.items[1], result="failed", note="No guard rail.")
        [earlier] = phone.bundle().json()["tasks"][0]["subject"]["earlier"]
        assert earlier["failed"][0]["note"] == "No guard rail."

    def test_the_number_of_queries_does_not_grow(self, world, phone, django_assert_max_num_queries):
        for _each in range(15):
            world.task(TaskState.DISPATCHED, TaskKind.ON_SITE)
        with django_assert_max_num_queries(22):
            assert len(phone.bundle().json()["tasks"]) == 15


class TestDoor:
    def test_no_token_a_wrong_one_and_one_that_ended(self, world, phone):
        path = reverse("pocket-bundle")
        assert Client().get(path).status_code == 401
        assert Client().get(path, headers={"authorization": "Bearer x"}).status_code == 401
        pocket_devices.revoke(phone.device, by=phone.officer.user)
        refused = phone.bundle()
        assert refused.status_code == 401
        assert refused["Content-Type"] == "application/problem+json"

    def test_a_session_binds_a_device_and_needs_the_csrf_token(self, world):
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.officers[0].user)
        assert client.post(reverse("pocket-devices")).status_code == 403
        client = Client()
        client.force_login(world.officers[0].user)
        made = client.post(
            reverse("pocket-devices"), {"name": "Phone"}, content_type="application/json"
        )
        assert made.status_code == 201
        token = {"authorization": f"Bearer {made.json()['token']}"}
        assert Client().get(reverse("pocket-bundle"), headers=token).status_code == 200


class TestFiles:
    def test_a_file_twice_is_one(self, phone):
        (first, sha256), data = phone.file(), None
        assert first.status_code == 201
        data = build.photo()
        again = phone.file(data)[0]
        assert again.status_code == (200 if hashlib.sha256(data).hexdigest() == sha256 else 201)
        assert phone.call("GET", "pocket-evidence", sha256).json()["sha256"] == sha256
        assert Custody.objects.filter(blob=sha256).count() == 1

    def test_bytes_that_were_changed_on_the_way_are_refused(self, phone):
        refused = phone.file(sha256="0" * 64)[0]
        assert (refused.status_code, refused.json()["code"]) == (422, "hash")

    def test_films_and_sound_within_their_limits(self, phone, settings):
        film = build.FILM + b"x" * 100
        assert phone.file(film, "video/mp4")[0].json()["content_type"] == "video/mp4"
        assert phone.file(b"OggS" + b"x" * 50, "audio/ogg")[0].status_code == 201
        assert phone.file(b"MZ" + b"x" * 50)[0].json()["code"] == "type"
        settings.POCKET_VIDEO_MAX_BYTES = 50
        assert phone.file(film + b"y", "video/mp4")[0].status_code == 413

    def test_knowing_a_hash_gives_nothing(self, world, phone):
        sha256 = phone.file()[1]
        other = Phone(world.officers[1])
        assert other.call("GET", "pocket-evidence", sha256).status_code == 404


class TestRecord:
    def test_a_whole_visit_in_one_record(self, world, visit, phone):
        photos = [phone.file(build.photo((40 + n, 30)))[1] for n in range(3)]
        files = [
            {
                "sha256": sha256,
                "kind": "photo",
                "item": str(world.items[0].pk),
                "at": phone.now().isoformat(),
                "elapsed_ms": 1000 * (3 - n),
                "lon": 120.2,
                "lat": 30.2,
                "accuracy": 8,
            }
            for n, sha256 in enumerate(photos)
        ]
        sent = phone.send(*phone.record(visit, world, files=files))
        assert sent.status_code == 201, sent.content
        receipt = sent.json()
        assert receipt["state"] == "applied"
        assert state_of(visit) == TaskState.SUBMITTED
        assert told(visit) == ["accepted", "arrived", "submitted"]
        in_order = Evidence.objects.order_by("pk").values_list("blob_id", flat=True)
        assert list(in_order) == photos[::-1]
        assert Custody.objects.filter(act="attached").count() == 3
        assert Signature.objects.get().name == "Li"

    def test_the_second_officer_signs_by_pin(self, world, visit, phone):
        second = world.officers[1]
        pocket_devices.set_pin(second, PIN, by=second.user)
        sent = phone.send(*phone.record(visit, world, second=second))
        assert sent.json()["second"] == "confirmed"
        assert state_of(visit) == TaskState.CLOSED
        assert Inspection.objects.get().confirmed_by == second

    def test_a_wrong_pin_takes_nothing_from_the_record(self, world, visit, phone):
        second = world.officers[1]
        pocket_devices.set_pin(second, PIN, by=second.user)
        sent = phone.send(*phone.record(visit, world, second=second, pin="111222"))
        assert (sent.status_code, sent.json()["second"]) == (201, "wrong_pin")
        assert state_of(visit) == TaskState.SUBMITTED
        second.pin.refresh_from_db()
        assert second.pin.failures == 1

    def test_the_same_record_again_gets_the_same_receipt(self, world, visit, phone):
        pk, body = phone.record(visit, world)
        first, again = phone.send(pk, body), phone.send(pk, body)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json() == phone.call("GET", "pocket-record", pk).json()
        other = phone.send(*phone.record(visit, world, "failed", pk=pk))
        assert other.status_code == 409
        assert Inspection.objects.count() == 1

    def test_missing_files_are_named_and_nothing_is_kept(self, world, visit, phone):
        data = build.photo()
        sha256 = hashlib.sha256(data).hexdigest()
        files = [{"sha256": sha256, "kind": "photo", "at": phone.now().isoformat()}]
        pk, body = phone.record(visit, world, files=files)
        refused = phone.send(pk, body)
        assert (refused.status_code, refused.json()["missing"]) == (409, [sha256])
        assert not FieldRecord.objects.exists()
        phone.file(data)
        assert phone.send(pk, body).status_code == 201

    def test_what_the_officer_has_to_mend_goes_back_in_words(self, world, visit, phone):
        refused = phone.send(*phone.record(visit, world, "failed"))
        assert refused.status_code == 422
        assert refused.json()["field"] == "line_1"
        assert phone.send(*phone.record(visit, world, entry=None)).json()["code"] == "entry_missing"
        assert phone.send(*phone.record(visit, world, signatures=[])).json()["field"] == "party"
        assert phone.send(uuid.uuid4(), b"\xff{").json()["code"] == "malformed"
        assert phone.send(uuid.uuid4(), b'{"content": "[]"}').json()["code"] == "malformed"
        assert state_of(visit) == TaskState.DISPATCHED

    def test_a_refusal_to_sign_needs_a_witness(self, world, visit, phone):
        at = phone.now().isoformat()
        no = {"signer": "party", "state": "refused", "reason": "Does not agree.", "at": at}
        refused = phone.send(*phone.record(visit, world, signatures=[no]))
        assert refused.json()["field"] == "witness"
        seen = {"signer": "witness", "state": "signed", "name": "Wang", "at": at}
        assert phone.send(*phone.record(visit, world, signatures=[no, seen])).status_code == 201

    def test_a_clock_a_year_off_changes_no_time(self, world, visit):
        phone = Phone(world.officers[0], behind=dt.timedelta(days=365))
        day = (timezone.now() + dt.timedelta(days=10)).date().isoformat()
        notes = {str(world.items[1].pk): "Broken."}
        sent = phone.send(
            *phone.record(visit, world, "passed", "failed", "passed", notes=notes,
                          outcome="rectify_by", rectify_by=day, finding="confirmed")
        )  # fmt: skip
        assert sent.status_code == 201, sent.content
        row = FieldRecord.objects.get()
        assert abs(row.finished_at - timezone.now()) < dt.timedelta(minutes=1)
        assert row.device_time < timezone.now() - dt.timedelta(days=300)

    def test_evidence_and_its_log_are_never_changed(self, world, visit, phone):
        row = build.film(visit, phone.officer)
        for change in (
            lambda: Evidence.objects.filter(pk=row.pk).update(lon=1),
            lambda: Custody.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()


def reassigned(world, task):
    others = [build.officer(department=world.own) for _each in range(2)]
    services.reassign(
        task, lead=others[0], second=others[1], by=build.user(), reason="Others are nearer."
    )


def cancelled(world, task):
    services.cancel(task, by=build.user(), reason="Called off.")


def closed(world, task):
    Task.objects.filter(pk=task.pk).update(state=TaskState.CLOSED)


def form_changed(world, task):
    """A new version of the form comes into force today."""
    today = workdays.today()
    old = ChecklistVersion.objects.filter(pk=world.form.pk)
    old.update(state=VersionState.SUPERSEDED, valid=DateRange(dt.date(2020, 1, 1), today))
    values = {"number": 2, "state": VersionState.PUBLISHED, "valid": DateRange(today, None)}
    ChecklistVersion.objects.create(checklist=world.form.checklist, **values)


def answered(world, task):
    Task.objects.filter(pk=task.pk).update(state=TaskState.SUBMITTED)
    build.inspection(task, world.officers[1])


MEANWHILE = {
    HoldReason.REASSIGNED: reassigned,
    HoldReason.CANCELLED: cancelled,
    HoldReason.CLOSED: closed,
    HoldReason.FORM_CHANGED: form_changed,
    HoldReason.ANSWERED: answered,
}


class TestTooLate:
    """R15: three days without network, and the task is not what it was."""

    @pytest.mark.parametrize("what", ["create", "update", "photo"])
    @pytest.mark.parametrize("reason", MEANWHILE)
    def test_it_is_held_and_nothing_changes(self, world, visit, phone, reason, what):
        pk, body = phone.record(
            visit, world, supersedes=str(uuid.uuid4()) if what == "update" else None
        )
        MEANWHILE[reason](world, Task.objects.get(pk=visit.pk))
        before = Task.objects.values().get(pk=visit.pk)
        if what == "photo":
            assert phone.file()[0].status_code == 201
            return
        sent = phone.send(pk, body)
        assert (sent.status_code, sent.json()["reason"]) == (202, reason)
        assert phone.send(pk, body).json() == sent.json()
        assert Task.objects.values().get(pk=visit.pk) == before
        assert FieldRecord.objects.get(pk=pk).state == RecordState.HELD

    @pytest.mark.parametrize("what", ["create", "update", "photo"])
    def test_somebody_disabled_meanwhile_is_401_and_keeps_the_draft(
        self, world, visit, phone, what
    ):
        phone.officer.user.is_active = False
        phone.officer.user.save()
        sent = phone.file()[0] if what == "photo" else phone.send(*phone.record(visit, world))
        assert sent.status_code == 401
        assert not FieldRecord.objects.exists()

    def test_an_expired_certificate_holds_it_too(self, world, visit, phone):
        officer = phone.officer
        officer.certificate_no = officer.valid = None
        officer.save()
        sent = phone.send(*phone.record(visit, world))
        assert sent.json()["reason"] == HoldReason.RULE
        assert "certificate" in sent.json()["detail"]

    def test_both_supervisors_see_it(self, world, visit, phone, client):
        elsewhere = build.department(region=build.region())
        lent = build.officer(department=elsewhere)
        build.grant(lent.user, "enforcement.perform_task", department=None)
        visit.assignments.filter(officer=phone.officer).update(officer=lent)
        pk, body = Phone(lent).record(visit, world)
        reassigned(world, Task.objects.get(pk=visit.pk))
        assert Phone(lent).send(pk, body).status_code == 202
        for department in (world.own, elsewhere):
            boss = build.user()
            build.grant(boss, "enforcement.view_fieldrecord", department=department)
            client.force_login(boss)
            page = client.get(reverse("enforcement:held-list"))
            assert str(pk) in page.content.decode()
            assert client.get(reverse("enforcement:held-detail", args=[pk])).status_code == 200
        outsider = build.user()
        build.grant(outsider, "enforcement.view_fieldrecord", department=build.department())
        client.force_login(outsider)
        assert client.get(reverse("enforcement:held-detail", args=[pk])).status_code == 404


class TestDeciding:
    @pytest.fixture
    def boss(self, world, client):
        boss = build.user()
        for perm in ("enforcement.view_fieldrecord", "enforcement.decide_fieldrecord"):
            build.grant(boss, perm, department=world.own)
        client.force_login(boss)
        return boss

    def held(self, world, visit, phone, meanwhile):
        pk, body = phone.record(visit, world)
        meanwhile(world, Task.objects.get(pk=visit.pk))
        assert phone.send(pk, body).status_code == 202
        return pk

    def decide(self, client, pk, act, reason="Talked to both."):
        path = reverse("enforcement:held-decide", args=[pk])
        return client.post(path, {"act": act, "reason": reason})

    @pytest.mark.parametrize("meanwhile", [reassigned, form_changed])
    def test_applied_after_all(self, world, visit, phone, client, boss, meanwhile):
        pk = self.held(world, visit, phone, meanwhile)
        assert self.decide(client, pk, "apply", "").status_code == 422
        assert self.decide(client, pk, "apply").status_code == 302
        assert state_of(visit) == TaskState.SUBMITTED
        assert Inspection.objects.get(pk=pk).submitted_by == phone.officer
        assert Event.objects.filter(name="enforcement.record_decided").count() == 1
        assert self.decide(client, pk, "refuse").status_code == 409

    def test_what_has_ended_takes_no_record(self, world, visit, phone, client, boss):
        pk = self.held(world, visit, phone, cancelled)
        assert self.decide(client, pk, "apply").status_code == 409
        assert (
            "Apply after all"
            not in client.get(
                reverse("enforcement:held-detail", args=[pk]), headers={"accept-language": "en"}
            ).content.decode()
        )
        assert self.decide(client, pk, "keep").status_code == 302
        assert FieldRecord.objects.get(pk=pk).state == RecordState.KEPT

    def test_refused_it_stays_readable(self, world, visit, phone, client, boss):
        pk = self.held(world, visit, phone, closed)
        assert self.decide(client, pk, "refuse").status_code == 302
        page = client.get(reverse("enforcement:held-detail", args=[pk]))
        assert "Talked to both." in page.content.decode()


class TestEntries:
    def test_without_a_code_it_waits_for_a_supervisor(self, world, visit, phone, client):
        entry = {"way": "overridden", "reason": "Basement.", "at": phone.now().isoformat()}
        assert phone.send(*phone.record(visit, world, entry=entry)).status_code == 201
        row = EntryScan.objects.get()
        assert row.review == "waiting"
        boss = build.user()
        for perm in ("enforcement.view_entryscan", "enforcement.decide_fieldrecord"):
            build.grant(boss, perm, department=world.own)
        client.force_login(boss)
        page = client.get(reverse("enforcement:entry-list"), headers={"accept-language": "en"})
        assert "Basement." in page.content.decode()
        no_reason = entry | {"reason": ""}
        other = world.task(TaskState.DISPATCHED, TaskKind.ON_SITE)
        refused = phone.send(*phone.record(other, world, entry=no_reason))
        assert refused.json()["code"] == "entry_reason"


class TestAskedFor:
    def test_a_clue_becomes_a_fact_check(self, world, phone):
        said = {"kind": "clue", "subject": str(world.subject.pk), "text": "Oil in the drain."}
        pk, body = phone.record(world.task(), world, **said)
        assert phone.send(pk, body).status_code == 201
        made = Task.objects.get(origin=f"enforcement.fieldrecord:{pk}")
        assert made.kind == TaskKind.FACT_CHECK

    def test_an_unplanned_inspection_waits_for_approval(self, world, phone):
        said = {
            "kind": "request",
            "subject": str(world.subject.pk),
            "text": "Scaffold without ties.",
            "matter": str(world.version.matter_id),
            "checklist": str(world.form.checklist_id),
        }
        pk, body = phone.record(world.task(), world, **said)
        assert phone.send(pk, body).status_code == 201
        made = Task.objects.get(origin=f"enforcement.fieldrecord:{pk}")
        assert (made.state, made.desk_reason) == (TaskState.DRAFTED, "approval_due")
        assert phone.send(pk, body).status_code == 200
        assert Task.objects.filter(origin=made.origin).count() == 1
        world.claim.matter.versions.update(state="revoked")
        refused = phone.send(*phone.record(world.task(), world, **said))
        assert (refused.status_code, refused.json()["code"]) == (422, "revoked")


@pytest.mark.django_db(transaction=True)
def test_one_record_from_eight_sendings_at_once(world):
    """R14: two tabs, a lost reply and an impatient thumb."""
    visit = world.task(TaskState.DISPATCHED, TaskKind.ON_SITE)
    phone = Phone(world.officers[0])
    pk, body = phone.record(visit, world)

    def send(_number):
        try:
            return phone.send(pk, body)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(send, range(8)))
    assert sorted(each.status_code for each in found) == [200] * 7 + [201]
    assert len({each.content for each in found}) == 1
    assert told(visit) == ["accepted", "arrived", "submitted"]


def test_both_supervisors_are_told_and_the_task_shows_what_came(world, visit, phone, client):
    boss = build.user()
    perms = ("view_fieldrecord", "decide_fieldrecord", "view_task")
    for perm in perms:
        build.grant(boss, f"enforcement.{perm}", department=world.own)
    pk, body = phone.record(visit, world)
    cancelled(world, Task.objects.get(pk=visit.pk))
    phone.send(pk, body)
    for delivery in Delivery.objects.filter(event__in=Event.objects.about(visit).values("pk")):
        deliver(delivery.pk)
    told_of = Message.objects.get(recipient=boss, code="record.held")
    assert told_of.params["record"] == str(pk)
    client.force_login(boss)
    page = client.get(visit.get_absolute_url(), headers={"accept-language": "en"})
    assert reverse("enforcement:held-detail", args=[pk]) in page.content.decode()
    page = client.get(reverse("message-list"), headers={"accept-language": "en"})
    assert "came too late" in page.content.decode()


def test_the_demo_shows_an_entry_without_a_code_and_a_late_record(world):

    Department.objects.filter(pk=world.own.pk).update(code=claims.BUREAU)
    build.subject(region=world.subject.region)
    head = build.user()
    for _twice in range(2):
        field.show(head)
    states = FieldRecord.objects.values_list("state", flat=True)
    assert sorted(states) == ["applied", "held"]
    assert EntryScan.objects.get().review == "waiting"


@pytest.mark.parametrize(
    ("limit", "words"),
    [("POCKET_DEVICE_DAY_BYTES", "This phone"), ("POCKET_OFFICER_DAY_BYTES", "You have")],
)
def test_what_is_sent_in_a_day_has_a_limit_and_the_same_file_again_has_none(
    world, settings, limit, words
):
    phone = Phone(world.officers[0])
    data = build.photo((40, 40))
    assert phone.file(data)[0].status_code == 201
    setattr(settings, limit, len(data))
    answer, sha256 = phone.file(build.photo((41, 40)))
    assert answer.status_code == 429
    assert answer.json()["code"] == "quota"
    assert answer.json()["detail"].startswith(words)
    assert phone.call("GET", "pocket-evidence", sha256).status_code == 404
    assert phone.file(data)[0].status_code == 200


def test_a_revoked_phone_is_told_so_and_ends_itself_once(world):
    phone = Phone(world.officers[0])
    assert phone.call("DELETE", "pocket-devices").status_code == 204
    answer = phone.bundle()
    assert answer.status_code == 401
    assert answer.json()["code"] == "token_revoked"
    phone.token = "unknown"
    assert phone.bundle().json()["code"] == "token_ended"
