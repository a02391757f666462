"""The desk in a real browser: the list, the desk, a task and the page behind the entry code."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from enforcement import services
from enforcement.choices import TaskKind, TaskState
from enforcement.models import Task
from tests import build
from tests.enforcement.conftest import look_over, shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dispatcher(world):
    user = build.user()
    for codename in ("view_task", "view_inspection", "view_evidence", "dispatch_task"):
        build.grant(user, f"enforcement.{codename}", department=world.top)
    build.grant(user, "common.view_event", "common.view_chain")
    return user


@pytest.fixture
def answered(world):
    task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
    content = services.Submission(
        answers=world.answers("failed", "passed"),
        notes={world.items[0].pk: "The pump does not run."},
        outcome="refer_to_case",
        finding="confirmed",
    )
    services.submit(task, inspection=build.ids(), content=content, by=world.officers[0].user)
    return task


@pytest.fixture
def waiting(world):
    """A visit for which one officer is off duty, and several do not fit."""
    world.officers[0].roster.all().delete()
    build.officer(department=world.own, lines=["gas"])
    build.officer(department=world.own, certificate_no=None, valid=None)
    return world.verify()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_accessible_and_fit(world, dispatcher, answered, waiting, opened, width):
    world.claim.state = "ended"
    world.claim.save()
    outside = world.verify()
    paths = {
        "list": "/tasks/",
        "desk": "/tasks/desk/",
        "waiting": waiting.get_absolute_url(),
        "answered": answered.get_absolute_url(),
        "outside": outside.get_absolute_url(),
    }
    for name, path in paths.items():
        page = opened(dispatcher, path, width=width, check=True)
        shot(page, f"desk-{name}-{width}")
        look_over(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_at_the_door(world, opened, width):
    task = world.verify()
    path = reverse("enforcement:entry-verify", args=[task.entry_code.code])
    page = opened(build.user(), path, width=width, check=True)
    shot(page, f"door-{width}")
    look_over(page)


def test_from_the_desk_to_the_officers_without_leaving_the_list(world, dispatcher, waiting, opened):
    page = opened(dispatcher, "/tasks/desk/")
    page.get_by_role("button", name="Quick look").click()
    form = page.locator("dialog form[action$='/dispatch/']")
    expect(form).to_be_visible()
    shot(page, "desk-drawer")
    first, second = world.officers
    form.locator(f"[name=lead][value='{second.pk}']").check()
    form.locator(f"[name=second][value='{first.pk}']").check()
    form.locator("textarea").fill("Flooding; called in.")
    form.get_by_role("button", name="Send it out").click()
    expect(page.get_by_text("The officers are told.")).to_be_visible()
    expect(page.get_by_text("Everything has gone out")).to_be_visible()
    assert page.url.endswith("/tasks/desk/")
    assert Task.objects.get(pk=waiting.pk).state == TaskState.DISPATCHED
