"""What a step does is told before it is taken: to claims, to open tasks, to approvals."""

import datetime as dt

import pytest

from common.consequences import consequences_of
from enforcement.choices import TaskKind, TaskState
from matters import services
from tests import build

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def claimed(draft, publish, staff):
    """A matter in force since last month, claimed by the city and three counties."""
    publish(draft, from_day=TODAY - dt.timedelta(days=30))
    claims = [
        services.claim(draft.matter, department=department, by=staff.drafter)
        for department in (staff.city, *staff.bureaus)
    ]
    return draft, claims


def told(version, act, user):
    from django.utils import translation

    with translation.override("en"):
        return [each.text for each in consequences_of(version, act, user)]


def test_words_carry_over_substance_asks_for_renewal_and_a_level_ends(claimed, staff):
    draft, _claims = claimed
    version = services.draft(draft.matter, {"process": "x"}, by=staff.drafter)
    assert told(version, "publish", staff.legal)[0] == "4 claims carry over: only words change."
    services.amend(version, {"basis": "《新条例》第一条"}, by=staff.drafter)
    assert told(version, "publish", staff.legal)[0].startswith("4 claims have to be renewed")
    services.amend(version, {"levels": [4]}, by=staff.drafter)
    texts = told(version, "publish", staff.legal)
    assert texts[0] == "1 claim ends: its level loses the power."
    assert texts[1].startswith("3 claims have to be renewed")
    assert "No open task is touched." in texts


def test_a_first_version_touches_nothing_and_revoking_ends_all(draft, claimed, staff):
    other = build.matter_version(department=staff.top, state="legal_review", valid=None)
    assert told(other, "publish", staff.legal)[0].startswith("It is the first version")
    assert told(draft, "revoke", staff.legal)[0] == "4 claims end."


def test_open_tasks_and_approvals_are_counted(claimed, staff):
    draft, claims = claimed
    bureau = staff.bureaus[0]
    for state in (TaskState.ON_SITE, TaskState.DRAFTED, TaskState.CLOSED):
        build.task(
            department=bureau, kind=TaskKind.ON_SITE, state=state, matter_version=draft,
            claim=claims[1],
        )  # fmt: skip
    build.standing_approval(bureau, matter=draft.matter)
    version = services.draft(draft.matter, {"process": "x"}, by=staff.drafter)
    texts = told(version, "publish", staff.legal)
    assert "2 open tasks run on under the version they were made with." in texts
    assert any(text.startswith("1 of them has not gone out yet") for text in texts)
    assert any("follows the new version" in text for text in texts)
    assert any("lets nothing go out" in text for text in told(draft, "revoke", staff.legal))


def test_the_publish_form_shows_them(client, claimed, staff):
    draft, _claims = claimed
    rights = "matters.view_matterversion matters.legal_review_matterversion"
    build.grant(staff.legal, *rights.split(), department=staff.top)
    version = services.draft(draft.matter, {"basis": "《新条例》第一条"}, by=staff.drafter)
    services.submit(version, by=staff.drafter)
    services.pass_review(version, by=staff.head)
    client.force_login(staff.legal)
    client.cookies.load({"django_language": "en"})
    page = client.get(version.get_absolute_url()).content.decode()
    assert "What it does" in page
    assert "4 claims have to be renewed" in page
