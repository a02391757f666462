"""What people do with a warning: it is pushed, signed for, verified, settled and closed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import IllegalMove, StaleState
from common.events import emit
from common.flow import move
from common.models import Event, User, reference
from enforcement.models import Task
from risk.choices import UNSETTLED_STAGES, Stage, Verdict
from risk.models import PastRound, RiskWarning

_AFTER_VERDICT = {
    Verdict.CONFIRMED: Stage.CONFIRMED,
    Verdict.BENIGN_TRUE: Stage.CLOSED,
    Verdict.FALSE: Stage.FALSE_ALARM,
    Verdict.CANNOT_VERIFY: Stage.CLOSED,
}


def _locked(warning: RiskWarning) -> RiskWarning:
    locked: RiskWarning = RiskWarning.objects.select_for_update().get(pk=warning.pk)
    return locked


def _reach_verifying(warning: RiskWarning) -> None:
    """Move on to verifying: the order in which events are delivered is not promised."""
    if warning.stage == Stage.DETECTED:
        move(warning, Stage.PUSHED, column="stage")
    if warning.stage in (Stage.PUSHED, Stage.SIGNED):
        move(warning, Stage.VERIFYING, column="stage")


def origins_of(warning: RiskWarning) -> list[str]:
    """Return under which origins the checks of a warning stand: its own, and of those joined."""
    return [reference(each) for each in RiskWarning.objects.joined_to(warning)]


def has_open_checks(warning: RiskWarning) -> bool:
    """Tell whether a check of the warning, or of one joined to it, is still open anywhere."""
    return Task.objects.of_origin(*origins_of(warning)).open().exists()


@transaction.atomic
def push(warning: RiskWarning, *, cause: Event) -> RiskWarning:
    """Tell the people in charge; a second call changes nothing. Emits ``risk.pushed``."""
    warning = _locked(warning)
    if warning.stage == Stage.DETECTED:
        move(warning, Stage.PUSHED, column="stage")
        emit("risk.pushed", warning, subject=warning.subject_id, cause=cause)
    return warning


@transaction.atomic
def sign(warning: RiskWarning, *, by: User) -> RiskWarning:
    """Sign for a warning: somebody in charge has seen it. Emits ``risk.signed``."""
    warning = _locked(warning)
    move(warning, Stage.SIGNED, column="stage")
    emit("risk.signed", warning, subject=warning.subject_id, by=by)
    return warning


@transaction.atomic
def begin(warning: RiskWarning, *, cause: Event) -> RiskWarning:
    """Note that an officer has set out to verify it. Emits ``risk.verifying``."""
    warning = _locked(warning)
    if warning.stage in UNSETTLED_STAGES and warning.stage != Stage.VERIFYING:
        _reach_verifying(warning)
        emit("risk.verifying", warning, subject=warning.subject_id, cause=cause)
    return warning


@transaction.atomic
def settle(
    warning: RiskWarning,
    verdict: str,
    *,
    by: User | None = None,
    basis: str = "",
    call_off: bool = False,
    cause: Event | None = None,
) -> RiskWarning:
    """Write what the check found; the first verdict stands and counts for the rule's precision.

    A person who settles without a check says why in ``basis``, and with ``call_off`` that the
    checks still open are no longer needed; StaleState where somebody was first. The event
    ``risk.settled`` stands in the time line of the checked object.
    """
    warning = _locked(warning)
    if warning.stage not in UNSETTLED_STAGES:
        if by is not None:
            raise StaleState(
                _("This warning has been settled in the meantime. Reload to see its verdict.")
            )
        return warning
    _reach_verifying(warning)
    move(
        warning,
        _AFTER_VERDICT[Verdict(verdict)],
        column="stage",
        verdict=verdict,
        settled_at=timezone.now(),
    )
    emit(
        "risk.settled",
        warning,
        subject=warning.target_id or warning.subject_id,
        facts={
            "verdict": verdict,
            "rule": str(warning.rule_version_id),
            "level": warning.level,
            "round": warning.round,
            "call_off": call_off,
        },
        by=by,
        basis=basis,
        cause=cause,
    )
    return warning


@transaction.atomic
def open_round(warning: RiskWarning, *, cause: Event) -> bool:
    """Have a settled warning verified once more, since ``cause`` came after its verdict.

    The verdict before stays counted and stands in the event ``risk.round_opened``. A confirmed risk
    that is still being handled stays confirmed. Return whether a round was opened.
    """
    warning = _locked(warning)
    settled = warning.stage in (Stage.FALSE_ALARM, Stage.CLOSED) and warning.verdict
    if not settled or (warning.settled_at is not None and cause.at <= warning.settled_at):
        return False
    PastRound.objects.create(
        warning=warning,
        number=warning.round,
        verdict=warning.verdict,
        settled_at=warning.settled_at,
    )
    facts = {"verdict": warning.verdict, "round": warning.round + 1}
    move(
        warning,
        Stage.PUSHED,
        column="stage",
        verdict="",
        settled_at=None,
        round=warning.round + 1,
        round_since=cause.at,
    )
    emit("risk.round_opened", warning, subject=warning.subject_id, facts=facts, cause=cause)
    return True


@transaction.atomic
def handle(warning: RiskWarning, *, cause: Event) -> RiskWarning:
    """Note that a confirmed risk is being dealt with. Emits ``risk.handling``."""
    warning = _locked(warning)
    if warning.stage == Stage.CONFIRMED:
        move(warning, Stage.HANDLING, column="stage")
        emit("risk.handling", warning, subject=warning.subject_id, cause=cause)
    return warning


@transaction.atomic
def close(
    warning: RiskWarning, *, by: User | None = None, basis: str = "", cause: Event | None = None
) -> RiskWarning:
    """Close a settled warning when all its tasks have ended. Emits ``risk.closed``.

    One that has been closed or joined to another before stays as it is. Raises IllegalMove for one
    without a verdict.
    """
    warning = _locked(warning)
    if warning.stage in (Stage.CLOSED, Stage.MERGED):
        return warning
    if warning.stage in UNSETTLED_STAGES:
        raise IllegalMove(_("A warning is settled before it is closed."))
    if warning.stage in (Stage.CONFIRMED, Stage.HANDLING):
        move(warning, Stage.FEEDBACK, column="stage")
    move(warning, Stage.CLOSED, column="stage")
    emit(
        "risk.closed",
        warning,
        subject=warning.subject_id,
        facts={"verdict": warning.verdict},
        by=by,
        basis=basis,
        cause=cause,
    )
    return warning


@transaction.atomic
def withdraw(warning: RiskWarning, *, cause: Event) -> RiskWarning:
    """Close a warning that late readings took back before anybody had settled it.

    It has no verdict, so it counts neither for its rule nor against it. Emits ``risk.closed``.
    """
    warning = _locked(warning)
    if warning.stage in UNSETTLED_STAGES:
        move(warning, Stage.CLOSED, column="stage")
        emit(
            "risk.closed",
            warning,
            subject=warning.subject_id,
            facts={"verdict": ""},
            cause=cause,
        )
    return warning


@transaction.atomic
def merge(warning: RiskWarning, *, cause: Event) -> RiskWarning:
    """End a warning in an older one, to which late readings joined it; its verdict goes along."""
    warning = _locked(warning)
    if Stage.MERGED in warning.flow("stage").get(warning.stage, ()):
        move(warning, Stage.MERGED, column="stage")
    return warning
