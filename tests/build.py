"""One builder per model: each makes a valid row and takes what a test cares about.

Builders make what a row needs below it, so that a test names only its own facts:
``build.officer(lines=["drainage"])``. Codes are numbered, so rows never collide.
"""

import datetime as dt
import gzip
import hashlib
import io
import itertools
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils import timezone
from PIL import Image

from common import blobs, workdays
from common.events import emit
from common.ids import uuid7
from common.models import Event, User
from credit.choices import Procedure, RecordKind, RecordState
from credit.models import Record
from datacenter.choices import BatchState
from datacenter.datasets import sync_datasets
from datacenter.models import Batch, Dataset, Source
from datacenter.services import create_source
from enforcement.choices import (
    ACTS,
    EvidenceKind,
    HoldReason,
    PlanState,
    Position,
    TaskKind,
    TaskState,
)
from enforcement.choices.feedback import ASKED_OF_VISITS, OUGHT_TO_BE_NO
from enforcement.choices.visits import PartState, VisitState
from enforcement.models import (
    Answer,
    Assignment,
    Blob,
    CaseReferral,
    CaseReferralLine,
    Collaboration,
    CollaborationFile,
    DataComparison,
    DispatchRule,
    Document,
    DocumentTemplate,
    Draw,
    EntryScan,
    Evidence,
    FieldRecord,
    Incident,
    IncidentPart,
    Inspection,
    NoDisturb,
    OffSiteFile,
    OffSiteLine,
    OffSiteRequest,
    OutsideTransfer,
    Plan,
    PocketDevice,
    Proof,
    Rectification,
    ShiftHandover,
    StandingApproval,
    Task,
    TaskTransfer,
    VideoCall,
    Visit,
    VisitCap,
    VisitComplaint,
    VisitPart,
    VisitRating,
)
from enforcement.rules.draw_papers import canonical
from enforcement.services import (
    caps,
    handovers,
    off_site_data,
    plans,
    pocket_devices,
    pocket_files,
    pools,
)
from enforcement.services.codes import entry_code
from enforcement.services.photos import keep_photo, seal_photo
from enforcement.shipped_forms import shipped
from matters import services as matters
from matters.choices import AdministrativeType, UploadState, VersionState
from matters.models import (
    Adjustment,
    CheckItem,
    Checklist,
    ChecklistVersion,
    Citation,
    Claim,
    Comment,
    Consultation,
    DiscretionGround,
    DiscretionTier,
    Duplicate,
    Evaluation,
    ImpactReview,
    ImplementationList,
    Law,
    LawVersion,
    Matter,
    MatterVersion,
    Method,
    Policy,
    PolicyFile,
    PolicyVersion,
    PowerTransfer,
    Reform,
    Refusal,
    Upload,
)
from registry import services as registry
from registry.choices import ConflictKind, LeaveKind, Level, SubjectKind, ZoneKind
from registry.models import (
    ConflictDeclaration,
    Department,
    Grant,
    ImportJob,
    Leave,
    Line,
    Officer,
    OfficerLoan,
    Region,
    Reorganisation,
    Role,
    Roster,
    Subject,
    SubjectSet,
    Zone,
)
from registry.places import plane
from risk.choices import Condition, Stage
from risk.models import Episode, RiskWarning, RuleVersion
from risk.services import define, publish, review
from supervision_portal.disclosure import plan_copies
from supervision_portal.disclosure.models import PublicDraw

_numbers = itertools.count(1)
FOREVER = DateRange(dt.date(2020, 1, 1), None)


def number() -> int:
    """Return a number that no other row of this run has."""
    return next(_numbers)


def ids() -> uuid.UUID:
    """Return an id as a form brings one."""
    return uuid7()


# ---- who and where


def line(code: str = "drainage", **fields: Any) -> Line:
    return Line.objects.get_or_create(code=code, defaults={"name": code} | fields)[0]


def region(code: str = "", parent: Region | None = None, **fields: Any) -> Region:
    """Build a region below ``parent``; without one, a province."""
    code = code or f"{number():06}"
    level = parent.level + 1 if parent else Level.PROVINCE
    defaults = {"name": f"Region {code}", "level": level, "parent": parent}
    defaults["path"] = f"{parent.path if parent else ''}{code}/"
    return Region.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def zone(**fields: Any) -> Zone:
    """Build a zone of a square around the middle of Hangzhou."""
    place = fields.pop("region", None) or region()
    ring = [[120.1, 30.2], [120.2, 30.2], [120.2, 30.3], [120.1, 30.3], [120.1, 30.2]]
    defaults = {
        "kind": ZoneKind.FLOOD,
        "name": f"Zone {number()}",
        "shape": {"type": "Polygon", "coordinates": [ring]},
    }
    return registry.draw_zone(Zone(region=place, **defaults | fields), by=user())


def department(parent: Department | None = None, **fields: Any) -> Department:
    """Build a department of the drainage line, below ``parent`` if there is one."""
    code = fields.pop("code", f"D{number():05}")
    place = fields.pop("region", None) or (parent.region if parent else region())
    defaults = {"name": f"Department {code}", "lines": ["drainage"], "level": place.level}
    return Department.objects.create(
        code=code,
        region=place,
        parent=parent,
        path=f"{parent.path if parent else ''}{code}/",
        **defaults | fields,
    )


def user(*, username: str = "", **fields: Any) -> User:
    username = username or f"user{number()}"
    return User.objects.create_user(username, **{"name": username, "language": "en"} | fields)


def grant(to: User, *permissions: str, **fields: Any) -> Grant:
    """Give ``to`` permissions (``app.codename``) over a department and region subtree."""
    role = Role.objects.create(code=f"role{number()}", name="role")
    role.permissions.set(
        Permission.objects.get(content_type__app_label=app, codename=codename)
        for app, _dot, codename in (each.partition(".") for each in permissions)
    )
    to.__dict__.pop("_scopes", None)
    return Grant.objects.create(user=to, role=role, **fields)


def officer(*, on_duty: bool = True, **fields: Any) -> Officer:
    """Build a certified officer of the drainage line who is on duty and may do tasks."""
    own = fields.pop("department", None) or department()
    person = fields.pop("user", None) or user()
    defaults = {"certificate_no": f"33{number():08}", "valid": FOREVER, "lines": list(own.lines)}
    made = Officer.objects.create(user=person, department=own, **defaults | fields)
    grant(person, "enforcement.perform_task", department=own)
    if on_duty:
        duty(made)
    return made


def duty(of: Officer, hours: int = 12) -> Roster:
    """Put an officer on duty from an hour ago."""
    start = timezone.now() - dt.timedelta(hours=1)
    return Roster.objects.create(
        officer=of, duty=DateTimeTZRange(start, start + dt.timedelta(hours=hours))
    )


def renaming(of: Department, name: str = "新局") -> Reorganisation:
    """Plan a new name for a department from tomorrow on."""
    return registry.plan_reorganisation(
        kind="rename",
        day=workdays.today() + dt.timedelta(days=1),
        basis="Decision no. 1",
        parts=[registry.Part(of, name=name)],
        by=user(),
    )


def leave(of: Officer, **fields: Any) -> Leave:
    """Send an officer on leave from yesterday on."""
    defaults = {"kind": LeaveKind.ANNUAL, "valid": current(), "entered_by": of.user_id}
    return Leave.objects.create(officer=of, **defaults | fields)


def loan(of: Officer, to: Department, **fields: Any) -> OfficerLoan:
    """Lend an officer to another body from yesterday on."""
    defaults = {"valid": current(), "basis": "Agreement no. 1", "entered_by": of.user_id}
    return OfficerLoan.objects.create(officer=of, to_department=to, **defaults | fields)


def conflict(of: Officer, over: Subject, **fields: Any) -> ConflictDeclaration:
    """Declare an officer's interest in a subject."""
    defaults = {"kind": ConflictKind.FAMILY, "valid": current(), "entered_by": of.user_id}
    return ConflictDeclaration.objects.create(officer=of, subject=over, **defaults | fields)


def ended(last: dt.date) -> DateRange:
    """Return the days up to a last one."""
    return DateRange(dt.date(2020, 1, 1), last + dt.timedelta(days=1))


def current(days: int = 10) -> DateRange:
    """Return the days from yesterday on."""
    today = workdays.today()
    return DateRange(today - dt.timedelta(days=1), today + dt.timedelta(days=days))


def subject(*, lon: float = 120.15, lat: float = 30.25, **fields: Any) -> Subject:
    """Build a place under supervision."""
    code = fields.pop("code", f"S{number():05}")
    place = fields.pop("region", None) or region()
    defaults = {"kind": SubjectKind.SITE, "name": f"Subject {code}", "lon": lon, "lat": lat}
    return Subject.objects.create(code=code, region=place, xy=plane(lon, lat), **defaults | fields)


def subject_set(**fields: Any) -> SubjectSet:
    """Build a set of the sites of a department's region."""
    own = fields.pop("department", None) or department()
    defaults = {"name": "Sites", "rule": {"kinds": ["site"]}, "region": own.region}
    code = fields.pop("code", f"set-{number()}")
    return SubjectSet.objects.create(code=code, department=own, **defaults | fields)


def import_job(sent_by: User | None = None, **fields: Any) -> ImportJob:
    """Build the row of an import that waits, without its file."""
    defaults = {"file": "subjects.csv", "sha256": "0" * 64, "bytes": 0}
    return ImportJob.objects.create(sent_by=sent_by or user(), **defaults | fields)


# ---- data in


def dataset(**fields: Any) -> Dataset:
    """Build the shipped rain contract, or another one by its code."""
    sync_datasets()
    rain = Dataset.objects.get(code="rain")
    if not fields:
        return rain
    copied = {each.attname: getattr(rain, each.attname) for each in Dataset._meta.fields}
    return Dataset.objects.create(**copied | fields)


def gauge(code: str = "", **fields: Any) -> Subject:
    """Build a rain gauge."""
    code = code or f"G{number():05}"
    defaults = {"kind": SubjectKind.EQUIPMENT, "labels": ["rain_gauge"]}
    return subject(code=code, **defaults | fields)


def source(**fields: Any) -> Source:
    """Build a source that may send rain; who needs its secret uses ``tests.ingest_client``."""
    own = fields.pop("department", None) or department()
    datasets = fields.pop("datasets", None) or [dataset()]
    name = fields.pop("name", f"Source {number()}")
    return create_source(name, datasets=datasets, department=own, **fields)[0]


def batch(of: Source | None = None, **fields: Any) -> Batch:
    """Build a batch that has been loaded, without readings."""
    of = of or source()
    fields.setdefault("dataset", of.datasets.get())
    defaults = {"request_id": uuid7(), "sha256": "0" * 64, "state": BatchState.LOADED}
    return Batch.objects.create(source=of, **defaults | fields)


# ---- the list


def matter(**fields: Any) -> Matter:
    return Matter.objects.create(**{"list_code": "test", "code": f"M{number():05}"} | fields)


def matter_version(of: Matter | None = None, **fields: Any) -> MatterVersion:
    """Build a published version that is in force and exercised at every level."""
    of = of or matter()
    defaults = {
        "number": of.versions.count() + 1,
        "state": VersionState.PUBLISHED,
        "valid": FOREVER,
        "item": f"Inspection under {of.code}",
        "administrative_type": AdministrativeType.INSPECTION,
        "line": "drainage",
        "levels": [Level.PROVINCE, Level.CITY, Level.COUNTY],
        "object": "sites",
        "basis": "Regulations on Urban Drainage, art. 1",
    }
    fields.setdefault("department", fields.get("department") or department())
    return MatterVersion.objects.create(matter=of, **defaults | fields)


def claim(of: Matter, by: Department, **fields: Any) -> Claim:
    """Build a claim that stands, over the whole region of the department."""
    defaults = {"region": by.region, "level": by.level, "valid": FOREVER}
    return Claim.objects.create(matter=of, department=by, **defaults | fields)


def refusal(of: Matter, by: Department, **fields: Any) -> Refusal:
    """Build what a department says that does not claim a matter."""
    defaults = {"region": by.region, "reason": "object_absent", "valid": FOREVER}
    return Refusal.objects.create(matter=of, department=by, **defaults | fields)


def transfer(of: Claim, to: Department, **fields: Any) -> PowerTransfer:
    """Build a power handed down, with the claim of the body that receives it."""
    defaults = {"region": to.region, "valid": FOREVER, "basis": "Decree No. 1"}
    made = PowerTransfer.objects.create(
        matter=of.matter, from_department=of.department, to_department=to, **defaults | fields
    )
    claim(of.matter, to, region=made.region, valid=made.valid, transfer=made)
    return made


def method(code: str = "double_random") -> Method:
    """Return one of the methods of supervision that a migration wrote."""
    return Method.objects.get(code=code)


def implementation(of: Claim, **fields: Any) -> ImplementationList:
    """Build a published implementation list of a claim."""
    defaults = {
        "code": f"91330106589900876T{of.level}{number():06}",
        "number": of.implementations.count() + 1,
        "state": "published",
        "valid": FOREVER,
        "scope": "Drainage users here",
        "method": method(),
        "exercising": of.department,
    }
    return ImplementationList.objects.create(claim=of, **defaults | fields)


def upload(by: User, **fields: Any) -> Upload:
    """Build a list that somebody uploaded and that a dry run has checked, without rows."""
    defaults = {
        "list_code": "test",
        "file_name": "list.csv",
        "sha256": "0" * 64,
        "body": gzip.compress(b""),
        "language": "en",
        "state": UploadState.CHECKED,
    }
    return Upload.objects.create(by=by.pk, **defaults | fields)


def checklist(*, lines: int = 3, key: int = 1, **fields: Any) -> ChecklistVersion:
    """Build a published form of ``lines`` lines, the first ``key`` of which are key lines."""
    code = fields.pop("code", f"C{number():05}")
    form = Checklist.objects.create(list_code="test", code=code, name=f"Form {code}")
    defaults = {"number": 1, "state": VersionState.PUBLISHED, "valid": FOREVER}
    version = ChecklistVersion.objects.create(checklist=form, **defaults | fields)
    CheckItem.objects.bulk_create(
        CheckItem(version=version, order=order, content=f"Line {order}", is_key=order <= key)
        for order in range(1, lines + 1)
    )
    return version


def policy(**fields: Any) -> PolicyVersion:
    """Build a published document that is in force and open to everybody."""
    own = {key: fields.pop(key) for key in ("kind", "name", "owner", "code") if key in fields}
    code = own.pop("code", f"P{number():05}")
    defaults = {"kind": "policy", "name": f"Policy {code}"}
    by = fields.pop("department", None) or department()
    named = Policy.objects.create(code=code, department=by, **defaults | own)
    said = {"number": 1, "state": VersionState.PUBLISHED, "valid": FOREVER, "summary": "It says."}
    return PolicyVersion.objects.create(policy=named, **said | fields)


def policy_file(of: PolicyVersion) -> PolicyFile:
    """Keep a file of a document, in the store too."""
    data = f"%PDF {number()}".encode()
    return PolicyFile.objects.create(
        version=of,
        name="text.pdf",
        sha256=blobs.keep(data),
        size=len(data),
        content_type="application/pdf",
    )


def discretion_ground(of: PolicyVersion | None = None, **fields: Any) -> DiscretionGround:
    """Build a ground of a benchmark with a frame of 2,000 to 20,000 yuan."""
    of = of or policy(kind="discretion")
    order = of.grounds.count() + 1
    defaults = {
        "code": f"g{number()}",
        "order": order,
        "law": "Regulation on Cleanliness",
        "act": f"Litters {order}",
        "penalty": "2,000 to 20,000 yuan",
        "measure": "yuan",
        "least": 2000,
        "most": 20000,
    }
    return DiscretionGround.objects.create(version=of, **defaults | fields)


def discretion_tier(of: DiscretionGround, **fields: Any) -> DiscretionTier:
    """Build the next rung of a ladder: so many times punished, so many thousand yuan."""
    order = of.tiers.count() + 1
    defaults = {
        "order": order,
        "level": f"degree {order}",
        "circumstances": f"time {order}",
        "penalty": f"{order},000 yuan",
        "measure": "yuan",
        "least": order * 1000,
        "most": order * 1000,
        "times_least": order,
        "times_most": order,
    }
    return DiscretionTier.objects.create(ground=of, **defaults | fields)


LAW_TEXT = """某法

第一章　总则

第一条　为了加强消防工作，预防火灾和减少火灾危害，制定本法。

第二条　从事下列活动，应当取得施工许可：

（一）新建房屋；

（二）改建房屋。

未取得许可的，不得施工。

第三条　违反本法第二条规定的，处五万元以下罚款。

第四条　本法自2020年1月1日起施行。
"""


def law(name: str = "", **fields: Any) -> Law:
    """Build a law without a version."""
    name = name or f"第{number()}号条例"
    return matters.add_law(name, fields.pop("kind", "law"), by=None, **fields)


def law_version(
    of: Law | None = None, text: str = LAW_TEXT, *, from_day: dt.date = FOREVER.lower
) -> LawVersion:
    """Build a version in force, its mapping confirmed."""
    version = matters.draft_version(of or law(), text, by=None)
    reviewer = user()
    matters.confirm_mapping(version, by=reviewer)
    return matters.publish_version(version, by=reviewer, from_day=from_day)


def citation(origin: Any, text: str) -> Citation:
    """Build the first reference of a text that a record holds."""
    return matters.cite(origin, text)[0]


def impact_review(of: MatterVersion, law_of: Law | None = None) -> ImpactReview:
    """Build the open review of a matter whose second article has just changed."""
    act = law_of or law()
    first = law_version(act)
    citation(of, f"《{act.name}》第二条")
    second = law_version(
        act, LAW_TEXT.replace("改建房屋", "扩建、改建房屋"), from_day=dt.date(2026, 1, 1)
    )
    assert first.pk != second.pk
    return second.reviews.get(origin=f"matters.matterversion:{of.pk}")


def adjustment(of: Matter | None = None, **fields: Any) -> Adjustment:
    """Build a request of one department to another to change a matter."""
    of = of or matter_version().matter
    addressee = fields.pop("addressee", None) or of.versions.get().department
    fields.setdefault("department", fields.get("department") or department())
    said = {"kind": "change", "title": f"Request {number()}", "proposal": "x", "reason": "y"}
    return Adjustment.objects.create(matter=of, addressee=addressee, **said | fields)


def evaluation(of: MatterVersion | None = None, **fields: Any) -> Evaluation:
    """Build an evaluation that is due in a month."""
    of = of or matter_version()
    due_on = timezone.localdate() + dt.timedelta(days=30)
    said = {"matter": of.matter, "department": of.department, "due_on": due_on}
    return Evaluation.objects.create(version=of, **said | fields)


def duplicate(*of: MatterVersion, **fields: Any) -> Duplicate:
    """Build a pair of matters that are alike."""
    left, right = sorted(of or (matter_version(), matter_version()), key=lambda v: v.matter_id)
    scores = dict.fromkeys(("score", "item_score", "object_score", "basis_score"), 0.8)
    said = {"left": left.matter, "right": right.matter}
    return Duplicate.objects.create(
        left_version=left, right_version=right, **said | scores | fields
    )


def reform(*olds: MatterVersion, **fields: Any) -> Reform:
    """Build a proposal to cancel matters, or to do what ``kind`` says."""
    olds = olds or (matter_version(),)
    news = fields.pop("news", ())
    said = {"kind": "cancel", "day": timezone.localdate(), "reason": "x", "drafted_by": uuid7()}
    made = Reform.objects.create(department=olds[0].department, **said | fields)
    made.olds.set(each.matter for each in olds)
    made.news.set(news)
    return made


def consultation(of: MatterVersion | None = None, **fields: Any) -> Consultation:
    """Build a period for comments on a version in review, open now."""
    in_review = {"state": VersionState.DEPARTMENT_REVIEW, "valid": None, "drafted_by": uuid7()}
    today = timezone.localdate()
    said = {"invitation": "x", "opens_on": today, "closes_on": today + dt.timedelta(days=5)}
    return Consultation.objects.create(version=of or matter_version(**in_review), **said | fields)


def comment(of: Consultation | None = None, **fields: Any) -> Comment:
    """Build a comment of a department that waits for its answer."""
    fields.setdefault("department", fields.get("department") or department())
    said = {"text": f"Comment {number()}"}
    return Comment.objects.create(consultation=of or consultation(), **said | fields)


# ---- enforcement


def standing_approval(by: Department, **fields: Any) -> StandingApproval:
    """Build an approval for a published matter that ``by`` has claimed, ten a day."""
    if "matter" not in fields:
        fields["matter"] = matter_version(department=by).matter
        claim(fields["matter"], by)
    if "checklist" not in fields:
        fields["checklist"] = checklist().checklist
    if "approver" not in fields:
        fields["approver"] = user()
    defaults = {"code": f"SA{number():04}", "daily_limit": 10, "valid": FOREVER}
    return StandingApproval.objects.create(department=by, **defaults | fields)


def task(*officers: Officer, **fields: Any) -> Task:
    """Build a task in any state for these officers, the first of them in the lead.

    An act comes with a matter that its department has claimed, and a form.
    """
    own = fields.pop("department", None) or (officers[0].department if officers else department())
    kind = fields.setdefault("kind", TaskKind.FACT_CHECK)
    if kind in ACTS and "claim" not in fields:
        version = matter_version(department=own)
        fields |= {"matter_version": version, "claim": claim(version.matter, own)}
    if kind in ACTS and "checklist_version" not in fields:
        fields["checklist_version"] = checklist()
    place = fields.pop("subject", None) or subject(region=own.region)
    defaults = {
        "state": TaskState.DISPATCHED if officers else TaskState.DRAFTED,
        "line": "drainage",
        "due_at": timezone.now() + dt.timedelta(days=1),
    }
    made = Task.objects.create(
        department=own, subject=place, region=place.region, **defaults | fields
    )
    for position, each in zip(Position.values, officers, strict=False):
        Assignment.objects.create(task=made, officer=each, position=position)
    return made


def plan(
    of: Department | None = None, *, code: str = "", by: User | None = None, **content: Any
) -> Plan:
    """Build the draft of an annual plan of this year: active firms, one published matter."""
    own = of or department()
    matters_of_it = content.pop("matters", None)
    if matters_of_it is None:
        version, form = matter_version(department=own), checklist().checklist
        form.matters.add(version.matter)
        claim(version.matter, own)
        matters_of_it = [(version.matter, form)]
    year = content.get("year", workdays.today().year)
    defaults = {
        "name": f"Plan {number()}",
        "year": year,
        "kind": "annual",
        "department": own,
        "region": own.region,
        "rule": {"kinds": ["enterprise"]},
        "window": plans.window_of(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        "matters": matters_of_it,
        "members": [],
        "ratios": plans.default_strata(),
    }
    return plans.draft_plan(code or f"P{number():04}", defaults | content, by=by or user())


def published_plan(of: Department | None = None, **content: Any) -> Plan:
    """Build a plan that may be drawn from; how it got there is told elsewhere."""
    made = plan(of, **content)
    Plan.objects.filter(pk=made.pk).update(
        state=PlanState.PUBLISHED,
        reviewed_by=user().pk,
        approved_by=user().pk,
        approved_on=workdays.today(),
        published_on=workdays.today(),
    )
    made.refresh_from_db()
    plan_copies.publish(made)
    return made


def joint_visit(*tasks: Task, **fields: Any) -> Visit:
    """Build a settled visit of these tasks, led by the first one's department."""
    rows = list(tasks) or [task(kind=TaskKind.ON_SITE)]
    first = rows[0]
    defaults = {
        "region": first.region, "department": first.department, "day": workdays.today(),
        "state": VisitState.SETTLED, "code": f"V{number():04}", "proposed_by": uuid7(),
    }  # fmt: skip
    made = Visit.objects.create(subject=first.subject, **defaults | fields)
    VisitPart.objects.bulk_create(
        VisitPart(visit=made, task=each, state=PartState.AGREED) for each in rows
    )
    return made


def draw(of: Plan | None = None, by: User | None = None, **options: Any) -> Draw:
    """Build a draw whose pools are frozen; without a plan an empty one."""
    if of is not None:
        return pools.freeze(of, by=by or user(), **options)
    return bare_draw(published_plan())


def bare_draw(of: Plan) -> Draw:
    """Build a draw of which nothing but its plan is looked at."""
    return Draw.objects.create(
        plan=of, matter=of.matters.get(), number=1, secret=b"", frozen_by=user().pk
    )


def public_draw() -> PublicDraw:
    """Build the public copy of a draw that is finished, as the shared vectors have it."""
    vectors = json.loads((Path(__file__).parent / "vectors" / "draw.json").read_text())
    paper = vectors["published"][0]
    return PublicDraw.objects.create(
        origin=f"enforcement.draw:{uuid.uuid4()}",
        plan_code="P-2026-1",
        plan="排水户抽查",
        plan_en="Spot checks of drainage",
        department="建设局",
        region="西湖区",
        number=1,
        state="drawn",
        objects_count=59,
        draw_count=7,
        commitment_sha256=paper["sha256"]["commitment"],
        result_sha256=paper["sha256"]["result"],
        paper=canonical(paper),
        committed_at=timezone.now(),
        drawn_at=timezone.now(),
    )


def dispatch_rule(of: Department | None = None, *officers: Officer, **fields: Any) -> DispatchRule:
    """Build a rule for all tasks of a department; they go to the officers, or to its own."""
    defaults = {"name": f"Rule {number()}", "department": of or department()}
    made = DispatchRule.objects.create(**defaults | fields)
    made.officers.set(officers)
    return made


def task_transfer(of: Department | None = None, **fields: Any) -> TaskTransfer:
    """Build a task that its department offers to another one."""
    given = task(department=of)
    defaults = {"reason": "its business", "offered_by": user().pk, "due_at": given.due_at}
    to = of or department()
    return TaskTransfer.objects.create(task=given, to_department=to, **defaults | fields)


def collaboration(
    of: Department | None = None, *, by: Department | None = None, **fields: Any
) -> Collaboration:
    """Build a request for evidence to a department by another one."""
    soon = timezone.now() + dt.timedelta(days=3)
    defaults = {
        "kind": "evidence", "wanted": "The readings of May", "asked_by": user().pk,
        "receipt_due_at": soon, "due_at": soon,
    }  # fmt: skip
    asking, asked = by or department(), of or department()
    return Collaboration.objects.create(
        from_department=asking, to_department=asked, **defaults | fields
    )


def collaboration_file(of: Collaboration | None = None) -> CollaborationFile:
    """Build a file that came with a request."""
    data = f"file {number()}".encode()
    about = {"name": "a.txt", "size": len(data), "content_type": "text/plain"}
    return CollaborationFile.objects.create(
        collaboration=of or collaboration(), sha256=blobs.keep(data), by=user().pk, **about
    )


def case_referral(of: Inspection | None = None, **fields: Any) -> CaseReferral:
    """Build the draft of a referral to a case, decided by the inspecting department itself."""
    if of is None:
        lead = officer()
        of = inspection(task(lead), lead, outcome="refer_to_case")
    defaults = {"to_department": of.task.department, "facts": "Something was found"}
    return CaseReferral.objects.create(inspection=of, **defaults | fields)


def case_referral_line(of: CaseReferral, answer: Answer) -> CaseReferralLine:
    """Build a line of a referral."""
    return CaseReferralLine.objects.create(referral=of, answer=answer, finding="It leaks")


def outside_transfer(of: Task | None = None, **fields: Any) -> OutsideTransfer:
    """Build papers of a task that went to another body."""
    defaults = {
        "body": "Police", "ground": "crime", "reason": "forged papers", "papers": "the record",
        "sent_by": user().pk, "receipt_due_on": workdays.today(),
    }  # fmt: skip
    return OutsideTransfer.objects.create(task=of or task(), **defaults | fields)


def visit_rating(of: Task | None = None, **fields: Any) -> VisitRating:
    """Build a rating of a visit at which all was in order."""
    good = dict.fromkeys(ASKED_OF_VISITS, True) | dict.fromkeys(OUGHT_TO_BE_NO, False)
    defaults = {"code": f"CODE-{number()}", "stars": 5} | good
    return VisitRating.objects.create(task=of or task(), **defaults | fields)


def visit_complaint(of: Department | None = None, **fields: Any) -> VisitComplaint:
    """Build a complaint about a visit of a department below one."""
    above = of or department()
    about = fields.pop("task", None) or task(department=department(above, region=above.region))
    defaults = {
        "number": entry_code(),
        "text": "At night",
        "due_on": workdays.today(),
    }
    return VisitComplaint.objects.create(task=about, department=above, **defaults | fields)


def shift_handover(of: Department | None = None, **fields: Any) -> ShiftHandover:
    """Build a handover of a desk that nobody has taken over."""
    counted = asdict(handovers.Figures(1, 2, 1, 0, 0, 0, 0))
    defaults = {"note": "Watch the pumps", "figures": counted, "written_by": user()}
    return ShiftHandover.objects.create(department=of or department(), **defaults | fields)


def incident(lead: Task | None = None, **fields: Any) -> Incident:
    """Build an incident that a task leads."""
    defaults = {"title": f"Incident {number()}", "opened_by": user().pk}
    return Incident.objects.create(lead=lead or task(), **defaults | fields)


def incident_part(of: Incident | None = None) -> IncidentPart:
    """Build a call that joined an incident."""
    return IncidentPart.objects.create(
        incident=of or incident(), task=task(state=TaskState.CANCELLED), joined_by=user().pk
    )


def visit_cap(of: Department | None = None, **fields: Any) -> VisitCap:
    """Build a cap of one visit a year."""
    defaults = {"limit": 1, "basis": "a rule of the county", "valid": FOREVER}
    return VisitCap.objects.create(department=of, **defaults | fields)


def visit_cap_of_somebody() -> VisitCap:
    """Build a cap of a department of its own."""
    return visit_cap(department())


def somebody_spared() -> NoDisturb:
    """Build an entry for a subject of its own, by a department of its own."""
    return no_disturb(subject(), department=department())


def no_disturb(of: Subject, **fields: Any) -> NoDisturb:
    """Build an entry that leaves a subject alone for good."""
    return caps.leave_alone(of, **{"reason": "Low risk", "valid": FOREVER, "by": user()} | fields)


def inspection(of: Task, by: Officer, **fields: Any) -> Inspection:
    """Build the answer that an officer submitted to a task."""
    return Inspection.objects.create(task=of, submitted_by=by, **fields)


def rectification(of: Inspection, **fields: Any) -> Rectification:
    """Build the order to correct that a visit gave."""
    fields.setdefault("due_on", workdays.today() + dt.timedelta(days=10))
    return Rectification.objects.create(inspection=of, **fields)


def off_site_request(of: Task | None = None, **fields: Any) -> OffSiteRequest:
    """Build a request that asks a firm for one thing."""
    lead = officer()
    of = of or task(
        lead,
        officer(department=lead.department),
        kind=TaskKind.OFF_SITE,
        state=TaskState.ACCEPTED,
    )
    defaults = {"channel": "upload", "due_on": workdays.today() + dt.timedelta(days=7)}
    made = OffSiteRequest.objects.create(task=of, **defaults | fields)
    off_site_line(made)
    return made


def off_site_line(of: OffSiteRequest | None = None, **fields: Any) -> OffSiteLine:
    """Build one thing asked of a firm."""
    of = of or off_site_request()
    version = of.task.checklist_version
    item = version.items.order_by("order").first() if version else None
    defaults = {"order": of.lines.count() + 1, "text": "Photo of the gate", "wanted": "both"}
    return OffSiteLine.objects.create(request=of, **{"item": item} | defaults | fields)


def off_site_file(of: OffSiteLine | None = None) -> OffSiteFile:
    """Keep a photo that a firm sent in, its files included."""
    blob, _picture = seal_photo(photo())
    Blob.objects.bulk_create([blob], ignore_conflicts=True)
    return OffSiteFile.objects.create(line=of or off_site_line(), blob=blob, kind="photo")


def video_call(of: OffSiteRequest | None = None, **fields: Any) -> VideoCall:
    """Build an appointment for a video call."""
    at = timezone.now() + dt.timedelta(days=2)
    defaults = {"at": at, "where": "Meeting 123"}
    return VideoCall.objects.create(request=of or off_site_request(), **defaults | fields)


def data_comparison() -> DataComparison:
    """Build a comparison with what the register says."""
    of = off_site_request()
    by = of.task.assignments.first().officer.user
    item = of.lines.get().item
    return off_site_data.compare(
        of, item=item, source="registry", finding="agrees", note="Same address", by=by
    )


def document(of: Task | None = None, **fields: Any) -> Document:
    """Build an issued document of a task, its files included."""
    lead = officer()
    of = of or task(lead, officer(department=lead.department), kind=TaskKind.ON_SITE)
    defaults = {
        "kind": "record",
        "department": of.department,
        "year": 2026,
        "number": number(),
        "code": f"No. {number()}",
        "content": {},
        "docx": sealed(b"docx"),
        "pdf": sealed(b"pdf"),
        "issued_on": workdays.today(),
        "by": user(),
    }
    return Document.objects.create(task=of, **defaults | fields)


def document_template(**fields: Any) -> DocumentTemplate:
    """Build a version of a document template."""
    defaults = {
        "kind": "record",
        "number": number() % 30000,
        "valid_from": workdays.today(),
        "file": sealed(shipped("record")),
        "by": user(),
    }
    return DocumentTemplate.objects.create(**defaults | fields)


def sealed(data: bytes) -> Blob:
    """Keep bytes under their hash."""
    return Blob.objects.get_or_create(
        sha256=blobs.keep(data), defaults={"size": len(data), "content_type": "text/plain"}
    )[0]


def proof(of: Rectification) -> Proof:
    """Keep a photo that an object sent in, its files included."""
    blob, _picture = seal_photo(photo())
    Blob.objects.bulk_create([blob], ignore_conflicts=True)
    return Proof.objects.create(rectification=of, blob=blob)


def evidence(of: Task, by: Officer) -> Evidence:
    """Keep a photo of a task that is being answered, its files included."""
    upload = SimpleUploadedFile(f"{number()}.jpg", photo())
    return keep_photo(of, upload=upload, by=by.user)


FILM = b"\x00\x00\x00\x18ftypmp42"


def device(of: Officer) -> PocketDevice:
    """Build a phone that an officer is logged in on."""
    return pocket_devices.enrol(of.user, name="Phone")[0]


def film(of: Task, by: Officer, on: PocketDevice | None = None) -> Evidence:
    """Build a film of a task as a phone sent it."""
    data = FILM + str(number()).encode()
    sha256 = hashlib.sha256(data).hexdigest()
    pocket_files.receive(sha256, data, claimed="video/mp4", device=on or device(by))
    return Evidence.objects.create(task=of, blob_id=sha256, by=by, kind=EvidenceKind.VIDEO)


def field_record(of: Task, by: Officer, **fields: Any) -> FieldRecord:
    """Build a record that came too late for its task and is held."""
    now = timezone.now()
    said = {"kind": "visit", "device_time": now.isoformat(), "task": str(of.pk), "note": "Late."}
    body = json.dumps({"content": json.dumps(said)})
    defaults = {
        "kind": "visit",
        "state": "held",
        "hold_reason": HoldReason.CLOSED,
        "department": by.department,
        "body": body,
        "sha256": hashlib.sha256(body.encode()).hexdigest(),
        "device_time": now,
    }
    on = fields.pop("device", None) or device(by)
    return FieldRecord.objects.create(task=of, officer=by, device=on, **defaults | fields)


def entry_scan(of: Task, by: Officer, **fields: Any) -> EntryScan:
    """Build an entry without a code that waits to be reviewed."""
    defaults = {
        "way": "overridden",
        "reason": "No network in the basement.",
        "at": timezone.now(),
        "review": "waiting",
        "review_due": workdays.today(),
    }
    return EntryScan.objects.create(task=of, officer=by, **defaults | fields)


# ---- rules, warnings, credit


def rule_version(of: Department, raw: Mapping[str, Any]) -> RuleVersion:
    """Build a rule that one person drafted and another published."""
    drafted, reviewer = define(raw, department=of, by=user()), user()
    return publish(review(drafted, by=reviewer), by=reviewer)


def warning(version: RuleVersion, of: Subject, **fields: Any) -> RiskWarning:
    """Build an orange warning that lasts and that people have been told of."""
    now = timezone.now().replace(microsecond=0)
    values = {"r3": 60.0}
    episode = Episode.objects.create(
        rule=version.rule,
        subject=of,
        start=now,
        last_on=now,
        peak=2,
        peak_at=now,
        peak_values=values,
    )
    defaults = {"level": 2, "condition": Condition.FIRING, "stage": Stage.PUSHED}
    return RiskWarning.objects.create(
        rule_version=version,
        episode=episode,
        subject=of,
        region=of.region,
        measures=values,
        event_time=now,
        batch=uuid7(),
        **defaults | fields,
    )


def credit_record(of: Subject, by: Department, **fields: Any) -> Record:
    """Build an effective penalty by the ordinary procedure."""
    day = dt.date(2025, 3, 3)
    defaults = {
        "kind": RecordKind.PENALTY,
        "procedure": Procedure.ORDINARY,
        "document_no": f"No. {number()}",
        "decided_on": day,
        "effective_on": day,
        "state": RecordState.IN_FORCE,
        "origin": f"test:{number()}",
    }
    return Record.objects.create(subject=of, department=by, **defaults | fields)


# ---- others


def event(name: str = "test.happened", **fields: Any) -> Event:
    """Write an event; a handler that needs a cause gets this one."""
    with transaction.atomic():
        return emit(name, **fields)


def photo(size: tuple[int, int] = (64, 48), kind: str = "JPEG", **options: Any) -> bytes:
    """Return the bytes of a picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (90, 120, 150)).save(out, kind, **options)
    return out.getvalue()
