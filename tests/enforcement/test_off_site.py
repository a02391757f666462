"""Inspections without a visit: asked, sent in, looked at by two officers, never counted as one."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from common.errors import IllegalMove, RuleError, StaleState
from common.models import Event
from common.workdays import today
from enforcement import services
from enforcement.choices import DeskReason, EvidenceKind, TaskKind, TaskSource, TaskState
from enforcement.choices.off_site import CallState, OffSiteState
from enforcement.models import EntryCode, Evidence, OffSiteFile, OffSiteRequest, Rectification, Task
from enforcement.services import Submission, caps, making, off_site, off_site_calls, off_site_data
from enforcement.services import off_site_firm as firm
from enforcement.services.past import visits_in
from tests import build

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a small paper"


@pytest.fixture
def task(world) -> Task:
    made = world.task(TaskState.ACCEPTED, TaskKind.OFF_SITE)
    world.form.checklist.matters.add(world.version.matter)
    return made


@pytest.fixture
def row(world, task) -> OffSiteRequest:
    """A request for two things until a week from now."""
    items = world.items
    lines = [
        off_site.Asked("Photo of the pump", items[0], "file"),
        off_site.Asked("Who is on duty?", items[1], "text"),
    ]
    due = today() + dt.timedelta(days=7)
    return off_site.ask(task, channel="upload", due_on=due, lines=lines, by=world.officers[0].user)


def photo(name="a.jpg"):
    return SimpleUploadedFile(name, build.photo(), "image/jpeg")


def sent_in(row: OffSiteRequest) -> OffSiteRequest:
    first, second = row.lines.all()
    firm.save(row, answers={second.pk: "Wang"}, uploads={first.pk: [photo()]})
    firm.submit(row)
    return row


def told(row) -> list[str]:
    names = [event.name for event in Event.objects.about(row)]
    return [name.removeprefix("enforcement.off_site_") for name in names]


class TestMaking:
    @pytest.fixture
    def order(self, world):
        world.version.methods = ["double_random", "off_site"]
        world.version.save()
        world.form.checklist.matters.add(world.version.matter)

        def order(kind, **fields):
            return making.Order(
                kind,
                subject=world.subject,
                department=world.own,
                due_at=timezone.now() + dt.timedelta(days=3),
                matter=world.version.matter,
                checklist=world.form.checklist,
                **fields,
            )

        return order

    def test_a_visit_needs_a_reason_where_none_is_needed(self, order):
        with pytest.raises(RuleError) as refused:
            making.make(order(TaskKind.ON_SITE), by=build.user())
        assert refused.value.field == "on_site_reason"
        made = making.make(order(TaskKind.ON_SITE, on_site_reason="须看实物"), by=build.user())
        assert made.on_site_reason == "须看实物"
        off = making.make(order(TaskKind.OFF_SITE), by=build.user())
        assert (off.on_site_reason, off.desk_reason) == ("", DeskReason.APPROVAL_DUE)

    def test_a_plan_says_it_once_for_all_its_visits(self, world, order):
        plan = build.plan(world.own, on_site_reason="须看实物")
        made = making.make(order(TaskKind.ON_SITE, source=TaskSource.PLAN, plan=plan))
        assert made.on_site_reason == "须看实物"

    def test_a_clue_says_itself_why_somebody_goes(self, order):
        assert making.make(order(TaskKind.ON_SITE, source=TaskSource.WARNING))

    def test_a_matter_with_other_methods_alone_is_not_inspected_off_site(self, world, order):
        world.version.methods = ["key"]
        world.version.save()
        with pytest.raises(RuleError) as refused:
            making.make(order(TaskKind.OFF_SITE), by=build.user())
        assert refused.value.field == "kind"


class TestTheRequest:
    def test_it_is_asked_once_and_in_hand_alone(self, world, task, row):
        assert (row.state, row.lines.count(), told(row)) == ("waiting", 2, ["asked"])
        by = world.officers[0].user
        with pytest.raises(RuleError):
            off_site.ask(task, channel="upload", due_on=row.due_on, lines=[], by=by)
        visit = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
        with pytest.raises(IllegalMove):
            off_site.ask(visit, channel="upload", due_on=row.due_on, lines=[], by=by)

    def test_more_time_is_given_once(self, row):
        later = row.due_on + dt.timedelta(days=5)
        off_site.extend(row, to=later, by=build.user(), reason="等待材料")
        assert row.due_on == later
        with pytest.raises(RuleError):
            off_site.extend(row, to=later + dt.timedelta(days=1), by=build.user(), reason="再等")

    def test_it_is_reminded_and_late_once_each(self, row):
        for _run in range(2):
            off_site.daily(row.due_on - dt.timedelta(days=2))
            off_site.daily(row.due_on + dt.timedelta(days=1))
        assert told(row) == ["asked", "near", "late"]

    def test_of_two_officers_at_once_one_wins(self, row):
        other = OffSiteRequest.objects.select_related("task").get(pk=row.pk)
        off_site.revoke(row, by=build.user(), reason="发错")
        with pytest.raises(StaleState):
            off_site.extend(
                other, to=row.due_on + dt.timedelta(days=2), by=build.user(), reason="等待"
            )


class TestTheFirm:
    def test_what_is_sent_in_is_evidence_of_its_line(self, world, task, row):
        sent_in(row)
        kept = Evidence.objects.get(task=task)
        assert (kept.item, kept.by, kept.kind) == (world.items[0], None, EvidenceKind.PHOTO)
        assert row.state == OffSiteState.SUBMITTED
        with pytest.raises(IllegalMove):
            firm.submit(row)
        with pytest.raises(IllegalMove):
            firm.save(row, answers={}, uploads={})

    def test_a_mandatory_line_left_open_is_named(self, row):
        first = row.lines.first()
        with pytest.raises(RuleError) as refused:
            firm.submit(row)
        assert refused.value.field == f"line_{first.pk}"

    def test_a_file_is_taken_out_until_it_was_sent_in(self, row):
        line = row.lines.first()
        pdf = SimpleUploadedFile("a.pdf", PDF)
        firm.save(row, answers={}, uploads={line.pk: [photo(), pdf]})
        first = OffSiteFile.objects.get(kind=EvidenceKind.FILE)
        firm.take_out(row, first.pk)
        assert OffSiteFile.objects.filter(removed_at=None).get().kind == EvidenceKind.PHOTO

    def test_later_additions_come_in_a_new_round_alone(self, row):
        sent_in(row)
        off_site.ask_again(row, by=build.user(), reason="照片不清")
        assert (row.state, row.round, row.asked_again) == ("waiting", 2, "照片不清")
        line = row.lines.first()
        firm.save(row, answers={}, uploads={line.pk: [SimpleUploadedFile("b.pdf", PDF)]})
        firm.take_out(row, OffSiteFile.objects.order_by("pk").first().pk)
        firm.submit(row)
        assert Evidence.objects.count() == 2
        assert told(row) == ["asked", "submitted", "asked_again", "submitted"]


class TestThePage:
    @pytest.fixture
    def unlocked(self, client, row):
        client.cookies["django_language"] = "en"
        url = off_site.page_of(row)
        assert "Which code" in client.get(url).content.decode()
        assert client.post(url, {"code": "2222-2222"}).status_code == 422
        assert client.post(url, {"code": row.code.lower()}).status_code == 302
        return client

    def test_the_firm_saves_comes_back_and_sends_in(self, unlocked, row):
        url = off_site.page_of(row)
        first, second = row.lines.all()
        form = {
            f"text_{second.pk}": "Wang",
            f"file_{first.pk}": [photo(), SimpleUploadedFile("b.pdf", PDF)],
        }
        assert unlocked.post(url, form | {"act": "save"}).status_code == 302
        assert b"Wang" in unlocked.get(url).content
        assert OffSiteFile.objects.count() == 2
        assert unlocked.post(url, {f"text_{second.pk}": "Wang", "act": "submit"}).status_code == 302
        assert b"has arrived" in unlocked.get(url).content
        assert unlocked.post(url, {"act": "submit"}).status_code == 409

    @pytest.mark.parametrize(
        "upload", [SimpleUploadedFile("a.exe", b"MZ no paper"), SimpleUploadedFile("b.jpg", b"")]
    )
    def test_what_is_no_paper_is_refused_and_what_was_typed_stays(self, unlocked, row, upload):
        first, second = row.lines.all()
        form = {f"text_{second.pk}": "Wang", f"file_{first.pk}": upload, "act": "save"}
        answer = unlocked.post(off_site.page_of(row), form)
        assert answer.status_code == 422
        assert f"file_{first.pk}" in answer.context["form"].errors
        assert b"Wang" in answer.content

    def test_a_large_file_is_refused_in_words(self, unlocked, row, monkeypatch):
        monkeypatch.setattr("enforcement.pictures.MAX_BYTES", 10)
        line = row.lines.first()
        form = {f"file_{line.pk}": SimpleUploadedFile("a.pdf", PDF), "act": "save"}
        answer = unlocked.post(off_site.page_of(row), form)
        assert b"larger than 20 MB" in answer.content

    def test_a_wrong_old_or_withdrawn_link_opens_nothing(self, unlocked, row):
        wrong = reverse("enforcement:off-site-firm", args=["guess"])
        assert unlocked.get(wrong).status_code == 404
        old = off_site.page_of(row)
        off_site.revoke(row, by=build.user(), reason="发错")
        assert unlocked.get(old).status_code == 410
        off_site.renew(row, by=build.user())
        assert unlocked.get(old).status_code == 404
        assert b"Which code" in unlocked.get(off_site.page_of(row)).content
        OffSiteRequest.objects.update(due_on=today() - dt.timedelta(days=31))
        assert unlocked.get(off_site.page_of(row)).status_code == 410

    def test_ten_wrong_codes_shut_the_page(self, client, row):
        url = off_site.page_of(row)
        OffSiteRequest.objects.update(wrong_codes=10)
        assert client.post(url, {"code": row.code}).status_code == 422


class TestCalls:
    def test_the_firm_asks_for_another_time_and_two_officers_hold_it(self, world, row):
        by, now = world.officers[0].user, timezone.now()
        soon = now + dt.timedelta(days=1)
        off_site_calls.appoint(row, at=soon, where="Room 1", by=by)
        with pytest.raises(RuleError):
            off_site_calls.appoint(row, at=soon, where="Room 1", by=by)
        firm.answer_call(row, agrees=False, other_at=soon + dt.timedelta(hours=2))
        off_site_calls.appoint(row, at=soon + dt.timedelta(hours=2), where="Room 1", by=by)
        call = firm.answer_call(row, agrees=True)
        assert call.state == CallState.AGREED
        held = {"who": "Wang", "protocol": "Pump shown running", "by": by}
        with pytest.raises(RuleError):
            off_site_calls.record(row, began_at=now, ended_at=now, **held)
        began = now - dt.timedelta(hours=1)
        call = off_site_calls.record(row, began_at=began, ended_at=now, **held)
        assert set(call.held_by.all()) == set(world.officers)

    def test_one_officer_alone_holds_none(self, world, task, row):
        by, now = world.officers[0].user, timezone.now()
        off_site_calls.appoint(row, at=now + dt.timedelta(days=1), where="Room 1", by=by)
        task.assignments.filter(officer=world.officers[1]).update(ended_at=now)
        with pytest.raises(RuleError):
            off_site_calls.record(
                row,
                began_at=now - dt.timedelta(hours=1),
                ended_at=now,
                who="Wang",
                protocol="Shown",
                by=by,
            )


@pytest.mark.parametrize("source", ["registry", "classes", "results"])
def test_data_is_sealed_as_it_is_now(world, task, row, source):
    by = world.officers[0].user
    world.subject.credit_class = "A"
    world.subject.save()
    task.subject.refresh_from_db()
    asked = {"item": world.items[0], "source": source, "finding": "agrees", "note": "一致"}
    if source == "results":
        with pytest.raises(RuleError):
            off_site_data.compare(row, by=by, **asked)
        return
    made = off_site_data.compare(row, by=by, **asked)
    assert made.content == off_site_data.snapshot(task.subject, source)
    assert (made.evidence.kind, made.evidence.item) == (EvidenceKind.DATA, world.items[0])


class TestTheAnswer:
    def answered(self, world, task, **answer) -> None:
        key = uuid.uuid4()
        content = Submission(finding="confirmed", **answer)
        services.submit(task, inspection=key, content=content, by=world.officers[0].user)
        assert task.state == TaskState.SUBMITTED
        services.confirm(task, inspection=key, by=world.officers[1].user)

    def test_two_officers_answer_and_an_order_follows_as_from_a_visit(self, world, task, row):
        sent_in(row)
        answers = world.answers("passed", "failed", "passed")
        notes = {world.items[1].pk: "无人值守"}
        due = today() + dt.timedelta(days=10)
        self.answered(
            world, task, answers=answers, notes=notes, outcome="rectify_by", rectify_by=due
        )
        row.refresh_from_db()
        assert (task.state, row.state) == (TaskState.CLOSED, OffSiteState.SETTLED)
        assert Rectification.objects.get().inspection.task == task

    def test_it_counts_as_no_visit(self, world, task, row):
        build.visit_cap(world.own, limit=1)
        self.answered(world, task, answers=world.answers("passed"), outcome="passed")
        assert not EntryCode.objects.filter(task=task).exists()
        [left] = caps.visits_left(
            world.own, type(world.subject).objects.filter(pk=world.subject.pk), today().year
        ).values_list("visits_left", flat=True)
        assert left == 1
        assert visits_in(world.subject, today().year) == 0
        visit = world.task(TaskState.ACCEPTED, TaskKind.ON_SITE)
        assert caps.neighbours(visit) == []
        assert caps.neighbours(task) == []

    def test_what_cannot_be_settled_goes_on_site_by_the_normal_way(self, world, task, row):
        made = off_site.go_on_site(row, by=world.officers[0].user, reason="照片看不清")
        task.refresh_from_db()
        row.refresh_from_db()
        assert (made.kind, made.state, made.on_site_reason) == ("on_site", "drafted", "照片看不清")
        assert made.desk_reason == DeskReason.APPROVAL_DUE
        assert (task.state, row.state) == (TaskState.CANCELLED, OffSiteState.SETTLED)


class TestTheDesk:
    @pytest.fixture
    def officer(self, world, client):
        user = world.officers[0].user
        able = ("view_offsiterequest", "ask_offsiterequest", "perform_task", "view_task")
        build.grant(
            user,
            *(f"enforcement.{each}" for each in able),
            department=world.own,
            region=world.place,
        )
        client.cookies["django_language"] = "en"
        client.force_login(user)
        return client

    def test_the_firm_is_asked_line_by_line(self, world, task, officer):
        url = reverse("enforcement:off-site-new", args=[task.pk])
        assert officer.get(url).status_code == 200
        form = {"channel": "upload", "due_on": (today() + dt.timedelta(days=3)).isoformat()}
        assert officer.post(url, form).status_code == 422
        ticked = {"ask_1": "on", "text_1": "Photo of the pump", "wanted_1": "file", "must_1": "on"}
        assert officer.post(url, form | ticked).status_code == 302
        row = OffSiteRequest.objects.get()
        assert [line.text for line in row.lines.all()] == ["Photo of the pump"]
        page = officer.get(row.get_absolute_url()).content.decode()
        assert off_site.page_of(row) in page
        assert (
            row.code
            in officer.get(reverse("enforcement:off-site-notice", args=[row.pk])).content.decode()
        )

    def test_the_checklist_is_answered_beside_the_material(self, world, row, officer, client):
        sent_in(row)
        url = reverse("enforcement:off-site-answer", args=[row.pk])
        page = officer.get(url).content.decode()
        assert "Wang" in page
        kept = OffSiteFile.objects.get()
        assert reverse("enforcement:off-site-file", args=[kept.pk]) in page
        lines = {f"line_{item.order}": "passed" for item in world.items}
        form = {"inspection": str(uuid.uuid4()), "outcome": "passed", "finding": "false", **lines}
        assert officer.post(url, {**form, "line_1": ""}).status_code == 422
        assert officer.post(url, form).status_code == 302
        row.task.refresh_from_db()
        assert row.task.state == TaskState.SUBMITTED
        assert "act" not in officer.get(url).context["reason_form"].fields
        build.grant(
            world.officers[1].user,
            "enforcement.perform_task",
            "enforcement.view_task",
            department=world.own,
            region=world.place,
        )
        client.force_login(world.officers[1].user)
        assert client.post(url, {"act": "confirm"}).status_code == 302
        row.task.refresh_from_db()
        assert row.task.state == TaskState.CLOSED

    def test_an_act_names_what_is_wrong_at_its_field(self, row, officer):
        url = reverse("enforcement:off-site-extend", args=[row.pk])
        bad = {"more-to": row.due_on.isoformat(), "more-reason": "等待"}
        assert officer.post(url, bad).context["more_form"].errors.keys() == {"to"}
