"""An interest, an expired certificate, a cap, an unclaimed matter: each refused in words."""

import datetime as dt

import pytest

from common import workdays
from common.errors import RuleError
from enforcement import services
from enforcement.choices import TaskKind, TaskState
from enforcement.services import dispatching
from enforcement.services.making import Order, make
from tests import build

pytestmark = pytest.mark.usefixtures("in_english")


def approved(world):
    """An approved inspection that waits for officers."""
    return build.task(
        kind=TaskKind.ON_SITE, state=TaskState.APPROVED, department=world.own,
        subject=world.subject, matter_version=world.version, claim=world.claim,
        checklist_version=world.form,
    )  # fmt: skip


def send(task, world):
    lead, second = world.officers
    return services.dispatch(task, lead=lead, second=second, by=build.user(), reason="now")


def test_an_interest_declared(world):
    task = approved(world)
    build.conflict(world.officers[0], world.subject)
    with pytest.raises(RuleError, match="does not fit: declared an interest in this subject"):
        send(task, world)
    assert "declared an interest" in dispatching.choose(task).why


def test_a_certificate_that_has_expired(world):
    task = approved(world)
    yesterday = workdays.today() - dt.timedelta(days=1)
    officer = world.officers[1]
    officer.valid = build.ended(yesterday)
    officer.save()
    with pytest.raises(RuleError, match=f"certificate ended on {yesterday}"):
        send(task, world)


def test_a_cap_that_is_reached(world):
    build.visit_cap(world.own)
    send(approved(world), world)
    with pytest.raises(RuleError) as refused:
        send(approved(world), world)
    assert "year" in str(refused.value)


def test_a_matter_that_nobody_has_claimed(world):
    order = Order(
        kind=TaskKind.ON_SITE,
        subject=world.subject,
        department=world.own,
        due_at=workdays.end_of(workdays.today()),
        matter=build.matter_version(department=world.top).matter,
        checklist=world.form.checklist,
    )
    with pytest.raises(RuleError) as refused:
        make(order, by=build.user())
    assert "claim" in str(refused.value)
