"""Matters give way to others: three people, one transaction, nothing lost on the way."""

import datetime as dt
import threading

import pytest
from django.db import connection

from common.errors import RuleError
from common.models import Event
from matters import services
from matters.models import Claim, Matter, MatterVersion, Reform, Succession
from tests import build

TODAY = dt.date(2026, 11, 23)
TOMORROW = TODAY + dt.timedelta(days=1)


def refused(code):
    return pytest.raises(RuleError, check=lambda error: error.code == code)


@pytest.fixture
def lawyer(staff):
    build.grant(staff.legal, "matters.legal_review_matterversion")
    return staff.legal


@pytest.fixture
def pair(staff):
    """Two matters in force that three bureaus have claimed, the first with a form."""
    versions = [build.matter_version(department=staff.top) for _ in range(2)]
    for bureau in staff.bureaus:
        build.claim(versions[0].matter, bureau)
    build.claim(versions[1].matter, staff.bureaus[0])
    build.checklist().checklist.matters.add(versions[0].matter)
    return versions


@pytest.fixture
def see(staff, lawyer):
    """Take a reform to its approval by three people."""

    def through(reform, **day):
        services.submit_reform(reform, by=staff.drafter)
        services.pass_reform(reform, by=staff.head)
        return services.approve_reform(reform, by=lawyer, **day)

    return through


def propose(staff, kind, olds, **fields):
    fields.setdefault("day", TODAY)
    return services.propose_reform(
        kind, [each.matter for each in olds], reason="重复", by=staff.drafter, **fields
    )


def test_a_merge_carries_claims_and_forms_to_the_matter_that_stays(staff, pair, see):
    first, second = pair
    reform = propose(staff, "merge", pair, keep=[second.matter])
    assert Succession.objects.count() == 0
    see(reform)
    assert reform.state == "carried_out"
    assert Succession.objects.get().new == second.matter
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "published")
    standing = Claim.objects.standing()
    assert not standing.filter(matter=first.matter).exists()
    assert standing.filter(matter=second.matter).count() == 3
    assert second.matter.checklists.count() == 1
    done = Event.objects.get(name="matters.reform_carried_out")
    assert Event.objects.filter(name="matters.claim_carried", cause=done.pk).count() == 2


def test_a_split_publishes_its_successors_with_it(staff, pair, see):
    new = [services.NewMatter("N1", "日常检查"), services.NewMatter("N2", "专项检查")]
    reform = propose(staff, "split", pair[:1], new=new)
    drafts = MatterVersion.objects.filter(matter__in=reform.news.all())
    assert set(drafts.values_list("state", flat=True)) == {"draft"}
    see(reform)
    assert set(drafts.values_list("state", flat=True)) == {"published"}
    for matter in reform.news.all():
        assert matter.claims.standing().count() == 3
        assert matter.checklists.count() == 1
    heirs = Succession.objects.heirs_of_code(pair[0].matter.code)
    assert heirs == set(reform.news.values_list("pk", flat=True))


def test_a_cancelled_matter_loses_its_claims_and_is_not_written_again(staff, pair, see):
    see(propose(staff, "cancel", pair[:1]))
    pair[0].refresh_from_db()
    assert pair[0].state == "revoked"
    assert not pair[0].matter.claims.standing().exists()
    with refused("cancelled"):
        services.draft(pair[0].matter, by=staff.drafter)


def test_it_waits_for_its_day(staff, pair, see, time_machine_at):
    reform = see(propose(staff, "merge", pair, keep=[pair[1].matter], day=TOMORROW))
    assert reform.state == "approved"
    assert services.carry_out_due() == 0
    with refused("in_reform"):
        services.draft(pair[0].matter, by=staff.drafter)
    time_machine_at.shift(dt.timedelta(days=1))
    assert services.carry_out_due() == 1
    assert services.carry_out_due() == 0
    pair[0].refresh_from_db()
    assert (pair[0].state, pair[0].last_day) == ("superseded", TODAY)
    with refused("succeeded"):
        services.draft(pair[0].matter, by=staff.drafter)


def test_the_old_code_leads_through_two_reforms(staff, pair, see):
    third = build.matter_version(department=staff.top)
    see(propose(staff, "merge", pair, keep=[pair[1].matter]))
    see(propose(staff, "merge", [pair[1], third], keep=[third.matter]))
    assert Succession.objects.heirs_of_code(pair[0].matter.code) == {third.matter_id}


def test_three_people_decide(staff, pair, lawyer):
    reform = propose(staff, "merge", pair, keep=[pair[1].matter])
    services.submit_reform(reform, by=staff.drafter)
    with refused("four_eyes"):
        services.pass_reform(reform, by=staff.drafter)
    services.pass_reform(reform, by=staff.head)
    for person in (staff.drafter, staff.head):
        with refused("four_eyes"):
            services.approve_reform(reform, by=person)
    services.approve_reform(reform, by=lawyer)


def test_whoever_approves_decides_for_every_department(staff, see):
    other = build.matter_version()
    own = build.matter_version(department=staff.top)
    reform = propose(staff, "merge", [own, other], keep=[own.matter])
    services.submit_reform(reform, by=staff.drafter)
    services.pass_reform(reform, by=staff.head)
    person = build.user()
    build.grant(person, "matters.legal_review_matterversion", department=staff.top)
    with refused("not_yours"):
        services.approve_reform(reform, by=person)


def test_what_is_no_reform_is_refused(staff, pair):
    with refused("too_few"):
        propose(staff, "merge", pair[:1], keep=[pair[1].matter])
    with refused("no_successor"):
        propose(staff, "split", pair[:1])
    with refused("successor"):
        propose(staff, "cancel", pair[:1], keep=[pair[1].matter])
    with refused("past_day"):
        propose(staff, "cancel", pair[:1], day=TODAY - dt.timedelta(days=1))
    draft = services.draft(pair[0].matter, by=staff.drafter)
    with refused("in_work"):
        propose(staff, "cancel", pair[:1])
    draft.delete()
    propose(staff, "cancel", pair[:1])
    with refused("in_reform"):
        propose(staff, "merge", pair, keep=[pair[1].matter])


def test_a_returned_reform_takes_its_successors_back(staff, pair):
    reform = propose(staff, "merge", pair, new=[services.NewMatter("N1", "合并")])
    services.submit_reform(reform, by=staff.drafter)
    services.return_reform(reform, by=staff.head, basis="名称")
    version = MatterVersion.objects.get(matter__code="N1")
    assert (reform.state, version.state) == ("draft", "draft")


@pytest.mark.django_db(transaction=True)
def test_of_two_reforms_at_once_one_wins(staff, pair):
    codes = []

    def run():
        try:
            propose(staff, "merge", pair, keep=[pair[1].matter])
        except RuleError as error:
            codes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["in_reform"]
    assert Reform.objects.count() == 1
    assert Matter.objects.count() == 2
