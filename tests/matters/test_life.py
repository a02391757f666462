"""A version is drafted, reviewed, published and replaced; a matter is claimed and given up."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from common.errors import IllegalMove, RuleError
from common.models import Event
from matters import services
from matters.models import Claim, MatterVersion
from tests import build

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)


def refused(code):
    return pytest.raises(RuleError, check=lambda error: error.code == code)


def happened(row):
    return list(Event.objects.about(row).values_list("name", flat=True))


def renew(version, staff, **content):
    return services.draft(version.matter, content, by=staff.drafter)


# ---- versions


def test_three_people_take_a_draft_to_publication(draft, publish, staff):
    version = publish(draft)
    assert version.state == "published"
    assert version.valid.lower == TODAY
    assert version.valid.upper is None
    assert happened(version) == [
        "matters.version_drafted",
        "matters.version_submitted",
        "matters.version_reviewed",
        "matters.version_published",
    ]
    actors = Event.objects.about(version).values_list("by", flat=True)
    assert list(actors) == [staff.drafter.pk, staff.drafter.pk, staff.head.pk, staff.legal.pk]


def test_it_keeps_the_text_and_reads_its_numbers(draft):
    assert (draft.ratio, draft.frequency) == ("不少于30%", "每年不少于1次")
    assert (draft.ratio_min, draft.ratio_max) == (Decimal("0.3"), None)
    assert (draft.times_min, draft.times_max, draft.times_per) == (1, None, "year")
    services.amend(draft, {"frequency": "依申请"}, by=build.user())
    draft.refresh_from_db()
    assert (draft.times_min, draft.times_max, draft.times_per) == (None, None, "")


def test_nobody_reviews_or_publishes_what_they_had_a_part_in(draft, staff):
    services.submit(draft, by=staff.drafter)
    with refused("four_eyes"):
        services.pass_review(draft, by=staff.drafter)
    services.pass_review(draft, by=staff.head)
    for person in (staff.drafter, staff.head):
        with refused("four_eyes"):
            services.publish(draft, by=person)
    services.publish(draft, by=staff.legal)


def test_whoever_amends_counts_as_the_drafter(draft, staff):
    services.amend(draft, {"item": "x"}, by=staff.head)
    services.submit(draft, by=staff.drafter)
    with refused("four_eyes"):
        services.pass_review(draft, by=staff.head)


def test_the_database_keeps_drafter_and_reviewer_apart(draft, staff):
    with pytest.raises(IntegrityError, match="matter_version_four_eyes"), transaction.atomic():
        MatterVersion.objects.filter(pk=draft.pk).update(reviewed_by=staff.drafter.pk)


@pytest.mark.parametrize("field", ["department_id", "object", "basis", "levels"])
def test_an_incomplete_draft_is_not_reviewed(draft, staff, field):
    empty = {"department_id": None, "levels": []}.get(field, "")
    services.amend(draft, {field: empty}, by=staff.drafter)
    with refused("incomplete"):
        services.submit(draft, by=staff.drafter)


def test_a_reviewer_returns_it_with_a_reason(draft, staff):
    services.submit(draft, by=staff.drafter)
    services.send_back(draft, by=staff.head, basis="名称不准确")
    assert draft.state == "draft"
    assert Event.objects.about(draft).last().basis == "名称不准确"


def test_one_version_is_in_work_at_a_time(draft, published, staff):
    version = renew(published, staff)
    assert version.number == 2
    assert version.object == published.object
    with refused("in_work"):
        renew(published, staff)
    with refused("not_a_draft"):
        services.amend(published, {"item": "x"}, by=staff.drafter)


def test_a_new_version_replaces_the_one_in_force_from_its_day(published, publish, staff, db):
    version = renew(published, staff, item="x")
    with refused("same_day"):
        publish(version, from_day=TODAY)
    MatterVersion.objects.filter(pk=version.pk).update(state="draft")
    version.refresh_from_db()
    publish(version, from_day=TODAY + DAY)
    published.refresh_from_db()
    assert (published.state, published.last_day) == ("published", TODAY)
    of = MatterVersion.objects.filter(matter=published.matter)
    assert of.in_force(TODAY).get() == published
    assert of.in_force(TODAY + DAY).get() == version


def test_a_replaced_version_is_superseded_when_its_last_day_has_passed(
    published, publish, staff, time_machine_at
):
    publish(renew(published, staff), from_day=TODAY + DAY)
    assert services.lapse() == 0
    time_machine_at.shift(DAY)
    assert services.lapse() == 1
    published.refresh_from_db()
    assert published.state == "superseded"
    assert happened(published)[-1] == "matters.version_superseded"
    assert services.lapse() == 0


def test_an_older_version_gives_way_at_once(draft, publish, staff):
    publish(draft, from_day=TODAY - 30 * DAY)
    version = publish(renew(draft, staff))
    draft.refresh_from_db()
    assert (draft.state, draft.last_day) == ("superseded", TODAY - DAY)
    assert version.siblings.in_force(TODAY).get() == version


def test_a_revoked_matter_is_in_force_no_more_and_its_claims_end(published, staff):
    claim = services.claim(published.matter, department=staff.bureaus[0], by=staff.drafter)
    services.revoke(published, by=staff.legal, basis="《条例》废止")
    claim.refresh_from_db()
    assert (published.state, claim.state) == ("revoked", "ended")
    assert not published.siblings.in_force(TODAY).exists()
    assert published.first_day is None  # it never had a whole day
    with pytest.raises(IllegalMove):
        services.revoke(published, by=staff.legal, basis="x")


# ---- claims


def test_a_bureau_claims_a_matter_for_its_region(published, staff):
    bureau = staff.bureaus[0]
    claim = services.claim(published.matter, department=bureau, by=staff.drafter)
    assert (claim.region, claim.level, claim.state) == (bureau.region, 4, "claimed")
    assert happened(claim) == ["matters.claimed"]
    with refused("already_claimed"):
        services.claim(published.matter, department=bureau, by=staff.drafter)


def test_it_is_not_claimed_outside_the_list(draft, publish, staff):
    with refused("not_in_force"):
        services.claim(draft.matter, department=staff.bureaus[0], by=staff.drafter)
    publish(draft)
    with refused("level"):
        services.claim(draft.matter, department=staff.top, by=staff.drafter)
    one, other = staff.bureaus[:2]
    with refused("region"):
        services.claim(draft.matter, department=one, region=other.region, by=staff.drafter)


@pytest.fixture
def claims(draft, publish, staff):
    """A matter in force since last month, claimed by the city and three counties."""
    publish(draft, from_day=TODAY - 30 * DAY)
    return [
        services.claim(draft.matter, department=department, by=staff.drafter)
        for department in (staff.city, *staff.bureaus)
    ]


def states(claims):
    return list(Claim.objects.filter(pk__in=[c.pk for c in claims]).values_list("state", flat=True))


def test_a_change_of_words_carries_claims_over(draft, publish, staff, claims):
    publish(renew(draft, staff, process="x", item="y"))
    assert states(claims) == ["claimed"] * 4


def test_a_change_of_substance_asks_for_renewal_within_ten_working_days(
    draft, publish, staff, claims, time_machine_at
):
    publish(renew(draft, staff, basis="《新条例》第一条"))
    assert states(claims) == ["reclaim_required"] * 4
    claim = Claim.objects.get(pk=claims[0].pk)
    assert claim.reclaim_by == dt.date(2026, 12, 7)
    assert claim in Claim.objects.in_force(TODAY)
    assert claim not in Claim.objects.in_force(dt.date(2026, 12, 8))
    services.renew_claim(claim, by=staff.drafter)
    assert claim in Claim.objects.in_force(dt.date(2026, 12, 8))


def test_a_level_that_loses_the_power_loses_its_claim(draft, publish, staff, claims):
    publish(renew(draft, staff, levels=[4]))
    assert sorted(states(claims)) == ["ended"] + ["reclaim_required"] * 3


def test_a_claim_is_given_up_with_a_reason(claims, staff):
    services.end_claim(claims[0], by=staff.drafter, basis="职能划转")
    assert claims[0] not in Claim.objects.in_force(TODAY)
    assert Event.objects.about(claims[0]).last().basis == "职能划转"
    services.claim(claims[0].matter, department=staff.city, by=staff.drafter)


def test_english_that_no_longer_fits_its_text_goes(draft, staff):
    services.amend(draft, {"item": "改名"}, by=staff.drafter)
    assert (draft.item, draft.item_en) == ("改名", "")
    services.amend(draft, {"item": "再改", "item_en": "Changed again"}, by=staff.drafter)
    assert draft.item_en == "Changed again"
    services.amend(draft, {"item": "再改", "object": "x"}, by=staff.drafter)
    assert draft.item_en == "Changed again"
