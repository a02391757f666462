"""One row of every kind in county A, each with a name that nobody of county B may ever read."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from common import blobs
from common.ids import uuid7
from common.models import Event
from enforcement.choices import Outcome, TaskKind, TaskState
from enforcement.models import EntryCode, PlanMerger
from enforcement.services import pocket_devices
from matters import services as matters
from matters.choices import VersionState
from matters.models import Claim, MatterVersion
from registry import services as registry
from registry.choices import SubjectKind
from registry.models import Department, Grant, Subject
from supervision_portal.disclosure import services as disclosure
from tests import build
from tests.cast import Cast
from tests.ingest_client import Sender
from tests.risk.conftest import RAIN_RULE

CANARY = "Canary-Xihu"


@dataclass
class World:
    """The cast, and by name the rows that the addresses of the portal name."""

    cast: Cast
    rows: dict[str, Any]
    secret: str

    def arguments(self, names: str) -> list[Any]:
        """Return what stands in an address for the names of rows."""
        return [getattr(self.rows[name], "pk", self.rows[name]) for name in names.split()]


def settle_in(cast: Cast) -> World:
    """Build the rows of county A."""
    bureau, past = cast.a.bureau, dt.date(2024, 1, 1)
    firm = build.subject(
        kind=SubjectKind.ENTERPRISE,
        region=cast.a.region,
        name=f"{CANARY} firm",
        uscc="91330100M000100Y43",
    )
    sender = Sender.new(department=bureau, name=f"{CANARY} network")
    rows = {
        "region": cast.a.region,
        "zone": build.zone(region=cast.a.region, name=f"{CANARY} zone"),
        "bureau": bureau,
        "reorganisation": build.renaming(bureau),
        "person": cast.a["officer"].officer,
        "leave": build.leave(cast.a["officer"].officer, valid=build.ended(past)),
        "loan": build.loan(cast.a["officer"].officer, bureau, valid=build.ended(past)),
        "firm": firm,
        "dataset": "rain",
        "file_form": "csv",
        "source": sender.source,
        "batch": build.batch(sender.source),
        "credit": build.credit_record(firm, bureau, document_no=f"{CANARY} no. 1"),
        **_warned(cast, firm),
    }
    rows |= _inspected(cast, firm, cause=rows["event"])
    rows |= _registered(cast, firm)
    rows |= _kept_alive(cast)
    rows |= _planned(cast)
    rows |= _legislated(rows["version"])
    rows |= _claimed(cast, rows["claim"])
    return World(cast, rows, sender.secret)


def _legislated(version: MatterVersion) -> dict[str, Any]:
    """Build a law that changed under a matter of county A, and the draft of its next text."""
    law = build.law("金丝雀条例")
    review = build.impact_review(version, law)
    draft = matters.draft_version(law, build.LAW_TEXT, by=build.user())
    return {
        "law": law,
        "law_place": "2",
        "law_version": review.version,
        "law_draft": draft,
        "article": review.new,
        "review": review,
    }


def _claimed(cast: Cast, claim: Claim) -> dict[str, Any]:
    """Build a list that is drafted, a power handed down and a matter that is refused."""
    station = build.department(cast.a.bureau, region=build.region("330106099", cast.a.region))
    refused = build.matter_version(department=cast.a.bureau)
    return {
        "list": build.implementation(claim, state="draft", valid=None, contact=f"{CANARY} Li"),
        "transfer": build.transfer(claim, station),
        "refusal": build.refusal(refused.matter, cast.a.bureau),
    }


def _registered(cast: Cast, firm: Subject) -> dict[str, Any]:
    """Build a merged record, a contact, a set, an import and a grant of county A."""
    steward = cast.a["data_steward"]
    merged = build.subject(kind=firm.kind, region=cast.a.region, name=f"{CANARY} twin")
    registry.merge(merged, firm, by=steward, basis="x")
    contact = registry.add_contact(firm, role="legal", name=f"{CANARY} person", by=steward)
    return {
        "merged": merged,
        "contact": contact,
        "set": build.subject_set(department=cast.a.bureau, name="Sites of county A"),
        "import": build.import_job(steward, region_path=cast.a.region.path),
        "grant": Grant.objects.get(user=cast.a["officer"]),
    }


def _planned(cast: Cast) -> dict[str, Any]:
    """Build a draft, a plan that joins another, and one that everybody may read."""
    bureau = cast.a.bureau
    object_ = build.subject(region=cast.a.region, name=f"{CANARY} object")
    visits = [
        build.task(department=bureau, kind=TaskKind.ON_SITE, subject=object_) for _each in "12"
    ]
    joining, host = build.plan(bureau), build.plan(bureau, name=f"{CANARY} host")
    PlanMerger.objects.create(
        plan=joining, host=host, objects_shared=1, visits_saved=1, accepted_by=uuid7()
    )
    return {
        "dispatch_rule": build.dispatch_rule(bureau, name=f"{CANARY} rule"),
        "visit_task": visits[0],
        "cap": build.visit_cap(bureau),
        "joint_visit": build.joint_visit(visits[1]),
        "joint_department": bureau,
        "plan": build.plan(bureau, name=f"{CANARY} plan"),
        "joining_plan": joining,
        "joined_plan": host,
        "public_plan": build.published_plan(bureau),
        "draw": build.bare_draw(build.published_plan(bureau, name=f"{CANARY} draw")),
        "public_draw_code": build.public_draw().code,
    }


def _complained(bureau: Department) -> dict[str, Any]:
    """Build a complaint that a bureau of county A looks into."""
    made = build.visit_complaint(bureau, text=f"{CANARY} complaint")
    return {"visit_complaint": made, "complaint_number": made.number}


def _asked(bureau: Department) -> dict[str, Any]:
    """Build a request between two departments of county A, with its file."""
    beside = build.department(bureau, region=bureau.region)
    asked = build.collaboration(bureau, by=beside, wanted=f"{CANARY} request")
    return {"collaboration": asked, "collaboration_file": build.collaboration_file(asked)}


def _warned(cast: Cast, firm: Subject) -> dict[str, Any]:
    """Build a rule, a warning by it, and the event that tells of it."""
    gauge = build.gauge(region=cast.a.region, name=f"{CANARY} gauge")
    rule = build.rule_version(
        cast.a.bureau, RAIN_RULE | {"title": f"{CANARY} 暴雨", "title_en": f"{CANARY} storm"}
    )
    warning = build.warning(rule, gauge, target=firm)
    facts = {"level": 2, "peak": 2}
    event = build.event("risk.warned", row=warning, subject=gauge.pk, facts=facts)
    return {"gauge": gauge, "rule": rule, "warning": warning, "event": event}


def _off_site(bureau: Any, officer: Any, second: Any, firm: Subject) -> dict[str, Any]:
    """Build an off-site inspection that asks a firm, and one that has not asked yet."""
    accepted = {"subject": firm, "kind": TaskKind.OFF_SITE, "state": TaskState.ACCEPTED}
    asked = build.off_site_request(build.task(officer, second, **accepted))
    return {
        "off_site": asked,
        "off_site_token": asked.token,
        "off_site_file": build.off_site_file(asked.lines.get()),
        "off_site_task": build.task(officer, second, **accepted),
    }


def _inspected(cast: Cast, firm: Subject, *, cause: Event) -> dict[str, Any]:
    """Build an inspection under way, one that waits to be confirmed, and a published result."""
    bureau = cast.a.bureau
    officer, second = cast.a["officer"].officer, build.officer(department=bureau)
    visit = {"subject": firm, "kind": TaskKind.ON_SITE}
    task = build.task(officer, second, state=TaskState.ON_SITE, **visit)
    submitted = build.task(officer, second, state=TaskState.SUBMITTED, **visit)
    closed = build.task(officer, second, state=TaskState.CLOSED, **visit)
    confirmed = {"confirmed_by": officer, "confirmed_at": cause.at}
    inspection = build.inspection(
        closed, second, outcome=Outcome.PASSED, note=f"{CANARY} note", **confirmed
    )
    record = disclosure.disclose(inspection, cause=cause)
    assert record is not None
    order = build.rectification(inspection)
    document = build.document(closed, kind="order")
    phone, token = pocket_devices.enrol(officer.user, name="Phone")
    film = build.film(task, officer, phone)
    draft = build.matter_version(
        department=bureau, state=VersionState.DRAFT, item=f"{CANARY} draft", drafted_by=uuid7()
    )
    built = build.checklist(state=VersionState.DRAFT, valid=None)
    policy = build.policy(department=bureau, kind="discretion", drafted_by=uuid7())
    writing = build.policy(
        department=bureau, state=VersionState.DRAFT, valid=None, name=f"{CANARY} policy",
        drafted_by=uuid7(),
    )  # fmt: skip
    return {
        "policy": policy,
        "policy_key": policy.policy_id,
        "policy_draft": writing,
        "policy_file": build.policy_file(policy),
        "policy_draft_file": build.policy_file(writing),
        "ground": build.discretion_ground(policy),
        "built": built,
        "built_line": built.items.all()[0],
        "sheet": "csv",
        "task": task,
        "incident": build.incident(closed, title=f"{CANARY} incident"),
        **_asked(bureau),
        **_complained(bureau),
        "outside": build.outside_transfer(task, reason=f"{CANARY} crime"),
        "referral": build.case_referral(inspection, facts=f"{CANARY} facts"),
        "submitted_referral": build.case_referral(
            build.inspection(build.task(officer, state=TaskState.CLOSED), officer),
            state="submitted",
            facts=f"{CANARY} referred",
        ),
        "handover": build.shift_handover(bureau, note=f"{CANARY} handover"),
        "task_transfer": build.task_transfer(bureau, reason=f"{CANARY} transfer"),
        "incident_part": build.incident_part(build.incident(task)),
        "submitted": submitted,
        "answer": build.inspection(submitted, second, outcome=Outcome.PASSED),
        "inspection": inspection,
        "photo": build.evidence(task, officer),
        "document": document,
        "document_kind": "record",
        "inspected": closed,
        **_off_site(bureau, officer, second, firm),
        "order": order,
        "order_token": order.token,
        "proof": build.proof(order),
        "film": film,
        "film_sha256": film.blob_id,
        "field_record": build.field_record(closed, officer),
        "token": token,
        "phone": phone,
        "entry_code": EntryCode.objects.create(task=task, code="ABCD-EFGH-JKLM").code,
        "record_code": record.code,
        "matter": task.matter_version.matter,
        "upload": build.upload(cast.a["matter_manager"], file_name=f"{CANARY}.csv"),
        "table": "csv",
        "version": task.matter_version,
        "draft": draft,
        "claim": task.claim,
        "checklist": task.checklist_version,
        "approval": build.standing_approval(bureau, matter=task.matter_version.matter),
    }


def _kept_alive(cast: Cast) -> dict[str, Any]:
    """Build what keeps the list alive: a request, an evaluation, a pair, a reform, a comment."""
    bureau = cast.a.bureau
    version = build.matter_version(department=bureau)
    adjustment = build.adjustment(version.matter, department=bureau, title=f"{CANARY} request")
    file = adjustment.files.create(
        name="a.txt", sha256=blobs.keep(b"x"), size=1, content_type="text/plain"
    )
    consulted = build.matter_version(
        department=bureau, state=VersionState.DEPARTMENT_REVIEW, valid=None, drafted_by=uuid7()
    )
    consultation = build.consultation(consulted, is_public=True)
    return {
        "adjustment": adjustment,
        "asked_file": file,
        "evaluation": build.evaluation(version),
        "duplicate": build.duplicate(version, build.matter_version(department=bureau)),
        "reform": build.reform(version),
        "consultation": consultation,
        "comment": build.comment(consultation, department=bureau),
    }
