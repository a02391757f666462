"""The pages of claims: board, what is due, claims, powers handed down, implementation lists."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matters import services
from matters.models import Claim, ImplementationList, PowerTransfer, Refusal
from tests import build
from tests.matters.conftest import CONTENT, TODAY

SEE = (
    "matters.view_matterversion matters.view_claim matters.view_checklist common.view_event "
    "matters.view_implementationlist registry.view_department registry.view_region"
)
ROLES = {
    "drafter": "matters.add_claim matters.change_claim matters.transfer_claim "
    "matters.add_implementationlist matters.change_implementationlist",
    "head": "matters.publish_implementationlist",
    "legal": "",
}


@pytest.fixture(autouse=True)
def rights(staff):
    for name, permissions in ROLES.items():
        build.grant(getattr(staff, name), *f"{SEE} {permissions}".split(), department=staff.top)


@pytest.fixture
def bureau(staff):
    one = staff.bureaus[0]
    one.uscc = "91330106589900876T"
    one.save()
    return one


@pytest.fixture
def claimed(published, staff, bureau):
    return services.claim(published.matter, department=bureau, by=staff.drafter)


@pytest.fixture
def visit(client):
    def as_(person):
        client.force_login(person)
        client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
        return client

    return as_


def url(name, row=None):
    return reverse(f"matters:{name}", args=[row.pk] if row else [])


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


# ---- the board, and what is due


def test_the_board_tells_rates_by_region_and_department(visit, published, staff, bureau):
    services.count()
    services.claim(published.matter, department=bureau, by=staff.drafter)
    page = visit(staff.head).get(url("claim-board"))
    assert page.context["whole"].sums["due"] == 4
    assert page.context["whole"].claimed == 25.0
    assert bureau.name in text(page)
    (bar,) = page.context["by_region"]
    assert bar.sums["open"] == 3
    narrow = visit(staff.head).get(url("claim-board"), {"region": bureau.region_id})
    assert narrow.context["whole"].sums["due"] == 1
    assert visit(staff.head).get(url("claim-board"), {"has_open": "true"}).status_code == 200


def test_what_is_ticked_is_claimed_as_a_set(visit, published, staff, bureau):
    more = build.matter_version(department=staff.top)
    services.count()
    page = url("claim-due", bureau)
    assert CONTENT["item_en"] in text(visit(staff.drafter).get(page))
    rows = [str(published.pk), str(more.pk)]
    data = {"do": "bulk", "action": "claim", "row": rows}
    assert visit(staff.drafter).post(page, data).status_code == 302
    assert Claim.objects.filter(department=bureau).count() == 2
    assert "2 of 2 done" in text(visit(staff.drafter).get(page))
    assert CONTENT["item_en"] in text(visit(staff.drafter).get(page + "?show=claimed"))


def test_one_click_claims_all_that_is_open(visit, published, staff, bureau):
    build.matter_version(department=staff.top)
    services.count()
    assert "Claim all 2 open matters" in text(visit(staff.drafter).get(url("claim-due", bureau)))
    answer = visit(staff.drafter).post(url("claim-all", bureau), follow=True)
    assert "2 matters claimed" in text(answer)
    assert Claim.objects.filter(department=bureau).count() == 2


def test_a_refusal_has_its_reason_and_is_taken_back(visit, published, staff, bureau):
    page = url("claim-due", bureau)
    data = {"do": "bulk", "row": [str(published.pk)]}
    visit(staff.drafter).post(page, data | {"action": "refuse-other"})
    assert not Refusal.objects.exists()
    act = {"action": "refuse-object_absent", "reason": "no drains"}
    visit(staff.drafter).post(page, data | act)
    refused = text(visit(staff.drafter).get(page + "?show=refused"))
    assert "there is no such object here" in refused
    assert "no drains" in refused
    row = Refusal.objects.get()
    assert visit(staff.drafter).post(url("refusal-end", row)).status_code == 302
    assert not Refusal.objects.in_force(TODAY).exists()


def test_others_see_the_board_and_claim_nothing(visit, published, staff, bureau):
    services.count()
    page = url("claim-due", bureau)
    assert "open matter" not in text(visit(staff.legal).get(page))
    data = {"do": "bulk", "action": "claim", "row": [str(published.pk)]}
    assert visit(staff.legal).post(page, data).status_code == 400
    assert visit(staff.legal).post(url("claim-all", bureau)).status_code == 403
    elsewhere = build.user()
    build.grant(elsewhere, *f"{SEE} matters.add_claim".split(), department=staff.bureaus[1])
    assert visit(elsewhere).post(url("claim-all", bureau)).status_code == 404


# ---- a claim and its life


def test_a_claim_to_be_renewed_says_what_changed_and_until_when(
    visit, draft, publish, staff, bureau
):
    publish(draft, from_day=TODAY - dt.timedelta(days=9))
    claimed = services.claim(draft.matter, department=bureau, by=staff.drafter)
    publish(services.draft(draft.matter, {"object": "x"}, by=staff.drafter))
    page = text(visit(staff.drafter).get(url("claim-detail", claimed)))
    assert "supervision object" in page
    assert "still carries acts" in page
    assert "Renew the claim" in page
    assert "Renew the claim" not in text(visit(staff.legal).get(url("claim-detail", claimed)))
    assert visit(staff.drafter).post(url("claim-renew", claimed)).status_code == 302


def test_a_power_is_handed_down_and_taken_back_by_the_pages(visit, claimed, staff, bureau):
    page = url("transfer-add", claimed)
    assert "No body of a township" in text(visit(staff.drafter).get(page))
    station = build.department(bureau, region=build.region("330102001", bureau.region))
    form = {"to": station.pk, "from_day": "2026-11-23", "until": "2026-11-22", "basis": "Decree"}
    assert "before the first" in text(visit(staff.drafter).post(page, form), 422)
    assert visit(staff.drafter).post(page, form | {"until": ""}).status_code == 302
    transfer = PowerTransfer.objects.get()
    assert station.name in text(visit(staff.drafter).get(url("claim-detail", claimed)))
    assert station.name in text(visit(staff.head).get(url("transfer-list")))
    end = url("transfer-end", transfer)
    assert visit(staff.drafter).post(end, {"basis": ""}).status_code == 422
    assert visit(staff.drafter).post(end, {"basis": "over"}).status_code == 302
    assert not PowerTransfer.objects.in_force(TODAY).exists()


def test_an_implementation_list_is_written_and_published_by_two(visit, claimed, staff, bureau):
    begun = visit(staff.drafter).post(url("implementation-add", claimed))
    row = ImplementationList.objects.get()
    edit = url("implementation-edit", row)
    assert begun.headers["Location"] == edit
    form = {"scope": "Drainage users", "method": "double_random", "annual_cap": "2"}
    form |= {"exercising": bureau.pk}
    lacking = form | {"entrusted": staff.bureaus[0].pk}
    assert visit(staff.drafter).post(edit, lacking).status_code == 422
    assert visit(staff.drafter).post(edit, form).status_code == 302
    row.refresh_from_db()
    assert (row.scope, row.annual_cap, row.exercising) == ("Drainage users", 2, bureau)
    page = url("implementation-detail", row)
    assert "Still to be filled in" in text(visit(staff.drafter).get(page))
    assert visit(staff.drafter).post(url("implementation-submit", row)).status_code == 302
    assert visit(staff.drafter).post(url("implementation-publish", row)).status_code == 403
    assert visit(staff.head).post(url("implementation-publish", row)).status_code == 302
    row.refresh_from_db()
    assert row.state == "published"
    assert row.code in text(visit(staff.legal).get(url("implementation-list")))
    assert "Draft the next version" in text(visit(staff.drafter).get(url("claim-detail", claimed)))


# ---- how much they ask


def test_the_pages_ask_the_same_of_the_database_for_one_row_and_for_many(
    visit, claimed, staff, bureau
):
    build.implementation(claimed)
    station = build.department(bureau, region=build.region("330102001", bureau.region))
    build.transfer(claimed, station)
    services.count()
    client = visit(staff.head)
    pages = {
        url("claim-list"): 13,
        url("claim-board"): 18,
        url("claim-due", bureau) + "?show=claimed": 13,
        url("transfer-list"): 14,
        url("implementation-list"): 13,
        url("claim-detail", claimed): 13,
    }
    for page in pages:
        client.get(page)
    met = {}
    for more in (0, 12):
        for _n in range(more):
            other = build.matter_version(department=staff.top)
            row = build.claim(other.matter, bureau)
            build.implementation(row)
            build.transfer(row, station)
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            met[page, more] = len(asked)
    assert {page: met[page, 12] for page in pages} == pages
    assert {page: met[page, 0] for page in pages} == pages
