"""Vocabularies of enforcement: kinds of task, states, outcomes."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matters.choices import FormResult


class TaskKind(TextChoices):
    ON_SITE = "on_site", _("on-site inspection")
    OFF_SITE = "off_site", _("off-site inspection")
    RECHECK = "recheck", _("recheck")
    FACT_CHECK = "fact_check", _("fact check")
    SERVICE = "service", _("service")
    INTERNAL = "internal", _("internal work")

    ICONS = nonmember(
        {
            "on_site": "clipboard-check",
            "off_site": "device-desktop",
            "recheck": "refresh",
            "fact_check": "eye",
            "service": "lifebuoy",
            "internal": "inbox",
        }
    )


ACTS: tuple[str, ...] = (TaskKind.ON_SITE, TaskKind.OFF_SITE, TaskKind.RECHECK)
"""Acts on a counterpart need a published matter and a claim (浙江省综合行政执法条例 art. 6)."""

VISITS: tuple[str, ...] = (TaskKind.ON_SITE, TaskKind.RECHECK)
"""Acts that enter the premises: approval before, two certified officers, an entry code."""


class TaskState(TextChoices):
    DRAFTED = "drafted", _("drafted")
    APPROVED = "approved", _("approved")
    DISPATCHED = "dispatched", _("dispatched")
    ACCEPTED = "accepted", _("accepted")
    ON_SITE = "on_site", _("on site")
    SUBMITTED = "submitted", _("submitted")
    CLOSED = "closed", _("closed")
    RETURNED = "returned", _("returned")
    TRANSFERRED = "transferred", _("transferred")
    CANCELLED = "cancelled", _("cancelled")

    ICONS = nonmember(
        {
            "drafted": "pencil",
            "approved": "rubber-stamp",
            "dispatched": "send",
            "accepted": "hand-stop",
            "on_site": "map-pin",
            "submitted": "upload",
            "closed": "check",
            "returned": "arrow-back-up",
            "transferred": "arrow-right",
            "cancelled": "ban",
        }
    )


WORK_STATES: dict[str, str] = {
    kind: TaskState.ON_SITE if kind in VISITS else TaskState.ACCEPTED for kind in TaskKind.values
}
"""The state in which a task of each kind is being answered and takes photos."""

OPEN_STATES: tuple[str, ...] = (
    TaskState.DRAFTED,
    TaskState.APPROVED,
    TaskState.DISPATCHED,
    TaskState.ACCEPTED,
    TaskState.ON_SITE,
    TaskState.SUBMITTED,
    TaskState.RETURNED,
)

BEFORE_DISPATCH: tuple[str, ...] = (
    TaskState.DRAFTED,
    TaskState.APPROVED,
    TaskState.RETURNED,
)
"""States in which nobody has the task."""

COMING_STATES: tuple[str, ...] = (
    TaskState.DISPATCHED,
    TaskState.ACCEPTED,
    TaskState.ON_SITE,
    TaskState.SUBMITTED,
)
"""States in which officers are on their way or at the object."""

_VISIT_FLOW: dict[str, set[str]] = {
    TaskState.DRAFTED: {TaskState.APPROVED, TaskState.TRANSFERRED, TaskState.CANCELLED},
    TaskState.APPROVED: {TaskState.DISPATCHED, TaskState.TRANSFERRED, TaskState.CANCELLED},
    TaskState.DISPATCHED: {TaskState.ACCEPTED, TaskState.RETURNED, TaskState.CANCELLED},
    TaskState.ACCEPTED: {TaskState.ON_SITE, TaskState.RETURNED, TaskState.CANCELLED},
    # A visit that its officers cannot finish, or not confirm, is done again by others.
    TaskState.ON_SITE: {TaskState.SUBMITTED, TaskState.RETURNED},
    TaskState.SUBMITTED: {TaskState.CLOSED, TaskState.ON_SITE, TaskState.RETURNED},
    TaskState.RETURNED: {TaskState.DISPATCHED, TaskState.TRANSFERRED, TaskState.CANCELLED},
    TaskState.CLOSED: set(),
    TaskState.TRANSFERRED: set(),
    TaskState.CANCELLED: set(),
}
_OFF_SITE_FLOW = _VISIT_FLOW | {
    TaskState.ACCEPTED: {TaskState.SUBMITTED, TaskState.RETURNED, TaskState.CANCELLED},
    TaskState.ON_SITE: set(),
    TaskState.SUBMITTED: {TaskState.CLOSED, TaskState.ACCEPTED},
}
_PLAIN_FLOW = _OFF_SITE_FLOW | {
    TaskState.DRAFTED: {TaskState.DISPATCHED, TaskState.TRANSFERRED, TaskState.CANCELLED},
    TaskState.APPROVED: set(),
}

TASK_FLOW: dict[str, dict[str, set[str]]] = {
    TaskKind.ON_SITE: _VISIT_FLOW,
    TaskKind.RECHECK: _VISIT_FLOW,
    TaskKind.OFF_SITE: _OFF_SITE_FLOW,
    TaskKind.FACT_CHECK: _PLAIN_FLOW,
    TaskKind.SERVICE: _PLAIN_FLOW,
    TaskKind.INTERNAL: _PLAIN_FLOW,
}


class TaskSource(TextChoices):
    """What called for a task (线索来源)."""

    PLAN = "plan", _("inspection plan")
    DRAW = "draw", _("random draw")
    WARNING = "warning", _("risk warning")
    COMPLAINT = "complaint", _("complaint or report")
    TRANSFER = "transfer", _("handed over by another body")
    ASSIGNED = "assigned", _("assigned from above")
    REQUEST = "request", _("asked for by another department")
    RECHECK = "recheck", _("recheck of an order")
    CLUE = "clue", _("clue found on site")
    FIRM = "firm", _("asked for by the firm itself")
    OWN = "own", _("decided by the department")

    ICONS = nonmember(
        {
            "plan": "calendar-event",
            "draw": "arrows-shuffle",
            "warning": "alert-triangle",
            "complaint": "message-report",
            "transfer": "arrow-right",
            "assigned": "arrow-down",
            "request": "building-bank",
            "recheck": "refresh",
            "clue": "search",
            "firm": "building",
            "own": "user-check",
        }
    )


BY_HAND: tuple[str, ...] = (
    TaskSource.OWN,
    TaskSource.COMPLAINT,
    TaskSource.ASSIGNED,
    TaskSource.REQUEST,
    TaskSource.FIRM,
)
"""What somebody at the desk may name as the source of a task that they make themselves."""

NO_CLUE: tuple[str, ...] = (TaskSource.PLAN, TaskSource.DRAW, TaskSource.RECHECK)
"""Sources that say nothing about the object: no finding is asked about them."""

URGENT_HOURS = 24
"""Hours in which the approval of an inspection that began at once is to be completed [D]."""


class Lateness(TextChoices):
    """How a task stands to its time limit; never a state, always a look at the clock."""

    ON_TIME = "on_time", _("in time")
    SOON = "soon", _("due soon")
    LATE = "late", _("late")

    ICONS = nonmember({"on_time": "clock", "soon": "clock-exclamation", "late": "alarm"})


SOON_HOURS = 24


class DeskReason(TextChoices):
    """Why a task waits at the dispatcher's desk instead of having gone out by itself."""

    NOBODY_FITS = "nobody_fits", _("too few officers fit")
    LIMIT_REACHED = "limit_reached", _("daily limit reached")
    NO_APPROVAL = "no_approval", _("no standing approval")
    APPROVAL_DUE = "approval_due", _("to be approved")
    OUTSIDE_LIST = "outside_list", _("outside the list")
    RETURNED = "returned", _("handed back")

    ICONS = nonmember(
        {
            "nobody_fits": "user-question",
            "limit_reached": "hourglass",
            "no_approval": "rubber-stamp",
            "approval_due": "rubber-stamp",
            "outside_list": "list-search",
            "returned": "arrow-back-up",
        }
    )


DESK_ADVICE: dict[str, str | Promise] = {
    DeskReason.NOBODY_FITS: _(
        "Too few officers on duty fit the line and the place. Choose below; somebody off duty may "
        "be called in with a reason."
    ),
    DeskReason.LIMIT_REACHED: _(
        "The standing approval has been used up for the day. The head of the department approves "
        "this one, or it is cancelled."
    ),
    DeskReason.NO_APPROVAL: _(
        "No standing approval covers it today. The head of the department approves it, or it is "
        "cancelled."
    ),
    DeskReason.APPROVAL_DUE: _(
        "Every inspection is approved before it goes out. The head of the department approves this "
        "one, or it is cancelled; where it cannot wait, it begins at once and the approval follows."
    ),
    DeskReason.OUTSIDE_LIST: _(
        "An inspection was called for that may not be made: nothing is supervised outside the list."
    ),
    DeskReason.RETURNED: _("Its officers handed it back. Read why, and choose others."),
}
"""What the dispatcher is told about a task that waits."""


class ListFault(TextChoices):
    """What keeps a department from acting: the matter, the claim or the form is not in order."""

    NOT_PUBLISHED = "not_published", _("the matter is not published")
    REVOKED = "revoked", _("the matter is revoked")
    NOT_IN_FORCE = "not_in_force", _("the matter is not in force on this day")
    NOT_CLAIMED = "not_claimed", _("nobody has claimed the matter")
    OTHER_DEPARTMENT = "other_department", _("only another department has claimed the matter")
    ENTRUSTMENT = "entrustment", _("the entrustment is not in force on this day")
    LAPSED = "lapsed", _("the claim was not renewed, and its basis or power has ended")
    LEVEL = "level", _("the matter is not exercised at this level")
    REGION = "region", _("the place lies outside the claimed region")
    HANDED_DOWN = "handed_down", _("the power is handed down to a township here")
    CHECKLIST = "checklist", _("the checklist is not published")


FAULTS_OF_THE_MATTER: tuple[str, ...] = (
    ListFault.NOT_PUBLISHED,
    ListFault.REVOKED,
    ListFault.NOT_IN_FORCE,
    ListFault.LEVEL,
    ListFault.CHECKLIST,
)
"""Faults that the department responsible for the matter mends; the others the acting one does."""


class Misfit(TextChoices):
    """Why an officer of the acting department does not fit a task."""

    INACTIVE = "inactive", _("account closed")
    UNCERTIFIED = "uncertified", _("no valid certificate today")
    CONFLICT = "conflict", _("declared an interest in this subject")
    ON_LEAVE = "on_leave", _("on leave today")
    LENT_OUT = "lent_out", _("lent to another body today")
    OTHER_LINE = "other_line", _("other line of business")
    OFF_DUTY = "off_duty", _("not on duty now")


class Position(TextChoices):
    LEAD = "lead", _("lead officer")
    SECOND = "second", _("second officer")


class Outcome(TextChoices):
    PASSED = "passed", _("no problem found")
    RECTIFY_NOW = "rectify_now", _("corrected on the spot")
    RECTIFY_BY = "rectify_by", _("ordered to correct by a date")
    REFER_TO_CASE = "refer_to_case", _("referred for a case")
    TRANSFERRED = "transferred", _("transferred to the competent body")
    UNABLE = "unable", _("inspection was not possible")

    ICONS = nonmember(
        {
            "passed": "check",
            "rectify_now": "tool",
            "rectify_by": "calendar-due",
            "refer_to_case": "gavel",
            "transferred": "arrow-right",
            "unable": "ban",
        }
    )


class Finding(TextChoices):
    """What the check says of the clue it came from."""

    CONFIRMED = "confirmed", _("the risk is there")
    BENIGN_TRUE = "benign_true", _("true, but no risk here")
    FALSE = "false", _("not so: a false alarm")
    CANNOT_VERIFY = "cannot_verify", _("could not be verified")

    ICONS = nonmember(
        {
            "confirmed": "circle-check",
            "benign_true": "shield-check",
            "false": "bell-off",
            "cannot_verify": "help-circle",
        }
    )


class AnswerResult(TextChoices):
    """Result of one line (合格 / 不合格 / 未检查 / 合理缺项)."""

    PASSED = "passed", pgettext_lazy("line", "passed")
    FAILED = "failed", pgettext_lazy("line", "failed")
    NOT_CHECKED = "not_checked", _("not checked")
    NOT_APPLICABLE = "not_applicable", _("not applicable")

    ICONS = nonmember(
        {
            "passed": "check",
            "failed": "x",
            "not_checked": "minus",
            "not_applicable": "circle-off",
        }
    )


CheckResult = FormResult
"""What a whole check came to (``rules.judge``)."""


class LineVerdict(TextChoices):
    """What one line means for the result of the whole check."""

    PASSED = "passed", _("in order")
    FAILED = "failed", _("not in order: to be corrected")
    KEY_FAILED = "key_failed", _("key line not in order: correcting on the spot is not enough")
    NOT_APPLICABLE = "not_applicable", _("does not apply here and is left out")
    OPEN = "open", _("not checked: says nothing either way")
    KEY_OPEN = "key_open", _("key line not checked: the object cannot pass")


class LineFault(TextChoices):
    """What an officer still has to do in a line."""

    UNANSWERED = "unanswered", _("Choose a result for this line.")
    PHOTO_MISSING = "photo_missing", _("This line needs a photo.")
    NOTE_MISSING = "note_missing", _("Say in a few words what is wrong, or take a photo.")
    KEY_OPEN = "key_open", _("This is a key line: check it, or mark it as not applicable.")


class LegalState(TextChoices):
    """How the legal review of a task stands whose basis has ended."""

    WAITING = "waiting", pgettext_lazy("legal review", "waiting")
    RELEASED = "released", pgettext_lazy("legal review", "released")
    CANCELLED = "cancelled", pgettext_lazy("legal review", "cancelled")

    ICONS = nonmember({"waiting": "hourglass", "released": "check", "cancelled": "ban"})


LEGAL_FLOW: dict[str, set[str]] = {
    LegalState.WAITING: {LegalState.RELEASED, LegalState.CANCELLED},
    LegalState.RELEASED: set(),
    LegalState.CANCELLED: set(),
}
