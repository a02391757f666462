"""What administrators change goes through the services and into the audit trail."""

import pytest
from django.test import Client
from django.urls import reverse

from common.choices import DeliveryState
from common.models import AuditEntry, Calendar, Delivery, User
from datacenter.models import Source
from registry.models import Department, Grant, Role
from tests import build

PASSWORD = "a long new password"


def trail(action: str) -> AuditEntry:
    return AuditEntry.objects.get(action=action)


def change(client: Client, row, **fields):
    """Post the change form of a row with its present values, some of them replaced."""
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    form = client.get(url).context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    inlines = {"grants-TOTAL_FORMS": 0, "grants-INITIAL_FORMS": 0}
    return client.post(url, data | inlines | fields)


def test_an_account_is_made_with_a_password_that_no_entry_shows(enter):
    client = enter("security_admin")
    answer = client.post(
        reverse("admin:common_user_add"),
        {
            "username": "new.person",
            "name": "新人",
            "name_en": "New Person",
            "language": "en",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    made = User.objects.get(username="new.person")
    assert answer.status_code == 302
    assert made.check_password(PASSWORD)
    entry = trail("add")
    assert entry.row == f"common.user:{made.pk}"
    assert entry.facts["fields"]["name"] == ["", "新人"]
    assert PASSWORD not in str(entry.facts)


def test_a_weak_password_is_refused_at_its_field(enter):
    data = {"username": "x", "name": "x", "language": "en", "password1": "123", "password2": "123"}
    answer = enter("security_admin").post(reverse("admin:common_user_add"), data)
    assert answer.context["adminform"].form.errors["password2"]
    assert not User.objects.filter(username="x").exists()


def test_a_change_keeps_old_and_new_value(enter, world):
    person = world.a["officer"]
    change(enter("security_admin"), person, name="改名")
    entry = trail("change")
    assert entry.row == f"common.user:{person.pk}"
    assert entry.facts == {"fields": {"name": [person.name, "改名"]}}
    assert entry.by == world.a["security_admin"].pk


def test_a_new_password_is_noted_without_telling_it(enter, world):
    person = world.a["officer"]
    url = reverse("admin:auth_user_password_change", args=[person.pk])
    enter("security_admin").post(url, {"password1": PASSWORD, "password2": PASSWORD})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert PASSWORD not in str(trail("change").facts)
    assert person.password not in str(trail("change").facts)


def test_a_locked_account_is_opened_again(enter, world):
    person = world.a["officer"]
    for _attempt in range(5):
        Client().post(reverse("login"), {"username": person.username, "password": "wrong"})
    client = enter("security_admin")
    client.post(
        reverse("admin:common_user_changelist"),
        {"action": "lift_lockout", "_selected_action": [person.pk]},
    )
    assert trail("change").row == f"common.user:{person.pk}"
    from tests.cast import PASSWORD as right

    answer = Client().post(reverse("login"), {"username": person.username, "password": right})
    assert answer.status_code == 302


def give(client: Client, **fields):
    return client.post(reverse("admin:registry_grant_add"), fields)


def test_a_role_is_given_through_the_service(enter, world):
    person = world.stranger
    place = {"department": world.a.bureau.pk, "region": world.a.region.pk}
    give(enter("security_admin"), user=person.pk, role="officer", **place)
    granted = Grant.objects.get(user=person)
    assert (granted.role_id, granted.region) == ("officer", world.a.region)
    assert granted.granted_by == world.a["security_admin"].pk
    assert trail("grant").row == f"registry.grant:{granted.pk}"
    assert not AuditEntry.objects.filter(action="add").exists()


def test_a_role_is_given_on_the_page_of_the_account(enter, world):
    person = world.stranger
    change(
        enter("security_admin"),
        person,
        **{
            "grants-TOTAL_FORMS": 1,
            "grants-0-role": "officer",
            "grants-0-department": world.a.bureau.pk,
            "grants-0-region": world.a.region.pk,
            "grants-0-user": person.pk,
        },
    )
    assert Grant.objects.get(user=person).granted_by == world.a["security_admin"].pk
    assert AuditEntry.objects.filter(action="grant").count() == 1


def test_no_role_is_given_beyond_the_place_of_the_giver(enter, world):
    answer = give(enter("security_admin"), user=world.stranger.pk, role="officer")
    assert answer.context["adminform"].form.errors["department"]
    assert not world.stranger.grants.exists()


def test_nobody_gives_themselves_a_role(enter, world):
    me = world.a["security_admin"]
    answer = give(enter("security_admin"), user=me.pk, role="leader")
    assert answer.context["adminform"].form.errors["user"]
    assert me.grants.count() == 1


@pytest.mark.parametrize(
    ("holder", "role"), [("officer", "audit_admin"), ("audit_admin", "leader")]
)
def test_an_administrator_holds_one_role_alone(enter, world, holder, role):
    person = world.a[holder]
    answer = give(enter("security_admin"), user=person.pk, role=role)
    assert answer.context["adminform"].form.errors["role"]
    assert person.grants.count() == 1


def take_back(client: Client, granted: Grant, basis: str):
    url = reverse("admin:registry_grant_take_back", args=[granted.pk])
    return client.post(url, {"basis": basis, "_form_submitted": "on"})


def test_a_role_is_taken_back_with_a_reason(enter, world):
    granted = world.a["officer"].grants.get()
    client = enter("security_admin")
    take_back(client, granted, "")
    assert Grant.objects.in_force().filter(pk=granted.pk).exists()
    take_back(client, granted, "moved to another county")
    assert not Grant.objects.in_force().filter(pk=granted.pk).exists()
    assert trail("revoke").facts["basis"] == "moved to another county"
    assert take_back(client, granted, "again").status_code == 403
    assert AuditEntry.objects.filter(action="revoke").count() == 1


def test_a_given_role_is_never_rewritten(enter, world):
    granted = world.a["officer"].grants.get()
    url = reverse("admin:registry_grant_change", args=[granted.pk])
    assert enter("security_admin").post(url, {"role": "leader"}).status_code == 403
    granted.refresh_from_db()
    assert granted.role_id == "officer"


def test_the_calendar_is_edited(enter):
    client = enter("system_admin")
    client.post(
        reverse("admin:common_calendar_add"), {"day": "2031-05-01", "kind": "holiday", "note": "x"}
    )
    day = Calendar.objects.get(day="2031-05-01")
    change(client, day, kind="workday", day="2031-05-02")
    assert list(Calendar.objects.values_list("kind", flat=True)) == ["workday"]
    assert trail("change").facts == {"fields": {"kind": ["holiday", "workday"]}}


def test_a_department_gets_its_place_in_the_tree(enter, world):
    parent = world.a.bureau
    enter("system_admin").post(
        reverse("admin:registry_department_add"),
        {
            "code": "new",
            "name": "新科室",
            "parent": parent.pk,
            "region": world.a.region.pk,
            "level": 4,
        },
    )
    assert Department.objects.get(code="new").path == f"{parent.path}new/"


def test_the_secret_and_the_key_of_a_source_are_out_of_reach(enter, world):
    source = Source.objects.create(
        name="gauges", department=world.a.bureau, key="the-key", secret=b"canary-secret"
    )
    client = enter("system_admin")
    url = reverse("admin:datacenter_source_change", args=[source.pk])
    assert b"canary" not in client.get(url).content
    change(client, source, name="renamed", key="stolen", secret="x")
    source.refresh_from_db()
    assert (source.name, source.key, bytes(source.secret)) == (
        "renamed",
        "the-key",
        b"canary-secret",
    )


def test_a_parked_delivery_is_tried_again(enter, world):
    event = build.event()
    parked, done = (
        Delivery.objects.create(event=event.pk, handler=state, state=state, attempts=6)
        for state in (DeliveryState.PARKED, DeliveryState.DONE)
    )
    enter("system_admin").post(
        reverse("admin:common_delivery_changelist"),
        {"action": "retry", "_selected_action": [parked.pk, done.pk]},
    )
    parked.refresh_from_db()
    done.refresh_from_db()
    assert (parked.state, parked.attempts) == (DeliveryState.DUE, 0)
    assert done.state == DeliveryState.DONE
    assert trail("retry").row == f"common.delivery:{parked.pk}"


def test_a_state_is_not_for_editing(enter):
    parked = Delivery.objects.create(event=build.event().pk, handler="x", state="parked")
    url = reverse("admin:common_delivery_change", args=[parked.pk])
    assert enter("system_admin").post(url, {"state": "done"}).status_code == 403


def test_the_roles_tell_what_they_carry_in_words(enter):
    page = enter("security_admin").get(reverse("admin:registry_role_change", args=["officer"]))
    text = page.content.decode()
    assert "see: regions" in text
    assert "Can accept and answer tasks assigned to them" in text


def test_every_permission_has_words_in_the_catalogue(world):
    from supervision_portal.theme import PERMISSIONS

    custom = {
        each.name
        for role in Role.objects.all()
        for each in role.permissions.all()
        if not each.codename.startswith(("view_", "add_", "change_"))
    }
    assert custom <= set(PERMISSIONS)
