"""The code at the door: anybody learns who comes and why, nobody what called for it."""

import pytest
from django.urls import reverse

from enforcement import services
from enforcement.choices import TaskState
from enforcement.models import EntryCode, Task
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def look(visitor, code):
    return visitor.get(reverse("enforcement:entry-verify", args=[code]), follow=True)


@pytest.fixture
def visit(world):
    return world.verify()


def test_it_says_who_comes_and_on_what_basis(world, visitor, visit):
    page = look(visitor, visit.entry_code.code)
    text = page.content.decode()
    assert page.status_code == 200
    assert "genuine" in text
    for officer in world.officers:
        assert str(officer) in text
        assert officer.certificate_no in text
    assert world.own.name in text
    assert world.version.item in text
    assert world.version.basis in text
    assert "no-store" in page["Cache-Control"]


def test_it_does_not_say_what_called_for_it(world, visitor, visit):
    text = look(visitor, visit.entry_code.code).content.decode()
    assert visit.origin not in text
    assert "warning" not in text.lower()


def test_however_it_was_typed(visitor, visit):
    code = visit.entry_code.code
    for typed in (code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')}"):
        assert look(visitor, typed).status_code == 200


def test_an_unknown_code_lets_nobody_in(visitor, visit):
    page = look(visitor, "AAAA-BBBB-CCCC-DDDD")
    assert page.status_code == 404
    assert "do not let anybody in" in page.content.decode()


def test_called_off_or_handed_back(world, visitor, visit):
    code = visit.entry_code.code
    services.return_(visit, by=world.officers[0].user, reason="ill")
    text = look(visitor, code).content.decode()
    assert "Nobody is to come" in text
    assert str(world.officers[0]) not in text
    services.cancel(visit, by=build.user(), reason="raised twice")
    assert "Nobody is to come" in look(visitor, code).content.decode()


def test_after_it_has_ended(visitor, visit):
    Task.objects.filter(pk=visit.pk).update(state=TaskState.CLOSED)
    assert "has ended" in look(visitor, visit.entry_code.code).content.decode()


def test_sending_it_again_keeps_the_code(world, visit):
    services.return_(visit, by=world.officers[0].user, reason="ill")
    first, second = world.officers
    services.dispatch(visit, lead=first, second=second, by=build.user())
    assert EntryCode.objects.count() == 1


def test_codes_are_hard_to_guess(world, visit):
    assert len(set(visit.entry_code.code)) > 4
    assert not set(visit.entry_code.code) & set("01ILOU")
