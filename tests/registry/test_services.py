"""Subjects are registered, roles granted and taken back, officers put on duty."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone

from common.errors import RuleError
from common.models import AuditEntry, Event
from registry import services
from registry.models import Grant, Officer, Role, Roster
from registry.places import plane
from registry.roles import sync_roles
from registry.rules import roles_clash
from tests import build

RIGHT, WRONG = "91330108MA27K6Q409", "91330108MA27K6Q40E"


def refused(code):
    return pytest.raises(RuleError, check=lambda error: error.code == code)


@pytest.fixture
def admin(db):
    sync_roles()
    user = build.user(username="shao.anyao")
    Grant.objects.create(user=user, role=role("security_admin"))
    return user


@pytest.fixture
def person(admin):
    return build.user(username="lin.tao")


def role(code):
    return Role.objects.get(code=code)


# ---- subjects


def register(**fields):
    values = {"kind": "enterprise", "code": "E1", "name": "x", "region": build.region("330000")}
    return services.register(**{**values, **fields})


def test_a_subject_is_registered_with_its_place_and_an_event(admin):
    subject = register(lon=120.1, lat=30.2, by=admin)
    subject.refresh_from_db()
    assert subject.xy == pytest.approx(plane(120.1, 30.2))
    event = Event.objects.get(name="registry.registered")
    assert (event.subject_id, event.by) == (subject.pk, admin.pk)
    with refused("known_subject"):
        register(by=admin)


def test_a_wrong_credit_code_stands_only_with_a_reason(admin):
    with refused("invalid_uscc"):
        register(uscc=WRONG, by=admin)
    register(uscc=RIGHT, by=admin)
    subject = register(code="E2", uscc=WRONG, override="证照如此，已核对", by=admin)
    assert Event.objects.get(subject_id=subject.pk).facts["override"] == "证照如此，已核对"


# ---- roles


def test_a_role_is_granted_once_and_stands_in_the_audit_trail(admin, person):
    department = build.department()
    granted = services.grant(
        user=person, role=role("officer"), department=department, region=department.region, by=admin
    )
    assert granted.granted_by == admin.pk
    entry = AuditEntry.objects.get(action="grant")
    assert (entry.by, entry.facts["role"]) == (admin.pk, "officer")
    again = services.grant(
        user=person, role=role("officer"), department=department, region=department.region, by=admin
    )
    assert again == granted
    assert AuditEntry.objects.filter(action="grant").count() == 1


def test_nobody_grants_themselves_a_role_or_takes_their_own_back(admin, person):
    with refused("own_grant"):
        services.grant(user=admin, role=role("leader"), by=admin)
    granted = services.grant(user=person, role=role("leader"), by=admin)
    with refused("own_grant"):
        services.revoke(granted, by=person, basis="x")


@pytest.mark.parametrize(
    ("held", "wanted", "clash"),
    [
        ("officer", "leader", False),
        ("officer", "security_admin", True),
        ("security_admin", "officer", True),
        ("system_admin", "audit_admin", True),
        ("system_admin", "system_admin", False),
    ],
)
def test_an_administrator_holds_one_role_and_no_other(admin, person, held, wanted, clash):
    services.grant(user=person, role=role(held), by=admin)
    assert roles_clash(wanted, {held}) is clash
    if clash:
        with refused("roles_clash"):
            services.grant(user=person, role=role(wanted), by=admin)
    else:
        services.grant(user=person, role=role(wanted), by=admin)


def test_a_role_taken_back_counts_no_more_and_is_not_taken_back_twice(admin, person):
    granted = services.grant(user=person, role=role("security_admin"), by=admin)
    services.revoke(granted, by=admin, basis="离岗")
    assert not Grant.objects.in_force().filter(user=person).exists()
    assert AuditEntry.objects.get(action="revoke").facts["basis"] == "离岗"
    with refused("already_revoked"):
        services.revoke(granted, by=admin, basis="x")
    services.grant(user=person, role=role("officer"), by=admin)


# ---- turns of duty


def test_the_roster_rolls_on_day_by_day_without_overlap(db, django_assert_num_queries):
    officers = [build.officer(on_duty=False) for _n in range(3)]
    with django_assert_num_queries(5):  # savepoint, officers, their turns, new turns, savepoint
        assert services.roll_roster(Officer.objects.all(), days=3) == 9
    assert services.roll_roster(Officer.objects.all(), days=3) == 0
    assert services.roll_roster(Officer.objects.all(), days=5) == 6
    assert Roster.objects.filter(duty__contains=timezone.now()).count() == len(officers)
    first = Roster.objects.filter(officer=officers[0]).order_by("duty").first().duty
    assert first.lower.astimezone(settings.LEGAL_ZONE).time() == dt.time()


def test_a_turn_that_stands_already_is_left_alone(db):
    officer = build.officer(on_duty=True)
    own = Roster.objects.get()
    services.roll_roster([officer], days=2)
    assert Roster.objects.filter(pk=own.pk, duty=own.duty).exists()
    assert not [turn for turn in Roster.objects.exclude(pk=own.pk) if own.duty.lower in turn.duty]
