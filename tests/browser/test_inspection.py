"""An inspection from the plan to the public record, each step by its own person on its own page."""

import datetime as dt
import os
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from common.models import User
from common.workdays import today
from enforcement.choices import PlanState, TaskState
from enforcement.choices.rectifications import RectificationState
from enforcement.models import Document, Draw, Inspection, Plan, Rectification, Task
from enforcement.rules.plans import Stratum
from registry.choices import SubjectKind
from supervision_portal.disclosure.models import PublicDraw, PublicRecord
from tests import build
from tests.enforcement.conftest import folder, look_over, world  # noqa: F401 (fixtures)
from tests.test_loop import drain

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
SHOTS = os.environ.get("SHOTS", "")
SECRETS = ("plum rain", "梅雨")
SEE = (
    "enforcement.view_plan enforcement.view_draw enforcement.view_task enforcement.view_document "
    "enforcement.view_evidence "
    "enforcement.view_inspection enforcement.view_rectification matters.view_matterversion "
    "registry.view_subject"
)
PEOPLE = {
    "planner": "enforcement.add_plan enforcement.change_plan",
    "lawyer": "enforcement.legal_review_plan",
    "head": "enforcement.approve_plan enforcement.publish_plan enforcement.confirm_draw "
    "enforcement.approve_task enforcement.issue_document",
    "operator": "enforcement.run_draw",
    "witness": "enforcement.witness_draw",
    "other": "enforcement.witness_draw",
}


@pytest.fixture
def language() -> str:
    return "zh-hans"  # that of the officers; other tests open these pages in both


@pytest.fixture
def people(world) -> dict[str, User]:  # noqa: F811
    found = {name: build.user() for name in PEOPLE}
    for name, person in found.items():
        build.grant(person, *f"{SEE} {PEOPLE[name]}".split(), department=world.top)
    return found


@pytest.fixture
def plan(world, people) -> Plan:  # noqa: F811
    """The draft of a plan over three firms of one class, of which one is to be drawn."""
    for _each in range(3):
        build.subject(
            kind=SubjectKind.ENTERPRISE,
            region=world.place,
            risk_class="C",
            lines=["drainage"],
            name=f"Firm {build.number()}",
        )
    ratios = [
        Stratum("A", "no_disturb", Decimal(0), 0),
        *(Stratum(grade, "random", Decimal("0.3"), 1) for grade in ("B", "C", "D", "")),
    ]
    matters = [(world.version.matter, world.form.checklist)]
    world.form.checklist.matters.add(world.version.matter)
    return build.plan(world.own, by=people["planner"], matters=matters, ratios=ratios)


def shoot(page: Page, name: str) -> None:
    look_over(page)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"inspection-{name}.png", full_page=True)


def send(page: Page, action: str, **fields: str) -> None:
    """Fill in one form of a page and send it; a question that is asked is agreed to."""
    form = page.locator(f"form[action$='{action}']")
    form.evaluate("form => form.closest('details')?.setAttribute('open', '')")
    for name, value in fields.items():
        field = form.locator(f"[name='{name.replace('__', '-')}']")
        if field.first.get_attribute("type") == "radio":
            form.locator(f"[name='{name}'][value='{value}']").check(force=True)
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        form.locator("button").last.click()
        if page.locator("dialog[open] [value=yes]").count():
            page.locator("dialog[open] [value=yes]").click()


def answer(page: Page, task: Task, picture: Path, *, failed: int = 0, **outcome: str) -> None:
    """Accept, arrive, answer line by line on the phone, and submit."""
    page.locator("form[action$='/accept/'] button").click()
    page.locator("form[action$='/arrive/'] button").click()
    expect(page.locator("[data-next]").first).to_be_attached()
    for line in (1, 2, 3):
        box = page.locator(f"#id_line_{line}")
        if not box.count():
            continue
        value = "failed" if line == failed else "passed"
        box.locator(".choice", has=page.locator(f"[value={value}]")).click()
        if line == failed:
            box.locator("textarea").fill("The drain is blocked.")
            box.locator("input[type=file]").set_input_files(picture)
            expect(box.locator(".photos img")).to_have_count(1)
        page.locator("[data-next]").click()
    for field, value in outcome.items():
        if field == "outcome":
            page.locator(f"#id_{field} .choice", has=page.locator(f"[value={value}]")).click()
        else:
            page.locator(f"[name={field}]").fill(value)
    look_over(page)
    with page.expect_navigation():
        page.locator("[data-submit]").click()
        page.locator("dialog [value=yes]").click()


def visit(opened, task: Task, picture: Path, name: str, **answers: str | int) -> None:
    """Let both officers of a task do it on their phones."""
    lead, second = [each.officer.user for each in task.assignments.order_by("position")]
    page = opened(f"/pocket/tasks/{task.pk}/", lead, PHONE)
    answer(page, task, picture, **answers)
    page = opened(f"/pocket/tasks/{task.pk}/", second, PHONE)
    shoot(page, f"{name}-confirm")
    page.locator("form[action*='/confirm/'] button").click()
    with page.expect_navigation():
        page.locator("dialog [value=yes]").click()
    drain()


def test_from_the_plan_to_the_public_record(opened, plan, people, tmp_path):
    picture = tmp_path / "drain.jpg"
    picture.write_bytes(build.photo((800, 600)))

    # The plan: written, reviewed, approved, published, begun.
    day = today().isoformat()
    approval = {"approve__approved_on": day, "approve__body": "County", "approve__level": "4"}
    for step, who, fields in (
        ("submit", "planner", {}),
        ("pass", "lawyer", {}),
        ("approve", "head", approval),
        ("publish", "head", {}),
        ("start", "head", {}),
    ):
        page = opened(plan.get_absolute_url(), people[who])
        send(page, f"/{step}/", **fields)
    shoot(page, "1-plan")
    plan.refresh_from_db()
    assert plan.state == PlanState.RUNNING

    # The draw: frozen, sealed by two, committed, opened, drawn, confirmed.
    page = opened(f"/tasks/draws/new/?plan={plan.pk}", people["operator"])
    with page.expect_navigation():
        page.locator("main form button.btn-primary").click()
    draw = Draw.objects.get()
    for who, word in zip(("witness", "other"), SECRETS, strict=True):
        page = opened(draw.get_absolute_url(), people[who])
        send(page, "/word/", text=sha256(word.encode()).hexdigest())
    page = opened(draw.get_absolute_url(), people["operator"])
    send(page, "/commit/", source="witnesses")
    drain()
    for who, word in zip(("witness", "other"), SECRETS, strict=True):
        page = opened(draw.get_absolute_url(), people[who])
        send(page, "/word/", text=word)
    page = opened(draw.get_absolute_url(), people["operator"])
    send(page, "/run/")
    page = opened(draw.get_absolute_url(), people["head"])
    send(page, "/confirm/", basis="As drawn")
    shoot(page, "2-draw")
    drain()

    # The visit: its task went out to the officers drawn; one line is not in order.
    task = Task.objects.get()
    assert (task.state, task.plan) == (TaskState.DISPATCHED, plan)
    due = (today() + dt.timedelta(days=10)).isoformat()
    visit(opened, task, picture, "3-visit", failed=3, outcome="rectify_by", rectify_by=due)
    order = Rectification.objects.get()
    page = opened(task.get_absolute_url(), people["head"])
    send(page, "/documents/order/")
    shoot(page, "4-task")
    assert Document.objects.get().content["lines"][0]["note"] == "The drain is blocked."

    # The firm reports by its link, without an account.
    page = opened(f"/public/orders/{order.token}/", None, PHONE)
    page.locator("[name=text]").fill("The drain is clear again.")
    page.locator("input[type=file]").first.set_input_files(picture)
    shoot(page, "5-order")
    with page.expect_navigation():
        page.locator("main form button.btn-primary").click()
    drain()

    # The recheck looks at that line alone and finds it corrected.
    order.refresh_from_db()
    page = opened(order.recheck.get_absolute_url(), people["head"])
    send(page, "/approve/", basis="Recheck of the order")
    recheck = Task.objects.get(pk=order.recheck_id)
    assert recheck.state == TaskState.DISPATCHED
    visit(opened, recheck, picture, "6-recheck", outcome="passed")
    order.refresh_from_db()
    assert order.state == RectificationState.VERIFIED
    page = opened(order.get_absolute_url(), people["head"])
    shoot(page, "7-corrected")

    # Everybody reads the results, and sees by its proof that the firm was drawn.
    assert Inspection.objects.count() == PublicRecord.objects.count() == 2
    record = PublicRecord.objects.order_by("result_on", "pk").first()
    page = opened(f"/public/results/{record.code}/")
    expect(page.locator("main")).to_contain_text(record.subject)
    expect(page.locator("main")).not_to_contain_text("The drain is blocked.")
    shoot(page, "8-public")
    page = opened(PublicDraw.objects.get().get_absolute_url())
    expect(page.locator("main")).to_contain_text(task.subject.code)
    page.locator("[data-module=redraw] button").click()
    page.wait_for_selector("[data-module=redraw][data-outcome=proved]")
    shoot(page, "9-draw")
