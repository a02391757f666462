"""Tasks that somebody makes at the desk, and inspections that begin before their approval."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from common.errors import IllegalMove, RuleError, StaleState
from enforcement import services
from enforcement.choices import DeskReason, ListFault, TaskKind, TaskSource, TaskState
from enforcement.models import Task
from enforcement.services import making
from tests import build
from tests.enforcement.conftest import told


@pytest.fixture
def desk(world, client):
    """Log a dispatcher of the bureau in, and return the answer to what they send."""
    user = build.user(language="en")
    for permission in (
        "enforcement.dispatch_task",
        "enforcement.view_task",
        "registry.view_subject",
    ):
        build.grant(user, permission, department=world.own, region=world.place)
    client.cookies["django_language"] = "en"
    client.force_login(user)

    def send(**changes):
        due = timezone.localtime() + dt.timedelta(days=3)
        form = {
            "kind": TaskKind.ON_SITE,
            "source": TaskSource.COMPLAINT,
            "subject": world.subject.code,
            "claim": world.claim.pk,
            "due_at": due.strftime("%Y-%m-%dT%H:%M"),
            "wanted": "群众反映基坑积水",
        }
        world.form.checklist.matters.add(world.version.matter)
        return client.post(reverse("enforcement:task-new"), form | changes)

    send.user = user
    return send


def order(world, **changes) -> making.Order:
    asked = {
        "kind": TaskKind.ON_SITE,
        "subject": world.subject,
        "department": world.own,
        "matter": world.version.matter,
        "checklist": world.form.checklist,
        "due_at": timezone.now() + dt.timedelta(days=1),
    }
    return making.Order(**asked | changes)


class TestMaking:
    def test_an_inspection_waits_for_the_approval_of_the_head(self, desk, world):
        assert desk().status_code == 302
        task = Task.objects.get()
        assert (task.state, task.desk_reason) == (TaskState.DRAFTED, DeskReason.APPROVAL_DUE)
        assert (task.source, task.wanted) == (TaskSource.COMPLAINT, "群众反映基坑积水")
        assert (task.claim, task.checklist_version) == (world.claim, world.form)
        services.approve(task, by=build.user(), basis="情况属实")
        assert task.state == TaskState.DISPATCHED

    def test_other_work_goes_out_at_once(self, world):
        helper = order(
            world, kind=TaskKind.FACT_CHECK, matter=None, checklist=None, line="drainage"
        )
        assert making.make(helper, by=build.user()).state == TaskState.DISPATCHED

    def test_an_unclaimed_matter_is_refused_in_words(self, world):
        other = build.matter_version(department=world.top)
        with pytest.raises(RuleError) as refused:
            making.make(order(world, matter=other.matter), by=build.user())
        assert refused.value.code == ListFault.NOT_CLAIMED
        assert not Task.objects.exists()

    def test_an_inspection_without_a_matter_is_refused_at_the_field(self, desk):
        answer = desk(claim="")
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["claim"]
        assert "群众反映基坑积水" in answer.content.decode()

    def test_a_form_of_another_matter_is_refused(self, desk):
        answer = desk(checklist=build.checklist().checklist.pk)
        assert list(answer.context["form"].errors) == ["checklist"]

    def test_an_object_elsewhere_is_as_good_as_unknown(self, desk):
        answer = desk(subject=build.subject(region=build.region()).code)
        assert list(answer.context["form"].errors) == ["subject"]

    def test_a_time_that_has_passed_is_refused(self, desk):
        answer = desk(due_at="2020-01-01T08:00")
        assert list(answer.context["form"].errors) == ["due_at"]

    def test_what_is_outside_the_list_is_said_on_the_form(self, desk, world):
        world.version.state = "revoked"
        world.version.save()
        answer = desk()
        assert answer.status_code == 422
        assert "was revoked" in str(answer.context["form"].non_field_errors())


class TestUrgency:
    def test_it_begins_at_once_and_the_approval_follows_within_a_day(self, world):
        task = making.make(order(world), by=build.user())
        making.begin_urgently(task, by=build.user(), reason="险情")
        assert task.state == TaskState.DISPATCHED
        assert task.approval_due_at == task.begun_urgently_at + dt.timedelta(hours=24)
        making.complete_approval(task, by=build.user(), basis="同意")
        assert task.approval_due_at is None
        assert told(task) == ["drafted", "begun_urgently", "dispatched", "approval_completed"]

    def test_whoever_let_it_begin_does_not_approve_it(self, world):
        task = making.make(order(world), by=build.user())
        eager = build.user()
        making.begin_urgently(task, by=eager, reason="险情")
        with pytest.raises(PermissionDenied):
            making.complete_approval(task, by=eager, basis="同意")

    def test_an_approved_inspection_does_not_begin_urgently(self, world):
        task = making.make(order(world), by=build.user())
        services.approve(task, by=build.user(), basis="同意")
        with pytest.raises(IllegalMove):
            making.begin_urgently(task, by=build.user(), reason="险情")
        with pytest.raises(IllegalMove):
            making.complete_approval(task, by=build.user(), basis="同意")

    def test_of_two_who_let_it_begin_the_second_is_told(self, world):
        task = making.make(order(world), by=build.user())
        late = Task.objects.get(pk=task.pk)
        making.begin_urgently(task, by=build.user(), reason="险情")
        with pytest.raises(StaleState):
            making.begin_urgently(late, by=build.user(), reason="险情")

    def test_the_desk_offers_it_and_the_head_completes_it(self, desk, world, client):
        desk()
        task = Task.objects.get()
        assert "It cannot wait" in client.get(task.get_absolute_url()).content.decode()
        url = reverse("enforcement:task-begin-urgently", args=[task.pk])
        client.post(url, {"reason": "边坡开裂，险情紧急"})
        task.refresh_from_db()
        assert task.approval_due_at
        missing = client.get(reverse("enforcement:task-list"), {"approval_missing": "true"})
        assert world.subject.name in missing.content.decode()
        head = build.user(language="en")
        able = ("enforcement.approve_task", "enforcement.view_task")
        build.grant(head, *able, department=world.own, region=world.place)
        client.force_login(head)
        assert "Complete the approval" in client.get(task.get_absolute_url()).content.decode()
        client.post(
            reverse("enforcement:task-complete-approval", args=[task.pk]), {"basis": "同意"}
        )
        task.refresh_from_db()
        assert task.approved_at
