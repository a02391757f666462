"""Every address of the portal, everybody of the cast: who gets in is what the role table says."""

import functools
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from common.ids import uuid7
from datacenter.signing import headers
from registry import grants
from registry.roles import ROLES
from tests.cast import gather
from tests.permissions import (
    ANYBODY,
    DOORS,
    FORBIDDEN,
    HIDDEN,
    IN,
    LOGIN,
    SOURCE,
    Door,
    Person,
    Verdict,
    addresses,
)
from tests.world import CANARY, World, settle_in

pytestmark = pytest.mark.django_db

TABLE = {door.name: door for door in DOORS}
OF_EVERYBODY = ("anonymous", "source", "stranger", "officer@a", "leader@b")
REFUSED_BY_RULE = (400, 409, 410, 413, 415, 422)  # whoever is told so got in
PERMISSIONS = {perm for spec in ROLES for perm in spec.permissions}
ALL_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WRITES = re.compile(r"\s*(?:WITH .*)?\b(INSERT INTO|UPDATE|DELETE FROM|COPY)\s+\"?(\w+)", re.S)
WRITTEN_BY_READING = {
    "common_auditentry",  # a denial, an export
    "enforcement_custody",  # who read a film
    "django_session",  # what a list says once about the last act
}


# ---- the world, made once for the module and taken back at its end


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield settle_in(gather())
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def _grants_read_once(world) -> Iterator[None]:
    """Read everybody's grants once: in this world nobody's change, and every door asks for them."""
    with pytest.MonkeyPatch.context() as patch:
        read = functools.cache(grants._load)  # users are equal by their keys
        patch.setattr(grants, "_load", lambda user: list(read(user)))
        yield


@pytest.fixture(scope="module")
def sessions(world) -> dict[str, str]:
    """Log everybody in once; return the keys of their sessions."""
    users = {f"{role}@a": user for role, user in world.cast.a.people.items()}
    users |= {f"{role}@b": user for role, user in world.cast.b.people.items()}
    users["stranger"] = world.cast.stranger
    keys = {}
    for key, user in users.items():
        client = Client()
        client.force_login(user, backend="registry.grants.GrantBackend")
        keys[key] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return keys


# Two visitors for all: what makes one another person is the cookie that they bring.
UNCHECKED, CHECKED = Client(), Client(enforce_csrf_checks=True)


def people() -> list[Person]:
    """Return the cast as the role table describes it, and those who are not in it."""
    staff = [
        Person(f"{spec.code}@{county}", county, spec.permissions)
        for spec in ROLES
        for county in ("a", "b")
    ]
    return [
        *staff,
        Person("stranger"),
        Person("anonymous"),
        Person("source", "a"),
        Person("device", "a"),
    ]


PEOPLE = people()


@contextmanager
def undone():
    """Take back whatever is written within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def knock(world, sessions):
    """Return a function that comes to a door as somebody; nothing stays of it."""

    def knock(door: Door, method: str, person: Person, path: str = "", *, checked: bool = False):
        path = path or reverse(door.name, args=world.arguments(door.row))
        visitor = CHECKED if checked else UNCHECKED
        visitor.cookies.clear()
        if session := sessions.get(person.key):
            visitor.cookies[settings.SESSION_COOKIE_NAME] = session
        signed = {"accept-language": "en"}
        if person.key == "source":
            key = world.rows["source"].key
            signed |= headers(key, world.secret, method, path, now=time.time())
        if person.key == "device":
            signed["authorization"] = f"Bearer {world.rows['token']}"
        form = "application/x-www-form-urlencoded"
        with undone():
            return visitor.generic(method, path, content_type=form, headers=signed)

    return knock


def verdict(response) -> Verdict | int:
    """Return what somebody met; a number where it is nothing that anybody should meet."""
    status = response.status_code
    if status == 401 or (status == 302 and "/login/?" in response["Location"]):
        return LOGIN
    if status < 400 or status in REFUSED_BY_RULE:
        return IN
    return {403: FORBIDDEN, 404: HIDDEN}.get(status, status)


def entitled(door: Door, method: str) -> Person:
    """Return somebody who gets in."""
    return next(each for each in reversed(PEOPLE) if door.expected(method, each) == IN)


# ---- the table


def test_every_address_is_in_the_table_and_no_other():
    found = {name for name in addresses(get_resolver().url_patterns) if is_ours(name)}
    assert sorted(found - TABLE.keys()) == [], "say in tests/permissions.py who gets in there"
    assert sorted(TABLE.keys() - found) == [], "these are in the table and nowhere else"
    assert len(TABLE) == len(DOORS), "a door is in the table twice"


def is_ours(name: str) -> bool:
    """Tell whether an address is tested here; those of the administration follow its own rule."""
    return not name.startswith("admin:")


@pytest.mark.parametrize("name", TABLE)
def test_it_lets_in_whom_the_role_table_names(world, knock, name):
    door = TABLE[name]
    met, due = {}, {}
    for method in door.methods:
        for person in passers_by(door, method):
            key = f"{method} {person.key}"
            due[key] = door.expected(method, person)
            met[key] = verdict(knock(door, method, person))
    assert {k: v for k, v in met.items() if v != due[k]} == {}


def passers_by(door: Door, method: str) -> list[Person]:
    """Return who is to try a door: everybody who may meet something else than the others.

    Where it is open to everybody a few are enough, and without a row of county A in its address
    the people of county B meet what those of A do.
    """
    if (door.do if method == "POST" else door.see) == ANYBODY:
        return [each for each in PEOPLE if each.key in OF_EVERYBODY]
    return [each for each in PEOPLE if door.row or each.county != "b"]


@pytest.mark.parametrize("name", [door.name for door in DOORS if not door.stock])
def test_it_takes_no_other_method(world, knock, name):
    door = TABLE[name]
    person = entitled(door, door.methods[0])
    taken = [*door.methods, *["PATCH"] * door.amend, *["PUT"] * door.put]
    taken += ["DELETE"] * door.ends
    others = [method for method in ALL_METHODS if method not in taken]
    met = {method: knock(door, method, person).status_code for method in others}
    assert met == dict.fromkeys(others, 405)


@pytest.mark.parametrize("name", [door.name for door in DOORS if door.see])
def test_reading_writes_nothing(world, knock, name):
    door, written = TABLE[name], set()

    def note(execute, sql, params, many, context):
        if found := WRITES.match(sql):
            written.add(found[2])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert verdict(knock(door, "GET", entitled(door, "GET"))) == IN
    assert written <= WRITTEN_BY_READING


@pytest.mark.parametrize("name", [door.name for door in DOORS if door.do not in (None, SOURCE)])
def test_an_act_without_a_token_is_refused(world, knock, name):
    door = TABLE[name]
    person = next(each for each in PEOPLE if each.is_known and door.expected("POST", each) == IN)
    answer = knock(door, "POST", person, checked=True)
    assert answer.status_code == 403


# ---- what lies elsewhere cannot be told from what is not there


@pytest.mark.parametrize(
    "name", [door.name for door in DOORS if door.see and door.row and not door.shared]
)
def test_what_lies_elsewhere_looks_as_if_it_were_not_there(world, knock, name):
    door = TABLE[name]
    stranger = next((each for each in PEOPLE if door.expected("GET", each) == HIDDEN), None)
    if stranger is None:
        assert door.see == ANYBODY
        return
    arguments = world.arguments(door.row)
    nowhere = [uuid7() if isinstance(each, uuid.UUID) else each for each in arguments]
    pages = []
    for each in (arguments, nowhere):
        path = reverse(name, args=each)
        page = knock(door, "GET", stranger, path).content.decode()
        pages.append(without_tokens(page.replace(path, "")))
    assert pages[0] == pages[1]


def without_tokens(page: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken&quot;|nonce)[^>]+', "", page)


LISTS = [
    door.name
    for door in DOORS
    if door.see not in (None, ANYBODY) and not door.row and not door.name.startswith("password")
]


@pytest.mark.parametrize("name", LISTS)
def test_lists_exports_and_pages_of_others_tell_no_name(world, knock, name):
    door = TABLE[name]
    others = [each for each in PEOPLE if each.county == "b" and door.expected("GET", each) == IN]
    exports = [(others[0], "?export=csv")] if door.do in PERMISSIONS else []
    for person, query in [*((each, "") for each in others), *exports]:
        response = knock(door, "GET", person, reverse(name) + query)
        # not every list can be taken away, not every page says something unasked
        assert response.status_code == 200 or query or door.asked
        body = b"".join(response) if response.streaming else response.content
        assert CANARY not in body.decode(), (person.key, query)


def test_the_names_are_there_for_those_who_may_read_them(knock):
    officer = next(each for each in PEOPLE if each.key == "risk_officer@a")
    page = knock(TABLE["risk:warning-list"], "GET", officer)
    assert CANARY in page.content.decode()


# ---- the administration: a right to enter, and for each model the same permissions as elsewhere

ADMIN = sorted(name for name in addresses(get_resolver().url_patterns) if not is_ours(name))
ADMINS = [each for each in PEOPLE if "common.enter_admin" in each.permissions]
ADMIN_OPEN = ("admin:login", "admin:logout")  # they lead to the portal's own
NOWHERE = "00000000-0000-7000-8000-000000000000"


def way_to(name: str) -> str:
    """Return an address of the administration; where it names a row, one that is not there."""
    for arguments in ([], [NOWHERE], [1, NOWHERE], ["common"]):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    return f"/admin/{NOWHERE}/"  # what catches everything else


@pytest.mark.parametrize("name", [name for name in ADMIN if name not in ADMIN_OPEN])
def test_the_administration_lets_nobody_else_in(knock, name):
    for person in (each for each in PEOPLE if each.key in OF_EVERYBODY):
        for method in ("GET", "POST"):
            answer = knock(Door(name), method, person, way_to(name))
            assert verdict(answer) in (LOGIN, FORBIDDEN, HIDDEN), (person.key, method)


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_an_administrator_sees_what_the_role_table_names(world, knock, model):
    app, name = model._meta.app_label, model._meta.model_name
    for person in ADMINS:
        may_see = {f"{app}.view_{name}", f"{app}.change_{name}"} & person.permissions
        expected = IN if may_see else FORBIDDEN
        path = reverse(f"admin:{app}_{name}_changelist")
        answer = knock(Door(path), "GET", person, path)
        assert verdict(answer) == expected, person.key
        if may_see and person.county == "b":
            assert CANARY not in answer.content.decode(), person.key
        path = reverse(f"admin:{app}_{name}_add")
        expected = IN if f"{app}.add_{name}" in person.permissions else FORBIDDEN
        assert verdict(knock(Door(path), "GET", person, path)) == expected, person.key
        path = reverse(f"admin:{app}_{name}_delete", args=[NOWHERE])
        assert verdict(knock(Door(path), "POST", person, path)) != IN, "nothing is ever deleted"
