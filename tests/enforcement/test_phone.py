"""The phone page in a real browser: one line at a time, photos at once, drafts that survive."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from enforcement.choices import TaskKind, TaskState
from enforcement.models import EntryCode, Evidence, Task
from tests import build
from tests.enforcement.conftest import look_over, shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phones(world, opened):
    """Return a function that opens a page as one of the officers, on a phone of 360 pixels."""

    def open_(number, task=None, **options):
        at = reverse("enforcement:pocket-task", args=[task.pk]) if task else "/pocket/online/"
        user = world.officers[number].user
        return opened(user, at, width=360, has_touch=True, **options)

    return open_


def choose(page, line, result):
    page.locator(f"#id_line_{line} .choice", has=page.locator(f"[value={result}]")).click()


def pick(page, field, value):
    page.locator(f"#id_{field} .choice", has=page.locator(f"[value={value}]")).click()


def test_a_visit_from_accepting_to_the_confirmed_answer(world, phones, tmp_path):
    task = world.task(TaskState.DISPATCHED, TaskKind.ON_SITE)
    EntryCode.objects.create(task=task, code="7K3F-9QHD-2MXP-WT4C")
    page = phones(0)
    shot(page, "01-today")
    page.get_by_role("link", name=str(world.subject)).click()
    shot(page, "02-accept")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("7K3F-9QHD-2MXP-WT4C")).to_be_visible()
    shot(page, "03-arrive")
    page.get_by_role("button", name="We are there").click()

    # One line at a time; the photo is with the portal before anything is submitted.
    expect(page.locator("#id_line_2")).to_be_hidden()
    shot(page, "04-line")
    choose(page, 1, "failed")
    page.locator("#id_line_1 textarea").fill("The pump does not run.")
    picture = tmp_path / "pump.jpg"
    picture.write_bytes(build.photo((800, 600)))
    page.locator("#id_line_1 input[type=file]").set_input_files(picture)
    expect(page.locator("#id_line_1 .photos img")).to_have_count(1)
    assert Evidence.objects.get().item == world.items[0]
    shot(page, "05-failed")
    page.get_by_role("button", name="Next").click()
    choose(page, 2, "passed")

    # The browser is closed in the middle: what was typed comes back.
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_text("What you had filled in on this phone is back.")).to_be_visible()
    expect(page.locator("#id_line_3")).to_be_visible()
    shot(page, "06-restored")
    page.get_by_role("button", name="Next").click()

    # An open line is named, and its number leads there.
    page.locator("[data-go=id_line_3]").click()
    choose(page, 3, "not_applicable")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#id_outcome [value=rectify_now]")).to_have_count(0)
    pick(page, "outcome", "rectify_by")
    pick(page, "finding", "confirmed")
    shot(page, "07-conclusion")
    page.locator("[data-submit]").click()
    shot(page, "08-ask")
    page.locator("dialog [value=yes]").click()
    expect(page.get_by_text("The other officer reads it")).to_be_visible()
    shot(page, "09-wait")
    kept = "Object.keys(localStorage).filter((key) => key.startsWith('draft:'))"
    assert page.evaluate(kept) == []

    page = phones(1, task)
    expect(page.get_by_text("The pump does not run.")).to_be_visible()
    shot(page, "10-confirm")
    page.get_by_role("button", name="Confirm").click()
    page.locator("dialog [value=yes]").click()
    expect(page.get_by_text("Nothing is left to do here.")).to_be_visible()
    shot(page, "11-done")
    assert Task.objects.get(pk=task.pk).state == TaskState.CLOSED


def test_errors_lead_to_their_line(world, phones):
    page = phones(0, world.task(TaskState.ACCEPTED))
    for _each in world.items:
        page.get_by_role("button", name="Next").click()
    page.locator("[data-submit]").click()
    page.locator("dialog [value=yes]").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_visible()
    shot(page, "12-errors")
    summary.get_by_role("link").nth(1).click()
    expect(page.locator("#id_line_2")).to_be_visible()
    expect(page.locator("#id_line_1")).to_be_hidden()


def test_it_works_without_script(world, phones):
    task = world.task(TaskState.ACCEPTED)
    page = phones(0, task, script=False)
    for line in (1, 2, 3):
        choose(page, line, "passed")
    pick(page, "finding", "false")
    shot(page, "13-plain")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Nothing is left to do here.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_fit(world, phones, scheme):
    world.subject.name = "Hangzhou Binjiang Deep Foundation Pit Construction Engineering " * 3
    world.subject.save()
    build.task(world.officers[0], subject=world.subject)
    for state in (TaskState.DISPATCHED, TaskState.ACCEPTED, TaskState.ON_SITE):
        task = world.task(state, TaskKind.ON_SITE)
        page = phones(0, task, check=True, color_scheme=scheme)
        shot(page, f"20-{scheme}-{state}")
        look_over(page)
    look_over(phones(0, check=True, color_scheme=scheme))
