"""Three administrators without overlap; none of them reads cases, nobody else enters."""

import pytest
from django.contrib import admin
from django.urls import reverse

from common.choices import DeliveryState
from common.models import AuditEntry, Delivery
from datacenter.models import Dataset, Source
from registry.models import Grant, Roster
from registry.roles import ROLES
from tests import build

OPEN = {
    "system_admin": {
        *["common.calendar", "common.delivery"],
        *["registry.region", "registry.department", "registry.line"],
        *["datacenter.dataset", "datacenter.source"],
        *["risk.ruleversion", "enforcement.standingapproval"],
    },
    "security_admin": {
        *["common.user", "registry.grant", "registry.role"],
        *["registry.officer", "registry.roster", "registry.region", "registry.department"],
    },
    "audit_admin": {"common.auditentry", "common.event"},
}
LOOKED_UP_BY_TWO = {"registry.region", "registry.department"}
REGISTERED = {model._meta.label_lower for model in admin.site._registry}
CASES = ("enforcement.", "credit.", "matters.", "risk.riskwarning", "disclosure.")


def pages(model: str) -> str:
    return reverse(f"admin:{model.replace('.', '_')}_changelist")


def test_the_table_names_every_registered_model():
    assert set().union(*OPEN.values()) == REGISTERED


@pytest.mark.parametrize("role", OPEN)
def test_each_opens_what_is_theirs_and_nothing_else(enter, role):
    client = enter(role)
    opened = {model for model in REGISTERED if client.get(pages(model)).status_code == 200}
    assert opened == OPEN[role]


def test_what_two_may_look_at_only_one_may_change():
    permissions = {spec.code: spec.permissions for spec in ROLES}
    for one, other in [
        ("system_admin", "security_admin"),
        ("system_admin", "audit_admin"),
        ("security_admin", "audit_admin"),
    ]:
        shared = permissions[one] & permissions[other] - {"common.enter_admin"}
        assert shared <= {"registry.view_region", "registry.view_department"}


@pytest.mark.parametrize("role", OPEN)
def test_none_reads_cases(role):
    held = next(spec.permissions for spec in ROLES if spec.code == role)
    settings = {
        "enforcement.view_standingapproval",
        "enforcement.view_standingapprovalday",
    }
    assert [each for each in held - settings if each.startswith(CASES)] == []


@pytest.mark.parametrize("role", sorted({spec.code for spec in ROLES} - OPEN.keys()))
def test_nobody_else_enters(enter, role):
    client = enter(role)
    assert client.get(reverse("admin:index")).status_code == 403
    assert AuditEntry.objects.filter(action="denied").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["index", "login", "common_user_changelist", "common_user_add"])
def test_the_way_in_is_the_login_of_the_portal(client, name):
    url = reverse(f"admin:{name}")
    answer = client.get(url, follow=True)
    assert answer.resolver_match.view_name == "login"
    back = answer.context["next"]
    assert back == (url if name != "login" else reverse("admin:index"))


@pytest.mark.parametrize("role", OPEN)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens(enter, role, language, world):
    fill(world)
    client = enter(role)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(reverse("admin:search"), {"s": "a", "page": "x"}).status_code == 200
    for model in OPEN[role]:
        assert client.get(pages(model)).status_code == 200
        assert client.get(pages(model), {"q": "x", "p": "99999", "o": "9.9"}).status_code in (
            200,
            302,
        )
        assert client.get(f"{pages(model)}add/").status_code in (200, 403), model
        row = first_row(client, model)
        assert row is not None, f"{model} has a row to show"
        change = reverse(f"admin:{model.replace('.', '_')}_change", args=[row.pk])
        assert client.get(change).status_code == 200, model
        assert client.get(change.replace("/change/", "/delete/")).status_code == 403, model
        history = client.get(change.replace("/change/", "/history/"))
        assert history.status_code == (200 if role == "audit_admin" else 403), model


def first_row(client, model):
    answer = client.get(pages(model))
    return next(iter(answer.context["cl"].result_list), None)


def fill(world) -> None:
    """Put a row into each table of the administration, in county A."""
    build.line()
    bureau = world.a.bureau
    event = build.event("test.happened", by=world.a["officer"])
    Delivery.objects.create(event=event.pk, handler="react", state=DeliveryState.PARKED)
    from common.models import Calendar
    from datacenter.datasets import sync_datasets

    sync_datasets()
    Calendar.objects.create(day="2031-10-01", kind="holiday")
    Source.objects.create(name="gauges", department=bureau, key="k", secret=b"s")
    build.standing_approval(bureau)
    build.duty(world.a["officer"].officer)
    from risk.models import Rule, RuleVersion

    rule = Rule.objects.create(code="rain", name="雨")
    RuleVersion.objects.create(
        rule=rule, number=1, definition={"id": "rain"}, content_hash="0", department=bureau
    )
    assert Dataset.objects.exists()
    assert Roster.objects.exists()
    assert Grant.objects.exists()


def test_an_administrator_of_one_county_sees_no_other(enter, world, officer_b):
    client = enter("security_admin")
    rows = client.get(pages("registry.officer")).context["cl"].result_list
    assert {each.department for each in rows} == {world.a.bureau}
    change = reverse("admin:registry_officer_change", args=[officer_b.officer.pk])
    assert client.get(change).status_code == 302  # Django says that there is no such row


@pytest.mark.parametrize("role", OPEN)
def test_the_pages_run_no_script_but_ours(enter, role):
    policy = enter(role).get(reverse("admin:index"))["Content-Security-Policy"]
    scripts = next(part for part in policy.split(";") if "script-src" in part)
    assert "unsafe-inline" not in scripts
    assert "default-src 'self'" in policy


def test_the_palette_finds_open_pages_alone(enter):
    client = enter("audit_admin")
    found = client.get(reverse("admin:search"), {"s": "a"}).content.decode()
    assert "Audit trail" in found
    assert "Accounts" not in found


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Judge the readings"), ("zh-hans", "研判读数")]
)
def test_events_and_their_handlers_are_told_in_words(enter, world, language, said):
    event = build.event("datacenter.loaded")
    Delivery.objects.filter(event=event.pk).update(state=DeliveryState.PARKED)
    delivery = Delivery.objects.get(event=event.pk)
    client = enter("system_admin")
    client.cookies["django_language"] = language
    change = reverse("admin:common_delivery_change", args=[delivery.pk])
    for page in (pages("common.delivery"), change, reverse("home")):
        text = client.get(page).content.decode()
        assert said in text, page
        assert "judge_readings" not in text
        assert "datacenter.loaded" not in text
    reader = enter("audit_admin")
    reader.cookies["django_language"] = language
    for page in (pages("common.event"), reverse("admin:common_event_change", args=[event.pk])):
        text = reader.get(page).content.decode()
        assert "datacenter.loaded" not in text
