"""The steps of a plan's life as its page offers them: from which state, to whom, by which form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.models import User
from enforcement.choices import PlanState
from enforcement.forms.plans import FilingForm, PlanApprovalForm
from enforcement.models import Plan
from enforcement.services import key_list, plans
from matters.forms import BasisForm, RemarkForm


def _always(plan: Plan) -> bool:
    return True


@dataclass(frozen=True)
class PlanStep:
    """One step: from which states, by whom, by which form, and what the page says of it.

    ``when`` narrows the states; ``apart`` are the columns of those who may not take it.
    """

    key: str
    states: tuple[str, ...]
    perm: str
    form: type[forms.Form]
    act: Callable[..., Any]
    label: str | Promise
    lead: str | Promise
    icon: str
    is_main: bool = True
    apart: tuple[str, ...] = ()
    when: Callable[[Plan], bool] = _always


STEPS = {
    step.key: step
    for step in (
        PlanStep(
            "submit", (PlanState.DRAFT,), "enforcement.change_plan", forms.Form,
            plans.submit_plan, _("Send to legal review"),
            _("Legal review reads it next. It cannot be changed until it comes back."), "send",
        ),
        PlanStep(
            "pass", (PlanState.LEGAL_REVIEW,), "enforcement.legal_review_plan", RemarkForm,
            plans.pass_plan, _("Pass in legal review"),
            _("Matters, ratios, frequency and territory are lawful. It goes to be approved."),
            "scale", apart=("drafted_by",), when=lambda plan: plan.reviewed_by is None,
        ),
        PlanStep(
            "approve", (PlanState.LEGAL_REVIEW,), "enforcement.approve_plan", PlanApprovalForm,
            plans.approve_plan, _("Enter the approval"),
            _("A special plan is approved by the government of a county or above."),
            "rubber-stamp", apart=("drafted_by",),
            when=lambda plan: plan.reviewed_by is not None,
        ),
        PlanStep(
            "publish", (PlanState.APPROVED,), "enforcement.publish_plan", forms.Form,
            plans.publish_plan, _("Publish the plan"),
            _("Everybody can read it from now on, and it is not changed any more."), "world",
        ),
        PlanStep(
            "file", (PlanState.PUBLISHED, PlanState.RUNNING), "enforcement.publish_plan",
            FilingForm, plans.file_plan, _("Enter the filing"),
            _("The justice department of the same level files the plan and gives it a number."),
            "archive", when=lambda plan: not plan.filing_no,
        ),
        PlanStep(
            "start", (PlanState.PUBLISHED,), "enforcement.publish_plan", forms.Form,
            plans.start_plan, _("Begin the plan"),
            _("Objects are drawn and tasks made under it, inside its window."), "player-play",
        ),
        PlanStep(
            "make", (PlanState.RUNNING,), "enforcement.publish_plan", forms.Form,
            key_list.make_tasks, _("Make the tasks of the key list"),
            _("Everybody on it is visited as often as the plan says. Each task waits for the "
              "approval of the head."), "list-check", when=key_list.has_key_list,
        ),
        PlanStep(
            "return", (PlanState.LEGAL_REVIEW,), "enforcement.legal_review_plan", BasisForm,
            plans.send_plan_back, _("Return to the drafter"),
            _("It becomes a draft again. Say what is to be changed."), "arrow-back-up",
            is_main=False,
        ),
        PlanStep(
            "withdraw", (PlanState.APPROVED,), "enforcement.approve_plan", BasisForm,
            plans.send_plan_back, _("Take the approval back"),
            _("It becomes a draft again. Say what is to be changed."), "arrow-back-up",
            is_main=False,
        ),
        PlanStep(
            "close", (PlanState.PUBLISHED, PlanState.RUNNING), "enforcement.publish_plan",
            BasisForm, plans.close_plan, _("Close the plan"),
            _("Its tasks have ended. Say in a few words what came of it."), "check",
            is_main=False,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """A step that a person may take now; without a form they had a part in it and may not."""

    step: PlanStep
    form: forms.Form | None
    url: str


def offers(plan: Plan, user: User, bound: dict[str, forms.Form]) -> Iterator[Offer]:
    """Yield the steps of a plan for a person; ``bound`` are forms that came back with errors."""
    open_now = [
        step for step in STEPS.values()
        if plan.state in step.states and step.when(plan) and user.has_perm(step.perm)
    ]  # fmt: skip
    reach = {
        perm: Plan.objects.allowed(user, perm).filter(pk=plan.pk).exists()
        for perm in {step.perm for step in open_now}
    }
    for step in open_now:
        if not reach[step.perm]:
            continue
        had_part = user.pk in {getattr(plan, column) for column in step.apart}
        form = None if had_part else bound.get(step.key) or step.form(prefix=step.key)
        yield Offer(step, form, reverse(f"enforcement:plan-{step.key}", args=[plan.pk]))
