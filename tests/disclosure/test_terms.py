"""Every result has 20 working days to become public; what is near is said, what is late goes up."""

import datetime as dt

import pytest
from django.urls import reverse

from common import workdays
from common.models import Event, Message, reference
from enforcement.choices import TaskKind, TaskState
from enforcement.models import Inspection
from registry.models import Subject
from supervision_portal.disclosure import services, terms
from supervision_portal.disclosure.models import PublicationTerm
from tests import build
from tests.disclosure.acts import disclose, firm, inspection

pytestmark = pytest.mark.django_db

LEAKY = "龙翔公司(联系人13812345678)"


def term_of(result: Inspection) -> PublicationTerm:
    return PublicationTerm.objects.get(origin=reference(result))


def held(**fields):
    """Return the term of a result that the leak check keeps back."""
    result = inspection(firm(name=LEAKY, code=f"F{build.number()}", **fields))
    assert disclose(result) is None
    return result


def reader_of(department, *perms):
    person = build.user()
    build.grant(person, "enforcement.view_inspection", *perms, department=department)
    return person


def test_a_published_result_kept_its_time_and_one_kept_back_waits():
    published, waiting = inspection(), held()
    disclose(published)
    assert term_of(published).published_on == workdays.today()
    term = term_of(waiting)
    assert (term.published_on, term.due_on) == (None, workdays.add(term.result_on, 20))


def test_mending_the_source_ends_the_term():
    waiting = held()
    Subject.objects.filter(pk=waiting.task.subject_id).update(name="龙翔公司")
    services.disclose(Inspection.objects.get(pk=waiting.pk))
    assert term_of(waiting).published_on == workdays.today()


@pytest.mark.parametrize(
    ("fields", "starts"),
    [
        ({}, True),
        ({"state": TaskState.SUBMITTED}, False),
        ({"outcome": ""}, False),
        ({"kind": TaskKind.FACT_CHECK}, False),
    ],
)
def test_only_a_result_of_an_act_has_a_term(fields, starts):
    assert (terms.start(inspection(**fields)) is not None) == starts


def test_a_correction_later_leaves_the_first_publication_as_it_was():
    result = inspection()
    disclose(result)
    first = dt.date(2025, 10, 9)
    PublicationTerm.objects.update(published_on=first)
    Inspection.objects.filter(pk=result.pk).update(outcome="rectify_now")
    disclose(Inspection.objects.get(pk=result.pk))
    assert term_of(result).published_on == first


def test_what_is_near_is_said_once_and_what_is_late_goes_to_the_head_once(run_loop):
    waiting = held()
    own = waiting.task.department
    desk, head = build.user(), build.user()
    build.grant(desk, "enforcement.dispatch_task", department=own)
    build.grant(head, "enforcement.approve_task", department=own)
    PublicationTerm.objects.update(due_on=workdays.add(workdays.today(), 2))
    assert (terms.remind(), terms.remind()) == (1, 0)
    PublicationTerm.objects.update(due_on=workdays.today() - dt.timedelta(days=1))
    assert (terms.remind(), terms.remind()) == (1, 0)
    names = Event.objects.about(term_of(waiting)).values_list("name", flat=True)
    assert list(names) == ["disclosure.publication_near", "disclosure.publication_late"]
    run_loop()
    told = dict(Message.objects.values_list("code", "recipient"))
    assert (told["publication.near"], told["publication.late"]) == (desk.pk, head.pk)


def test_what_is_public_is_neither_near_nor_late():
    disclose(inspection())
    PublicationTerm.objects.update(due_on=workdays.today() - dt.timedelta(days=1))
    assert terms.remind() == 0


def test_the_meter_counts_what_the_reader_may_see(client):
    in_time, late, waiting, other = inspection(), inspection(), held(), held()
    for each in (in_time, late):
        disclose(each)
    today = workdays.today()
    PublicationTerm.objects.filter(origin=reference(in_time)).update(due_on=today)
    yesterday = today - dt.timedelta(days=1)
    PublicationTerm.objects.filter(origin=reference(late)).update(due_on=yesterday)
    PublicationTerm.objects.filter(origin=reference(waiting)).update(due_on=yesterday)
    person = build.user()
    for each in (in_time, late, waiting):
        perm = "enforcement.view_inspection"
        build.grant(person, perm, department=each.task.department)
    found = terms.meter(person)
    assert (found.waiting, found.late, found.published, found.share) == (1, 1, 2, 50)
    assert reference(other) not in found.__dict__.values()


def test_the_list_says_what_hinders_and_the_desk_shows_the_meter(client):
    waiting = held()
    own = waiting.task.department
    person = reader_of(own, "enforcement.dispatch_task", "disclosure.view_hold")
    client.force_login(person)
    client.cookies["django_language"] = "en"
    shown = client.get(reverse("disclosure:term-list")).content.decode()
    assert "kept back:" in shown
    assert "telephone" in shown
    assert waiting.task.subject.get_absolute_url() in shown
    desk = client.get(reverse("enforcement:desk")).content.decode()
    assert "Publication in time" in desk
    client.force_login(reader_of(build.department()))
    assert "kept back:" not in client.get(reverse("disclosure:term-list")).content.decode()
