"""A visit that refers to a case drafts the referral; others decide on it, in time."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from common import workdays
from common.errors import ConflictError, RuleError
from common.models import Event, Message
from enforcement import services
from enforcement.choices import ReferralState, TaskKind, TaskState
from enforcement.models import CaseReferral, EntryCode
from enforcement.services import referrals
from enforcement.services.codes import entry_code
from matters.services.citations import cite
from tests import build
from tests.enforcement.conftest import look_over, shot

pytestmark = pytest.mark.usefixtures("in_english")


def end(world, outcome="refer_to_case", **changes):
    """Let two officers end a visit; its first line failed."""
    task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
    EntryCode.objects.create(task=task, code=entry_code())
    content = {
        "answers": world.answers("failed", "passed"),
        "notes": {world.items[0].pk: "The pump does not run."},
        "outcome": outcome,
        "finding": "confirmed",
    }
    key = uuid.uuid4()
    content = services.Submission(**content | changes)
    services.submit(task, inspection=key, content=content, by=world.officers[0].user)
    services.confirm(task, inspection=key, by=world.officers[1].user)
    return task


@pytest.fixture
def draft(world):
    return CaseReferral.objects.get(inspection__task=end(world))


def person_of(department, *perms):
    person = build.user()
    build.grant(person, *(f"enforcement.{each}" for each in perms), department=department)
    return person


def submitted(row, by=None):
    return referrals.submit(row, by=by or build.user())


def test_the_draft_brings_the_finding_the_code_and_the_article_of_the_day(world):
    law = build.law_version(build.law("排水条例")).law
    item = world.items[0]
    cite(item, "《排水条例》第二条")
    row = CaseReferral.objects.get(inspection__task=end(world))
    assert row.state == ReferralState.DRAFTED
    assert row.action_code == row.inspection.task.entry_code.code
    assert row.to_department == world.own
    [line] = row.lines.all()
    assert (line.answer.item, line.finding) == (item, "The pump does not run.")
    [[place, text]] = line.articles
    assert "2" in place or "二" in place
    assert text
    assert law.name in place


def test_only_a_visit_that_refers_drafts_one(world):
    rectify_by = workdays.today() + dt.timedelta(days=10)
    end(world, "rectify_by", rectify_by=rectify_by)
    assert not CaseReferral.objects.exists()


def test_it_is_edited_until_it_is_submitted_and_then_has_fifteen_workdays(world, draft):
    line = draft.lines.get()
    other = build.department(world.city, region=world.place)
    content = {"facts": "The pump stands still", "to_department": other, "by": build.user()}
    referrals.edit(draft, findings={line.pk: "No power"}, **content)
    line.refresh_from_db()
    assert (draft.facts, line.finding) == ("The pump stands still", "No power")
    submitted(draft)
    assert draft.due_on == workdays.add(workdays.today(), 15)
    with pytest.raises(ConflictError):
        referrals.edit(draft, findings={}, **content)


def test_it_is_received_then_decided_by_somebody_else(world, draft):
    officer = build.user()
    submitted(draft, by=officer)
    with pytest.raises(ConflictError):
        referrals.decide(draft, is_filed=True, reason="clear", by=build.user())
    referrals.receive(draft, by=build.user())
    with pytest.raises(RuleError, match="Somebody else"):
        referrals.decide(draft, is_filed=True, reason="clear", by=officer)
    referrals.decide(draft, is_filed=False, reason="minor, put right", by=build.user())
    assert (draft.state, draft.decision) == (ReferralState.NOT_FILED, "minor, put right")
    with pytest.raises(ConflictError):
        referrals.decide(draft, is_filed=True, reason="after all", by=build.user())


def test_the_check_is_extended_once(draft):
    submitted(draft)
    first = draft.due_on
    referrals.extend(draft, reason="a test is awaited", by=build.user())
    assert (draft.extended_from, draft.due_on) == (first, workdays.add(first, 15))
    with pytest.raises(RuleError, match="once already"):
        referrals.extend(draft, reason="again", by=build.user())


def test_silence_is_told_once(draft):
    submitted(draft)
    CaseReferral.objects.update(due_on=workdays.today() - dt.timedelta(days=1))
    assert (referrals.escalate_undecided(), referrals.escalate_undecided()) == (1, 0)
    assert Event.objects.about(draft).last().name == "enforcement.case_late"


def test_officers_deciders_and_the_submitter_are_told_in_turn(world, draft, run_loop):
    decider = person_of(world.own, "decide_casereferral")
    officer = world.officers[0].user
    run_loop()
    told = Message.objects.filter(code="case.drafted").values_list("recipient", flat=True)
    assert set(told) == {each.user_id for each in world.officers}
    submitted(draft, by=officer)
    referrals.receive(draft, by=decider)
    referrals.decide(draft, is_filed=True, reason="clear", by=decider)
    run_loop()
    assert Message.objects.get(code="case.referred").recipient_id == decider.pk
    assert Message.objects.get(code="case.filed").recipient_id == officer.pk


def test_from_the_task_to_the_decision_on_the_pages(world, draft, client):
    perms = ("view_task", "view_casereferral", "change_casereferral")
    writer = person_of(world.own, *perms)
    other = build.department(world.city, region=world.place)
    decider = person_of(other, "view_casereferral", "decide_casereferral")
    client.cookies["django_language"] = "en"
    page = draft.get_absolute_url()
    client.force_login(decider)
    assert client.get(page).status_code == 404
    client.force_login(writer)
    assert page in client.get(draft.inspection.task.get_absolute_url()).content.decode()
    line = draft.lines.get()
    sent = {"to_department": str(other.pk), "facts": "The pump", f"finding_{line.pk}": ""}
    assert client.post(f"{page}edit/", sent).status_code == 422
    sent[f"finding_{line.pk}"] = "No power"
    assert client.post(f"{page}edit/", sent | {"submit": "1"}).status_code == 302
    assert client.post(f"{page}edit/", sent).status_code == 409
    assert client.post(f"{page}receive/").status_code == 403
    client.force_login(decider)
    assert "We have it" in client.get(page).content.decode()
    assert client.post(f"{page}receive/").status_code == 302
    assert client.post(f"{page}decide/", {"decision-is_filed": "yes"}).status_code == 422
    sent = {"decision-is_filed": "yes", "decision-reason": "clear"}
    assert client.post(f"{page}decide/", sent).status_code == 302
    assert client.post(f"{page}decide/", sent).status_code == 409
    assert "case filed" in client.get(page).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_is_accessible_and_fits_a_phone(world, opened):
    row = CaseReferral.objects.get(inspection__task=end(world))
    perms = ("view_casereferral", "change_casereferral", "view_evidence")
    page = opened(person_of(world.own, *perms), row.get_absolute_url(), width=360, check=True)
    shot(page, "referral-360")
    look_over(page)
    assert reverse("enforcement:referral-edit", args=[row.pk]) in page.content()
