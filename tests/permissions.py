"""Who gets in where: every address by its URL name, with the permission that opens it.

What each role is to meet at a door follows from ``registry.roles``; only what differs from that is
said here, with its reason. ``test_permissions`` fails on an address that is missing; addresses
below ``admin:`` follow from the models that are registered there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.urls import URLPattern


class Verdict(StrEnum):
    """What a person meets at a door."""

    IN = "in"
    LOGIN = "asked to log in"
    FORBIDDEN = "forbidden"
    HIDDEN = "hidden"


IN, LOGIN, FORBIDDEN, HIDDEN = Verdict

ANYBODY = "anybody"
STAFF = "whoever is logged in"
SOURCE = "whoever signs with the key of a source"
DEVICE = "whoever comes with the token of an officer's phone"


@dataclass(frozen=True)
class Person:
    """One of the cast: where they stand, what their role lets them do there."""

    key: str
    county: str = ""
    permissions: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        return self.key not in ("anonymous", "source", "device")


@dataclass(frozen=True)
class Door:
    """One address. ``see`` opens it to GET and ``do`` to POST; None: it does not take this method.

    Each is ANYBODY, STAFF, SOURCE, or permissions of which any one is enough. ``row`` names the
    rows of the world that stand in its address (``tests/world.py``); they belong to county A, and
    others do not find them, unless they are ``shared``. A ``veiled`` door looks as if nothing were
    behind it to those without the permission too. ``signed``: a source comes in by its signature
    as well. ``apart`` says what differs for somebody. A ``stock`` view is Django's own.
    One that is ``asked`` answers questions alone; ``amend``, ``put``, ``ends``: it takes PATCH, PUT
    or DELETE too, which tests of their own guard.
    """

    name: str
    see: str | None = None
    do: str | None = None
    row: str = ""
    shared: bool = False
    veiled: bool = False
    signed: bool = False
    stock: bool = False
    amend: bool = False
    put: bool = False
    ends: bool = False
    asked: bool = False
    apart: Mapping[str, Verdict] = field(default_factory=dict)

    def expected(self, method: str, person: Person) -> Verdict:
        """Return what a person is to meet who comes with a method that this door takes."""
        need = self.do if method == "POST" else self.see
        if person.key in self.apart:
            return self.apart[person.key]
        if need == ANYBODY or (person.key == "source" and (self.signed or need == SOURCE)):
            return IN
        if need == DEVICE and person.key == "device":
            return IN
        if need in (SOURCE, DEVICE) or not person.is_known:
            return LOGIN
        if need == STAFF:
            return IN
        if need is None or not person.permissions.intersection(need.split()):
            return HIDDEN if self.veiled else FORBIDDEN
        return HIDDEN if self.row and not self.shared and person.county != "a" else IN

    @property
    def methods(self) -> list[str]:
        doors = {"GET": self.see, "POST": self.do}
        return [method for method, need in doors.items() if need is not None]


def addresses(patterns, space: str = "") -> Iterator[str]:
    """Yield the name of every address below some patterns, its route where it has no name."""
    for each in patterns:
        if isinstance(each, URLPattern):
            yield f"{space}{each.name or each.pattern}"
        else:
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from addresses(each.url_patterns, inner)


def lists(name: str, perm: str) -> Door:
    """Return a list of the list pattern: its POST keeps views and layouts of one's own."""
    return Door(name, see=perm, do=perm)


def resource(name: str, perm: str, row: str, **fields: bool) -> Iterable[Door]:
    """Return both doors of a read-only resource of the API."""
    yield Door(f"{name}-list", see=perm, **fields)
    yield Door(f"{name}-detail", see=perm, row=row, **fields)


def steps(prefix: str, row: str, perms: Mapping[str, str], **fields: bool) -> Iterable[Door]:
    """Return the doors of the acts on one kind of row, each by POST."""
    for step, perm in perms.items():
        yield Door(f"{prefix}-{step}", do=perm, row=row, **fields)


VIEW_REQUEST = "enforcement.view_collaboration"
VIEW_OFF, ASK_OFF = "enforcement.view_offsiterequest", "enforcement.ask_offsiterequest"
OFF_SITE_STEPS = (
    "extend", "ask-again", "revoke", "renew", "go-on-site", "call", "call-off", "call-record",
    "compare",
)  # fmt: skip
ASK_REQUEST = "enforcement.add_collaboration"
BUILD = "matters.change_checklist"
POLICY = "matters.change_policy"
REVIEW, LEGAL = "matters.review_matterversion", "matters.legal_review_matterversion"
LIFE = {"pass": REVIEW, "return": REVIEW, "publish": LEGAL, "refuse": LEGAL, "revoke": LEGAL}
CHANGE_RULE = "enforcement.change_dispatchrule"
VIEW_RULE = "enforcement.view_dispatchrule"
VIEW_DRAW, RUN_DRAW = "enforcement.view_draw", "enforcement.run_draw"
CONFIRM_DRAW = "enforcement.confirm_draw"
DRAW_STEPS = {
    "word": "enforcement.witness_draw",
    "commit": RUN_DRAW,
    "run": RUN_DRAW,
    "confirm": CONFIRM_DRAW,
    "again": RUN_DRAW,
    "swap": CONFIRM_DRAW,
}
PLAN_LIFE = {
    "submit": "enforcement.change_plan",
    "pass": "enforcement.legal_review_plan",
    "return": "enforcement.legal_review_plan",
    "approve": "enforcement.approve_plan",
    "withdraw": "enforcement.approve_plan",
    "publish": "enforcement.publish_plan",
    "file": "enforcement.publish_plan",
    "start": "enforcement.publish_plan",
    "make": "enforcement.publish_plan",
    "close": "enforcement.publish_plan",
}
PATROL = "enforcement.perform_task enforcement.perform_fact_check"
POCKET = ("accept", "arrive", "return", "judge", "photo", "submit")
NO_ACTS = {"auxiliary@a": HIDDEN}  # those who may do fact checks alone find no inspection

REDIVIDE, OUTLINE = "registry.redivide_region", "registry.change_region"
REORGANISE = "registry.reorganise_department"
ZONE = "registry.change_zone"

MERGE, IMPORT = "registry.merge_subject", "registry.import_subject"
NO_SUBJECTS = {"audit_admin@a": HIDDEN}  # sees events, no subjects

DOORS: tuple[Door, ...] = (
    # ---- oneself
    Door("login", see=ANYBODY, do=ANYBODY, stock=True),
    Door("logout", do=STAFF, stock=True),
    Door("password_change", see=STAFF, do=STAFF, stock=True),
    Door("password_change_done", see=STAFF, stock=True),
    Door("set_language", do=ANYBODY, stock=True),
    Door("face", do=ANYBODY),
    Door("home", see=STAFF),
    Door("live", see=STAFF),
    lists("message-list", STAFF),
    Door("messages-read", do=STAFF),
    # ---- who and where
    lists("registry:subject-list", "registry.view_subject"),
    Door("registry:subject", see="registry.view_subject", row="gauge"),
    Door("registry:subject-new", see="registry.add_subject", do="registry.add_subject"),
    Door(
        "registry:subject-edit",
        see="registry.change_subject",
        do="registry.change_subject",
        row="gauge",
    ),
    Door("registry:subject-history", see="common.view_event", row="gauge", apart=NO_SUBJECTS),
    Door("registry:subject-merge", see=MERGE, do=MERGE, row="gauge"),
    Door("registry:subject-unmerge", see=MERGE, do=MERGE, row="merged"),
    Door("registry:subject-reveal", do="registry.view_identity", row="gauge"),
    Door("registry:contact-add", do="registry.change_subject", row="gauge"),
    Door("registry:contact-end", do="registry.change_subject", row="contact"),
    lists("registry:pair-list", MERGE),
    Door("registry:pairs-find", do=MERGE),
    lists("registry:set-list", "registry.view_subject"),
    Door("registry:set", see="registry.view_subject", row="set", shared=True),
    Door("registry:set-new", see="registry.add_subjectset", do="registry.add_subjectset"),
    Door(
        "registry:set-edit",
        see="registry.change_subjectset",
        do="registry.change_subjectset",
        row="set",
    ),
    lists("registry:import-list", IMPORT),
    Door("registry:import-new", see=IMPORT, do=IMPORT),
    Door("registry:import-template", see=IMPORT),
    Door("registry:import", see=IMPORT, row="import"),
    Door("registry:import-report", see=IMPORT, row="import"),
    Door("registry:import-cancel", do=IMPORT, row="import"),
    Door("registry:import-again", do=IMPORT, row="import"),
    # ---- who may do what
    lists("registry:grant-list", "registry.view_grant"),
    Door("registry:grant-give", see="registry.add_grant", do="registry.add_grant"),
    Door(
        "registry:grant-take-back",
        see="registry.change_grant",
        do="registry.change_grant",
        row="grant",
    ),
    Door("registry:why", see="registry.explain_grant", do="registry.explain_grant"),
    lists("registry:department-list", "registry.view_department"),
    Door("registry:department", see="registry.view_department", row="bureau", shared=True),
    Door("registry:department-tree", see="registry.view_department"),
    Door("registry:reorganise", see=REORGANISE, do=REORGANISE),
    Door(
        "registry:reorganisation",
        see="registry.view_department",
        row="reorganisation",
        shared=True,
    ),
    Door("registry:reorganisation-carry", do=REORGANISE, row="reorganisation"),
    Door("registry:reorganisation-cancel", do=REORGANISE, row="reorganisation"),
    lists("registry:officer-list", "registry.view_officer"),
    Door("registry:officer", see="registry.view_officer", row="person"),
    Door("registry:roster", see="registry.view_roster", do="registry.add_roster"),
    Door("registry:leave-add", do="registry.add_leave", row="person"),
    Door("registry:loan-add", do="registry.add_officerloan", row="person"),
    Door("registry:leave-end", do="registry.add_leave", row="leave"),
    Door("registry:loan-end", do="registry.add_officerloan", row="loan"),
    Door("registry:mine", see=PATROL, do=PATROL),
    lists("registry:region-list", "registry.view_region"),
    Door("registry:region-map", see="registry.view_region"),
    Door("registry:region-shapes", see="registry.view_region"),
    Door("registry:region", see="registry.view_region", row="region"),
    Door("registry:redivide", see=REDIVIDE, do=REDIVIDE),
    Door("registry:region-outline", see=OUTLINE, do=OUTLINE, row="region"),
    Door("registry:alias-add", do=OUTLINE, row="region"),
    lists("registry:zone-list", "registry.view_zone"),
    Door("registry:zone", see="registry.view_zone", row="zone"),
    Door("registry:zone-new", see="registry.add_zone", do="registry.add_zone"),
    Door("registry:zone-edit", see=ZONE, do=ZONE, row="zone"),
    Door("registry:zone-end", do=ZONE, row="zone"),
    # ---- the list: what was published is everybody's, a draft its department's
    lists("matters:matter-list", "matters.view_matterversion"),
    Door("matters:matter-new", see="matters.add_matterversion", do="matters.add_matterversion"),
    Door("matters:matter-detail", see="matters.view_matterversion", row="draft"),
    Door(
        "matters:matter-edit",
        see="matters.change_matterversion",
        do="matters.change_matterversion",
        row="draft",
    ),
    Door("matters:benchmark", see="matters.view_matterversion"),
    Door("matters:benchmark-adopt", do="matters.add_matterversion"),
    Door("matters:matter-facets", see="matters.view_matterversion"),
    Door("matters:upload-new", see="matters.add_matterversion", do="matters.add_matterversion"),
    Door(
        "matters:upload-detail",
        see="matters.add_matterversion",
        do="matters.add_matterversion",
        row="upload",
    ),
    Door("matters:upload-confirm", do="matters.add_matterversion", row="upload"),
    Door("matters:upload-drop", do="matters.add_matterversion", row="upload"),
    Door("matters:upload-template", see="matters.add_matterversion", row="table", shared=True),
    Door("matters:matter-sheet", see="matters.view_matterversion", row="table", shared=True),
    Door("matters:matter-compare", see="matters.view_matterversion", row="draft"),
    Door("matters:matter-draft", do="matters.add_matterversion", row="version"),
    *steps("matters:matter", "draft", LIFE | {"submit": "matters.change_matterversion"}),
    Door("matters:claim-add", do="matters.add_claim", row="version", shared=True),
    lists("matters:claim-list", "matters.view_claim"),
    lists("matters:claim-board", "matters.view_claim"),
    Door(
        "matters:claim-due",
        see="matters.view_claim",
        do="matters.view_claim",
        row="bureau",
        shared=True,
    ),
    Door("matters:claim-all", do="matters.add_claim", row="bureau"),
    Door("matters:refusal-end", do="matters.add_claim", row="refusal"),
    Door("matters:claim-detail", see="matters.view_claim", row="claim", shared=True),
    lists("matters:transfer-list", "matters.view_claim"),
    Door(
        "matters:transfer-add",
        see="matters.transfer_claim",
        do="matters.transfer_claim",
        row="claim",
    ),
    Door(
        "matters:transfer-end",
        see="matters.transfer_claim",
        do="matters.transfer_claim",
        row="transfer",
    ),
    lists("matters:implementation-list", "matters.view_implementationlist"),
    Door("matters:implementation-detail", see="matters.view_implementationlist", row="list"),
    Door("matters:implementation-add", do="matters.add_implementationlist", row="claim"),
    Door(
        "matters:implementation-edit",
        see="matters.change_implementationlist",
        do="matters.change_implementationlist",
        row="list",
    ),
    *steps(
        "matters:implementation",
        "list",
        {
            "submit": "matters.change_implementationlist",
            "publish": "matters.publish_implementationlist",
            "return": "matters.publish_implementationlist",
        },
    ),
    Door("matters:claim-renew", do="matters.change_claim", row="claim"),
    Door("matters:claim-end", see="matters.change_claim", do="matters.change_claim", row="claim"),
    lists("matters:adjustment-list", "matters.view_adjustment"),
    Door("matters:adjustment-new", see="matters.add_adjustment", do="matters.add_adjustment"),
    Door("matters:adjustment-detail", see="matters.view_adjustment", row="adjustment"),
    Door("matters:adjustment-file", see="matters.view_adjustment", row="adjustment asked_file"),
    *steps(
        "matters:adjustment",
        "adjustment",
        dict.fromkeys(("study", "accept", "decline", "draft"), "matters.decide_adjustment"),
    ),
    lists("matters:evaluation-list", "matters.view_evaluation"),
    Door(
        "matters:evaluation-detail",
        see="matters.view_evaluation",
        do="matters.view_evaluation",
        row="evaluation",
    ),
    lists("matters:duplicate-list", "matters.view_duplicate"),
    Door("matters:duplicate-search", do="matters.change_duplicate"),
    Door("matters:duplicate-detail", see="matters.view_duplicate", row="duplicate", shared=True),
    Door("matters:duplicate-dismiss", do="matters.change_duplicate", row="duplicate"),
    lists("matters:reform-list", "matters.view_reform"),
    Door("matters:reform-new", see="matters.add_reform", do="matters.add_reform"),
    Door("matters:reform-detail", see="matters.view_reform", row="reform"),
    *steps(
        "matters:reform",
        "reform",
        {
            "submit": "matters.add_reform",
            "withdraw": "matters.add_reform",
            "pass": REVIEW,
            "return": REVIEW,
            "approve": LEGAL,
            "refuse": LEGAL,
        },
    ),
    lists("matters:consultation-list", "matters.view_consultation"),
    Door(
        "matters:consultation-open",
        see="matters.add_consultation",
        do="matters.add_consultation",
        row="draft",
    ),
    Door(
        "matters:consultation-detail",
        see="matters.view_consultation",
        row="consultation",
        shared=True,
    ),
    Door("matters:consultation-comment", do="matters.add_comment", row="consultation", shared=True),
    Door("matters:consultation-end", do="matters.add_consultation", row="consultation"),
    Door("matters:comment-answer", do="matters.change_comment", row="comment"),
    lists("matters:checklist-list", "matters.view_checklist"),
    *(
        Door(f"matters:checklist-{page}", see=BUILD, do=BUILD)
        for page in ("new", "merge", "import")
    ),
    Door("matters:checklist-sheets", see="matters.view_checklist", row="sheet", shared=True),
    Door("matters:checklist-draft", do=BUILD, row="checklist", shared=True),
    Door("matters:checklist-build", see=BUILD, row="built", shared=True),
    Door("matters:checklist-verdict", see=BUILD, do=BUILD, row="built", shared=True),
    Door("matters:checklist-print", see="matters.view_checklist", row="checklist", shared=True),
    Door("matters:checklist-sheet", see="matters.view_checklist", row="checklist", shared=True),
    Door("matters:line-new", see=BUILD, do=BUILD, row="built", shared=True),
    Door("matters:line-edit", see=BUILD, do=BUILD, row="built built_line", shared=True),
    Door("matters:line-move", do=BUILD, row="built built_line", shared=True),
    Door("matters:line-delete", do=BUILD, row="built built_line", shared=True),
    Door(
        "enforcement:checklist-preview",
        see="matters.view_checklist",
        do="matters.view_checklist",
        row="checklist",
        shared=True,
    ),
    lists("matters:policy-list", "matters.view_policy"),
    Door("matters:discretion", see="matters.view_policy"),
    Door("matters:policy-detail", see="matters.view_policy", row="policy", shared=True),
    Door("matters:policy-new", see="matters.add_policy", do="matters.add_policy"),
    Door("matters:policy-edit", see=POLICY, do=POLICY, row="policy_draft"),
    Door("matters:policy-draft", do=POLICY, row="policy"),
    Door("matters:policy-attach", do=POLICY, row="policy_draft"),
    Door("matters:policy-ladder", do=POLICY, row="policy_draft"),
    Door("matters:policy-detach", do=POLICY, row="policy_draft policy_draft_file"),
    Door("matters:policy-file", see="matters.view_policy", row="policy_file", shared=True),
    *steps("matters:policy", "policy_draft", LIFE | {"submit": POLICY}),
    Door("matters:checklist-detail", see="matters.view_checklist", row="checklist", shared=True),
    *steps(
        "matters:checklist",
        "checklist",
        LIFE | {"submit": "matters.change_checklist"},
        shared=True,
    ),
    # ---- the law library: everybody's, drafts for those who write and publish laws
    lists("matters:law-list", "matters.view_law"),
    Door("matters:law-search", see="matters.view_law"),
    Door("matters:law-new", see="matters.add_law", do="matters.add_law"),
    Door("matters:law-detail", see="matters.view_law", row="law", shared=True),
    Door(
        "matters:law-draft",
        see="matters.add_law",
        do="matters.add_law",
        row="law",
        shared=True,
    ),
    Door("matters:law-version", see="matters.view_law", row="law_version", shared=True),
    Door(
        "matters:law-english",
        see="matters.add_law",
        do="matters.add_law",
        row="law_version",
        shared=True,
    ),
    Door("matters:law-compare", see="matters.view_law", row="law_version", shared=True),
    Door(
        "matters:law-mapping",
        see="matters.publish_law",
        do="matters.publish_law",
        row="law_draft",
        shared=True,
    ),
    Door("matters:law-publish", do="matters.publish_law", row="law_draft", shared=True),
    Door("matters:law-repeal", do="matters.publish_law", row="law_version", shared=True),
    Door("matters:article-detail", see="matters.view_law", row="article", shared=True),
    lists("matters:review-list", "matters.view_impactreview"),
    Door("matters:review-detail", see="matters.view_impactreview", row="review"),
    Door("matters:review-settle", do="matters.change_impactreview", row="review"),
    Door("matters:review-reopen", do="matters.change_impactreview", row="review"),
    # ---- enforcement
    Door(
        "enforcement:photo",
        see="enforcement.view_evidence",
        row="photo",
        veiled=True,
        apart={"officer@a": IN},
    ),
    lists("enforcement:coverage", "enforcement.view_task"),
    lists("enforcement:task-list", "enforcement.view_task"),
    lists("enforcement:draw-list", VIEW_DRAW),
    Door("enforcement:draw-new", see=RUN_DRAW, do=RUN_DRAW),
    Door("enforcement:draw-statistics", see=VIEW_DRAW),
    Door("enforcement:draw-detail", see=VIEW_DRAW, row="draw"),
    Door("enforcement:draw-proof", see=VIEW_DRAW, row="draw"),
    Door("enforcement:draw-sealed", see="enforcement.audit_draw", row="draw"),
    *steps("enforcement:draw", "draw", DRAW_STEPS),
    Door("enforcement:task-calendar", see="enforcement.view_task"),
    lists("enforcement:outside-list", "enforcement.view_outsidetransfer"),
    Door(
        "enforcement:outside-send",
        see="enforcement.dispatch_task",
        do="enforcement.dispatch_task",
        row="task",
    ),
    Door(
        "enforcement:outside-answer",
        see="enforcement.dispatch_task",
        do="enforcement.dispatch_task",
        row="outside",
    ),
    Door("enforcement:finder", see="matters.view_claim"),
    lists("enforcement:referral-list", "enforcement.view_casereferral"),
    Door("enforcement:referral-detail", see="enforcement.view_casereferral", row="referral"),
    Door("enforcement:referral-edit", do="enforcement.change_casereferral", row="referral"),
    *steps(
        "enforcement:referral",
        "submitted_referral",
        {
            "receive": "enforcement.decide_casereferral",
            "decide": "enforcement.decide_casereferral",
            "extend": "enforcement.decide_casereferral",
        },
    ),
    lists("enforcement:rating-list", "enforcement.view_visitrating"),
    lists("enforcement:visit-complaint-list", "enforcement.view_visitcomplaint"),
    Door(
        "enforcement:visit-complaint-detail",
        see="enforcement.view_visitcomplaint",
        row="visit_complaint",
    ),
    Door(
        "enforcement:visit-complaint-answer",
        do="enforcement.change_visitcomplaint",
        row="visit_complaint",
    ),
    Door("enforcement:visit-rate", see=ANYBODY, do=ANYBODY, row="entry_code"),
    Door("enforcement:visit-complain", see=ANYBODY, do=ANYBODY, row="entry_code"),
    Door("enforcement:complaint-answer", see=ANYBODY, row="complaint_number"),
    lists("enforcement:collaboration-list", VIEW_REQUEST),
    Door("enforcement:collaboration-response", see=VIEW_REQUEST),
    Door("enforcement:collaboration-new", see=ASK_REQUEST, do=ASK_REQUEST),
    Door("enforcement:collaboration-detail", see=VIEW_REQUEST, row="collaboration"),
    *steps(
        "enforcement:collaboration",
        "collaboration",
        {
            "receive": "enforcement.change_collaboration",
            "answer": "enforcement.change_collaboration",
            "refuse": "enforcement.change_collaboration",
        },
    ),
    Door("enforcement:collaboration-withdraw", do=ASK_REQUEST, row="collaboration"),
    Door(
        "enforcement:collaboration-file",
        see=VIEW_REQUEST,
        row="collaboration collaboration_file",
    ),
    lists("enforcement:handover-list", "enforcement.view_shifthandover"),
    Door(
        "enforcement:handover-new",
        see="enforcement.dispatch_task",
        do="enforcement.dispatch_task",
    ),
    Door("enforcement:handover-detail", see="enforcement.view_shifthandover", row="handover"),
    Door("enforcement:handover-take", do="enforcement.dispatch_task", row="handover"),
    Door("enforcement:task-map", see="enforcement.view_task"),
    Door(
        "enforcement:task-reassign",
        see="enforcement.dispatch_task",
        do="enforcement.dispatch_task",
    ),
    Door("enforcement:task-board", see="enforcement.view_task", do="enforcement.view_task"),
    lists("enforcement:incident-list", "enforcement.view_incident"),
    Door("enforcement:incident-join", do="enforcement.dispatch_task", row="task"),
    Door("enforcement:incident-leave", do="enforcement.dispatch_task", row="task incident_part"),
    lists("enforcement:transfer-list", "enforcement.view_tasktransfer"),
    lists("enforcement:rule-list", "enforcement.view_dispatchrule"),
    Door("enforcement:rule-reach", see="enforcement.view_dispatchrule"),
    Door("enforcement:rule-new", see=CHANGE_RULE, do=CHANGE_RULE),
    Door("enforcement:rule-detail", see=VIEW_RULE, do=CHANGE_RULE, row="dispatch_rule"),
    lists("enforcement:cap-list", "enforcement.view_visitcap"),
    Door("enforcement:cap-new", see="enforcement.add_visitcap", do="enforcement.add_visitcap"),
    Door(
        "enforcement:task-outside",
        see="enforcement.approve_task",
        do="enforcement.approve_task",
        row="visit_task",
    ),
    Door(
        "enforcement:cap-edit",
        see="enforcement.change_visitcap",
        do="enforcement.change_visitcap",
        row="cap",
    ),
    lists("enforcement:no-disturb-list", "enforcement.view_nodisturb"),
    Door(
        "enforcement:no-disturb-new",
        see="enforcement.add_nodisturb",
        do="enforcement.add_nodisturb",
    ),
    lists("enforcement:visit-list", "enforcement.view_visit"),
    Door("enforcement:visit-suggestions", see="enforcement.view_visit"),
    Door("enforcement:visit-propose", do="enforcement.approve_task", row="visit_task"),
    Door("enforcement:visit-decline", do="enforcement.approve_task", row="visit_task"),
    Door("enforcement:visit-detail", see="enforcement.view_visit", row="joint_visit", veiled=True),
    Door(
        "enforcement:visit-agree", do="enforcement.approve_task", row="joint_visit joint_department"
    ),
    Door(
        "enforcement:visit-refuse",
        do="enforcement.approve_task",
        row="joint_visit joint_department",
    ),
    Door("enforcement:visit-day", do="enforcement.approve_task", row="joint_visit"),
    Door("enforcement:visit-call-off", do="enforcement.approve_task", row="joint_visit"),
    lists("enforcement:plan-list", "enforcement.view_plan"),
    Door("enforcement:plan-new", see="enforcement.add_plan", do="enforcement.add_plan"),
    Door("enforcement:plan-detail", see="enforcement.view_plan", row="plan"),
    Door(
        "enforcement:plan-edit",
        see="enforcement.change_plan",
        do="enforcement.change_plan",
        row="plan",
    ),
    Door("enforcement:plan-join", do="enforcement.change_plan", row="plan joined_plan"),
    *steps("enforcement:plan", "plan", PLAN_LIFE),
    Door("enforcement:plan-part", do="enforcement.change_plan", row="joining_plan"),
    lists("enforcement:off-site-list", VIEW_OFF),
    Door("enforcement:off-site-new", see=ASK_OFF, do=ASK_OFF, row="off_site_task"),
    *(
        Door(name, see=VIEW_OFF, row=row, veiled=True, apart={"officer@a": IN})
        for name, row in (
            ("enforcement:off-site-detail", "off_site"),
            ("enforcement:off-site-notice", "off_site"),
            ("enforcement:off-site-file", "off_site_file"),
        )
    ),
    Door(
        "enforcement:off-site-answer",
        see="enforcement.perform_task",
        do="enforcement.perform_task",
        row="off_site",
    ),
    *steps("enforcement:off-site", "off_site", dict.fromkeys(OFF_SITE_STEPS, ASK_OFF)),
    Door("enforcement:off-site-firm", see=ANYBODY, do=ANYBODY, row="off_site_token"),
    lists("enforcement:rectification-list", "enforcement.view_rectification"),
    Door(
        "enforcement:rectification-detail",
        see="enforcement.view_rectification",
        row="order",
        veiled=True,
        apart={"officer@a": IN},
    ),
    Door(
        "enforcement:proof",
        see="enforcement.view_rectification",
        row="proof",
        veiled=True,
        apart={"officer@a": IN},
    ),
    *steps(
        "enforcement:rectification",
        "order",
        {
            "extend": "enforcement.extend_rectification",
            "accept": "enforcement.verify_rectification",
            "ask-again": "enforcement.verify_rectification",
        },
    ),
    lists("enforcement:document-list", "enforcement.view_document"),
    Door(
        "enforcement:document-issue", do="enforcement.issue_document", row="inspected document_kind"
    ),
    *steps("enforcement:document", "document", {"void": "enforcement.issue_document"}),
    *(
        Door(
            f"enforcement:document-{form}",
            see="enforcement.view_document",
            row="document",
            veiled=True,
            apart={"officer@a": IN},
        )
        for form in ("docx", "pdf")
    ),
    Door(
        "enforcement:document-templates",
        see="enforcement.add_documenttemplate",
        do="enforcement.add_documenttemplate",
    ),
    Door(
        "enforcement:document-form",
        see="enforcement.add_documenttemplate",
        row="document_kind",
        shared=True,
    ),
    Door("enforcement:order-file", see=ANYBODY, row="order_token"),
    Door("enforcement:order", see=ANYBODY, do=ANYBODY, row="order_token"),
    lists("enforcement:legal-review-list", "enforcement.view_legalreview"),
    Door("enforcement:desk", see="enforcement.dispatch_task", do="enforcement.dispatch_task"),
    Door("enforcement:task-new", see="enforcement.dispatch_task", do="enforcement.dispatch_task"),
    Door(
        "enforcement:task-detail",
        see="enforcement.view_task",
        row="task",
        veiled=True,
        apart={"officer@a": IN},
    ),
    *steps(
        "enforcement:task",
        "task",
        {
            "approve": "enforcement.approve_task",
            "begin-urgently": "enforcement.dispatch_task",
            "complete-approval": "enforcement.approve_task",
            "dispatch": "enforcement.dispatch_task",
            "correct": "enforcement.dispatch_task",
            "cancel": "enforcement.dispatch_task",
            "retry": "enforcement.dispatch_task",
            "urge": "enforcement.dispatch_task",
            "transfer": "enforcement.dispatch_task",
            "escalate": "enforcement.dispatch_task",
        },
    ),
    Door(
        "enforcement:film",
        see="enforcement.view_evidence",
        row="film",
        veiled=True,
        apart={"officer@a": IN},
    ),
    lists("enforcement:held-list", "enforcement.view_fieldrecord"),
    lists("enforcement:entry-list", "enforcement.view_entryscan"),
    Door("enforcement:held-detail", see="enforcement.view_fieldrecord", row="field_record"),
    Door("enforcement:held-decide", do="enforcement.decide_fieldrecord", row="field_record"),
    Door("enforcement:pocket-app", see=ANYBODY),
    Door("enforcement:pocket-worker", see=ANYBODY),
    Door("enforcement:pocket-manifest", see=ANYBODY),
    Door("enforcement:pocket-words", see=ANYBODY),
    Door("enforcement:pocket-session", see=PATROL),
    Door("enforcement:pocket-revoke", do=PATROL, row="phone", apart=NO_ACTS),
    Door("enforcement:pocket-pin", see=PATROL, do=PATROL),
    Door("enforcement:pocket", see=PATROL),
    Door("enforcement:pocket-me", see=PATROL),
    Door("enforcement:pocket-task", see=PATROL, row="task", apart=NO_ACTS),
    *(Door(f"enforcement:pocket-{act}", do=PATROL, row="task", apart=NO_ACTS) for act in POCKET),
    Door("enforcement:pocket-photo-choice", see=PATROL, do=PATROL, row="task photo", apart=NO_ACTS),
    Door("enforcement:pocket-confirm", do=PATROL, row="submitted answer", apart=NO_ACTS),
    Door("enforcement:pocket-send-back", do=PATROL, row="submitted answer", apart=NO_ACTS),
    # ---- risk
    lists("risk:warning-list", "risk.view_riskwarning"),
    Door("risk:warning-detail", see="risk.view_riskwarning", row="warning"),
    Door("risk:warning-sign", do="risk.sign_riskwarning", row="warning"),
    Door("risk:warning-settle", do="risk.settle_riskwarning", row="warning"),
    Door("risk:warning-close", do="risk.settle_riskwarning", row="warning"),
    lists("risk:rule-list", "risk.view_ruleversion"),
    Door("risk:rule-detail", see="risk.view_ruleversion", row="rule"),
    Door("chain", see="common.view_chain", row="event"),
    # ---- data, credit, disclosure
    lists("datacenter:batch-list", "datacenter.view_batch"),
    Door("datacenter:batch-detail", see="datacenter.view_batch", row="batch"),
    lists("datacenter:source-list", "datacenter.view_source"),
    lists("credit:record-list", "credit.view_record"),
    Door("credit:record-detail", see="credit.view_record", row="credit"),
    Door("credit:record-effect", do="credit.change_record", row="credit"),
    lists("disclosure:record-list", "disclosure.view_publicrecord"),
    lists("disclosure:term-list", "enforcement.view_inspection"),
    lists("disclosure:hold-list", "disclosure.view_hold"),
    # ---- the API
    *resource("batch", "datacenter.view_batch", "batch", signed=True),
    Door("batch-errors", see="datacenter.view_batch", row="batch", signed=True),
    *resource("checklistversion", "matters.view_checklist", "checklist", shared=True),
    *resource("article", "matters.view_law", "article", shared=True),
    *resource("impactreview", "matters.view_impactreview", "review"),
    *resource("law", "matters.view_law", "law", shared=True),
    *resource("policyversion", "matters.view_policy", "policy", shared=True),
    *resource("discretionground", "matters.view_policy", "ground", shared=True),
    Door("adjustment-list", see="matters.view_adjustment", do="matters.add_adjustment"),
    Door("adjustment-detail", see="matters.view_adjustment", row="adjustment"),
    *resource("evaluation", "matters.view_evaluation", "evaluation"),
    *resource("reform", "matters.view_reform", "reform"),
    *resource("claim", "matters.view_claim", "claim", shared=True),
    *resource("implementationlist", "matters.view_implementationlist", "list"),
    *resource("powertransfer", "matters.view_claim", "transfer", shared=True),
    *resource("dataset", "datacenter.view_dataset", "dataset", shared=True, signed=True),
    *resource("department", "registry.view_department", "bureau", shared=True),
    Door("matterversion-list", see=ANYBODY, do="matters.add_matterversion"),
    Door("matterversion-detail", see=ANYBODY, row="version"),
    Door("matterversion-draft", do="matters.add_matterversion", row="version"),
    Door("matterversion-amend", do="matters.change_matterversion", row="draft"),
    *steps("matterversion", "draft", LIFE | {"submit": "matters.change_matterversion"}),
    *resource("publicrecord", ANYBODY, "record_code"),
    *resource("publicdraw", ANYBODY, "public_draw_code"),
    Door("public:draw-list", see=ANYBODY),
    Door("public:draw-detail", see=ANYBODY, row="public_draw_code"),
    Door("public:draw-file", see=ANYBODY, row="public_draw_code"),
    *resource("officer", "registry.view_officer", "person"),
    *resource("zone", "registry.view_zone", "zone"),
    Door("locate", see="registry.view_region", asked=True),
    Door(
        "benchmarks",
        see="matters.view_matterversion",
        do="matters.view_matterversion",
        asked=True,
    ),
    *resource("region", "registry.view_region", "region"),
    *resource("riskwarning", "risk.view_riskwarning", "warning"),
    *resource("ruleversion", "risk.view_ruleversion", "rule"),
    *resource("source", "datacenter.view_source", "source"),
    Door("subject-list", see="registry.view_subject", do="registry.add_subject"),
    Door("subject-detail", see="registry.view_subject", row="gauge", amend=True),
    *resource("plan", "enforcement.view_plan", "plan"),
    *resource("collaboration", VIEW_REQUEST, "collaboration"),
    *resource("dispatchrule", "enforcement.view_dispatchrule", "dispatch_rule"),
    *resource("incident", "enforcement.view_incident", "incident"),
    *resource("tasktransfer", "enforcement.view_tasktransfer", "task_transfer"),
    *resource("visit", "enforcement.view_visit", "joint_visit"),
    *resource("task", "enforcement.view_task", "task"),
    *resource("document", "enforcement.view_document", "document"),
    *resource("offsiterequest", VIEW_OFF, "off_site"),
    *resource("rectification", "enforcement.view_rectification", "order"),
    Door("pocket-devices", do=PATROL, ends=True),
    Door("pocket-bundle", see=DEVICE),
    Door("pocket-evidence", see=DEVICE, row="film_sha256", shared=True, put=True),
    Door("pocket-record", see=DEVICE, row="field_record", shared=True, put=True),
    Door("ingest", do=SOURCE, row="dataset"),
    Door("api-schema", see=ANYBODY),
    Door("api-docs", see=ANYBODY),
    # ---- the public
    Door("public:home", see=ANYBODY),
    Door("public:search", see=ANYBODY),
    Door("public:matter-list", see=ANYBODY),
    Door("public:matter-finder", see=ANYBODY),
    Door("public:matter-file", see=ANYBODY, row="file_form"),
    Door("public:matter-detail", see=ANYBODY, row="matter"),
    Door("public:plan-list", see=ANYBODY),
    Door("public:plan-detail", see=ANYBODY, row="public_plan"),
    Door("public:policy-list", see=ANYBODY),
    Door("public:policy-detail", see=ANYBODY, row="policy_key"),
    Door("public:policy-file", see=ANYBODY, row="policy_file"),
    Door("public:law-list", see=ANYBODY),
    Door("public:law-detail", see=ANYBODY, row="law"),
    Door("public:law-article", see=ANYBODY, row="law law_place"),
    Door("public:result-list", see=ANYBODY),
    Door("public:consultation-list", see=ANYBODY),
    Door("public:consultation-detail", see=ANYBODY, do=ANYBODY, row="consultation"),
    Door("public:results-csv", see=ANYBODY),
    Door("public:result-detail", see=ANYBODY, row="record_code"),
    Door("public:verify", see=ANYBODY),
    Door("enforcement:entry-verify", see=ANYBODY, row="entry_code"),
    Door("public:about", see=ANYBODY),
    Door("public:accessibility", see=ANYBODY),
    Door("public:look", see=ANYBODY),
    # ---- operation
    Door("healthz", see=ANYBODY),
    Door("readyz", see=ANYBODY),
    Door("metrics", see=ANYBODY),
)
