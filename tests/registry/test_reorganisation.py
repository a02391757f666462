"""Departments merge, split, are renamed, hand duties over: all that hangs on them goes along."""

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from common import workdays
from common.errors import IllegalMove, RuleError
from enforcement.choices import TaskKind, TaskState
from enforcement.models import Task
from matters.models import Claim
from registry import services
from registry.models import Department, Grant, Officer, Reorganisation
from registry.services import Part
from tests import build

pytestmark = pytest.mark.django_db
TODAY = workdays.today


@pytest.fixture
def bodies():
    top = build.department()
    return build.department(top, lines=["drainage", "gas"]), build.department(top)


@pytest.fixture
def acts(bodies):
    """An open task and a closed one of the old body, with claim, officer and grant."""
    old, _new = bodies
    officer, second = build.officer(department=old), build.officer(department=old)
    task = build.task(officer, second, kind=TaskKind.ON_SITE)
    closed = build.task(
        officer, second, kind=TaskKind.ON_SITE, state=TaskState.CLOSED,
        matter_version=task.matter_version, claim=task.claim,
    )  # fmt: skip
    return task, closed, officer


def plan(kind, *parts, day=None):
    return services.plan_reorganisation(
        kind=kind, day=day or TODAY(), basis="编办〔2026〕1号", parts=parts, by=build.user()
    )


def test_a_merger_takes_everything_along_and_leaves_old_acts(bodies, acts):
    old, new = bodies
    task, closed, officer = acts
    child = build.department(old)
    merger = plan("merge", Part(old, new))
    forecast = {
        label: n for each in services.preview_reorganisation(merger) for label, n in each.counts
    }
    assert sorted(forecast.values()) == [0, 1, 1, 1, 2, 2]
    services.carry_out(merger, by=build.user())
    for each in (old, new, child):
        each.refresh_from_db()
    assert not old.is_in_force(TODAY())
    claim = Claim.objects.exclude(state="ended").get(matter=task.matter_version.matter)
    assert claim.department == new
    assert Task.objects.get(pk=task.pk).department == new
    assert Task.objects.get(pk=closed.pk).department == old
    assert Officer.objects.get(pk=officer.pk).department == new
    assert Grant.objects.in_force().get(user=officer.user).department == new
    assert child.path == f"{new.path}{child.code}/"
    assert "gas" in new.lines
    person = build.user()
    build.grant(person, "enforcement.view_task", department=new)
    assert set(Task.objects.visible_to(person)) == {task, closed}


def test_a_transfer_of_duties_takes_its_line_alone(bodies, acts):
    old, new = bodies
    build.officer(department=old, lines=["gas"])
    services.carry_out(plan("transfer", Part(old, new, lines=("gas",))), by=build.user())
    old.refresh_from_db()
    assert old.is_in_force(TODAY())
    assert old.lines == ["drainage"]
    assert Officer.objects.filter(department=new).count() == 1
    assert Task.objects.get(pk=acts[0].pk).department == old


def test_a_new_name_leaves_the_old_one_to_acts_of_its_days(bodies):
    old, _new = bodies
    name = old.name
    services.carry_out(plan("rename", Part(old, name="住建局", name_en="Housing")), by=build.user())
    old.refresh_from_db()
    assert old.name == "住建局"
    assert old.named_on(TODAY() - dt.timedelta(days=1)) == name
    assert old.named_on(TODAY()) != name


def test_a_split_gives_each_successor_its_lines(bodies):
    old, new = bodies
    other = build.department()
    parts = [Part(old, new, lines=("drainage",)), Part(old, other, lines=("gas",))]
    services.carry_out(plan("split", *parts), by=build.user())
    other.refresh_from_db()
    assert "gas" in other.lines
    with pytest.raises(RuleError):
        plan("split", Part(old, new), Part(old, other))


def test_what_is_planned_is_carried_out_on_its_day_or_called_off(bodies):
    old, new = bodies
    later = plan("merge", Part(old, new), day=TODAY() + dt.timedelta(days=3))
    with pytest.raises(RuleError):
        services.carry_out(later, by=build.user())
    assert services.carry_out_due() == 0
    Reorganisation.objects.update(day=TODAY())
    assert services.carry_out_due() == 1
    with pytest.raises(IllegalMove):
        services.call_off(Reorganisation.objects.get(), by=build.user(), basis="x")


@pytest.mark.parametrize("kind", ["merge", "rename", "transfer"])
def test_a_plan_that_makes_no_sense_is_refused(bodies, kind):
    old, _new = bodies
    for parts in ([], [Part(old, old)], [Part(old)]):
        with pytest.raises(RuleError):
            plan(kind, *parts)


def test_it_is_planned_previewed_and_carried_out_on_the_pages(client, bodies):
    old, new = bodies
    person = build.user()
    build.grant(person, "registry.view_department", "registry.reorganise_department")
    client.force_login(person, backend="registry.grants.GrantBackend")
    values = {
        "kind": "merge", "day": str(TODAY()), "basis": "编办〔2026〕1号",
        "parts-TOTAL_FORMS": "1", "parts-INITIAL_FORMS": "0",
        "parts-0-old": old.pk, "parts-0-new": new.pk,
    }  # fmt: skip
    assert client.get(reverse("registry:reorganise")).status_code == 200
    assert client.post(reverse("registry:reorganise"), values | {"basis": ""}).status_code == 422
    assert client.post(reverse("registry:reorganise"), values).status_code == 302
    made = Reorganisation.objects.get()
    assert client.get(made.get_absolute_url()).status_code == 200
    assert made.basis in client.get(reverse("registry:department-tree")).content.decode()
    client.post(reverse("registry:reorganisation-carry", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == "carried"
    assert client.get(made.get_absolute_url()).status_code == 200
    page = client.get(Department.objects.get(pk=old.pk).get_absolute_url()).content.decode()
    assert new.name in page


def test_standing_approvals_pass_over_with_their_lines(bodies):
    old, new = bodies
    approvals = [
        build.standing_approval(
            old, matter=build.matter_version(department=old, line=build.line(code).pk).matter
        )
        for code in ("drainage", "gas")
    ]
    ended = build.standing_approval(old, valid=build.ended(TODAY() - dt.timedelta(days=1)))
    handed = plan("transfer", Part(old, new, lines=("gas",)))
    with translation.override("en"):
        (forecast,) = services.preview_reorganisation(handed)
    assert dict(forecast.counts)["Standing approvals"] == 1
    services.carry_out(handed, by=build.user())
    for each in (*approvals, ended):
        each.refresh_from_db()
    assert [each.department for each in (*approvals, ended)] == [old, new, old]


def test_an_ended_act_shows_the_name_of_its_day(bodies, acts, client):
    old, _new = bodies
    name = old.name
    task, closed, _officer = acts
    Task.objects.filter(pk=closed.pk).update(changed_at=timezone.now() - dt.timedelta(days=2))
    services.carry_out(plan("rename", Part(old, name="住建局")), by=build.user())
    reader = build.user()
    build.grant(reader, "enforcement.view_task")
    client.force_login(reader)
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    assert f"then {name}" in client.get(closed.get_absolute_url()).content.decode()
    assert f"then {name}" not in client.get(task.get_absolute_url()).content.decode()
