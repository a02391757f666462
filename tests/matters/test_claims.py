"""Claims: refusing, renewing, handing down, carrying along; lists with codes of their own."""

import datetime as dt
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction

from common.errors import RuleError
from common.models import Event
from matters import rules, services
from matters.choices import ClaimState
from matters.models import Claim, ClaimTally, ImplementationList, PowerTransfer, Refusal
from registry.choices import Level
from tests import build
from tests.matters.conftest import TODAY

DAY = dt.timedelta(days=1)


@pytest.fixture
def bureau(staff):
    one = staff.bureaus[0]
    one.uscc = "91330106589900876T"
    one.save()
    return one


@pytest.fixture
def claimed(draft, publish, staff, bureau):
    publish(draft, from_day=TODAY - 30 * DAY)
    return services.claim(draft.matter, department=bureau, by=staff.drafter)


@pytest.fixture
def township(bureau):
    place = build.region("330102001", bureau.region)
    return build.department(bureau, region=place)


def renewed(claimed, publish, staff, **content):
    """Publish another version of a claimed matter; return the claim as it is then."""
    publish(services.draft(claimed.matter, content, by=staff.drafter))
    return Claim.objects.get(pk=claimed.pk)


def names(row):
    return [event.name for event in Event.objects.about(row)]


@contextmanager
def refused(code):
    with pytest.raises(RuleError) as error:
        yield
    assert error.value.code == code


# ---- claiming what is due, refusing with a reason


def tally(department):
    row = ClaimTally.objects.get(department=department)
    return row.due, row.claimed, row.refused, row.open


def test_what_is_due_is_claimed_as_a_set(published, staff, bureau, django_assert_max_num_queries):
    others = [build.matter_version(department=staff.top) for _n in range(20)]
    build.matter_version(department=staff.top, levels=[Level.PROVINCE])
    build.matter_version(department=staff.top, line="gas")
    build.matter_version(department=build.department(region=build.region()))
    services.count()
    assert tally(bureau) == (21, 0, 0, 21)
    wanted = [each.matter_id for each in others]
    with django_assert_max_num_queries(14):
        made = services.claim_due(bureau, wanted, by=staff.drafter)
    assert {each.matter_id for each in made} == set(wanted)
    assert tally(bureau) == (21, 20, 0, 1)
    assert services.claim_due(bureau, wanted, by=staff.drafter) == []
    assert names(made[0]) == ["matters.claimed"]


def test_what_is_due_is_the_same_in_the_count_and_in_the_list(published, staff, bureau):
    build.matter_version(department=staff.top, line="")
    build.matter_version(department=staff.city, line="drainage")
    build.matter_version(department=staff.bureaus[1], line="drainage")
    services.count()
    due = type(published).objects.due_for(bureau, TODAY)
    assert (due.count(), *tally(bureau)[1:3]) == (tally(bureau)[0], 0, 0)
    assert due.count() == 3


def test_a_refusal_says_why_and_gives_way_to_a_claim(published, staff, bureau):
    services.count()
    with refused("note"):
        services.refuse(bureau, [published.matter_id], reason="other", by=staff.drafter)
    (row,) = services.refuse(
        bureau, [published.matter_id], reason="object_absent", by=staff.drafter
    )
    assert tally(bureau) == (1, 0, 1, 0)
    assert services.refuse(bureau, [published.matter_id], reason="level", by=staff.drafter) == []
    services.claim(published.matter, department=bureau, by=staff.drafter)
    assert tally(bureau) == (1, 1, 0, 0)
    assert not Refusal.objects.in_force(TODAY).exists()
    assert names(row) == ["matters.claim_refused", "matters.refusal_ended"]


def test_a_refusal_is_taken_back_and_opens_with_a_version_of_other_substance(
    draft, publish, staff, bureau
):
    publish(draft, from_day=TODAY - 30 * DAY)
    (row,) = services.refuse(bureau, [draft.matter_id], reason="object_absent", by=staff.drafter)
    publish(services.draft(draft.matter, {"process": "x"}, by=staff.drafter))
    assert Refusal.objects.in_force(TODAY).exists()
    services.take_back_refusal(row, by=staff.drafter)
    assert not Refusal.objects.in_force(TODAY).exists()


def test_a_reason_of_its_own_is_kept_by_the_database(published, bureau):
    with pytest.raises(IntegrityError), transaction.atomic():
        build.refusal(published.matter, bureau, reason="other", note="")


# ---- renewing


@pytest.mark.parametrize(
    ("content", "changed", "lapses"),
    [
        ({"basis": "《城镇排水与污水处理条例》，第四十四条。"}, [], False),
        ({"basis": "《城镇排水与污水处理条例》第四十五条"}, ["basis"], False),
        ({"basis": "《新条例》第一条"}, ["basis"], True),
        ({"object": "排水户和施工单位"}, ["object"], False),
        ({"administrative_type": "penalty"}, ["administrative_type"], True),
        ({"levels": [4]}, ["levels"], False),
        ({"process": "x", "method": "y"}, [], False),
    ],
)
def test_what_changed_decides_whether_and_how_a_claim_is_renewed(
    claimed, publish, staff, content, changed, lapses
):
    row = renewed(claimed, publish, staff, **content)
    assert (row.changed, row.lapses) == (changed, lapses)
    assert row.state == (ClaimState.RECLAIM_REQUIRED if changed else ClaimState.CLAIMED)
    late = row.reclaim_by + DAY if row.reclaim_by else TODAY + 90 * DAY
    assert Claim.objects.in_force(late).filter(pk=row.pk).exists() is not lapses
    if changed:
        assert row.reclaim_by == dt.date(2026, 12, 7)
        assert Event.objects.about(row).last().facts["changed"] == changed


def test_a_late_claim_is_escalated_once_and_renewed_all_the_same(claimed, publish, staff):
    row = renewed(claimed, publish, staff, basis="《新条例》第一条")
    assert services.escalate(row.reclaim_by) == 0
    assert services.escalate(row.reclaim_by + DAY) == 1
    assert services.escalate(row.reclaim_by + 2 * DAY) == 0
    assert names(row)[-1] == "matters.reclaim_late"
    row.refresh_from_db()
    services.renew_claim(row, by=staff.drafter)
    assert (row.reclaim_by, row.lapses, row.escalated_on, row.changed) == (None, False, None, [])


def test_the_effect_of_a_version_is_told_before(claimed, publish, staff):
    version = services.draft(claimed.matter, {"object": "x", "levels": [3]}, by=staff.drafter)
    before = claimed.matter.versions.get(number=1)
    assert services.effect_on_claims(before, version) == {"end": 1, "renew": 0, "carry": 0}
    services.amend(version, {"levels": [3, 4]}, by=staff.drafter)
    assert services.effect_on_claims(before, version) == {"end": 0, "renew": 1, "carry": 0}
    services.amend(version, {"object": before.object}, by=staff.drafter)
    assert services.effect_on_claims(before, version) == {"end": 0, "renew": 0, "carry": 1}


def test_a_basis_that_ends_calls_for_renewal_and_stops_the_late(claimed):
    cause = build.event("matters.law_repealed")
    with transaction.atomic():
        assert services.end_basis(claimed.matter, TODAY, cause=cause) == 1
    claimed.refresh_from_db()
    assert (claimed.state, claimed.lapses) == ("reclaim_required", True)


# ---- powers handed down to townships


def test_a_power_is_handed_down_for_days(claimed, township, staff):
    transfer = services.hand_down(
        claimed,
        to=township,
        by=staff.drafter,
        basis="浙政办发〔2026〕1号",
        from_day=TODAY + DAY,
        until=TODAY + 9 * DAY,
    )
    taken = transfer.claims.get()
    assert (taken.level, taken.department, taken.region) == (5, township, township.region)
    held = [Claim.objects.in_force(TODAY + n * DAY).filter(pk=taken.pk).exists() for n in (0, 1)]
    assert held == [False, True]
    assert not Claim.objects.in_force(TODAY + 10 * DAY).filter(pk=taken.pk).exists()
    assert names(transfer) == ["matters.power_handed_down"]
    with refused("handed_down_already"):
        services.hand_down(
            claimed, to=township, by=staff.drafter, basis="x", from_day=TODAY + 3 * DAY
        )
    services.take_back_power(transfer, by=staff.drafter, basis="收回", on=TODAY + 5 * DAY)
    taken.refresh_from_db()
    assert (taken.state, taken.valid.upper) == ("ended", TODAY + 5 * DAY)
    assert not PowerTransfer.objects.in_force(TODAY + 5 * DAY).exists()


def test_it_is_handed_down_to_a_township_of_the_place_alone(claimed, township, staff):
    def hand(to, **days):
        days = {"from_day": TODAY} | days
        services.hand_down(claimed, to=to, by=staff.drafter, basis="x", **days)

    with refused("not_a_township"):
        hand(staff.city)
    elsewhere = build.department(region=build.region(parent=staff.bureaus[1].region))
    with refused("region"):
        hand(elsewhere)
    with refused("days"):
        hand(township, until=TODAY - DAY)


def test_a_power_handed_down_lives_and_ends_with_its_level(claimed, township, publish, staff):
    transfer = services.hand_down(claimed, to=township, by=staff.drafter, basis="x", from_day=TODAY)
    renewed(claimed, publish, staff, object="x")
    assert transfer.claims.get().state == "reclaim_required"
    renewed_draft = services.draft(claimed.matter, {"levels": [3]}, by=staff.drafter)
    publish(renewed_draft, from_day=TODAY + DAY)
    assert transfer.claims.get().state == "ended"


# ---- carrying along


def successors(staff, count):
    return [build.matter_version(department=staff.top).matter for _n in range(count)]


@pytest.mark.parametrize("count", [1, 2])
def test_claims_go_along_to_every_successor(claimed, staff, bureau, count):
    services.draft_list(claimed, {"scope": "here", "contact": "Li"}, by=staff.drafter)
    new = successors(staff, count)
    cause = build.event("matters.matter_split")
    made = services.carry_to(claimed.matter, new, TODAY, cause)
    assert {each.matter for each in made} == set(new)
    assert all(each in Claim.objects.in_force(TODAY) for each in made)
    claimed.refresh_from_db()
    assert claimed.state == "ended"
    lists = ImplementationList.objects.filter(claim__in=made)
    assert {(each.state, each.scope, each.contact) for each in lists} == {("draft", "here", "Li")}
    assert len({each.code for each in lists}) == count
    assert "matters.claim_carried" in names(made[0])


def test_of_two_merged_matters_a_department_has_one_claim(claimed, staff, bureau):
    other = build.matter_version(department=staff.top)
    services.claim(other.matter, department=bureau, by=staff.drafter)
    (new,) = successors(staff, 1)
    cause = build.event("matters.matter_merged")
    assert len(services.carry_to(claimed.matter, [new], TODAY, cause)) == 1
    assert services.carry_to(other.matter, [new], TODAY, cause) == []
    assert new.claims.get().department == bureau


def test_a_level_that_the_successor_does_not_name_goes_no_further(claimed, staff):
    version = build.matter_version(department=staff.top, levels=[Level.CITY])
    cause = build.event("matters.matter_split")
    assert services.carry_to(claimed.matter, [version.matter], TODAY, cause) == []


def test_transfers_and_refusals_go_along(claimed, township, staff):
    services.hand_down(claimed, to=township, by=staff.drafter, basis="x", from_day=TODAY - DAY)
    services.refuse(staff.bureaus[1], [claimed.matter_id], reason="object_absent", by=staff.drafter)
    (new,) = successors(staff, 1)
    services.carry_to(claimed.matter, [new], TODAY, build.event("matters.matter_merged"))
    transfer = PowerTransfer.objects.get(matter=new)
    assert transfer.claims.get().department == township
    assert Refusal.objects.in_force(TODAY).get().matter == new


# ---- implementation lists


def test_codes_are_credit_code_level_and_a_number_without_gaps(claimed, staff, bureau):
    first = services.draft_list(claimed, by=staff.drafter)
    assert first.code == f"{bureau.uscc}4000001"
    version = build.matter_version(department=staff.top)
    with transaction.atomic():
        services.draft_list(build.claim(version.matter, bureau), by=staff.drafter)
        transaction.set_rollback(True)
    version = build.matter_version(department=staff.top)
    second = services.draft_list(build.claim(version.matter, bureau), by=staff.drafter)
    assert second.code == f"{bureau.uscc}4000002"


def test_a_body_without_a_credit_code_is_told_who_enters_it(published, staff):
    claimed = services.claim(published.matter, department=staff.bureaus[1], by=staff.drafter)
    with refused("no_uscc"):
        services.draft_list(claimed, by=staff.drafter)


def test_a_list_goes_from_draft_to_the_next_version(claimed, staff):
    row = services.draft_list(claimed, by=staff.drafter)
    with refused("incomplete"):
        services.submit_list(row, by=staff.drafter)
    services.amend_list(
        row, {"scope": "辖区排水户", "method_id": "double_random"}, by=staff.drafter
    )
    services.submit_list(row, by=staff.drafter)
    with refused("four_eyes"):
        services.publish_list(row, by=staff.drafter)
    services.return_list(row, by=staff.head, basis="补充")
    services.submit_list(row, by=staff.drafter)
    services.publish_list(row, by=staff.head)
    with refused("not_a_draft"):
        services.amend_list(row, {"scope": "y"}, by=staff.drafter)
    other = services.draft_list(claimed, {"annual_cap": 0}, by=staff.drafter)
    assert (other.code, other.number, other.scope) == (row.code, 2, "辖区排水户")
    with refused("in_work"):
        services.draft_list(claimed, by=staff.drafter)
    assert rules.completion(other.elements.values()) == other.completion == 44
    services.end_claim(claimed, by=staff.drafter, basis="x")
    assert set(claimed.implementations.values_list("state", flat=True)) == {"ended"}


def test_an_entrustment_has_a_document_and_days(claimed, staff):
    with refused("entrusted_by"):
        services.draft_list(claimed, {"entrusted_id": staff.city.pk}, by=staff.drafter)
    with refused("entrusted_itself"):
        services.draft_list(
            claimed,
            {
                "entrusted_id": claimed.department_id,
                "entrusted_by": "x",
                "entrusted_valid": build.FOREVER,
            },
            by=staff.drafter,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        build.implementation(claimed, entrusted=staff.city)
