"""The credit file on pages: listed in scope, put in force by a clerk with a basis."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from common.models import Event
from credit import services
from credit.choices import Procedure, RecordKind, RecordState
from registry.choices import SubjectKind
from tests import build, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return cast.gather()


@pytest.fixture
def record(world):
    return file(world.a, "杭州龙翔建设有限公司", 1)


def file(county, name: str, number: int):
    return services.record(
        subject=build.subject(kind=SubjectKind.ENTERPRISE, name=name, region=county.region),
        department=county.bureau,
        kind=RecordKind.PENALTY,
        procedure=Procedure.ORDINARY,
        document_no=f"浙杭罚〔2026〕{number}号",
        decided_on=dt.date(2026, 3, 2),
        origin=f"enforcement.case:{number}",
    )


def entered(world, role: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.a[role])
    return client


def test_a_clerk_sees_the_records_of_the_own_scope(world, record):
    other = file(world.b, "丽水乙公司", 2)
    client = entered(world, "credit_clerk")
    page = client.get(reverse("credit:record-list")).content.decode()
    assert record.document_no in page
    assert other.document_no not in page
    assert client.get(other.get_absolute_url()).status_code == 404


def test_the_queries_do_not_grow_with_the_rows(world, django_assert_max_num_queries):
    for number in range(5):
        file(world.a, f"公司{number}", number)
    client = entered(world, "credit_clerk")
    client.get(reverse("credit:record-list"))
    with django_assert_max_num_queries(12):
        client.get(reverse("credit:record-list"))


@pytest.mark.parametrize("query", ["q=龙翔", "kind=penalty", "state=pending", "q=2026〕1"])
def test_it_is_found_by(world, record, query):
    page = entered(world, "credit_clerk").get(f"{reverse('credit:record-list')}?{query}")
    assert record.document_no in page.content.decode()


def put_in_force(client: Client, record, **fields):
    data = {"effective_on": "2026-09-02", "basis": "no suit within six months"} | fields
    return client.post(reverse("credit:record-effect", args=[record.pk]), data)


def test_a_clerk_puts_it_in_force_with_a_basis(world, record):
    client = entered(world, "credit_clerk")
    assert "Put it in force" in client.get(record.get_absolute_url()).content.decode()
    assert put_in_force(client, record).status_code == 302
    record.refresh_from_db()
    assert record.state == RecordState.IN_FORCE
    event = Event.objects.get(name="credit.took_effect")
    assert (event.by, event.basis) == (world.a["credit_clerk"].pk, "no suit within six months")
    assert "Put it in force" not in client.get(record.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "fields", [{"basis": ""}, {"effective_on": ""}, {"effective_on": "2026-03-01"}]
)
def test_what_is_wrong_is_said_at_its_field(world, record, fields):
    answer = put_in_force(entered(world, "credit_clerk"), record, **fields)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(fields)
    record.refresh_from_db()
    assert record.state == RecordState.PENDING


def test_twice_is_a_conflict(world, record):
    client = entered(world, "credit_clerk")
    put_in_force(client, record)
    assert put_in_force(client, record).status_code == 409


def test_others_may_look_or_not_even_that(world, record):
    assert put_in_force(entered(world, "leader"), record).status_code == 403
    assert entered(world, "leader").get(record.get_absolute_url()).status_code == 200
    assert entered(world, "officer").get(reverse("credit:record-list")).status_code == 403


def test_the_page_of_the_subject_shows_the_file(world, record):
    page = entered(world, "credit_clerk").get(record.subject.get_absolute_url()).content.decode()
    assert record.get_absolute_url() in page
