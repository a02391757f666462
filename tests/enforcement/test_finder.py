"""Who is competent for a matter at a place, and why others are not."""

import pytest
from django.urls import reverse

from enforcement.services.competence import who_may
from tests import build

pytestmark = pytest.mark.usefixtures("in_english")

URL = "/tasks/competent/"


@pytest.fixture
def reader(world, client):
    person = build.user()
    perms = (
        "matters.view_claim", "matters.view_matterversion", "registry.view_region",
        "registry.view_subject", "enforcement.add_collaboration",
    )  # fmt: skip
    build.grant(person, *perms)
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return person


def verdicts(found):
    return [(each.department, each.fault) for each in found]


def test_the_claimant_of_the_place_may_act(world):
    assert verdicts(who_may(world.version.matter, world.subject.region)) == [(world.own, "")]


def test_a_power_handed_down_makes_the_township_competent_and_not_the_county(world):
    station = build.department(world.own, region=world.subject.region)
    build.transfer(world.claim, station)
    found = verdicts(who_may(world.version.matter, world.subject.region))
    assert found[0] == (station, "")
    assert (world.own, "handed_down") in found


def test_where_nobody_has_claimed_it_for_the_place_those_elsewhere_say_so(world):
    elsewhere = build.region(parent=build.region())
    assert verdicts(who_may(world.version.matter, elsewhere)) == [(world.own, "region")]


def test_the_page_names_who_may_act_and_leads_to_asking(world, client, reader):
    asked = {"matter": world.version.matter.code, "place": world.subject.code}
    shown = client.get(URL, asked).content.decode()
    assert world.own.named in shown
    assert "may act: it has claimed" in shown
    ask = reverse("enforcement:collaboration-new")
    assert f"{ask}?to_department={world.own.pk}" in shown
    assert world.subject.code in shown


def test_words_that_mean_several_are_chosen_from_and_none_is_said(world, client, reader):
    for _each in range(2):
        build.matter_version(department=world.top, item="Twin matter")
    shown = client.get(URL, {"matter": "Twin matter", "place": world.place.code}).content.decode()
    assert "Which matter?" in shown
    shown = client.get(URL, {"matter": "nothing like it", "place": "nowhere"}).content.decode()
    assert "No matter in force goes by these words" in shown
    assert "No region and no subject" in shown
    assert client.get(URL).status_code == 200
    assert client.get(URL, {"matter": "", "place": ""}).status_code == 200


def test_a_matter_that_nobody_claimed_says_who_answers_for_it(world, client, reader):
    alone = build.matter_version(department=world.top)
    asked = {"matter": alone.matter.code, "place": world.place.code}
    shown = client.get(URL, asked).content.decode()
    assert "Nobody has claimed this matter" in shown
    assert world.top.named in shown
