"""The library of policies and standards, as staff and as anybody reads and writes it."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from matters.models import Policy, PolicyVersion
from tests import build

pytestmark = pytest.mark.django_db
TABLE = (
    "id,法规规章,违法行为,条款,处罚种类及幅度,裁量序号,裁量阶次,适用条件,处罚标准\n"
    "g1,《条例》,乱倒,十条,处一千元以上五千元以下罚款,1,较轻,第一次被处罚的。,处一千元罚款。\n"
    "g1,《条例》,乱倒,十条,处一千元以上五千元以下罚款,2,严重,第二次及以上被处罚的。,处五千元罚款。\n"
)


@pytest.fixture
def visit(client, staff):
    build.grant(
        staff.drafter,
        *["matters.view_policy", "matters.add_policy", "matters.change_policy"],
        "matters.view_matterversion",
        department=staff.top,
    )
    client.force_login(staff.drafter)
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    return client


@pytest.fixture
def draft(visit, staff):
    data = {
        "kind": "discretion", "code": "B1", "department": staff.top.pk, "name": "裁量基准",
        "name_en": "Benchmark", "summary": "多少", "remind_days": "30", "is_public": "on",
        "owner": staff.drafter.pk, "expires_on": "2027-01-01",
    }  # fmt: skip
    response = visit.post(reverse("matters:policy-new"), data)
    assert response.status_code == 302, response.content.decode()
    return PolicyVersion.objects.get()


def url(name, *rows):
    return reverse(f"matters:{name}", args=[row.pk for row in rows])


def test_a_benchmark_goes_from_the_draft_to_the_public(visit, draft, staff, publish, client):
    table = SimpleUploadedFile("t.csv", TABLE.encode())
    page = visit.post(url("policy-ladder", draft), {"table": table}, follow=True)
    assert "2 created" in page.content.decode()
    visit.post(
        url("policy-attach", draft), {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 words")}
    )
    address = reverse("public:policy-detail", args=[draft.policy_id])
    assert client.get(address).status_code == 404
    publish(PolicyVersion.objects.get())
    client.logout()
    text = client.get(address).content.decode()
    assert "处五千元罚款。" in text
    file = draft.files.get()
    answer = client.get(reverse("public:policy-file", args=[file.pk]))
    assert answer.content == b"%PDF-1.7 words"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "裁量基准" in client.get(reverse("public:policy-list")).content.decode()


def test_what_is_not_public_is_for_staff_alone(visit, client):
    version = build.policy(is_public=False)
    file = build.policy_file(version)
    assert visit.get(url("policy-file", file)).status_code == 200
    client.logout()
    for address in (
        reverse("public:policy-detail", args=[version.policy_id]),
        reverse("public:policy-file", args=[file.pk]),
    ):
        assert client.get(address).status_code == 404


def test_who_saves_second_keeps_what_was_typed(visit, draft):
    form = {"name": "裁量基准", "remind_days": "30", "revision": "0"}
    assert visit.post(url("policy-edit", draft), form | {"summary": "one"}).status_code == 302
    response = visit.post(url("policy-edit", draft), form | {"summary": "two"})
    assert response.status_code == 409
    assert "two" in response.content.decode()
    draft.refresh_from_db()
    assert draft.summary == "one"


def test_a_code_is_given_once(visit, draft, staff):
    data = {
        "kind": "policy", "code": "B1", "department": staff.top.pk, "name": "x", "summary": "y",
        "remind_days": "1",
    }  # fmt: skip
    response = visit.post(reverse("matters:policy-new"), data)
    assert response.status_code == 422
    assert Policy.objects.count() == 1


def test_discretion_is_looked_up_on_a_page(visit):
    ground = build.discretion_ground(code="g1")
    for _each in range(2):
        build.discretion_tier(ground)
    page = reverse("matters:discretion")
    ask = {"ground": "g1", "circumstances": "2", "day": "2026-11-23"}
    text = visit.get(page, ask).content.decode()
    assert "degree 2" in text
    assert 'aria-current="true"' in text
    refused = visit.get(page, ask | {"circumstances": "moon"})
    assert refused.status_code == 422
    assert "No rung of the benchmark fits" in refused.content.decode()


def test_a_matter_shows_the_documents_that_belong_to_it(visit):
    version = build.matter_version()
    policy = build.policy(name="办法")
    policy.matters.add(version.matter)
    assert "办法" in visit.get(url("matter-detail", version)).content.decode()
