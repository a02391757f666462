"""Vocabularies of the supervision list (domain terms: 监管事项目录清单)."""

from enum import nonmember

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AdministrativeType(TextChoices):
    INSPECTION = "inspection", _("inspection")
    PENALTY = "penalty", _("penalty")
    COMPULSION = "compulsion", _("compulsion")
    OTHER = "other", _("other")

    ICONS = nonmember(
        {
            "inspection": "clipboard-check",
            "penalty": "gavel",
            "compulsion": "lock",
            "other": "dots",
        }
    )


class ApplyScope(IntegerChoices):
    """Over which territory a sub item applies (适用范围)."""

    PROVINCE = 1, _("the whole province")
    CITY = 2, _("one city")
    COUNTY = 3, _("one county")


class VersionState(TextChoices):
    DRAFT = "draft", _("draft")
    DEPARTMENT_REVIEW = "department_review", _("department review")
    LEGAL_REVIEW = "legal_review", _("legal review")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")
    REVOKED = "revoked", _("revoked")

    ICONS = nonmember(
        {
            "draft": "pencil",
            "department_review": "eye",
            "legal_review": "scale",
            "published": "check",
            "superseded": "history",
            "revoked": "ban",
        }
    )


IN_WORK: tuple[str, ...] = (
    VersionState.DRAFT,
    VersionState.DEPARTMENT_REVIEW,
    VersionState.LEGAL_REVIEW,
)
WAS_PUBLISHED: tuple[str, ...] = (
    VersionState.PUBLISHED,
    VersionState.SUPERSEDED,
    VersionState.REVOKED,
)

VERSION_FLOW: dict[str, set[str]] = {
    VersionState.DRAFT: {VersionState.DEPARTMENT_REVIEW},
    VersionState.DEPARTMENT_REVIEW: {VersionState.LEGAL_REVIEW, VersionState.DRAFT},
    VersionState.LEGAL_REVIEW: {VersionState.PUBLISHED, VersionState.DRAFT},
    VersionState.PUBLISHED: {VersionState.SUPERSEDED, VersionState.REVOKED},
    VersionState.SUPERSEDED: set(),
    VersionState.REVOKED: set(),
}


class AdjustmentKind(TextChoices):
    """What a department asks to be done to the list (动态调整)."""

    ADD = "add", _("add a matter")
    CHANGE = "change", _("change a matter")
    CANCEL = "cancel", _("cancel a matter")
    TRANSFER = "transfer", _("move a matter to another department or level")
    MERGE = "merge", _("merge matters")
    SPLIT = "split", _("split a matter")

    ICONS = nonmember(
        {
            "add": "plus",
            "change": "pencil",
            "cancel": "ban",
            "transfer": "transfer",
            "merge": "git-merge",
            "split": "git-branch",
        }
    )


class AdjustmentState(TextChoices):
    RECEIVED = "received", pgettext_lazy("adjustment", "received")
    UNDER_STUDY = "under_study", _("under study")
    ACCEPTED = "accepted", pgettext_lazy("adjustment", "accepted")
    DECLINED = "declined", pgettext_lazy("adjustment", "declined")
    CARRIED_OUT = "carried_out", _("carried out")

    ICONS = nonmember(
        {
            "received": "inbox",
            "under_study": "eye",
            "accepted": "check",
            "declined": "x",
            "carried_out": "checks",
        }
    )


ADJUSTMENT_FLOW: dict[str, set[str]] = {
    AdjustmentState.RECEIVED: {AdjustmentState.UNDER_STUDY},
    AdjustmentState.UNDER_STUDY: {AdjustmentState.ACCEPTED, AdjustmentState.DECLINED},
    AdjustmentState.ACCEPTED: {AdjustmentState.CARRIED_OUT},
    AdjustmentState.DECLINED: set(),
    AdjustmentState.CARRIED_OUT: set(),
}


class EvaluationState(TextChoices):
    OPEN = "open", pgettext_lazy("evaluation", "open")
    DONE = "done", pgettext_lazy("evaluation", "evaluated")
    MOOT = "moot", _("no longer needed")

    ICONS = nonmember({"open": "circle-dashed", "done": "check", "moot": "minus"})


EVALUATION_FLOW: dict[str, set[str]] = {
    EvaluationState.OPEN: {EvaluationState.DONE, EvaluationState.MOOT},
    EvaluationState.DONE: set(),
    EvaluationState.MOOT: set(),
}


class EvaluationResult(TextChoices):
    KEEP = "keep", _("keep as it is")
    CHANGE = "change", _("change it")
    CANCEL = "cancel", _("cancel it")

    ICONS = nonmember({"keep": "check", "change": "pencil", "cancel": "ban"})


class ReformKind(TextChoices):
    """How matters give way to others."""

    MERGE = "merge", pgettext_lazy("reform", "merge")
    SPLIT = "split", pgettext_lazy("reform", "split")
    CANCEL = "cancel", pgettext_lazy("reform", "cancel")

    ICONS = nonmember({"merge": "git-merge", "split": "git-branch", "cancel": "ban"})


class ReformState(TextChoices):
    DRAFT = "draft", _("draft")
    DEPARTMENT_REVIEW = "department_review", _("department review")
    LEGAL_REVIEW = "legal_review", _("legal review")
    APPROVED = "approved", _("approved, waits for its day")
    CARRIED_OUT = "carried_out", _("carried out")
    WITHDRAWN = "withdrawn", _("withdrawn")

    ICONS = nonmember(
        {
            "draft": "pencil",
            "department_review": "eye",
            "legal_review": "scale",
            "approved": "clock",
            "carried_out": "checks",
            "withdrawn": "x",
        }
    )


REFORM_FLOW: dict[str, set[str]] = {
    ReformState.DRAFT: {ReformState.DEPARTMENT_REVIEW, ReformState.WITHDRAWN},
    ReformState.DEPARTMENT_REVIEW: {ReformState.LEGAL_REVIEW, ReformState.DRAFT},
    ReformState.LEGAL_REVIEW: {ReformState.APPROVED, ReformState.DRAFT},
    ReformState.APPROVED: {ReformState.CARRIED_OUT, ReformState.WITHDRAWN},
    ReformState.CARRIED_OUT: set(),
    ReformState.WITHDRAWN: set(),
}


class Answered(TextChoices):
    """What became of a comment."""

    TAKEN_UP = "taken_up", _("taken up")
    PARTLY = "partly", _("taken up in part")
    NOT_TAKEN_UP = "not_taken_up", _("not taken up")
    WAIVED = "waived", _("not answered, with a reason")

    ICONS = nonmember(
        {"taken_up": "check", "partly": "circle-half-2", "not_taken_up": "x", "waived": "minus"}
    )


class Period(TextChoices):
    """What a frequency counts in (``matters.rules.frequency``)."""

    MONTH = "month", _("a month")
    QUARTER = "quarter", _("a quarter")
    HALF_YEAR = "half_year", _("half a year")
    YEAR = "year", _("a year")
    TWO_YEARS = "two_years", _("two years")
    THREE_YEARS = "three_years", _("three years")
    TERM = "term", _("the term of the licence")


class UploadState(TextChoices):
    UPLOADED = "uploaded", _("uploaded")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    CONFIRMED = "confirmed", pgettext_lazy("upload", "confirmed")
    LANDING = "landing", _("being landed")
    LANDED = "landed", _("landed")
    FAILED = "failed", pgettext_lazy("upload", "unreadable")
    DROPPED = "dropped", pgettext_lazy("upload", "dropped")

    ICONS = nonmember(
        {
            "uploaded": "clock",
            "checking": "loader-2",
            "checked": "eye",
            "confirmed": "clock",
            "landing": "loader-2",
            "landed": "check",
            "failed": "alert-circle",
            "dropped": "x",
        }
    )


UPLOAD_FLOW: dict[str, set[str]] = {
    UploadState.UPLOADED: {UploadState.CHECKING, UploadState.DROPPED},
    UploadState.CHECKING: {UploadState.CHECKED, UploadState.FAILED, UploadState.UPLOADED},
    UploadState.CHECKED: {UploadState.CONFIRMED, UploadState.DROPPED},
    UploadState.CONFIRMED: {UploadState.LANDING},
    UploadState.LANDING: {UploadState.LANDED, UploadState.FAILED, UploadState.CONFIRMED},
    UploadState.LANDED: set(),
    UploadState.FAILED: set(),
    UploadState.DROPPED: set(),
}


class RowOutcome(TextChoices):
    """What becomes of one row of an uploaded list."""

    CREATED = "created", pgettext_lazy("row", "new")
    UPDATED = "updated", pgettext_lazy("row", "changed")
    UNCHANGED = "unchanged", pgettext_lazy("row", "unchanged")
    REJECTED = "rejected", pgettext_lazy("row", "rejected")

    ICONS = nonmember(
        {"created": "plus", "updated": "pencil", "unchanged": "minus", "rejected": "alert-circle"}
    )


class ClaimState(TextChoices):
    CLAIMED = "claimed", _("claimed")
    RECLAIM_REQUIRED = "reclaim_required", _("reclaim required")
    ENDED = "ended", _("ended")

    ICONS = nonmember({"claimed": "check", "reclaim_required": "refresh-alert", "ended": "x"})


CLAIM_FLOW: dict[str, set[str]] = {
    ClaimState.CLAIMED: {ClaimState.RECLAIM_REQUIRED, ClaimState.ENDED},
    ClaimState.RECLAIM_REQUIRED: {ClaimState.CLAIMED, ClaimState.ENDED},
    ClaimState.ENDED: set(),
}


class PolicyKind(TextChoices):
    """What the list's guarantees are made of (政策标准保障)."""

    POLICY = "policy", _("policy document")
    STANDARD = "standard", _("technical standard")
    DISCRETION = "discretion", _("discretion benchmark")
    DATA_STANDARD = "data_standard", _("data standard")

    ICONS = nonmember(
        {
            "policy": "file-text",
            "standard": "ruler-measure",
            "discretion": "stairs",
            "data_standard": "database",
        }
    )


class Measure(TextChoices):
    """What the amounts of a discretion tier count (``matters.rules.discretion``)."""

    YUAN = "yuan", _("yuan")
    PER_SQUARE_METRE = "per_square_metre", _("yuan for each square metre")
    PER_PLACE = "per_place", _("yuan for each place or installation")
    PERCENT = "percent", _("per cent")
    TIMES = "times", pgettext_lazy("measure", "times the amount")
    NONE = "none", _("no penalty")
    OTHER = "other", _("in words only")


class LawKind(TextChoices):
    """What a legal text is, by rank."""

    LAW = "law", pgettext_lazy("law", "law")
    ADMIN_REGULATION = "admin_regulation", _("administrative regulation")
    LOCAL_REGULATION = "local_regulation", _("local regulation")
    DEPARTMENT_RULE = "department_rule", _("departmental rule")
    LOCAL_RULE = "local_rule", _("local government rule")
    NORMATIVE = "normative", _("normative document")
    STANDARD = "standard", pgettext_lazy("law", "standard")

    ICONS = nonmember(
        {
            "law": "scale",
            "admin_regulation": "building-bank",
            "local_regulation": "map-2",
            "department_rule": "book-2",
            "local_rule": "book-2",
            "normative": "file-text",
            "standard": "ruler-measure",
        }
    )


class LawState(TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    REPEALED = "repealed", pgettext_lazy("law", "repealed")

    ICONS = nonmember({"draft": "pencil", "published": "check", "repealed": "ban"})


LAW_FLOW: dict[str, set[str]] = {
    LawState.DRAFT: {LawState.PUBLISHED},
    LawState.PUBLISHED: {LawState.REPEALED},
    LawState.REPEALED: set(),
}


class ArticleKind(TextChoices):
    """A heading, an article, or a piece of one."""

    PART = "part", pgettext_lazy("law", "part")
    SUBPART = "subpart", pgettext_lazy("law", "sub-part")
    CHAPTER = "chapter", pgettext_lazy("law", "chapter")
    SECTION = "section", pgettext_lazy("law", "section")
    ARTICLE = "article", pgettext_lazy("law", "article")
    PARAGRAPH = "paragraph", pgettext_lazy("law", "paragraph")
    ITEM = "item", pgettext_lazy("law", "item")
    SUBITEM = "subitem", pgettext_lazy("law", "sub-item")
    APPENDIX = "appendix", pgettext_lazy("law", "appendix")


class MatchKind(TextChoices):
    """What became of an article in the next version."""

    SAME = "same", pgettext_lazy("article", "unchanged")
    EDITED = "edited", pgettext_lazy("article", "changed")
    RENUMBERED = "renumbered", pgettext_lazy("article", "renumbered")
    SPLIT = "split", pgettext_lazy("article", "split")
    MERGED = "merged", pgettext_lazy("article", "merged")
    REPEALED = "repealed", pgettext_lazy("article", "repealed")
    NEW = "new", pgettext_lazy("article", "new")

    ICONS = nonmember(
        {
            "same": "check",
            "edited": "pencil",
            "renumbered": "arrows-sort",
            "split": "git-branch",
            "merged": "arrow-merge",
            "repealed": "ban",
            "new": "circle-plus",
        }
    )


class ReviewState(TextChoices):
    """Where the review of something that rests on a changed article stands."""

    OPEN = "open", pgettext_lazy("review", "open")
    KEPT = "kept", pgettext_lazy("review", "stays as it is")
    CHANGED = "changed", pgettext_lazy("review", "being changed")
    ENDED = "ended", pgettext_lazy("review", "to be revoked")
    MOOT = "moot", pgettext_lazy("review", "no longer cited")

    ICONS = nonmember(
        {
            "open": "circle-dashed",
            "kept": "check",
            "changed": "pencil",
            "ended": "ban",
            "moot": "minus",
        }
    )


REVIEW_FLOW: dict[str, set[str]] = {
    ReviewState.OPEN: {
        ReviewState.KEPT,
        ReviewState.CHANGED,
        ReviewState.ENDED,
        ReviewState.MOOT,
    },
    ReviewState.KEPT: {ReviewState.OPEN},
    ReviewState.CHANGED: {ReviewState.OPEN},
    ReviewState.ENDED: {ReviewState.OPEN},
    ReviewState.MOOT: set(),
}


class RefusalReason(TextChoices):
    """Why a department does not claim a matter that its level and line would have it claim."""

    LEVEL = "level", _("the power is not exercised at this level")
    OBJECT_ABSENT = "object_absent", _("there is no such object here")
    OTHER = "other", _("another reason")


class ImplementationState(TextChoices):
    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")
    ENDED = "ended", _("ended")

    ICONS = nonmember(
        {
            "draft": "pencil",
            "review": "eye",
            "published": "check",
            "superseded": "history",
            "ended": "x",
        }
    )


IMPLEMENTATION_FLOW: dict[str, set[str]] = {
    ImplementationState.DRAFT: {ImplementationState.REVIEW, ImplementationState.ENDED},
    ImplementationState.REVIEW: {
        ImplementationState.PUBLISHED,
        ImplementationState.DRAFT,
        ImplementationState.ENDED,
    },
    ImplementationState.PUBLISHED: {ImplementationState.SUPERSEDED, ImplementationState.ENDED},
    ImplementationState.SUPERSEDED: set(),
    ImplementationState.ENDED: set(),
}


class LineMeaning(TextChoices):
    """What a result of a line means (合格 / 不合格 / 未检查 / 合理缺项)."""

    PASSED = "passed", pgettext_lazy("line", "passed")
    FAILED = "failed", pgettext_lazy("line", "failed")
    NOT_CHECKED = "not_checked", _("not checked")
    NOT_APPLICABLE = "not_applicable", _("not applicable")


class FormResult(TextChoices):
    """What the answers of a form come to (``matters.rules.verdicts``)."""

    PASSED = "passed", _("no problem found")
    MINOR = "minor", _("minor problems")
    SERIOUS = "serious", _("serious problems")
    UNCHECKED = "unchecked", _("nothing could be checked")
    INCOMPLETE = "incomplete", _("a key line is still open")

    ICONS = nonmember(
        {
            "passed": "circle-check",
            "minor": "alert-circle",
            "serious": "alert-octagon",
            "unchecked": "ban",
            "incomplete": "circle-dashed",
        }
    )
