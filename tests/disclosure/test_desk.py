"""The publicity clerk withdraws what is wrong and lets go what has been mended."""

import pytest
from django.test import Client
from django.urls import reverse

from common.models import AuditEntry
from supervision_portal.disclosure.models import Hold, PublicRecord
from tests import cast
from tests.disclosure import acts
from tests.disclosure.acts import disclose, firm, inspection

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return cast.gather()


@pytest.fixture
def clerk(world) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.a["publicity_clerk"])
    return client


def published(county, **fields) -> PublicRecord:
    subject = firm(region=county.region, **fields)
    return acts.published(subject, department=county.bureau)


def act(client: Client, page: str, key: str, row, **fields):
    data = {"do": "bulk", "action": key, "row": [str(row.pk)], **fields}
    return client.post(reverse(f"disclosure:{page}"), data)


def test_a_clerk_sees_what_was_published_in_the_own_scope(world, clerk):
    mine, other = published(world.a, name="甲公司"), published(world.b, name="乙公司")
    page = clerk.get(reverse("disclosure:record-list")).content.decode()
    assert mine.get_absolute_url() in page
    assert other.get_absolute_url() not in page


@pytest.mark.parametrize("name", ["record-list", "hold-list"])
def test_the_queries_do_not_grow_with_the_rows(world, clerk, name, django_assert_max_num_queries):
    for _row in range(4):
        published(world.a)
        disclose(inspection(firm(name="甲 13812345678", region=world.a.region)))
    url = reverse(f"disclosure:{name}")
    clerk.get(url)
    with django_assert_max_num_queries(12):
        clerk.get(url)


def test_a_withdrawal_takes_it_off_the_public_site(world, clerk):
    record = published(world.a)
    act(clerk, "record-list", "withdraw", record, reason="wrong firm")
    record.refresh_from_db()
    assert record.withdrawn_why == "wrong firm"
    assert AuditEntry.objects.get(action="withdraw").by == world.a["publicity_clerk"].pk
    assert Client().get(record.get_absolute_url()).status_code == 410


def test_a_withdrawal_needs_a_reason_and_the_own_scope(world, clerk):
    mine, other = published(world.a), published(world.b)
    act(clerk, "record-list", "withdraw", mine, reason=" ")
    act(clerk, "record-list", "withdraw", other, reason="wrong firm")
    assert PublicRecord.objects.shown().count() == 2


def test_what_was_kept_back_is_told_with_the_way_to_its_source(world, clerk):
    subject = firm(name="甲公司 13812345678", region=world.a.region)
    disclose(inspection(subject, department=world.a.bureau))
    page = clerk.get(reverse("disclosure:hold-list")).content.decode()
    assert "inspected: telephone number" in page
    assert subject.get_absolute_url() in page


def test_what_was_mended_is_published_on_a_second_look(world, clerk):
    subject = firm(name="甲公司 13812345678", region=world.a.region)
    disclose(inspection(subject, department=world.a.bureau))
    subject.name = "甲公司"
    subject.save()
    act(clerk, "hold-list", "check", Hold.objects.get())
    assert PublicRecord.objects.shown().get().subject == "甲公司"
    assert not Hold.objects.waiting().exists()


@pytest.mark.parametrize("role", ["officer", "system_admin", "credit_clerk"])
def test_it_is_nobody_elses_desk(world, role):
    client = Client()
    client.force_login(world.a[role])
    assert client.get(reverse("disclosure:record-list")).status_code == 403
    assert client.get(reverse("disclosure:hold-list")).status_code == 403


def test_a_leader_looks_but_does_not_withdraw(world):
    record = published(world.a)
    client = Client()
    client.force_login(world.a["leader"])
    assert client.get(reverse("disclosure:record-list")).status_code == 200
    act(client, "record-list", "withdraw", record, reason="x")
    assert PublicRecord.objects.shown().exists()
