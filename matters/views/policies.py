"""Pages of policies and standards: the library, a document, its writing, discretion looked up."""

import tempfile
import uuid
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common import attachments, timeline
from common.acting import acting
from common.errors import RuleError, StaleState
from common.imports import Unreadable
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.panels import panels_of
from matters import services
from matters.choices import IN_WORK, PolicyKind, VersionState
from matters.filters.policies import PolicyFilter
from matters.forms.policies import (
    DiscretionForm,
    FileForm,
    LadderForm,
    NewPolicyForm,
    PolicyForm,
)
from matters.imports.discretion import DiscretionImporter
from matters.models import MatterVersion, PolicyFile, PolicyVersion
from matters.steps import STEPS, offers, require, take
from matters.views.building import matters_of
from registry.models import Department, Line

WRITING = "matters.change_policy"

POLICIES = ListDesk(
    key="matters.policies",
    title=_("Policies and standards"),
    lead=_("What supervision rests on besides law: documents, standards, benchmarks."),
    filterset=PolicyFilter,
    columns=[
        Column("name", _("Name"), "name", value="policy", sort="policy__name"),
        Column("kind", _("Kind"), "badge", value="policy.kind"),
        Column("code", _("Code"), "code", value="policy.code", sort="policy__code"),
        Column("document_no", _("Document number")),
        Column("issuer", _("Issued by"), value="issued_by"),
        Column("state", _("State"), "badge"),
        Column("since", _("In force from"), "when", value="first_day"),
        Column("expires_on", _("Last day"), "when", sort="expires_on"),
        Column("number", _("Version"), "number", shown=False),
    ],
    default_ordering="code",
    empty=Empty(
        _("No documents"),
        _("Here stand policy documents, standards, discretion benchmarks and data standards."),
        icon="books",
    ),
    export_name="policies",
    template="matters/policies.html",
)


@permission_required("matters.view_policy", raise_exception=True)
def policy_list(request: HttpRequest) -> HttpResponseBase:
    """List the library."""
    rows = PolicyVersion.objects.visible_to(request.user)
    return list_page(request, POLICIES, rows.select_related("policy"))


@require_safe
@permission_required("matters.view_policy", raise_exception=True)
def policy_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one version of a document: what it says, where it applies, its files and ladders."""
    return _show(request, _visible(request, pk))


@form_page
@permission_required("matters.add_policy", raise_exception=True)
def policy_new(request: HttpRequest) -> HttpResponse:
    """Enter a document."""
    departments = Department.objects.allowed(request.user, "matters.add_policy").order_by("path")
    form = NewPolicyForm(request.POST or None, matters=matters_of(request), departments=departments)
    if form.is_valid():
        given = form.cleaned_data
        try:
            version = services.draft_policy(
                given["kind"],
                given["code"],
                given["name"],
                form.content(),
                name_en=given["name_en"],
                owner=given["owner"],
                department=given["department"],
                by=acting(request),
            )
        except RuleError as refused:
            form.add_error(refused.field or None, str(refused.message))
        else:
            return redirect(version)
    return _write(request, form, None)


@form_page
@permission_required(WRITING, raise_exception=True)
def policy_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Amend a draft; who comes second is told and keeps what was typed."""
    version = _draft(request, pk)
    form: Any = PolicyForm(request.POST or None, instance=version, matters=matters_of(request))
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            services.amend_policy(version, form.content(), revision=revision, by=acting(request))
        except StaleState as stale:
            form.add_error(None, str(stale))
            form.data = form.data.copy()
            form.data["revision"] = str(_draft(request, pk).revision)
            return _write(request, form, version, status=409)
        return redirect(version)
    return _write(request, form, version)


@require_POST
@permission_required(WRITING, raise_exception=True)
def policy_draft(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin the next version of a document."""
    version = _allowed(request, pk, WRITING)
    draft = services.next_policy(version.policy, by=acting(request))
    return redirect("matters:policy-edit", draft.pk)


@require_POST
def policy_step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Take one step of a document's life."""
    perm = require(request, STEPS[step], PolicyVersion)
    version = _allowed(request, pk, perm)
    return take(request, STEPS[step], version, _show)


@require_POST
@permission_required(WRITING, raise_exception=True)
def policy_attach(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep a file of a draft."""
    version = _draft(request, pk)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.attach(version, upload=form.cleaned_data["file"], by=acting(request))
        except RuleError as refused:
            form.add_error("file", str(refused.message))
        else:
            return redirect(version)
    return _show(request, version, file_form=form, status=422)


@require_POST
@permission_required(WRITING, raise_exception=True)
def policy_detach(request: HttpRequest, pk: uuid.UUID, file: uuid.UUID) -> HttpResponse:
    """Take a file off a draft."""
    version = _draft(request, pk)
    kept = get_object_or_404(version.files.filter(removed_at=None), pk=file)
    services.detach(kept, by=acting(request))
    return redirect(version)


@require_POST
@permission_required(WRITING, raise_exception=True)
def policy_ladder(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Bring the tiers of a benchmark in; they replace those of the draft."""
    version = _draft(request, pk)
    form = LadderForm(request.POST, request.FILES)
    if form.is_valid():
        importer = DiscretionImporter(version, by=acting(request))
        try:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "tiers"
                path.write_bytes(form.cleaned_data["table"].read())
                report = importer.run(path)
        except Unreadable as trouble:
            form.add_error("table", str(trouble))
        else:
            messages.info(request, str(report))
            for remark in (*report.rejected, *report.warnings)[:20]:
                messages.warning(request, str(remark))
            return redirect(version)
    return _show(request, version, ladder_form=form, status=422)


@require_safe
@permission_required("matters.view_policy", raise_exception=True)
def policy_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand out a file of a document that the person may see."""
    versions = PolicyVersion.objects.visible_to(request.user)
    return attachments.hand_out(get_object_or_404(PolicyFile, pk=pk, version__in=versions))


@require_safe
@permission_required("matters.view_policy", raise_exception=True)
def discretion_page(request: HttpRequest) -> HttpResponse:
    """Look up what range a benchmark leaves for a violation on a day."""
    form = DiscretionForm(request.GET if "ground" in request.GET else None)
    found, status = None, 200
    if form.is_valid():
        text = form.cleaned_data["circumstances"].strip()
        asked: str | int = int(text) if text.isascii() and text.isdigit() else text
        try:
            found = services.discretion(
                form.cleaned_data["ground"].strip(), asked, form.cleaned_data["day"]
            )
        except RuleError as refused:
            form.add_error(None, str(refused.message))
    if form.is_bound and form.errors:
        status = 422
    context = {"form": form, "found": found, "ladder": [found.ground] if found else []}
    return render(request, "matters/discretion.html", context, status=status)


def _show(
    request: HttpRequest,
    version: PolicyVersion,
    *,
    bound: dict[str, forms.Form] | None = None,
    status: int = 200,
    **given: Any,
) -> HttpResponse:
    user = acting(request)
    may_write = version.state == VersionState.DRAFT and user.has_perm(WRITING)
    is_ladder = version.policy.kind == PolicyKind.DISCRETION
    context = {
        "version": version,
        "grounds": version.grounds.prefetch_related("tiers"),
        "is_ladder": is_ladder,
        "files": version.files.filter(removed_at=None).order_by("pk"),
        "matters": MatterVersion.objects.visible_to(user)
        .filter(matter__in=version.matters.all())
        .order_by("matter", "-number")
        .distinct("matter"),
        "lines": Line.objects.filter(code__in=version.lines),
        "versions": version.siblings.order_by("-number"),
        "may_write": may_write,
        "may_draft": user.has_perm(WRITING)
        and not version.siblings.filter(state__in=IN_WORK).exists(),
        "file_form": FileForm() if may_write else None,
        "ladder_form": LadderForm() if may_write and is_ladder else None,
        "offers": list(offers(version, user, bound or {})),
        "panels": panels_of(version, user),
        "history": timeline.entries(
            Event.objects.about(version).reverse()[: timeline.SHOWN], here=reference(version)
        ),
        **given,
    }
    return render(request, "matters/policy.html", context, status=status)


def _write(
    request: HttpRequest, form: Any, version: PolicyVersion | None, *, status: int = 0
) -> HttpResponse:
    context = {"form": form, "version": version, "title": _now("New document")}
    status = status or (422 if form.is_bound else 200)
    return render(request, "matters/policy_edit.html", context, status=status)


def _visible(request: HttpRequest, pk: uuid.UUID) -> PolicyVersion:
    rows = PolicyVersion.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("policy__department", "policy__owner"), pk=pk)


def _allowed(request: HttpRequest, pk: uuid.UUID, perm: str, **state: str) -> PolicyVersion:
    rows = PolicyVersion.objects.allowed(request.user, perm).filter(**state)
    return get_object_or_404(rows.select_related("policy__department", "policy__owner"), pk=pk)


def _draft(request: HttpRequest, pk: uuid.UUID) -> PolicyVersion:
    return _allowed(request, pk, WRITING, state=VersionState.DRAFT)
