"""An old page or code of a matter leads to what stands in its place today."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from common import workdays
from matters.choices import ReformKind, ReformState
from matters.models import MatterVersion, Reform, Succession
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Client(headers={"accept-language": "en"})


def give_way(old: MatterVersion, kind: str, *news: MatterVersion) -> Reform:
    """Let a matter give way as a reform that is carried out does."""
    today = workdays.today()
    reform = build.reform(kind=kind, state=ReformState.CARRIED_OUT, day=today)
    reform.olds.set([old.matter])
    reform.news.set([each.matter for each in news])
    for new in news:
        Succession.objects.create(
            reform=reform, old=old.matter, new=new.matter, day=today, kind=kind
        )
    ended = build.ended(today - dt.timedelta(days=1))
    MatterVersion.objects.filter(pk=old.pk).update(state="superseded", valid=ended)
    return reform


@pytest.fixture
def old():
    return build.matter_version(build.matter(code="OLD-0001"), item="旧事项")


def page_of(visitor, version):
    return visitor.get(reverse("public:matter-detail", args=[version.matter_id]))


def test_the_page_of_a_split_matter_leads_to_its_successors_through_all_reforms(visitor, old):
    left, right, last = (build.matter_version(item=name) for name in ("左", "右", "末"))
    give_way(old, ReformKind.SPLIT, left, right)
    give_way(right, ReformKind.MERGE, last)
    answer = page_of(visitor, old)
    text = answer.content.decode()
    assert answer.status_code == 200
    for version, is_there in ((left, True), (right, False), (last, True)):
        address = reverse("public:matter-detail", args=[version.matter_id])
        assert (address in text) is is_there
    assert "OLD-0001" in text


def test_a_cancelled_matter_says_so_and_is_gone(visitor, old):
    give_way(old, ReformKind.CANCEL)
    answer = page_of(visitor, old)
    assert answer.status_code == 410
    assert "nobody may be inspected under it" in answer.content.decode()


def test_a_draft_or_a_matter_that_goes_on_is_not_called_gone(visitor, old):
    draft = build.matter_version(state="draft")
    assert page_of(visitor, draft).status_code == 404
    new = build.matter_version()
    reform = give_way(new, ReformKind.MERGE, old)
    assert page_of(visitor, old).status_code == 200
    MatterVersion.objects.filter(pk=old.pk).update(state="revoked")
    reform.olds.add(old.matter)
    assert page_of(visitor, old).status_code == 404  # it went on under its own code


@pytest.mark.parametrize("name", ["search", "matter-list"])
def test_a_search_for_an_old_code_finds_what_took_its_place(visitor, old, name):
    new = build.matter_version(item="新事项")
    url = reverse(f"public:{name}")
    address = reverse("public:matter-detail", args=[new.matter_id])
    assert address not in visitor.get(url, {"q": "old-0001"}).content.decode()
    give_way(old, ReformKind.MERGE, new)
    text = visitor.get(url, {"q": "old-0001"}).content.decode()
    assert text.count(address) == 2  # in the note and among what was found
    assert "is an earlier code" in text


def test_the_open_list_follows_old_codes_too(visitor, old):
    new = build.matter_version(item="新事项")
    give_way(old, ReformKind.MERGE, new)
    file = visitor.get(reverse("public:matter-file", args=["json"]), {"q": "OLD-0001"}).json()
    assert [row["code"] for row in file["matters"]] == [new.matter.code]
