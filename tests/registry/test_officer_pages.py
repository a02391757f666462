"""Pages of officers: absences, loans, the roster, what one declares oneself, reminders."""

import datetime as dt

import pytest
from django.urls import reverse

from common import workdays
from common.models import Message
from registry import services
from registry.models import ConflictDeclaration, Grant, Leave, OfficerLoan, Roster
from registry.roles import sync_roles
from tests import build

pytestmark = pytest.mark.django_db
TODAY = workdays.today
PERMS = (
    "registry.view_officer", "registry.view_leave", "registry.add_leave",
    "registry.view_officerloan", "registry.add_officerloan", "registry.view_conflictdeclaration",
    "registry.view_roster", "registry.add_roster", "registry.view_department", "common.view_event",
)  # fmt: skip


@pytest.fixture
def officer():
    return build.officer(on_duty=False)


@pytest.fixture
def head(client, officer):
    person = build.user()
    build.grant(person, *PERMS)
    client.force_login(person, backend="registry.grants.GrantBackend")
    return client


@pytest.fixture
def phone(client, officer):
    build.grant(officer.user, "registry.view_subject")
    client.force_login(officer.user, backend="registry.grants.GrantBackend")
    return client


def day(n):
    return str(TODAY() + dt.timedelta(days=n))


def test_leave_is_entered_once_and_taken_back(head, officer):
    path = reverse("registry:leave-add", args=[officer.pk])
    values = {"leave-kind": "sick", "leave-first": day(0), "leave-last": day(3)}
    assert head.post(path, values).status_code == 302
    assert head.post(path, values).status_code == 422
    assert head.post(path, values | {"leave-last": day(-3)}).status_code == 422
    leave = Leave.objects.get()
    assert str(leave.last_day) in head.get(officer.get_absolute_url()).content.decode()
    head.post(reverse("registry:leave-end", args=[leave.pk]), {"basis": "回岗"})
    leave.refresh_from_db()
    assert leave.withdrawn_at


def test_a_lent_officer_has_the_role_there_for_the_days_of_the_loan(head, officer):
    sync_roles()
    other = build.department()
    path = reverse("registry:loan-add", args=[officer.pk])
    values = {"loan-to": other.pk, "loan-first": day(0), "loan-last": day(5), "loan-basis": "协议"}
    assert head.post(path, values).status_code == 302
    granted = Grant.objects.get(user=officer.user, department=other)
    assert (granted.role_id, str(granted.valid_until)) == ("officer", day(5))
    loan = OfficerLoan.objects.get()
    head.post(reverse("registry:loan-end", args=[loan.pk]), {"basis": "提前结束"})
    granted.refresh_from_db()
    assert granted.revoked_at
    assert head.post(path, values | {"loan-to": officer.department_id}).status_code == 422


def test_doors_open_on_the_first_day_of_a_loan(officer):
    sync_roles()
    build.loan(officer, build.department())
    assert services.open_due_doors() == 1
    assert services.open_due_doors() == 0


def test_one_declares_leave_and_interests_oneself(phone, officer):
    subject = build.subject(region=officer.department.region, name="望湖宾馆")
    path = reverse("registry:mine")
    leave = {"act": "leave", "leave-kind": "annual", "leave-first": day(1), "leave-last": day(2)}
    assert phone.post(path, leave).status_code == 302
    interest = {"act": "conflict", "conflict-subject": subject.code, "conflict-kind": "family"}
    assert phone.post(path, interest).status_code == 302
    assert phone.post(path, interest).status_code == 422
    assert phone.post(path, interest | {"conflict-subject": "nobody"}).status_code == 422
    page = phone.get(path).content.decode()
    assert "望湖宾馆" in page
    declared = ConflictDeclaration.objects.get()
    phone.post(path, {"act": "end-conflict", "row": declared.pk})
    declared.refresh_from_db()
    assert declared.withdrawn_at
    other = build.leave(build.officer())
    assert phone.post(path, {"act": "end-leave", "row": other.pk}).status_code == 404
    assert phone.post(path, {"act": "end-leave", "row": "x"}).status_code == 404


def test_turns_are_planned_around_those_that_stand(head, officer):
    values = {"officer": officer.pk, "first": "2026-03-02", "last": "2026-03-08",
              "begins": "08:30", "hours": "9", "workdays_only": "on"}  # fmt: skip
    path = reverse("registry:roster")
    assert head.post(path, values).status_code == 302
    assert Roster.objects.count() == 5
    head.post(path, values | {"workdays_only": ""})
    assert Roster.objects.count() == 7
    assert "08:30–17:30" in head.get(path, {"month": "2026-03"}).content.decode()
    assert head.get(path, {"month": "nonsense"}).status_code == 200
    assert head.post(path, values | {"last": "2027-03-08"}).status_code == 422


def test_the_roster_asks_the_same_for_few_and_many(head, django_assert_max_num_queries):
    for _each in range(6):
        build.leave(build.officer())
    with django_assert_max_num_queries(14):
        head.get(reverse("registry:roster"))


def test_holders_are_told_before_their_certificate_ends_once_a_step(officer):
    officer.valid = build.ended(TODAY() + dt.timedelta(days=20))
    officer.save()
    build.officer()
    assert services.remind_of_certificates() == 1
    services.remind_of_certificates()
    told = Message.objects.get()
    assert (told.recipient, told.params["day"]) == (officer.user, day(20))


def test_officers_are_found_by_what_they_can_and_where_they_are(head, officer):
    officer.expertise = ["起重机械"]
    officer.save()
    build.leave(officer)
    path = reverse("registry:officer-list")
    for query in ({"q": "起重机械"}, {"away": "leave"}, {"certificate": "valid"}):
        assert officer.certificate_no in head.get(path, query).content.decode()
    for query in ({"away": "lent"}, {"certificate": "ended"}, {"certificate": "none"}):
        assert officer.certificate_no not in head.get(path, query).content.decode()
