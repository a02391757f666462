"""The steps of requests and reforms as pages offer them, in the manner of ``matters.steps``."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.models import User
from matters import services
from matters.choices import AdjustmentState, ReformState
from matters.forms import BasisForm, RemarkForm
from matters.forms.upkeep import ApproveForm
from matters.steps import Offer, Step

DECIDE = "matters.decide_adjustment"
REFORM = "matters.add_reform"
REVIEW, LEGAL = "matters.review_matterversion", "matters.legal_review_matterversion"


def _steps(*steps: Step) -> dict[str, Step]:
    return {step.key: step for step in steps}


ADJUSTMENT_STEPS = _steps(
    Step(
        "study", AdjustmentState.RECEIVED, DECIDE, RemarkForm, services.study,
        _("Take up"), _("Those who asked see that somebody is on it."), "eye",
    ),
    Step(
        "accept", AdjustmentState.UNDER_STUDY, DECIDE, RemarkForm, services.accept,
        _("Accept the request"), _("It is carried out by a draft or a reform made from it."),
        "check", apart=("asked_by",),
    ),
    Step(
        "decline", AdjustmentState.UNDER_STUDY, DECIDE, BasisForm, services.decline,
        _("Decline the request"), _("Those who asked read the reason."), "x", is_main=False,
        apart=("asked_by",),
    ),
)  # fmt: skip

REFORM_STEPS = _steps(
    Step(
        "submit", ReformState.DRAFT, REFORM, RemarkForm, services.submit_reform,
        _("Send to review"), _("The drafts of its successors go to review with it."), "send",
    ),
    Step(
        "withdraw", ReformState.DRAFT, REFORM, BasisForm, services.withdraw_reform,
        _("Withdraw the proposal"), _("Nothing gives way. Drafts of successors stay drafts."), "x",
        is_main=False,
    ),
    Step(
        "pass", ReformState.DEPARTMENT_REVIEW, REVIEW, RemarkForm, services.pass_reform,
        _("Pass the department's review"),
        _("The successors pass it with the reform. It goes to legal review."), "check",
        apart=("drafted_by",),
    ),
    Step(
        "return", ReformState.DEPARTMENT_REVIEW, REVIEW, BasisForm, services.return_reform,
        _("Return to the drafter"), _("It becomes a draft again. Say what is to be changed."),
        "arrow-back-up", is_main=False,
    ),
    Step(
        "approve", ReformState.LEGAL_REVIEW, LEGAL, ApproveForm, services.approve_reform,
        _("Pass legal review and approve"),
        _(
            "On its day the old matters give way, claims and forms go along in one act. Open tasks "
            "run on under the version that they began with."
        ),
        "scale", apart=("drafted_by", "reviewed_by"),
    ),
    Step(
        "refuse", ReformState.LEGAL_REVIEW, LEGAL, BasisForm, services.return_reform,
        _("Return from legal review"), _("It becomes a draft again. Say what the law asks for."),
        "arrow-back-up", is_main=False,
    ),
)  # fmt: skip


def offers_of(
    row: Any,
    steps: Mapping[str, Step],
    user: User,
    bound: Mapping[str, forms.Form],
    route: str,
) -> Iterator[Offer]:
    """Yield the steps that a person may take with a row now, or may not for a part they had."""
    for step in steps.values():
        if row.state != step.state or not user.has_perm(step.perm):
            continue
        if not type(row).objects.allowed(user, step.perm).filter(pk=row.pk).exists():
            continue
        had_part = user.pk in {getattr(row, column) for column in step.apart}
        form = None
        if not had_part:
            form = bound.get(step.key) or step.form(prefix=step.key)
            if step.key == "approve" and not form.is_bound:
                form.initial["day"] = row.day
        yield Offer(step, form, reverse(f"matters:{route}-{step.key}", args=[row.pk]))
