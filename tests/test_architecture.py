"""What no linter knows: budgets of files, both ends of every event, scopes, clean templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from common.events import HANDLERS
from tests import build

ROOT = Path(__file__).resolve().parents[1]
APPS = ("common", "registry", "datacenter", "matters", "enforcement", "credit", "risk",
        "supervision_portal")  # fmt: skip
LONGEST_FILE = 500

# Models whose reads at an edge no grant narrows, each with its reason; then those of one file.
OPEN_MODELS = {
    "Line": "a vocabulary",
    "Method": "a vocabulary",
    "Indicator": "the series of a batch that was found by its scope",
    "Event": "what happened to a row that was found by its scope",
    "PublicRecord": "the masked copy, made for everybody",
    "PublicDraw": "the masked copy, made for everybody",
}
OPEN_READS = {
    "enforcement/views/collaborations.py: Department": "any department may be asked",
    "enforcement/views/referrals.py: Department": "any department may decide on a case",
    "enforcement/views/draws.py: Draw": "whether a draw found by its scope was drawn anew",
    "enforcement/views/draws.py: Officer": "the officers of a draw found by its scope",
    "enforcement/views/draws.py: Task": "the tasks of a draw found by its scope",
    "enforcement/views/draws.py: User": "who took part in a draw found by its scope",
    "registry/views/access.py: Role": "the roles that the giver's own roles let them give",
    "registry/views/access.py: User": "explained only inside the area of the one who asks",
    "registry/views/imports.py: ImportFault": "of an import that the person may see",
    "registry/views/merging.py: Merge": "of a record that the person may merge",
    "matters/views/building.py: Matter": "the matters of versions that the person may see",
    "datacenter/api.py: Dataset": "a contract, named by the source that signed the request",
    "enforcement/views/entry.py: EntryCode": "a code at the door is its own key",
    "enforcement/views/feedback.py: EntryCode": "a code at the door is its own key",
    "enforcement/views/feedback.py: VisitRating": "whether a code was used to rate",
    "enforcement/views/feedback.py: VisitComplaint": "the number of a complaint is its own key",
    "enforcement/views/documents.py: DocumentTemplate": "templates are the same for everybody",
    "enforcement/views/documents.py: Document": "the order of a link, which is its own key",
    "enforcement/views/documents.py: Rectification": "the link of an order is its own key",
    "enforcement/views/orders.py: Rectification": "the link of an order is its own key",
    "enforcement/views/off_site.py: OffSiteFile": "of a request that the person may see",
    "enforcement/views/off_site_firm.py: OffSiteRequest": "opened by its link and its code",
    "enforcement/views/rectifications.py: Proof": "of an order that the person may see",
    "matters/api/writing.py: MatterVersion": "the row that a write has just fetched by its scope",
    "matters/views/writing.py: Department": "a form that is only asked for its values",
    "matters/api/matters.py: MatterVersion": "matters in force are public",
    "matters/views/matters.py: ChecklistVersion": "the forms of a matter found by its scope",
    "supervision_portal/disclosure/views.py: MatterVersion": "matters in force are public",
    "risk/views.py: Dataset": "contracts say nothing of anybody; the units of what is shown",
    "supervision_portal/disclosure/views.py: Department": "how to reach an authority is public",
    "supervision_portal/disclosure/views.py: Claim": "who exercises a matter is public",
    "supervision_portal/disclosure/views.py: ChecklistVersion": "forms in force are public",
    "matters/views/board.py: Matter": "the keys of what was ticked; the service looks whose it is",
    "matters/views/board.py: MatterVersion": "matters in force are public",
    "matters/views/board.py: Region": "the names of regions counted",
    "matters/views/board.py: Department": "the names of departments counted",
    "enforcement/views/plans.py: Claim": "which matters are claimed is open to whoever plans",
    "enforcement/views/plans.py: MatterVersion": "the titles of a plan's matters are public",
    "enforcement/views/coverage.py: MatterVersion": "none: only its filters are read",
    "enforcement/views/coverage.py: Region": "the names of regions counted",
    "enforcement/views/coverage.py: Department": "the names of departments counted",
    "enforcement/views/coverage.py: Boundary": "the outlines of regions are public",
}
SCOPED = (
    "open_of", "visible_to", "allowed", "asked_by", "written_by", "to_perform", "done_by",
    "of_source",
)  # fmt: skip
EDGES = re.compile(r"(^|/)(views|api|desk)(/\w+)?\.py$")
READ = re.compile(r"(\w+)\.objects\.(\w+)\(")

# Models whose rows nobody builds by hand, each with what writes them.
WITHOUT_BUILDER = {
    "common": {
        "Delivery": "emit", "AuditEntry": "audit.record", "IdempotencyKey": "the API",
        "SavedView": "the lists", "Message": "channels.tell", "Calendar": "a migration",
    },
    "registry": {
        "Role": "build.grant", "Alias": "imports", "Link": "two subjects", "Rating": "rate",
        "RegionAlias": "imports", "RegionSuccession": "redivide", "Boundary": "set_boundary",
        "Ring": "set_boundary", "DepartmentName": "carry_out", "ReorganisationPart": "plan",
        "SubjectAlias": "amend", "Contact": "add_contact", "Merge": "merge", "Pair": "find_pairs",
        "ImportPart": "receive", "ImportFault": "an import",
    },
    "datacenter": {
        "BatchBody": "receive", "BatchRow": "load", "Indicator": "load", "Reading": "load",
    },
    "matters": {
        "CheckItem": "build.checklist", "Checklist": "build.checklist",
        "UploadRow": "an upload's check",
        "LineSource": "merge", "Policy": "build.policy",
        "AdjustmentFile": "attach_to_adjustment", "Succession": "carry_out",
        "Article": "build.law_version", "ArticleMatch": "build.law_version",
        "ClaimTally": "services.count", "ImplementationCounter": "services.draft_list",
    },
    "enforcement": {
        "LeftOut": "leave_out",
        "StandingApprovalDay": "verify", "Assignment": "build.task", "EntryCode": "dispatch",
        "Answer": "submit", "LegalReview": "refer", "Blob": "build.evidence",
        "PastInspection": "import_history", "PlanMatter": "build.plan",
        "PlanMember": "build.plan", "PlanRatio": "build.plan", "PlanMerger": "merge",
        "VisitPart": "build.joint_visit",
        "CameraFile": "take", "RectificationLine": "follow", "Custody": "receive",
        "EvidenceUpload": "build.film", "OfficerPin": "set_pin", "Signature": "take",
        "DrawStratum": "pools.freeze", "DrawDeck": "pools.freeze", "DrawPage": "pools.freeze",
        "DrawExclusion": "pools.freeze", "DrawPick": "draws.carry_out", "DrawSwap": "draws.swap",
        "DrawWord": "draws.add_word", "DocumentSeries": "issue",
    },
    "risk": {
        "Rule": "build.rule_version", "Run": "evaluate", "Episode": "build.warning",
        "PastRound": "open_round",
    },
    "disclosure": {
        "PublicRecord": "disclose", "Hold": "disclose", "PublicationTerm": "disclose",
        "PublicPlan": "build.published_plan",
    },
}  # fmt: skip


def sources() -> Iterator[tuple[str, str]]:
    """Yield path and text of every module of the apps, migrations left out."""
    for app in APPS:
        for path in sorted((ROOT / app).glob("**/*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text()


def templates() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "templates").glob("**/*.html")):
        yield str(path.relative_to(ROOT / "templates")), path.read_text()


SOURCES, TEMPLATES = dict(sources()), dict(templates())


def test_no_file_is_longer_than_its_budget():
    scripts = {str(path): path.read_text() for path in (ROOT / "static/js").glob("**/*.js")}
    long = {
        path: text.count("\n")
        for path, text in {**SOURCES, **TEMPLATES, **scripts}.items()
        if text.count("\n") > LONGEST_FILE
    }
    assert long == {}


def test_every_event_that_is_awaited_is_emitted_somewhere():
    text = "\n".join(SOURCES.values())
    assert [name for name in HANDLERS if not is_emitted(name, text)] == []


def is_emitted(name: str, text: str) -> bool:
    """Tell whether an event is emitted by its name, or by one made of a prefix and a state."""
    if re.search(rf'(?<!@on\()"{re.escape(name)}"', text):
        return True
    prefix, _underscore, end = name.rpartition("_")
    return f'f"{prefix}_{{' in text and f'"{end}"' in text


def test_reactions_are_wired_on_one_page():
    wired = [path for path, text in SOURCES.items() if re.search(r"^@on\(", text, re.M)]
    assert wired == ["supervision_portal/loop.py"]


def test_edges_read_through_a_scope():
    """A person's read starts at ``visible_to``, an act at ``allowed``; what does not, says why."""
    found = {
        f"{path}: {model}"
        for path, text in SOURCES.items()
        if EDGES.search(path) and "/services/" not in path
        for model in unscoped(text) - OPEN_MODELS.keys()
    }
    assert sorted(found - OPEN_READS.keys()) == []
    assert sorted(OPEN_READS.keys() - found) == [], "these are read through a scope by now"


def unscoped(text: str) -> set[str]:
    """Return the models that functions read from a manager without a scope.

    What a class of the API says is its queryset is narrowed by ``ScopedViewSet``.
    """
    functions = (each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.FunctionDef))
    models = set()
    for call in (part for each in functions for part in ast.walk(each)):
        line = ast.unparse(call) if isinstance(call, ast.Call) else ""
        read = READ.match(line)
        own = re.search(r"(recipient|user|submitted_by)=(request\.)?user", line)
        if read and read[2] not in SCOPED and not own:
            models.add(read[1])
    return models


FORBIDDEN_IN_TEMPLATES = {
    "safe": r"\|\s*safe\b",
    "script in an attribute": r"\son\w+\s*=\s*[\"']",
    "style in an attribute": r"\sstyle\s*=\s*[\"']",
    "autoescape off": r"autoescape off",
}


@pytest.mark.parametrize("what", FORBIDDEN_IN_TEMPLATES)
def test_templates_are_clean(what):
    pattern = re.compile(FORBIDDEN_IN_TEMPLATES[what])
    found = {
        path: match[0]
        for path, text in TEMPLATES.items()
        if (match := pattern.search(text)) and not path.startswith(("admin/", "unfold/"))
    }
    assert found == {}


def test_no_html_is_made_of_strings():
    made = re.compile(r"mark_safe\(\s*f[\"']|SafeString\(\s*f[\"']")
    assert [path for path, text in SOURCES.items() if made.search(text)] == []


def test_every_partial_begins_with_its_context():
    partials = {
        path: text.lstrip().splitlines()[0]
        for path, text in TEMPLATES.items()
        if Path(path).name.startswith("_") and text.strip()
    }
    assert {p: first for p, first in partials.items() if not first.startswith("{# context:")} == {}


def test_every_model_has_a_builder_and_a_sentence():
    builders = {
        annotation.__name__
        for value in vars(build).values()
        if (annotation := getattr(value, "__annotations__", {}).get("return")) is not None
        and hasattr(annotation, "__name__")
    }
    for model in apps.get_models():
        label, name = model._meta.app_label, model.__name__
        if not model.__module__.startswith(APPS) or model._meta.auto_created:
            continue
        assert model.__doc__, f"{name} says nothing of itself"
        assert not model.__doc__.startswith(f"{name}("), f"{name} says nothing of itself"
        assert name in builders or name in WITHOUT_BUILDER.get(label, {}), f"build.py: {name}"
