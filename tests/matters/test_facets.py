"""The list counted by department, level, region, type, object, method and state."""

import pytest
from django.urls import reverse

from matters.choices import AdministrativeType
from tests import build

PAGE = "matters:matter-facets"


@pytest.fixture
def listed(staff, client):
    """Three matters in force, one of them a penalty and claimed by a bureau."""
    inspections = [
        build.matter_version(
            department=staff.top,
            object_types=["site"],
            methods=["double_random", "key"],
            levels=[3, 4],
        )
        for _n in range(2)
    ]
    penalty = build.matter_version(
        department=staff.city, administrative_type=AdministrativeType.PENALTY, levels=[4]
    )
    build.claim(penalty.matter, staff.bureaus[0])
    reader = build.user()
    build.grant(reader, "matters.view_matterversion", region=staff.top.region)
    client.force_login(reader)
    client.cookies.load({"django_language": "en"})
    return inspections, penalty


def counts(answer):
    return {
        str(facet.label): {value.label: value.count for value in facet.values}
        for facet in answer.context["facets"]
    }


def test_each_facet_counts_what_the_list_holds(client, listed, staff):
    found = counts(client.get(reverse(PAGE)))
    assert found["Responsible department"] == {staff.top.named: 2, staff.city.named: 1}
    assert found["Level"] == {"county": 3, "municipal": 2}
    assert found["Claimed in"] == {staff.bureaus[0].region.named: 1}
    assert found["Type"] == {"inspection": 2, "penalty": 1}
    assert found["Kind of object"] == {"site": 2}
    assert found["Method"] == {"double random": 2, "key supervision": 2}
    assert found["State"] == {"published": 3}


def test_a_facet_counts_under_the_others_and_leads_to_the_list(client, listed):
    answer = client.get(f"{reverse(PAGE)}?type=penalty")
    found = counts(answer)
    assert found["Level"] == {"county": 1}
    assert found["Type"] == {"inspection": 2, "penalty": 1}, "it stays open to another choice"
    chosen = next(f for f in answer.context["facets"] if str(f.label) == "Type").values
    on, off = (next(v for v in chosen if v.is_on is state) for state in (True, False))
    assert "type=" not in on.url
    for value in (off, *answer.context["facets"][0].values):
        assert client.get(value.url).status_code == 200
    by_method = client.get(f"{reverse('matters:matter-list')}?method=key").content.decode()
    assert listed[0][0].item in by_method
    assert listed[1].item not in by_method
    in_region = client.get(f"{reverse('matters:matter-list')}?region={listed[1].pk}")
    assert in_region.status_code == 200
