"""Entering and amending subjects in the portal: what was typed stays, reasons are asked for."""

import pytest
from django.conf import settings
from django.urls import reverse

from common.models import AuditEntry, Event
from registry import services
from registry.models import Subject
from tests import build

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "91330108MA27K6Q409", "91330108MA27K6Q40E"
PHONE = "13812345678"


@pytest.fixture
def place():
    return build.region("330106", build.region("330100", build.region("330000")))


@pytest.fixture
def steward(client, place):
    user = build.user()
    perms = "view_subject add_subject change_subject view_identity view_region"
    build.grant(user, *(f"registry.{each}" for each in perms.split()), region=place)
    client.force_login(user)
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    return user


@pytest.fixture
def typed(place):
    """What somebody fills in."""
    return {
        "kind": "enterprise", "code": "E-77", "name": "西湖面馆", "name_en": "West Lake Noodles",
        "region": str(place.pk), "address": "文三路1号", "state": "active", "datum": "wgs84",
    }  # fmt: skip


def values_of(page, *names):
    form = page.context["form"]
    return [form[name].value() for name in names]


def test_a_subject_is_entered_and_shown(client, steward, typed):
    answer = client.post(reverse("registry:subject-new"), typed | {"uscc": RIGHT})
    made = Subject.objects.get(code="E-77")
    assert answer.url == made.get_absolute_url()
    assert Event.objects.get(name="registry.registered").by == steward.pk
    assert "West Lake Noodles" in client.get(answer.url).content.decode()


def test_bad_input_keeps_what_was_typed_and_says_what_is_wrong(client, steward, typed):
    page = client.post(reverse("registry:subject-new"), typed | {"code": "", "lon": "north"})
    assert page.status_code == 422
    assert not Subject.objects.filter(name="西湖面馆").exists()
    assert values_of(page, "name", "address", "lon") == ["西湖面馆", "文三路1号", "north"]
    assert {"code", "lon"} <= set(page.context["form"].errors)
    text = page.content.decode()
    assert "西湖面馆" in text
    assert "north" in text


def test_a_wrong_credit_code_needs_a_reason_which_is_kept(client, steward, typed):
    url = reverse("registry:subject-new")
    page = client.post(url, typed | {"uscc": WRONG})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["uscc"]
    assert values_of(page, "uscc") == [WRONG]
    reason = "as printed on the licence"
    assert client.post(url, typed | {"uscc": WRONG, "override": reason}).status_code == 302
    assert Subject.objects.get(code="E-77").uscc == WRONG
    assert Event.objects.get(name="registry.registered").facts["override"] == reason


def test_what_may_be_the_same_is_shown_before_anything_is_written(client, steward, typed, place):
    build.subject(kind="enterprise", name="西湖面馆", region=place)
    url = reverse("registry:subject-new")
    page = client.post(url, typed)
    assert page.status_code == 422
    assert page.context["twins"]
    assert values_of(page, "code") == ["E-77"]
    assert not Subject.objects.filter(code="E-77").exists()
    assert client.post(url, typed | {"anyway": "1"}).status_code == 302


def test_a_region_beyond_ones_own_is_no_choice(client, steward, typed):
    elsewhere = build.region("330200")
    page = client.post(reverse("registry:subject-new"), typed | {"region": str(elsewhere.pk)})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["region"]


def test_an_amendment_keeps_the_former_name_and_the_second_writer_is_told(
    client, steward, typed, place
):
    row = build.subject(kind="enterprise", code="E-77", name="老名", region=place)
    url = reverse("registry:subject-edit", args=[row.pk])
    (seen,) = values_of(client.get(url), "seen")
    assert client.post(url, typed | {"seen": seen}).status_code == 302
    row.refresh_from_db()
    assert row.name == "西湖面馆"
    assert [each.text for each in row.aliases.filter(kind="name")] == ["老名"]
    late = client.post(url, typed | {"name": "第三个名", "seen": seen})
    assert late.status_code == 409
    row.refresh_from_db()
    assert row.name == "西湖面馆"


def test_a_look_at_contacts_in_clear_stands_in_the_audit_trail(client, steward, place):
    row = build.subject(kind="enterprise", region=place)
    services.add_contact(row, role="legal", name="王小明", phone=PHONE, by=steward)
    assert PHONE not in client.get(row.get_absolute_url()).content.decode()
    url = reverse("registry:subject-reveal", args=[row.pk])
    client.post(url, {"reveal-basis": ""})
    assert not AuditEntry.objects.filter(action="reveal").exists()
    shown = client.post(url, {"reveal-basis": "to announce the visit"})
    assert PHONE in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.get(action="reveal")
    assert entry.facts == {"basis": "to announce the visit", "contacts": 1, "id_number": False}
    assert PHONE not in str(entry.facts)
    assert PHONE not in client.get(row.get_absolute_url()).content.decode()


def test_contacts_stay_closed_without_the_right(client, place):
    row = build.subject(kind="enterprise", region=place)
    services.add_contact(row, role="legal", name="王小明", phone=PHONE, by=build.user())
    reader = build.user()
    build.grant(reader, "registry.view_subject", region=place)
    client.force_login(reader)
    answer = client.post(
        reverse("registry:subject-reveal", args=[row.pk]), {"reveal-basis": "curious"}
    )
    assert answer.status_code == 403
    assert not AuditEntry.objects.filter(action="reveal").exists()


# ---- the same by API


def send(client, method, url, body, key="k1"):
    act = getattr(client, method)
    return act(url, body, content_type="application/json", headers={"Idempotency-Key": key})


def test_a_subject_is_registered_once_for_a_key(client, steward, typed):
    body = typed | {"region": "330106"}
    url = reverse("subject-list")
    first = send(client, "post", url, body)
    assert first.status_code == 201
    again = send(client, "post", url, body)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replayed"] == "true"
    assert Subject.objects.filter(code="E-77").count() == 1
    assert send(client, "post", url, body | {"code": "E-78"}).status_code == 409
    twice = send(client, "post", url, body, key="k2")
    assert (twice.status_code, twice.json()["code"]) == (422, "known_subject")
    assert client.post(url, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"region": "330200"}, 400, "region"),
        ({"kind": "nonsense"}, 400, "kind"),
        ({"uscc": WRONG}, 422, "uscc"),
        ({"name": ""}, 400, "name"),
        ({"lon": "north"}, 400, "lon"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(client, steward, typed, change, status, field):
    build.region("330200")
    body = typed | {"region": "330106"} | change
    answer = send(client, "post", reverse("subject-list"), body)
    assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert answer["Content-Type"] == "application/problem+json"
    assert not Subject.objects.filter(code="E-77").exists()


def test_an_amendment_by_api_leaves_what_is_not_sent(client, steward, place):
    row = build.subject(kind="enterprise", name="老名", address="文三路1号", region=place)
    url = reverse("subject-detail", args=[row.pk])
    answer = send(client, "patch", url, {"name": "新名"})
    assert (answer.status_code, answer.json()["name"]) == (200, "新名")
    row.refresh_from_db()
    assert (row.name, row.address) == ("新名", "文三路1号")
    assert [each.text for each in row.aliases.all()] == ["老名"]
    wrong = send(client, "patch", url, {"uscc": WRONG}, key="k2")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "uscc")
    kept = send(client, "patch", url, {"uscc": WRONG, "override": "as printed"}, key="k3")
    assert kept.json()["uscc"] == WRONG


def test_what_lies_elsewhere_or_was_merged_is_not_amended(client, steward, place):
    elsewhere = build.subject(kind="enterprise", region=build.region("330200"))
    url = reverse("subject-detail", args=[elsewhere.pk])
    assert send(client, "patch", url, {"name": "x"}).status_code == 404
    loser, winner = (build.subject(kind="enterprise", region=place) for _n in range(2))
    services.merge(loser, winner, by=steward, basis="x")
    answer = send(
        client, "patch", reverse("subject-detail", args=[loser.pk]), {"name": "x"}, key="k2"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "merged")
