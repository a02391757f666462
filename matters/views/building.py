"""The builder of check forms: lines, their order, verdict rules; new and merged forms."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from common.acting import acting
from common.errors import RuleError, StaleState
from common.methods import form_page
from matters import services
from matters.choices import VersionState
from matters.forms import (
    LineForm,
    MergeForm,
    MoveForm,
    NewChecklistForm,
    RevisionForm,
    VerdictForm,
)
from matters.models import CheckItem, ChecklistVersion, Matter, MatterVersion
from matters.reasons import verdict_in_words

BUILDING = "matters.change_checklist"


@form_page
@permission_required(BUILDING, raise_exception=True)
def checklist_new(request: HttpRequest) -> HttpResponse:
    """Begin a form, and go on to its lines."""
    form = NewChecklistForm(request.POST or None, matters=matters_of(request))
    return _begin(request, form, services.new_checklist, "matters/checklist_new.html")


@form_page
@permission_required(BUILDING, raise_exception=True)
def checklist_merge(request: HttpRequest) -> HttpResponse:
    """Make one form of the forms of several matters (一表通查)."""
    form = MergeForm(request.POST or None, matters=matters_of(request).exclude(checklists=None))

    def merge(list_code: str, code: str, name: str, **given: Any) -> ChecklistVersion:
        chosen = list(given.pop("matters"))
        return services.merge_forms(chosen, list_code, code, name, **given)

    return _begin(request, form, merge, "matters/checklist_merge.html")


def _begin(request: HttpRequest, form: NewChecklistForm, act: Any, template: str) -> HttpResponse:
    if form.is_valid():
        given = form.cleaned_data
        place = given["list_code"], given["code"], given["name"]
        try:
            version = act(
                *place, name_en=given["name_en"], matters=given["matters"], by=acting(request)
            )
        except RuleError as refused:
            form.add_error(refused.field or None, str(refused.message))
        else:
            return redirect("matters:checklist-build", version.pk)
    return render(request, template, {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@permission_required(BUILDING, raise_exception=True)
def checklist_draft(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin the next version of a form."""
    rows = ChecklistVersion.objects.allowed(request.user, BUILDING).select_related("checklist")
    version = get_object_or_404(rows, pk=pk)
    draft = services.draft_checklist(version.checklist, by=acting(request))
    return redirect("matters:checklist-build", draft.pk)


@require_safe
@permission_required(BUILDING, raise_exception=True)
def checklist_build(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the lines of a draft to be moved, changed and added, beside the phone."""
    version = draft_of(request, pk)
    context = {
        "version": version,
        "items": version.items.all(),
        "verdict": verdict_in_words(version.ruling),
    }
    return render(request, "matters/build.html", context)


@form_page
@permission_required(BUILDING, raise_exception=True)
def line_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a line at the end of a draft."""
    return _write(request, draft_of(request, pk), None)


@form_page
@permission_required(BUILDING, raise_exception=True)
def line_edit(request: HttpRequest, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Change a line of a draft."""
    version = draft_of(request, pk)
    return _write(request, version, get_object_or_404(version.items, pk=line))


@require_POST
@permission_required(BUILDING, raise_exception=True)
def line_move(request: HttpRequest, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Move a line to another place."""
    item = get_object_or_404(draft_of(request, pk).items.select_related("version"), pk=line)
    form = MoveForm(request.POST)
    if form.is_valid():
        _tell(request, services.move_line, item, **form.cleaned_data)
    return _back(pk, line)


@require_POST
@permission_required(BUILDING, raise_exception=True)
def line_delete(request: HttpRequest, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Take a line out of a draft."""
    item = get_object_or_404(draft_of(request, pk).items.select_related("version"), pk=line)
    form = RevisionForm(request.POST)
    if form.is_valid():
        _tell(request, services.delete_line, item, **form.cleaned_data)
    return _back(pk)


@form_page
@permission_required(BUILDING, raise_exception=True)
def checklist_verdict(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change what the answers of a draft come to."""
    version = draft_of(request, pk)
    form = VerdictForm(
        request.POST or None, verdict=version.ruling, initial={"revision": version.revision}
    )
    status = 200
    if form.is_valid():
        try:
            services.set_verdict(
                version, form.verdict, revision=form.cleaned_data["revision"], by=acting(request)
            )
        except StaleState as stale:
            form, status = _again(form, version, stale), 409
        else:
            return redirect("matters:checklist-build", version.pk)
    elif form.is_bound:
        status = 422
    context = {"version": version, "form": form, "standing": verdict_in_words(version.ruling)}
    return render(request, "matters/verdict.html", context, status=status)


def _write(request: HttpRequest, version: ChecklistVersion, line: CheckItem | None) -> HttpResponse:
    items = list(version.items.all())
    standing = version.items.select_related("version").get(pk=line.pk) if line else None
    form = LineForm(
        request.POST or None,
        instance=line,
        items=items,
        initial={"revision": version.revision},
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        given: dict[str, Any] = {"revision": form.cleaned_data["revision"], "by": acting(request)}
        try:
            if standing:
                services.edit_line(standing, form.content(), **given)
            else:
                standing = services.add_line(version, form.content(), **given)
            return _back(version.pk, standing.pk)
        except RuleError as refused:
            name = {"options": "own_results"}.get(refused.field, "waits_for")
            form.add_error(name if name in form.fields else None, str(refused.message))
        except StaleState as stale:
            form, status = _again(form, version, stale), 409
    context = {
        "version": version,
        "form": form,
        "line": standing,
        "order": line.order if line else len(items) + 1,
    }
    return render(request, "matters/line.html", context, status=status)


def _again(form: Any, version: ChecklistVersion, stale: StaleState) -> Any:
    """Return a form with what was typed, ready to be saved over what stands now."""
    form.add_error(None, str(stale))
    form.data = form.data.copy()
    form.data["revision"] = str(version.revision)
    return form


def _tell(request: HttpRequest, act: Any, item: CheckItem, **given: Any) -> None:
    """Do an act on a line; what is refused is said on the page that comes back."""
    try:
        act(item, by=acting(request), **given)
    except (RuleError, StaleState) as refused:
        messages.error(request, str(refused))


def _back(pk: uuid.UUID, line: uuid.UUID | None = None) -> HttpResponseRedirect:
    url = reverse("matters:checklist-build", args=[pk])
    return HttpResponseRedirect(f"{url}#line-{line}" if line else url)


def draft_of(request: HttpRequest, pk: uuid.UUID) -> ChecklistVersion:
    """Fetch a draft that the person may change, or answer 404."""
    rows = ChecklistVersion.objects.allowed(request.user, BUILDING).select_related("checklist")
    return get_object_or_404(rows, pk=pk, state=VersionState.DRAFT)


def matters_of(request: HttpRequest) -> QuerySet[Matter]:
    """Return the matters that somebody may see, each with its title."""
    versions = MatterVersion.objects.visible_to(request.user).order_by("-number")
    title = versions.filter(matter=OuterRef("pk")).values("item")[:1]
    seen = MatterVersion.objects.visible_to(request.user).values("matter")
    rows = Matter.objects.filter(pk__in=seen)
    return rows.annotate(title=Subquery(title)).order_by("code", "pk")
