"""Pages of supervised subjects."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common import timeline
from common.acting import acting
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.panels import panels_of
from registry import services
from registry.choices import Ground, Level
from registry.filters import SubjectFilter
from registry.forms.subjects import BasisForm, ContactForm, SubjectForm
from registry.models import Contact, Region, Subject

SUBJECTS = ListDesk(
    key="registry.subjects",
    title=_("Subjects"),
    lead=_("Who and what is supervised: firms, sites, projects, vehicles, gauges."),
    filterset=SubjectFilter,
    columns=[
        Column("name", _("Name"), "name", value=lambda row: row),
        Column("kind", _("Kind"), "badge"),
        Column("code", _("Code"), "code", sort="code"),
        Column("uscc", _("Credit code"), "code", shown=False),
        Column("region", _("Region"), "named"),
        Column("address", _("Address"), value="located", shown=False),
        Column("labels", _("Labels"), value=lambda row: _now(", ").join(row.named_labels)),
        Column("state", _("State"), "badge"),
        Column("credit_class", _("Credit class")),
        Column("risk_class", _("Risk class")),
        Column("created_at", _("Registered"), "when", shown=False),
    ],
    empty=Empty(
        _("No subjects yet"),
        _(
            "Here stands everybody and everything under supervision in your region. They come from "
            "the registers of other systems, or by an import."
        ),
        icon="building",
    ),
    export_name="subjects",
    template="registry/subject_list.html",
)


@permission_required("registry.view_subject", raise_exception=True)
def subject_list(request: HttpRequest) -> HttpResponseBase:
    """List the subjects in the person's region, merged ones under their canonical record."""
    rows = Subject.objects.visible_to(request.user).canonical()
    return list_page(request, SUBJECTS, rows.select_related("region"))


@require_safe
@permission_required("registry.view_subject", raise_exception=True)
def subject(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one subject: facts, what other modules know of it, its history."""
    return show(request, visible(request, pk))


def visible(request: HttpRequest, pk: uuid.UUID) -> Subject:
    """Fetch a subject that the person may see, or answer 404."""
    rows = Subject.objects.visible_to(request.user).select_related("region", "canonical")
    return get_object_or_404(rows, pk=pk)


def allowed(request: HttpRequest, pk: uuid.UUID, perm: str) -> Subject:
    """Fetch a subject on which the person may act, or answer 404."""
    rows = Subject.objects.allowed(request.user, perm).select_related("region", "canonical")
    return get_object_or_404(rows, pk=pk)


def show(
    request: HttpRequest,
    row: Subject,
    *,
    revealed: dict[str, Any] | None = None,
    contact_form: ContactForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the record page, with personal data in clear where they were just asked for."""
    user = acting(request)
    history = None
    if user.has_perm("common.view_event"):
        events = Event.objects.of_subjects(row.same_ids()).order_by("-id")[: timeline.SHOWN]
        lines = timeline.entries(events, here=reference(row))
        history = timeline.with_others(lines, row, user)
    may_change = user.has_perm("registry.change_subject") and row.canonical_id is None
    context = {
        "subject": row,
        "panels": panels_of(row, user),
        "history": history,
        "linked": Subject.objects.visible_to(user).joined_with(row)[:50],
        "merged": row.merged.order_by("id")[:50],
        "aliases": row.aliases.order_by("-id")[:50],
        "contacts": row.contacts.filter(ended_at=None).order_by("id")[:50],
        "lines": row.named_lines(),
        "revealed": revealed,
        "reveal_form": BasisForm(prefix="reveal"),
        "may_change": may_change,
        "contact_form": contact_form or (ContactForm() if may_change else None),
    }
    return render(request, "registry/subject.html", context, status=status)


@form_page
@permission_required("registry.add_subject", raise_exception=True)
def subject_new(request: HttpRequest) -> HttpResponse:
    """Enter a subject; what may be the same one is shown before anything is written."""
    form = SubjectForm(request.POST or None, regions=_regions(request, "registry.add_subject"))
    twins: list[dict[str, Any]] = []
    if form.is_valid():
        given = form.cleaned_data
        if "anyway" not in request.POST:
            twins = _twins(request, given)
        if not twins:
            content = form.content()
            content.pop("region_id")
            try:
                made = services.register(
                    region=given["region"],
                    by=acting(request),
                    override=given["override"],
                    id_number=given["id_number"],
                    **content,
                )
            except RuleError as error:
                refuse(form, error)
            else:
                messages.success(request, _now("The subject is registered."))
                return redirect(made)
    context = {"form": form, "subject": None, "twins": twins, "region_id": None}
    status = 422 if form.is_bound else 200
    return render(request, "registry/subject_edit.html", context, status=status)


@form_page
@permission_required("registry.change_subject", raise_exception=True)
def subject_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Amend a subject; its earlier names and codes stay known."""
    row = allowed(request, pk, "registry.change_subject")
    form = SubjectForm(
        request.POST or None,
        instance=row,
        initial={"seen": services.version_of(row)},
        regions=_regions(request, "registry.change_subject", also=row.region_id),
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.amend(
                row,
                form.content(),
                by=acting(request),
                override=given["override"],
                id_number=given["id_number"] or None,
                seen=given["seen"],
            )
        except RuleError as error:
            refuse(form, error)
        else:
            messages.success(request, _now("The changes are kept."))
            return redirect(row)
    context = {"form": form, "subject": row, "twins": []}
    status = 422 if form.is_bound else 200
    return render(request, "registry/subject_edit.html", context, status=status)


@require_POST
@permission_required("registry.view_identity", raise_exception=True)
def subject_reveal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show personal data in clear, once; who looked and why stands in the audit trail."""
    row = allowed(request, pk, "registry.view_identity")
    form = BasisForm(request.POST, prefix="reveal")
    if not form.is_valid():
        messages.error(request, _now("Say why: the reason goes into the audit trail."))
        return redirect(row)
    basis = form.cleaned_data["basis"]
    shown = services.reveal(row, by=acting(request), basis=basis, request=request)
    response = show(request, row, revealed=shown)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@permission_required("registry.change_subject", raise_exception=True)
def contact_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note whom one reaches at a subject."""
    row = allowed(request, pk, "registry.change_subject")
    form = ContactForm(request.POST)
    if not form.is_valid():
        return show(request, row, contact_form=form, status=422)
    services.add_contact(row, by=acting(request), **form.cleaned_data)
    return redirect(row)


@require_POST
@permission_required("registry.change_subject", raise_exception=True)
def contact_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that somebody is no longer reached at a subject."""
    rows = Contact.objects.allowed(request.user, "registry.change_subject")
    contact = get_object_or_404(rows.select_related("subject"), pk=pk)
    services.end_contact(contact, by=acting(request))
    return redirect(contact.subject)


def refuse(form: forms.BaseForm, error: RuleError) -> None:
    """Say at its field what the services refused."""
    form.add_error(error.field if error.field in form.fields else None, str(error.message))


def _regions(request: HttpRequest, perm: str, also: Any = None) -> QuerySet[Region]:
    rows = Region.objects.allowed(request.user, perm).filter(level__lte=Level.COUNTY)
    if also:
        rows |= Region.objects.allowed(request.user, perm).filter(pk=also)
    return rows.order_by("path").only("name", "name_en", "path", "level")


def _twins(request: HttpRequest, given: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what may be the same subject, as far as the person may see it."""
    found = services.twins_of(
        **{name: given[name] for name in ("code", "name", "address", "uscc", "id_number")},
        region=given["region"],
    )
    seen = set(
        Subject.objects.visible_to(request.user)
        .filter(pk__in=[row.pk for row, _ground in found])
        .values_list("pk", flat=True)
    )
    return [
        {"subject": row, "ground": Ground(ground).label, "visible": row.pk in seen}
        for row, ground in found
    ]
