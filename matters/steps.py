"""The steps of a version's life as pages offer them: from which state, to whom, by which form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.acting import acting
from common.consequences import Consequence, consequences_of
from common.models import User
from matters import services
from matters.choices import VersionState
from matters.forms import BasisForm, PublishForm, RemarkForm
from matters.models import ChecklistVersion, PolicyVersion, Version


@dataclass(frozen=True)
class Step:
    """One step: ``state`` it starts from, permission, form, service, and what the page says of it.

    ``apart`` are the columns of those who may not take it (four eyes); ``does`` is the act whose
    consequences its form tells (``common.consequences``).
    """

    key: str
    state: str
    perm: str
    form: type[forms.Form]
    act: Callable[..., Any]
    label: str | Promise
    lead: str | Promise
    icon: str
    is_main: bool = True
    apart: tuple[str, ...] = ()
    checklist_perm: str = ""
    policy_perm: str = ""
    does: str = ""

    def perm_for(self, model: type[Version]) -> str:
        own = {ChecklistVersion: self.checklist_perm, PolicyVersion: self.policy_perm}
        return own.get(model, "") or self.perm


STEPS = {
    step.key: step
    for step in (
        Step(
            "submit", VersionState.DRAFT, "matters.change_matterversion", RemarkForm,
            services.submit, _("Send to review"),
            _("The department's head reviews it, then legal review; nothing changes until then."),
            "send", checklist_perm="matters.change_checklist",
            policy_perm="matters.change_policy",
        ),
        Step(
            "pass", VersionState.DEPARTMENT_REVIEW, "matters.review_matterversion", RemarkForm,
            services.pass_review, _("Pass the department's review"),
            _("Content, levels and object are right for the department. It goes to legal review."),
            "check", apart=("drafted_by",), does="publish",
        ),
        Step(
            "return", VersionState.DEPARTMENT_REVIEW, "matters.review_matterversion", BasisForm,
            services.send_back, _("Return to the drafter"),
            _("It becomes a draft again. Say what is to be changed."),
            "arrow-back-up", is_main=False,
        ),
        Step(
            "publish", VersionState.LEGAL_REVIEW, "matters.legal_review_matterversion",
            PublishForm, services.publish, _("Pass legal review and publish"),
            _("Anybody can read it from now on. It replaces the version in force from its day on."),
            "scale", apart=("drafted_by", "reviewed_by"), does="publish",
        ),
        Step(
            "refuse", VersionState.LEGAL_REVIEW, "matters.legal_review_matterversion", BasisForm,
            services.send_back, _("Return from legal review"),
            _("It becomes a draft again. Say what the law asks for."),
            "arrow-back-up", is_main=False,
        ),
        Step(
            "revoke", VersionState.PUBLISHED, "matters.legal_review_matterversion", BasisForm,
            services.revoke, _("Revoke"),
            _("From today on nobody may act under it, and its claims end. Open tasks run on."),
            "ban", is_main=False, does="revoke",
        ),
    )
}  # fmt: skip


def require(request: HttpRequest, step: Step, model: type[Version]) -> str:
    """Return the permission that a step asks for; raise PermissionDenied where it is not held."""
    perm = step.perm_for(model)
    if not request.user.has_perm(perm):
        raise PermissionDenied
    return perm


def take(
    request: HttpRequest, step: Step, row: Any, show: Callable[..., HttpResponse]
) -> HttpResponse:
    """Take a step with a row; ``show`` renders its page with a form that was not filled in."""
    form = step.form(request.POST, prefix=step.key)
    if not form.is_valid():
        return show(request, row, bound={step.key: form}, status=422)
    step.act(row, by=acting(request), **form.cleaned_data)
    return redirect(row)


@dataclass(frozen=True)
class Offer:
    """A step that a person may take now; without a form they had a part in it and may not."""

    step: Step
    form: forms.Form | None
    url: str
    consequences: list[Consequence] = field(default_factory=list)


def offers(version: Version, user: User, bound: dict[str, forms.Form]) -> Iterator[Offer]:
    """Yield the steps of a version for a person; ``bound`` are forms that came back with errors."""
    rows: Any = type(version)._default_manager
    for step in STEPS.values():
        perm = step.perm_for(type(version))
        if version.state != step.state or not user.has_perm(perm):
            continue
        if not rows.allowed(user, perm).filter(pk=version.pk).exists():
            continue
        had_part = user.pk in {getattr(version, column) for column in step.apart}
        form = None if had_part else bound.get(step.key) or step.form(prefix=step.key)
        url = reverse(f"matters:{version.OWNER}-{step.key}", args=[version.pk])
        told = consequences_of(version, step.does, user) if form and step.does else []
        yield Offer(step, form, url, told)
