"""Orders to correct: given, answered by the object, extended, looked at again."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from common.errors import IllegalMove, RuleError, StaleState
from common.models import Event, reference
from common.workdays import today
from enforcement import services
from enforcement.choices import DeskReason, TaskKind, TaskSource, TaskState
from enforcement.choices.rectifications import RectificationState
from enforcement.models import Proof, Rectification, Task
from enforcement.services import Submission, rectifications
from enforcement.services.answers import checklist_items
from tests import build
from tests.enforcement.conftest import World

pytestmark = pytest.mark.django_db


def inspect(world: World, task: Task, **answer) -> None:
    """Let the two officers answer and confirm a visit that has begun."""
    Task.objects.filter(pk=task.pk).update(state=TaskState.ON_SITE)
    task.refresh_from_db()
    key = uuid.uuid4()
    finding = {"finding": "confirmed"} if task.has_clue else {}
    content = Submission(**finding | answer)
    services.submit(task, inspection=key, content=content, by=world.officers[0].user)
    services.confirm(task, inspection=key, by=world.officers[1].user)


@pytest.fixture
def order(world) -> Rectification:
    """An order about the second line, to be corrected in ten days."""
    task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
    world.form.checklist.matters.add(world.version.matter)
    due = today() + dt.timedelta(days=10)
    answers = world.answers("passed", "failed", "passed")
    notes = {world.items[1].pk: "临边防护缺失"}
    inspect(world, task, answers=answers, notes=notes, outcome="rectify_by", rectify_by=due)
    return Rectification.objects.get()


def reported(order: Rectification) -> Rectification:
    rectifications.report(order, text="已加装防护栏")
    order.refresh_from_db()
    return order


def rechecked(world, order, *results, **answer) -> Task:
    """Let the recheck of an order be approved and made."""
    order.refresh_from_db()
    task = order.recheck
    services.approve(task, by=build.user(), basis="复查")
    lines = {item.pk: result for item, result in zip(checklist_items(task), results, strict=True)}
    notes = dict.fromkeys(lines, "仍未整改")
    inspect(world, task, answers=lines, notes=notes, **answer)
    order.refresh_from_db()
    return task


def told(order) -> list[str]:
    names = [event.name for event in Event.objects.about(order)]
    return [name.removeprefix("enforcement.rectification_") for name in names]


class TestTheOrder:
    def test_a_visit_that_orders_a_correction_opens_one_about_its_failed_lines(self, world, order):
        assert order.state == RectificationState.OPEN
        assert [line.answer.item for line in order.lines.all()] == [world.items[1]]
        assert told(order) == ["ordered"]

    def test_a_visit_that_found_nothing_opens_none(self, world):
        task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
        inspect(world, task, answers=world.answers("passed"), outcome="passed")
        assert not Rectification.objects.exists()


class TestTheReport:
    def test_the_object_reports_with_a_photo_and_no_account(self, order, client):
        client.cookies["django_language"] = "en"
        url = rectifications.page_of(order)
        line = order.lines.get()
        assert "What are you to put right?" in client.get(url).content.decode()
        photo = SimpleUploadedFile("a.jpg", build.photo(), "image/jpeg")
        answer = client.post(url, {"text": "已加装防护栏", f"photo_{line.pk}": photo})
        assert (answer.status_code, answer.url) == (302, url)
        order.refresh_from_db()
        assert order.state == RectificationState.REPORTED
        assert Proof.objects.get().line == line
        assert "Your report has arrived" in client.get(url).content.decode()

    def test_what_is_no_photo_is_refused_and_what_was_typed_stays(self, order, client):
        line = order.lines.get()
        bad = SimpleUploadedFile("a.jpg", b"no photo", "image/jpeg")
        form = {"text": "已加装防护栏", f"photo_{line.pk}": bad}
        answer = client.post(rectifications.page_of(order), form)
        assert answer.status_code == 422
        assert f"photo_{line.pk}" in answer.context["form"].errors
        assert "已加装防护栏" in answer.content.decode()
        order.refresh_from_db()
        assert order.state == RectificationState.OPEN

    def test_a_link_that_nobody_was_given_leads_nowhere(self, client, db):
        assert client.get(reverse("enforcement:order", args=["guess"])).status_code == 404

    def test_a_recheck_of_the_failed_lines_is_made_by_itself(self, world, order):
        task = reported(order).recheck
        assert (task.kind, task.source) == (TaskKind.RECHECK, TaskSource.RECHECK)
        assert (task.state, task.desk_reason) == (TaskState.DRAFTED, DeskReason.APPROVAL_DUE)
        assert task.origin == reference(order)
        assert checklist_items(task) == [world.items[1]]
        assert task.due_at == order.recheck_due_at

    def test_where_the_list_no_longer_allows_it_the_desk_is_told(self, world, order):
        world.version.state = "revoked"
        world.version.save()
        assert reported(order).recheck is None
        assert Task.objects.get(kind=TaskKind.INTERNAL).origin == reference(order)

    def test_of_two_reports_at_once_one_is_taken(self, order):
        late = Rectification.objects.get()
        reported(order)
        with pytest.raises(StaleState):
            rectifications.report(late, text="已整改")


class TestTheProof:
    def test_what_the_photos_show_needs_no_visit(self, order):
        task = reported(order).recheck
        rectifications.accept_proof(order, by=build.user(), reason="照片清楚")
        task.refresh_from_db()
        assert (order.state, task.state) == (RectificationState.VERIFIED, TaskState.CANCELLED)

    def test_nothing_sent_in_cannot_be_accepted(self, order):
        with pytest.raises(IllegalMove):
            rectifications.accept_proof(order, by=build.user(), reason="照片清楚")

    def test_a_proof_that_is_not_enough_goes_back(self, order):
        rectifications.ask_again(reported(order), by=build.user(), reason="照片不清")
        assert order.state == RectificationState.OPEN
        reported(order)
        assert Task.objects.filter(kind=TaskKind.RECHECK).count() == 1


class TestMoreTime:
    def test_it_is_given_once_for_a_reason(self, order):
        first, later = order.due_on, order.due_on + dt.timedelta(days=30)
        rectifications.extend(order, to=later, by=build.user(), reason="等待材料")
        order.refresh_from_db()
        assert (order.extended_from, order.due_on) == (first, later)
        with pytest.raises(RuleError):
            rectifications.extend(
                order, to=later + dt.timedelta(days=1), by=build.user(), reason="再等"
            )

    @pytest.mark.parametrize("days", [-1, 0, 31])
    def test_neither_earlier_nor_too_long(self, order, days):
        with pytest.raises(RuleError):
            rectifications.extend(
                order, to=order.due_on + dt.timedelta(days), by=build.user(), reason="等待材料"
            )


class TestTheClock:
    def test_the_object_is_reminded_once_before_the_last_day(self, order):
        for _run in range(2):
            rectifications.daily(order.due_on - dt.timedelta(days=3))
        assert told(order) == ["ordered", "near"]

    def test_a_late_order_is_escalated_once_and_rechecked(self, order):
        for _run in range(2):
            rectifications.daily(order.due_on + dt.timedelta(days=1))
        order.refresh_from_db()
        assert told(order) == ["ordered", "late"]
        assert order.recheck.kind == TaskKind.RECHECK

    def test_a_settled_order_is_left_alone(self, order):
        rectifications.accept_proof(reported(order), by=build.user(), reason="照片清楚")
        rectifications.daily(order.due_on + dt.timedelta(days=1))
        assert "late" not in told(order)


class TestTheRecheck:
    def test_what_is_in_order_now_ends_it(self, world, order):
        rechecked(world, reported(order), "passed", outcome="passed")
        assert order.state == RectificationState.VERIFIED
        assert told(order)[-1] == "verified"

    def test_what_is_still_not_in_order_fails_it_and_a_new_one_follows(self, world, order):
        due = today() + dt.timedelta(days=5)
        rechecked(world, reported(order), "failed", outcome="rectify_by", rectify_by=due)
        assert order.state == RectificationState.FAILED
        following = Rectification.objects.exclude(pk=order.pk).get()
        assert (following.previous, following.due_on) == (order, due)

    def test_where_nobody_was_let_in_it_stays_as_it_was(self, world, order):
        rechecked(world, reported(order), "not_checked", outcome="unable", note="大门紧锁")
        assert order.state == RectificationState.REPORTED


class TestPages:
    @pytest.fixture
    def officer(self, world, client):
        user = build.user()
        able = ("view_rectification", "verify_rectification", "extend_rectification", "view_task")
        build.grant(
            user,
            *(f"enforcement.{each}" for each in able),
            department=world.own,
            region=world.place,
        )
        client.cookies["django_language"] = "en"
        client.force_login(user)
        return client

    def test_the_list_finds_the_late_ones(self, officer, order):
        url = reverse("enforcement:rectification-list")
        assert order.subject.name in officer.get(url).content.decode()
        assert order.subject.name not in officer.get(url, {"late": "true"}).content.decode()
        Rectification.objects.update(due_on=today() - dt.timedelta(days=1))
        assert order.subject.name in officer.get(url, {"late": "true"}).content.decode()

    def test_the_record_takes_an_extension_and_names_what_is_wrong_with_it(self, officer, order):
        url = reverse("enforcement:rectification-extend", args=[order.pk])
        bad = {"more-to": order.due_on.isoformat(), "more-reason": "等待材料"}
        assert officer.post(url, bad).context["extension_form"].errors.keys() == {"to"}
        later = order.due_on + dt.timedelta(days=7)
        officer.post(url, bad | {"more-to": later.isoformat()})
        order.refresh_from_db()
        assert order.due_on == later

    def test_the_record_shows_before_beside_after_and_judges_the_proof(self, officer, order):
        photo = SimpleUploadedFile("a.jpg", build.photo(), "image/jpeg")
        rectifications.report(order, text="已加装防护栏", photos=[(order.lines.get(), photo)])
        page = officer.get(order.get_absolute_url()).content.decode()
        proof = reverse("enforcement:proof", args=[Proof.objects.get().pk])
        assert proof in page
        assert officer.get(proof)["Content-Type"] == "image/jpeg"
        again = reverse("enforcement:rectification-ask-again", args=[order.pk])
        officer.post(again, {"again-reason": "照片不清"})
        order.refresh_from_db()
        assert order.state == RectificationState.OPEN
        reported(order)
        accept = reverse("enforcement:rectification-accept", args=[order.pk])
        assert officer.post(accept, {}).status_code == 422
        officer.post(accept, {"accept-reason": "照片清楚"})
        order.refresh_from_db()
        assert order.state == RectificationState.VERIFIED


def test_an_order_is_late_only_after_its_last_day(order):
    Rectification.objects.update(due_on=timezone.localdate())
    order.refresh_from_db()
    assert not order.is_late
