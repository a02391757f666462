"""Tasks find their officers by a table of rules; one that leaves nobody says which part does."""

import pytest
from django.urls import reverse
from django.utils import timezone

from common.errors import RuleError
from common.models import Event
from enforcement.choices import DeskReason, TaskKind, TaskState
from enforcement.models import DispatchRule, Task
from enforcement.rules.dispatching import Gap, Member, Wanted, gap
from enforcement.services import desk, dispatching
from tests import build

pytestmark = pytest.mark.usefixtures("in_english")
READY = Member(True, True, ("drainage",), is_away=False, on_duty=True, open_work=0)


def changed(**fields):
    return Member(**vars(READY) | fields)


@pytest.mark.parametrize(
    ("members", "wanted", "found"),
    [
        ([], Wanted(), Gap("empty", 0)),
        ([changed(is_active=False)] * 2, Wanted(), Gap("inactive", 0)),
        ([changed(is_certified=False)] * 2, Wanted(), Gap("uncertified", 0)),
        ([READY] * 2, Wanted(line="gas"), Gap("other_line", 0)),
        ([changed(is_away=True)] * 2, Wanted(), Gap("away", 0)),
        ([changed(on_duty=False)] * 2, Wanted(), Gap("off_duty", 0)),
        ([changed(on_duty=False)] * 2, Wanted(calls_in=True), None),
        ([changed(open_work=3)] * 2, Wanted(most_open=3), Gap("busy", 0)),
        ([changed(open_work=2)] * 2, Wanted(most_open=3), None),
        ([READY, changed(is_certified=False)], Wanted(), Gap("uncertified", 1)),
        ([READY, changed(on_duty=False)], Wanted(line="drainage"), Gap("off_duty", 1)),
    ],
)
def test_the_first_part_that_leaves_too_few_is_named(members, wanted, found):
    assert gap(members, wanted) == found


def waiting(world, **fields):
    """Build an approved inspection that waits for officers."""
    fields = {"due_at": timezone.now() + timezone.timedelta(hours=4)} | fields
    return build.task(
        kind=TaskKind.ON_SITE,
        state=TaskState.APPROVED,
        department=world.own,
        subject=world.subject,
        origin=f"risk.warning:{build.number()}",
        matter_version=world.version,
        claim=world.claim,
        checklist_version=world.form,
        desk_reason=DeskReason.NOBODY_FITS,
        **fields,
    )


def test_a_rule_names_who_goes_and_stands_as_the_basis(world):
    third, fourth = (build.officer(department=world.own) for _each in range(2))
    rule = build.dispatch_rule(world.own, third, fourth, name="North team")
    task = waiting(world)
    desk.send_by_rules(task, by=build.user())
    assert set(task.assignments.values_list("officer", flat=True)) == {third.pk, fourth.pk}
    assert Event.objects.about(task).last().basis == str(rule)


def test_a_verification_of_a_warning_goes_by_the_same_table(world):
    third, fourth = (build.officer(department=world.own) for _each in range(2))
    build.dispatch_rule(world.own, third, fourth)
    task = world.verify()
    assert task.state == TaskState.DISPATCHED
    assert set(task.assignments.values_list("officer", flat=True)) == {third.pk, fourth.pk}


def test_the_lowest_number_goes_first_and_the_next_where_it_leaves_nobody(world):
    third, fourth = (build.officer(department=world.own) for _each in range(2))
    off = build.officer(department=world.own, on_duty=False)
    first = build.dispatch_rule(world.own, off, name="First", priority=1)
    second = build.dispatch_rule(world.own, third, fourth, name="Second", priority=2)
    assert dispatching.choose(waiting(world)).rule == second
    first.officers.set(world.officers)
    assert dispatching.choose(waiting(world)).rule == first


@pytest.mark.parametrize(
    "fields",
    [{"matters": "no such"}, {"line": "no such"}, {"region": "elsewhere"}, {"ended": True}],
)
def test_a_rule_of_something_else_does_not_speak(world, fields):
    if "region" in fields:
        fields = {"region": build.region()}
    if fields.pop("ended", False):
        fields = {"ended_at": timezone.now()}
    build.dispatch_rule(world.own, build.officer(), **fields)
    assert dispatching.choose(waiting(world)).rule is None


def test_where_rules_cover_it_but_leave_nobody_it_waits_and_says_why(world):
    off = [build.officer(department=world.own, on_duty=False) for _each in range(2)]
    rule = build.dispatch_rule(world.own, *off)
    task = waiting(world)
    with pytest.raises(RuleError, match="not on duty now"):
        desk.send_by_rules(task, by=build.user())
    rule.calls_in = True
    rule.save()
    desk.send_by_rules(Task.objects.get(pk=task.pk), by=build.user())
    assert Event.objects.about(task).last().facts["reason"] == str(rule)


def test_work_is_spread_and_no_rule_goes_over_its_limit(world):
    lead, mate = world.officers
    third, fourth = (build.officer(department=world.own) for _each in range(2))
    build.dispatch_rule(world.own, lead, mate, third, fourth, most_open=1)
    tasks = [waiting(world) for _each in range(3)]
    found = dispatching.propose(
        dispatching.open_without_officers(
            Task.objects.filter(pk__in=[each.pk for each in tasks])
        ).order_by("pk")
    )
    assert [len(each.officers) for each in found] == [2, 2, 0]
    assert not {each.pk for each in found[0].officers} & {each.pk for each in found[1].officers}
    assert "as much open work" in found[2].why


def test_what_waits_goes_out_when_somebody_fits_and_the_rest_stays(world):
    build.dispatch_rule(world.own, *world.officers, matters=world.version.matter.code)
    covered = waiting(world)
    other = build.task(
        kind=TaskKind.FACT_CHECK, department=world.own, subject=world.subject,
        desk_reason=DeskReason.NOBODY_FITS,
    )  # fmt: skip
    assert desk.send_waiting() == 1
    assert desk.send_waiting() == 0
    covered.refresh_from_db()
    other.refresh_from_db()
    assert (covered.state, other.state) == (TaskState.DISPATCHED, TaskState.DRAFTED)


def test_proposing_takes_as_many_queries_for_many_as_for_one(world, django_assert_num_queries):
    build.dispatch_rule(world.own, *world.officers)
    for many in (1, 9):
        for _each in range(many):
            waiting(world)
        rows = dispatching.open_without_officers(Task.objects.all())
        with django_assert_num_queries(7):
            dispatching.propose(rows)


def test_the_report_names_the_part_of_each_rule_that_leaves_nobody(world, client):
    uncertified = build.officer(department=world.own, certificate_no=None, valid=None)
    away = build.officer(department=world.own)
    build.leave(away)
    build.dispatch_rule(world.own, *world.officers, name="Good")
    build.dispatch_rule(world.own, uncertified, name="No paper")
    build.dispatch_rule(world.own, away, name="On holiday")
    build.dispatch_rule(world.own, world.officers[0], name="Alone", line="drainage")
    build.dispatch_rule(world.own, *world.officers, name="Old code", matters="gone-")
    said = {
        each.rule.name: each.why for each in dispatching.reach(list(DispatchRule.objects.in_turn()))
    }
    assert said == {
        "Good": "",
        "No paper": "nobody has a valid certificate today",
        "On holiday": "all are on leave or lent out today",
        "Alone": "one is left, and a visit takes two: officers meant",
        "Old code": "no published matter has a code that begins so",
    }
    person = build.user()
    build.grant(person, "enforcement.view_dispatchrule", department=world.own)
    client.force_login(person)
    client.cookies["django_language"] = "en"
    shown = client.get(reverse("enforcement:rule-reach")).content.decode()
    assert "nobody has a valid certificate today" in shown
    assert "Good" not in shown


@pytest.fixture
def dispatcher(world, client):
    person = build.user()
    build.grant(
        person,
        "enforcement.view_dispatchrule",
        "enforcement.change_dispatchrule",
        "enforcement.view_task",
        "registry.view_region",
        "registry.view_officer",
        department=world.own,
    )
    client.force_login(person)
    return person


def test_a_rule_is_previewed_before_it_holds_and_kept(world, client, dispatcher):
    task = waiting(world)
    data = {
        "name": "Drains", "department": str(world.own.pk), "priority": "5", "line": "",
        "officers": [str(each.pk) for each in world.officers],
    }  # fmt: skip
    url = reverse("enforcement:rule-new")
    assert client.get(url).status_code == 200
    looked = client.post(url, data | {"preview": "1"})
    assert looked.status_code == 200
    assert [each.task for each in looked.context["preview"]] == [task]
    assert {each.pk for each in looked.context["preview"][0].officers} == {
        each.pk for each in world.officers
    }
    assert not DispatchRule.objects.exists()
    kept = client.post(url, data)
    assert kept.status_code == 302
    rule = DispatchRule.objects.get()
    assert set(rule.officers.all()) == set(world.officers)
    assert client.get(kept["Location"]).context["preview"][0].task == task
    assert (
        client.post(kept["Location"], data | {"priority": "7", "officers": []}).status_code == 302
    )
    rule.refresh_from_db()
    assert (rule.priority, rule.officers.count()) == (7, 0)


def test_a_rule_of_others_is_not_theirs_to_write(world, client, dispatcher):
    data = {"name": "x", "department": str(build.department().pk), "priority": "5"}
    assert client.post(reverse("enforcement:rule-new"), data).status_code == 422
    foreign = build.dispatch_rule()
    assert client.get(reverse("enforcement:rule-detail", args=[foreign.pk])).status_code == 404
    assert DispatchRule.objects.in_force().count() == 1
