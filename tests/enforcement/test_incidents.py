"""Several calls about one thing are answered once, and each of them gets the answer."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from common.errors import IllegalMove, RuleError
from common.models import Event
from enforcement import services
from enforcement.choices import DeskReason, TaskKind, TaskSource, TaskState
from enforcement.models import Incident, IncidentPart, Task
from enforcement.services import incidents
from tests import build
from tests.enforcement.conftest import told

pytestmark = pytest.mark.usefixtures("in_english")


def call(world, **fields):
    """A call about the world's object that waits at the desk."""
    defaults = {"source": TaskSource.COMPLAINT, "subject": world.subject}
    return build.task(
        kind=TaskKind.FACT_CHECK, state=TaskState.DRAFTED, department=world.own,
        desk_reason=DeskReason.NOBODY_FITS, origin=f"complaint:{build.number()}",
        template="look", **defaults | fields,
    )  # fmt: skip


def joined(world, *, lead=None):
    lead = lead or world.task(TaskState.ACCEPTED)
    task = call(world)
    return lead, task, incidents.join(lead, [task], title="Flooded underpass", by=build.user())


def test_what_joins_is_called_off_and_one_task_answers_for_all(world):
    lead, task, incident = joined(world)
    task.refresh_from_db()
    assert task.state == TaskState.CANCELLED
    assert told(task) == ["joined", "cancelled"]
    assert set(incidents.answering(task.origin)) == {task, lead}
    Task.objects.filter(pk=lead.pk).update(state=TaskState.CLOSED)
    cause = build.event("enforcement.task_closed")
    for _twice in range(2):
        incidents.follow(Task.objects.get(pk=lead.pk), cause=cause)
    incident.refresh_from_db()
    assert incident.answered_at
    assert told(task) == ["joined", "cancelled", "answered"]


def test_the_answer_says_what_the_leading_task_found(world):
    lead, task, _incident = joined(world)
    content = services.Submission(answers=world.answers("passed"), finding="confirmed")
    lead = Task.objects.get(pk=lead.pk)
    services.submit(lead, inspection=uuid.uuid4(), content=content, by=world.officers[0].user)
    incidents.follow(Task.objects.get(pk=lead.pk), cause=build.event("enforcement.task_closed"))
    assert Event.objects.about(task).last().facts["finding"] == "confirmed"


def test_what_is_taken_out_is_made_again(world):
    _lead, task, incident = joined(world)
    part = incident.parts.get()
    again = incidents.leave(part, by=build.user(), reason="another street")
    assert (again.origin, again.kind, again.subject) == (task.origin, task.kind, task.subject)
    assert again.is_open
    assert set(incidents.answering(task.origin)) == {task, again}
    with pytest.raises(IllegalMove):
        incidents.leave(part, by=build.user(), reason="again")


def test_where_the_leading_task_is_called_off_the_others_go_on(world):
    lead, task, _incident = joined(world)
    lead = Task.objects.get(pk=lead.pk)
    services.cancel(lead, by=build.user(), reason="no rain")
    incidents.follow(lead, cause=build.event("enforcement.task_cancelled"))
    assert Task.objects.of_origin(task.origin).open().count() == 1
    assert not IncidentPart.objects.filter(left_at=None).exists()


def test_what_somebody_has_in_hand_does_not_join(world):
    with pytest.raises(RuleError, match="somebody has it"):
        incidents.join(world.task(), [world.task(TaskState.ACCEPTED)], by=build.user())
    with pytest.raises(RuleError, match="has ended"):
        incidents.join(world.task(TaskState.CLOSED), [call(world)], by=build.user())


def test_the_page_suggests_what_lies_near_and_joins_it(world, client):
    person = build.user()
    perms = [f"enforcement.{each}" for each in ("view_task", "dispatch_task", "view_incident")]
    build.grant(person, *perms, department=world.own)
    client.force_login(person)
    client.cookies["django_language"] = "en"
    lead, near = world.task(), call(world)
    far = call(world)
    Task.objects.filter(pk=far.pk).update(created_at=timezone.now() - dt.timedelta(days=10))
    shown = client.get(lead.get_absolute_url()).content.decode()
    assert str(near.pk) in shown
    ticked = {"task": [str(near.pk), str(far.pk)], "title": "Flooded underpass"}
    client.post(reverse("enforcement:incident-join", args=[lead.pk]), ticked)
    incident = Incident.objects.get()
    assert [part.task for part in incident.parts.all()] == [near]
    assert "Flooded underpass" in client.get(reverse("enforcement:incident-list")).content.decode()
    part = incident.parts.get()
    url = reverse("enforcement:incident-leave", args=[lead.pk, part.pk])
    client.post(url, {"reason": ""})
    client.post(url, {"reason": "another street"})
    part.refresh_from_db()
    assert part.left_because == "another street"
