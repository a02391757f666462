"""A county gives out its own roles, no others, nowhere else; and why somebody sees a record."""

import datetime as dt

import pytest
from django.urls import reverse

from common import workdays
from common.errors import RuleError
from registry import services
from registry.models import Grant, Region, Role, Subject
from registry.services.explaining import explain
from tests import build
from tests.cast import gather


def refused(code):
    return pytest.raises(RuleError, check=lambda error: error.code == code)


@pytest.fixture
def cast(db):
    cast = gather()
    for county in (cast.a, cast.b):  # as the shipped role is granted: over the region
        Grant.objects.filter(user=county["area_admin"]).update(department=None)
    return cast


def role(code):
    return Role.objects.get(code=code)


def give(cast, **fields):
    values = {
        "user": cast.stranger,
        "role": role("officer"),
        "department": cast.a.bureau,
        "region": cast.a.region,
        "by": cast.a["area_admin"],
    }
    return services.grant(**{**values, **fields})


def test_a_county_gives_roles_within_itself(cast):
    granted = give(cast)
    assert granted.granted_by == cast.a["area_admin"].pk
    services.revoke(granted, by=cast.a["area_admin"], basis="调离")


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"region": None}, "outside_scope"),
        ({"region": "b"}, "outside_scope"),
        ({"region": "province"}, "outside_scope"),
        ({"role": "security_admin"}, "role_not_delegable"),
        ({"role": "system_admin"}, "role_not_delegable"),
        ({"role": "audit_admin"}, "role_not_delegable"),
        ({"role": "area_admin"}, "role_not_delegable"),
        ({"role": "legal_reviewer"}, "role_not_delegable"),
        ({"user": "self"}, "own_grant"),
        ({"by": "officer"}, "role_not_delegable"),
    ],
)
def test_nothing_is_given_beyond_it(cast, what, code):
    places = {"b": cast.b.region, "province": cast.province, None: None}
    fields = {}
    if "region" in what:
        fields["region"] = places[what["region"]]
    if "role" in what:
        fields["role"] = role(what["role"])
    if "user" in what:
        fields["user"] = cast.a["area_admin"]
    if "by" in what:
        fields["by"] = cast.a["officer"]
    with refused(code):
        give(cast, **fields)


def test_nothing_is_taken_back_beyond_it(cast):
    theirs = Grant.objects.get(user=cast.b["officer"])
    with refused("outside_scope"):
        services.revoke(theirs, by=cast.a["area_admin"], basis="x")
    above = Grant.objects.get(user=cast.a["security_admin"])
    with refused("role_not_delegable"):
        services.revoke(above, by=cast.a["area_admin"], basis="x")


def test_who_gives_out_work_does_none(cast):
    with refused("roles_clash"):
        give(cast, user=cast.a["security_admin"])


def test_the_grant_that_opens_a_record_is_named(cast):
    shop = build.subject(region=cast.a.region)
    answer = explain(cast.a["officer"], shop)
    assert answer.sees
    assert answer.asked == ["registry.view_subject"]
    assert [each.grant.role_id for each in answer.opening] == ["officer"]


def test_what_is_missing_is_named(cast):
    shop = build.subject(region=cast.a.region)
    elsewhere = explain(cast.b["officer"], shop)
    assert not elsewhere.sees
    assert elsewhere.tried[0].carries
    assert not elsewhere.tried[0].opens
    assert cast.b.bureau.named in elsewhere.tried[0].text
    nothing = explain(cast.stranger, shop)
    assert not nothing.sees
    assert nothing.tried == []
    assert "officer" in {each.pk for each in nothing.roles}


def test_the_answer_is_that_of_the_pages_for_everybody(cast):
    rows = [
        build.subject(region=cast.a.region),
        build.task(),
        build.matter_version(),
        cast.a.bureau,
    ]
    for row in rows:
        for person in (*cast.a.people.values(), *cast.b.people.values(), cast.stranger):
            seen = type(row).objects.visible_to(person).filter(pk=row.pk).exists()
            answer = explain(person, row)
            assert answer.sees == seen
            assert seen == (answer.without_grant or bool(answer.opening))


def test_an_old_grant_is_told_as_over(cast):
    shop = build.subject(region=cast.a.region)
    granted = give(cast)
    services.revoke(granted, by=cast.a["area_admin"], basis="x")
    answer = explain(cast.stranger, shop)
    assert not answer.sees
    assert answer.tried[0].is_over
    assert Subject.objects.visible_to(cast.stranger).count() == 0


def test_a_code_that_one_may_not_see_is_no_record(cast, client):
    hidden = build.subject(region=cast.b.region, code="HIDDEN-1")
    client.force_login(cast.a["area_admin"])
    answers = [
        client.get(reverse("registry:why"), {"person": cast.a["officer"].username, "record": code})
        for code in (hidden.code, "NOBODY-1")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    first, second = (answer.context["form"].errors for answer in answers)
    assert first == second
    assert list(first) == ["record"]


def test_nothing_new_is_given_over_what_has_ended_and_what_stands_goes_on(cast):
    granted = give(cast)
    today = workdays.today()
    ended = build.ended(today - dt.timedelta(days=1))
    Region.objects.filter(pk=cast.a.region.pk).update(valid=ended)
    assert Grant.objects.in_force().filter(pk=granted.pk).exists()
    with refused("ended_place"):
        give(cast, user=build.user(), region=Region.objects.get(pk=cast.a.region.pk))
