"""Every list of the portal and of its API asks the database the same for few rows and for many,
and is taken away as plain cells.

``ROWS`` says how each list gets one more row, with all that hangs on it; a list that is missing
there fails. What a page asks whatever its rows are is pinned by its own tests.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from common.channels import tell
from common.models import User
from enforcement.choices import TaskKind
from enforcement.models import LegalReview
from matters.models import Claim, MatterVersion
from registry.models import Pair
from tests import build
from tests.disclosure.acts import disclose, firm, inspection, published
from tests.permissions import addresses
from tests.risk.conftest import RAIN_RULE

FEW, MORE = 3, 6


def claimed_matter() -> Claim:
    version: MatterVersion = build.matter_version()
    form = build.checklist().checklist
    form.matters.add(version.matter)
    return build.claim(version.matter, version.department)


def used_checklist() -> None:
    build.checklist().checklist.matters.add(build.matter(), build.matter())


def used_policy() -> None:
    version = build.policy(kind="discretion")
    version.matters.add(build.matter())
    version.regions.add(build.region())
    build.discretion_tier(build.discretion_ground(version))


def warning() -> None:
    version = build.rule_version(build.department(), RAIN_RULE | {"id": f"rain.r{build.number()}"})
    build.warning(version, build.gauge(), target=build.subject())


def law_review() -> None:
    build.impact_review(build.matter_version())


def legal_review() -> None:
    lead = build.officer()
    held = build.task(lead, build.officer(department=lead.department), kind=TaskKind.ON_SITE)
    LegalReview.objects.create(task=held, origin="test:1", cause=build.ids())


def field_record() -> None:
    lead = build.officer()
    build.field_record(build.task(lead), lead)


def entry_scan() -> None:
    lead = build.officer()
    build.entry_scan(build.task(lead), lead)


def task() -> None:
    lead = build.officer()
    second = build.officer(department=lead.department)
    build.task(lead, second, kind=TaskKind.ON_SITE)


def off_site() -> None:
    build.off_site_request()


def order() -> None:
    lead = build.officer()
    build.rectification(build.inspection(build.task(lead, kind=TaskKind.ON_SITE), lead))


def result() -> None:
    published(firm(code=f"F{build.number()}"))


def held_result() -> None:
    name = f"龙翔公司{build.number()}(联系人13812345678)"
    disclose(inspection(firm(name=name, code=f"F{build.number()}")))


def credit_record() -> None:
    build.credit_record(build.subject(), build.department())


def message() -> None:
    """Tell everybody who is here of a task."""
    task = build.task(build.officer())
    params = {"task": str(task.pk), "subject": task.subject.name, "due": task.due_at.isoformat()}
    tell(User.objects.all(), "task.dispatched", key=str(task.pk), params=params)


def batch() -> None:
    build.batch(build.source())


def handed_down() -> None:
    claim = claimed_matter()
    place = build.region(parent=claim.region)
    build.transfer(claim, build.department(claim.department, region=place))


def implemented() -> None:
    build.implementation(claimed_matter())


def subject_pair() -> None:
    first, second = sorted((build.subject(), build.subject()), key=lambda row: row.pk)
    Pair.objects.create(first=first, second=second, ground="name")


ROWS: dict[str, Callable[[], object]] = {
    "registry:pair-list": subject_pair,
    "registry:set-list": build.subject_set,
    "registry:import-list": build.import_job,
    "registry:grant-list": build.officer,
    "subject-list": build.subject,
    "message-list": message,
    "registry:subject-list": build.subject,
    "registry:department-list": build.department,
    "registry:officer-list": build.officer,
    "registry:region-list": build.region,
    "registry:zone-list": build.zone,
    "matters:matter-list": claimed_matter,
    "matters:checklist-list": used_checklist,
    "matters:policy-list": used_policy,
    "public:policy-list": used_policy,
    "policyversion-list": used_policy,
    "discretionground-list": used_policy,
    "matters:claim-list": claimed_matter,
    "matters:transfer-list": handed_down,
    "matters:implementation-list": implemented,
    "matters:adjustment-list": build.adjustment,
    "matters:evaluation-list": build.evaluation,
    "matters:duplicate-list": build.duplicate,
    "matters:reform-list": build.reform,
    "matters:consultation-list": build.comment,
    "public:consultation-list": lambda: build.consultation(is_public=True),
    "adjustment-list": build.adjustment,
    "evaluation-list": build.evaluation,
    "reform-list": build.reform,
    "enforcement:draw-list": build.draw,
    "public:draw-list": build.public_draw,
    "publicdraw-list": build.public_draw,
    "enforcement:outside-list": build.outside_transfer,
    "enforcement:referral-list": build.case_referral,
    "enforcement:rating-list": build.visit_rating,
    "enforcement:visit-complaint-list": build.visit_complaint,
    "enforcement:collaboration-list": build.collaboration,
    "collaboration-list": build.collaboration,
    "enforcement:handover-list": build.shift_handover,
    "enforcement:incident-list": build.incident,
    "enforcement:transfer-list": build.task_transfer,
    "enforcement:rule-list": build.dispatch_rule,
    "enforcement:cap-list": build.visit_cap_of_somebody,
    "enforcement:no-disturb-list": build.somebody_spared,
    "enforcement:visit-list": build.joint_visit,
    "dispatchrule-list": build.dispatch_rule,
    "incident-list": build.incident,
    "tasktransfer-list": build.task_transfer,
    "visit-list": build.joint_visit,
    "enforcement:plan-list": build.published_plan,
    "public:plan-list": build.published_plan,
    "plan-list": build.published_plan,
    "enforcement:task-list": task,
    "enforcement:document-list": build.document,
    "document-list": build.document,
    "enforcement:off-site-list": off_site,
    "offsiterequest-list": off_site,
    "enforcement:rectification-list": order,
    "rectification-list": order,
    "enforcement:legal-review-list": legal_review,
    "enforcement:held-list": field_record,
    "enforcement:entry-list": entry_scan,
    "matters:law-list": law_review,
    "law-list": law_review,
    "article-list": law_review,
    "impactreview-list": law_review,
    "matters:review-list": law_review,
    "risk:warning-list": warning,
    "risk:rule-list": warning,
    "datacenter:batch-list": batch,
    "datacenter:source-list": batch,
    "credit:record-list": credit_record,
    "disclosure:record-list": result,
    "disclosure:term-list": held_result,
    "disclosure:hold-list": held_result,
    "public:matter-list": claimed_matter,
    "public:result-list": result,
    "public:law-list": build.law_version,
    "batch-list": batch,
    "checklistversion-list": used_checklist,
    "claim-list": claimed_matter,
    "implementationlist-list": implemented,
    "powertransfer-list": handed_down,
    "dataset-list": lambda: build.dataset(code=f"d{build.number()}"),
    "department-list": build.department,
    "matterversion-list": claimed_matter,
    "publicrecord-list": result,
    "region-list": build.region,
    "officer-list": build.officer,
    "zone-list": build.zone,
    "riskwarning-list": warning,
    "ruleversion-list": warning,
    "source-list": batch,
    "task-list": task,
}


def lists() -> Iterator[str]:
    """Yield the name of every address that shows a list."""
    return (
        name
        for name in addresses(get_resolver().url_patterns)
        if name.endswith("-list") and not name.startswith("admin:")
    )


def test_every_list_is_here():
    assert set(lists()) == set(ROWS)


@pytest.fixture
def reader(client: Client) -> Client:
    """Somebody who may see everything everywhere."""
    person = build.user()
    codes = Permission.objects.values_list("content_type__app_label", "codename")
    judged = ("merge_subject", "import_subject")  # lists of what waits for somebody to act
    seen = [each for each in codes if each[1].startswith("view_") or each[1] in judged]
    build.grant(person, *(f"{app}.{code}" for app, code in seen))
    client.force_login(person)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROWS)
def test_its_queries_do_not_grow_with_its_rows(reader, name):
    few, many = (look(reader, name, more) for more in (FEW, MORE))
    assert len(many.content) > len(few.content), "the list does not show the rows"
    assert many.queries.total() == few.queries.total(), "\n".join(many.queries - few.queries)


class Look(NamedTuple):
    content: bytes
    queries: Counter[str]


def look(reader: Client, name: str, more: int) -> Look:
    """Return the list with more rows than before, and what it asked the database."""
    for _ in range(more):
        ROWS[name]()
    reader.get(reverse(name))
    with CaptureQueriesContext(connection) as queries:
        response = reader.get(reverse(name))
    assert response.status_code == 200
    return Look(response.content, Counter(query["sql"] for query in queries))


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in ROWS if ":" in name])
def test_its_export_holds_words_and_numbers(reader, name):
    ROWS[name]()
    response = reader.get(reverse(name) + "?export=csv")
    if response.status_code == 200 and "csv" in response["Content-Type"]:
        text = b"".join(response).decode()
        assert not re.search(r"\{'|\['|\w+\(\w+=|<\w+ object|object at 0x", text), text


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in ROWS if ":" in name])
def test_no_filter_chooses_by_itself(reader, name):
    """A choice of one without an empty choice would narrow the list as soon as another is used."""
    page = reader.get(reverse(name))
    choices = re.findall(
        r'<select[^>]*name="(\w+)"(?![^>]*multiple)[^>]*>\s*<option value="([^"]*)"',
        page.content.decode(),
    )
    own = {"density", "ordering", "region_of", "format"}
    assert [
        each for each, first in choices if first not in ("", "unknown") and each not in own
    ] == []
