"""Tasks on the desk: what the list shows to whom, one record page, the dispatcher's acts."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from enforcement import services
from enforcement.choices import TASK_FLOW, DeskReason, Lateness, ListFault, TaskKind, TaskState
from enforcement.models import Task
from tests import build
from tests.enforcement.conftest import told

pytestmark = pytest.mark.django_db

LIST, DESK = "/tasks/", "/tasks/desk/"
DISPATCHER = ("view_task", "view_inspection", "view_evidence", "dispatch_task")


def staff(world, *permissions, department=None):
    user = build.user()
    build.grant(
        user,
        *(f"enforcement.{each}" for each in permissions),
        department=department or world.top,
    )
    return user


@pytest.fixture
def english(client):
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def desk(english, world):
    """The dispatcher's browser."""
    english.force_login(staff(world, *DISPATCHER))
    return english


@pytest.fixture
def head(english, world):
    """The browser of the head of the department."""
    english.force_login(staff(world, "view_task", "view_inspection", "approve_task"))
    return english


def at(task, step=""):
    return reverse(f"enforcement:task-{step or 'detail'}", args=[task.pk])


def listed(client, query=None, where=LIST):
    page = client.get(where, query or {})
    assert page.status_code == 200
    return {line.key for line in page.context["list"].lines}


def keys(*tasks):
    return {str(task.pk) for task in tasks}


class TestList:
    def test_it_shows_what_lies_in_the_scope(self, desk, world):
        mine = world.task()
        build.task()
        assert listed(desk) == keys(mine)

    def test_filters(self, desk, world):
        look = world.task()
        visit = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
        late = world.task(TaskState.ACCEPTED)
        Task.objects.filter(pk=late.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
        early = world.task(TaskState.ACCEPTED, TaskKind.OFF_SITE)
        Task.objects.filter(pk=early.pk).update(due_at=timezone.now() + dt.timedelta(days=9))
        done = world.task(TaskState.CLOSED, TaskKind.SERVICE)
        assert listed(desk, {"kind": "on_site"}) == keys(visit)
        assert listed(desk, {"kind": ["on_site", "service"]}) == keys(visit, done)
        assert listed(desk, {"state": "dispatched"}) == keys(look)
        assert listed(desk, {"lateness": "late"}) == keys(late)
        assert listed(desk, {"lateness": "soon"}) == keys(look, visit)
        assert listed(desk, {"lateness": "on_time"}) == keys(early)
        assert len(listed(desk, {"q": world.subject.code})) == 5
        assert listed(desk, {"q": "no such thing"}) == set()

    def test_by_department_and_region_below(self, world, english):
        user = staff(world, "view_task")
        build.grant(user, "registry.view_department", "registry.view_region")
        english.force_login(user)
        task = world.task()
        other = build.task(department=build.department(world.city))
        assert listed(english) == keys(task, other)
        assert listed(english, {"department": world.own.pk}) == keys(task)
        assert listed(english, {"department": world.city.pk}) == keys(task, other)
        assert listed(english, {"region": world.place.pk}) == keys(task)

    def test_mine(self, world, english):
        officer = world.officers[0]
        build.grant(officer.user, "enforcement.view_task", department=world.own)
        english.force_login(officer.user)
        mine, other = world.task(), build.task(world.officers[1], department=world.own)
        assert listed(english, {"mine": "true"}) == keys(mine)
        assert listed(english, {"mine": "false"}) == keys(other)

    def test_cancelling_many_takes_a_reason(self, desk, world):
        tasks = [world.task(), world.task(TaskState.CLOSED)]
        form = {"do": "bulk", "action": "cancel", "row": [str(each.pk) for each in tasks]}
        desk.post(LIST, form)
        assert told(tasks[0]) == []
        desk.post(LIST, form | {"reason": "raised twice"})
        assert told(tasks[0]) == ["cancelled"]
        assert told(tasks[1]) == []

    def test_the_number_of_queries_does_not_grow(self, desk, world, django_assert_max_num_queries):
        for state in TaskState.values:
            world.task(state, TaskKind.ON_SITE)
            world.verify()
        for where in (LIST, DESK):
            with django_assert_max_num_queries(14):
                assert len(listed(desk, where=where)) > 5 or where == DESK

    def test_export(self, desk, world):
        world.task()
        page = desk.get(LIST, {"export": "csv"})
        assert world.subject.name in b"".join(page.streaming_content).decode()


class TestRecord:
    @pytest.mark.parametrize("kind", TaskKind.values)
    def test_a_page_in_every_state(self, desk, world, kind):
        for state in TASK_FLOW[kind]:
            page = desk.get(at(world.task(state, kind)))
            assert page.status_code == 200, (kind, state)
            after = TASK_FLOW[kind][state]
            assert ("cancel_form" in page.context) == (TaskState.CANCELLED in after)
            assert ("dispatch_form" in page.context) == bool(
                {TaskState.DISPATCHED, TaskState.RETURNED} & after
            )

    def test_it_begins_with_the_facts_and_folds_away_what_gives_it_to_others(self, desk, world):
        page = desk.get(at(world.task(TaskState.ACCEPTED))).content.decode()
        facts, change = page.index(">Facts<"), page.index(">Give it to others<")
        assert facts < change
        folded = page.rindex("<details", 0, change)
        assert "</details>" not in page[folded:change]
        assert " open" not in page[folded : page.index(">", folded)]
        new = desk.get(at(world.task(TaskState.DRAFTED))).content.decode()
        assert new.index(">Facts<") < new.index(">Who goes?<")
        assert "Give it to others" not in new

    def test_answers_line_by_line_with_the_ones_sent_back(self, desk, world):
        task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
        content = services.Submission(
            answers=world.answers("failed", "passed"),
            notes={world.items[0].pk: "no grate"},
            outcome="refer_to_case",
            finding="confirmed",
        )
        by = [officer.user for officer in world.officers]
        for number in range(2):
            made = services.submit(task, inspection=build.ids(), content=content, by=by[0])
            if number == 0:
                services.send_back(task, inspection=made.pk, by=by[1], reason="Look again.")
        text = desk.get(at(task)).content.decode()
        assert text.count("no grate") == 2
        assert text.count("Answer that was sent back") == 1
        assert "correcting on the spot is not enough" in text
        assert "Look again." in text

    def test_the_answer_is_for_those_who_may_see_it(self, world, english):
        task = world.task(TaskState.ACCEPTED)
        content = services.Submission(
            answers=world.answers("passed"), finding="false", note="A secret."
        )
        services.submit(task, inspection=build.ids(), content=content, by=world.officers[0].user)
        english.force_login(staff(world, "view_task"))
        assert "A secret." not in english.get(at(task)).content.decode()
        english.force_login(world.officers[1].user)
        assert "A secret." in english.get(at(task)).content.decode()

    def test_strangers_find_nothing(self, world, english):
        task = world.task()
        english.force_login(build.user())
        assert english.get(at(task)).status_code == 404
        assert english.get(LIST).status_code == 403
        assert english.get(DESK).status_code == 403
        english.force_login(staff(world, *DISPATCHER, department=build.department()))
        assert english.get(at(task)).status_code == 404
        for step in ("dispatch", "cancel", "retry"):
            assert english.post(at(task, step)).status_code == 404

    def test_colleagues_without_the_right_are_refused(self, world, english):
        task = world.task()
        english.force_login(staff(world, "view_task"))
        for step in ("approve", "dispatch", "cancel", "retry"):
            assert english.post(at(task, step)).status_code == 403
        page = english.get(at(task))
        for form in ("approval_form", "dispatch_form", "cancel_form"):
            assert form not in page.context

    def test_links_lead_to_the_phone_for_its_officers_only(self, world, desk):
        task = world.task()
        phone = reverse("enforcement:pocket-task", args=[task.pk])
        assert phone not in desk.get(at(task)).content.decode()
        desk.force_login(world.officers[0].user)
        assert phone in desk.get(at(task)).content.decode()


class TestDesk:
    def test_it_shows_what_waits_and_why(self, desk, world):
        world.task()
        for officer in world.officers:
            officer.roster.all().delete()
        waiting = world.verify()
        assert listed(desk, where=DESK) == keys(waiting)
        assert "too few officers fit" in desk.get(DESK).content.decode()
        assert listed(desk, {"desk_reason": DeskReason.RETURNED}, where=DESK) == set()

    def test_it_says_who_fits_and_why_others_do_not(self, desk, world):
        build.officer(department=world.own, lines=["gas"])
        build.officer(department=world.own, certificate_no=None, valid=None)
        build.officer(department=world.own, on_duty=False)
        world.officers[0].roster.all().delete()
        text = desk.get(at(world.verify())).content.decode()
        assert "other line of business" in text
        assert "no valid certificate today" in text
        assert text.count("(may be called in)") == 2
        assert text.count("disabled") == 4

    def test_sending_it_out(self, desk, world):
        world.officers[0].roster.all().delete()
        task = world.verify()
        lead, second = world.officers
        form = {"lead": lead.pk, "second": second.pk, "next": DESK}
        page = desk.post(at(task, "dispatch"), form)
        assert page.status_code == 422
        assert "say why you call them in" in page.content.decode()
        page = desk.post(at(task, "dispatch"), form | {"reason": "flooding"})
        assert (page.status_code, page.url) == (302, DESK)
        assert Task.objects.get(pk=task.pk).state == TaskState.DISPATCHED
        assert told(task)[-1] == "dispatched"

    def test_a_choice_that_does_not_fit_is_said_at_its_field(self, desk, world):
        task = world.task(TaskState.RETURNED, TaskKind.ON_SITE)
        lead = world.officers[0]
        for form, words in [
            ({"lead": lead.pk}, "two officers"),
            ({"lead": lead.pk, "second": lead.pk}, "different officers"),
            ({"lead": build.officer().pk}, "valid choice"),
            ({}, "required"),
        ]:
            page = desk.post(at(task, "dispatch"), form)
            assert page.status_code == 422
            assert words in page.content.decode()

    def test_giving_it_to_others_takes_a_reason(self, desk, world):
        task = world.task(TaskState.ACCEPTED)
        third = build.officer(department=world.own)
        assert desk.post(at(task, "dispatch"), {"lead": third.pk}).status_code == 422
        desk.post(at(task, "dispatch"), {"lead": third.pk, "reason": "kinship"})
        assert told(task) == ["returned", "dispatched"]

    def test_it_never_leads_to_another_site(self, desk, world):
        task = world.task()
        form = {"reason": "raised twice", "next": "https://evil.example/"}
        assert desk.post(at(task, "cancel"), form).url == at(task)

    def test_the_head_approves_what_no_standing_approval_covers(self, head, world):
        world.approval.daily_limit = 0
        world.approval.save()
        task = world.verify()
        page = head.get(at(task))
        assert "approval_form" in page.context
        assert "dispatch_form" not in page.context
        assert head.post(at(task, "approve"), {"basis": ""}).status_code == 422
        assert head.post(at(task, "approve"), {"basis": "red warning"}).status_code == 302
        assert Task.objects.get(pk=task.pk).state == TaskState.DISPATCHED

    def test_the_dispatcher_cannot_approve(self, desk, world):
        world.approval.daily_limit = 0
        world.approval.save()
        assert desk.post(at(world.verify(), "approve"), {"basis": "x"}).status_code == 403


class TestOutsideTheList:
    @pytest.fixture
    def waiting(self, world):
        world.claim.state = "ended"
        world.claim.save()
        return world.verify()

    def test_it_says_what_is_wrong_and_whom_to_ask(self, desk, world, waiting):
        text = desk.get(at(waiting)).content.decode()
        assert str(ListFault.NOT_CLAIMED.label) in text
        assert f"Ask {world.own.name}" in text

    def test_the_matter_is_for_its_own_department_to_mend(self, desk, world):
        world.version.state = "revoked"
        world.version.save()
        assert f"Ask {world.top.name}" in desk.get(at(world.verify())).content.decode()

    def test_trying_again_too_early_says_so_in_one_sentence(self, desk, waiting):
        page = desk.post(at(waiting, "retry"))
        assert page.status_code == 422
        assert "Nobody has claimed" in page.content.decode()
        assert told(waiting) == ["drafted"]

    def test_once_the_list_is_in_order_the_inspection_goes_out(self, desk, world, waiting):
        world.claim.state = "claimed"
        world.claim.save()
        page = desk.post(at(waiting, "retry"))
        made = Task.objects.get(kind=TaskKind.ON_SITE)
        assert page.url == at(made)
        assert made.origin == waiting.origin
        assert told(made) == ["drafted", "approved", "dispatched"]
        assert told(waiting) == ["drafted", "retried"]
        assert Task.objects.get(pk=waiting.pk).state == TaskState.CANCELLED

    def test_other_work_cannot_be_tried_again(self, desk, world):
        assert desk.post(at(world.task(), "retry")).status_code == 409


def test_lateness_is_a_look_at_the_clock():
    now = timezone.now()
    for hours, expected in [(-1, Lateness.LATE), (1, Lateness.SOON), (48, Lateness.ON_TIME)]:
        task = Task(kind=TaskKind.FACT_CHECK, due_at=now + dt.timedelta(hours=hours))
        assert task.lateness == expected
    assert Task(kind=TaskKind.FACT_CHECK, state=TaskState.CLOSED, due_at=now).lateness == ""


class TestInterface:
    def test_it_answers_with_the_same_filters_and_scope(self, desk, world):
        task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
        world.task()
        build.task()
        page = desk.get("/api/v1/tasks/", {"kind": "on_site"}).json()
        assert [each["id"] for each in page["results"]] == [str(task.pk)]
        one = desk.get(f"/api/v1/tasks/{task.pk}/").json()
        assert one["matter"] == world.version.matter.code
        assert one["department"] == world.own.code
        assert one["outcome"] is None
        assert len(desk.get("/api/v1/tasks/").json()["results"]) == 2

    def test_strangers(self, world, english):
        task = world.task()
        assert english.get("/api/v1/tasks/").status_code in (401, 403)
        english.force_login(build.user())
        assert english.get("/api/v1/tasks/").status_code == 403
        english.force_login(staff(world, "view_task", department=build.department()))
        assert english.get(f"/api/v1/tasks/{task.pk}/").status_code == 404
