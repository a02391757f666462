"""``load_demo`` makes a portal to try: all landed, everybody able to log in, somebody on duty."""

import datetime as dt
import stat

import pytest
import time_machine
from django.utils import timezone

from common.models import User
from enforcement.models import Draw, StandingApproval, Task
from enforcement.services.dispatching import choose
from enforcement.services.officers import acting_departments
from matters.models import (
    Article,
    ChecklistVersion,
    Claim,
    ClaimTally,
    Evaluation,
    MatterVersion,
    Refusal,
)
from registry.models import Department, Region, Reorganisation, Roster, Subject
from registry.roles import ROLES
from risk.models import RuleVersion
from supervision_portal.demo import accounts, files

COUNTED = (Region, Department, User, Subject, MatterVersion, ChecklistVersion, Claim, Roster)


@pytest.fixture
def book(tmp_path, monkeypatch):
    path = tmp_path / "var" / "demo-accounts.txt"
    monkeypatch.setattr(accounts, "BOOK", path)
    return path


def counts():
    return [model.objects.count() for model in COUNTED]


def passwords(book):
    """Return the password of each role's account as the book has it."""
    lines = [line.split("  ") for line in book.read_text().splitlines()[1 : 1 + len(ROLES)]]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    return {line[2]: line[3] for line in cells}


def test_it_lands_everything_once(shell, book, django_assert_max_num_queries):
    shell("load_demo")
    assert "demo loaded" in shell.out[-2]
    assert (
        not MatterVersion.objects.filter(matter__list_code="ZJ-DEMO")
        .exclude(state="published")
        .exists()
    )
    assert StandingApproval.objects.count() == 16
    assert RuleVersion.objects.get().state == "published"
    refusals = Refusal.objects.order_by("reason")
    assert [each.reason for each in refusals] == ["object_absent", "other"]
    assert all(each.note for each in refusals)
    assert ClaimTally.objects.filter(refused__gt=0).count() == 2
    assert set(Evaluation.objects.values_list("state", flat=True)) == {"open", "done"}
    assert Reorganisation.objects.get().state == "planned"
    assert Article.objects.exclude(text_en="").filter(kind="article").count() >= 10
    listed = MatterVersion.objects.filter(state="published")
    assert_three_people_with_the_right_published(listed)
    assert_two_officers_are_on_duty(timezone.now())
    assert_two_officers_are_on_duty(timezone.now() + dt.timedelta(days=20))
    assert_one_draw_is_done_and_one_waits()
    before = counts()
    with django_assert_max_num_queries(160):  # roles, mark, accounts, roster
        shell("load_demo")
    assert "demo is current: 0 new accounts, 0 turns of duty" in shell.out[-2]
    shell("load_demo", again=True)
    landed = [line for line in shell.out if " created, " in line]
    assert len(landed) == 21
    assert all("0 created, 0 updated, " in line for line in landed)
    assert counts() == before


def test_everybody_has_a_password_that_only_the_book_knows(shell, book, caplog):
    shell("load_demo")
    assert stat.S_IMODE(book.stat().st_mode) == 0o600
    known = passwords(book)
    assert len(known) == len(ROLES)
    for name, password in known.items():
        assert User.objects.get(username=name).check_password(password)
        assert password not in "\n".join(shell.out) + shell.err + caplog.text
    shared = book.read_text().splitlines()[-1].split()[-1]
    assert User.objects.get(username="feng.du").check_password(shared)
    assert not User.objects.filter(password__startswith="!").exists()
    book.unlink()
    shell("load_demo")
    new = passwords(book)
    assert new.keys() == known.keys()
    assert not set(new.values()) & set(known.values())
    assert User.objects.get(username="chen.wei").check_password(new["chen.wei"])


def assert_three_people_with_the_right_published(versions):
    for version in versions:
        steps = {
            version.drafted_by: "matters.add_matterversion",
            version.reviewed_by: "matters.review_matterversion",
            version.published_by: "matters.legal_review_matterversion",
        }
        assert len(steps) == 3
        for pk, perm in steps.items():
            allowed = MatterVersion.objects.allowed(User.objects.get(pk=pk), perm)
            assert allowed.filter(pk=version.pk).exists()


def assert_two_officers_are_on_duty(moment):
    gauges = Subject.objects.filter(labels__contains=["rain_gauge"])
    top = Department.objects.get(code=files.OWNER)
    for region in Region.objects.filter(pk__in=gauges.values("region")):
        acting = acting_departments(top, line="drainage", region=region)[0]
        place = gauges.filter(region=region).first()
        visit = Task(
            kind="on_site", subject=place, department=acting, region=region, line="drainage"
        )
        with time_machine.travel(moment, tick=False):
            assert len(choose(visit).officers) == 2


def assert_one_draw_is_done_and_one_waits():
    done, waiting = Draw.objects.order_by("number")
    assert (done.state, waiting.state, waiting.source) == ("confirmed", "committed", "lottery")
    tasks = Task.objects.of_origin(done.origin)
    assert {(each.state, each.inspections.get().outcome) for each in tasks} == {
        ("closed", "passed")
    }
