"""Writing a matter: a new one, a draft, the next version; two people who write the same draft."""

import copy
import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from common.acting import acting
from common.methods import form_page
from matters import merging, services
from matters.choices import VersionState
from matters.forms import CONTENT, MatterForm, NewMatterForm
from matters.models import MatterVersion
from matters.views.fetching import accepted_request, allowed
from registry.models import Department

UNREAD: dict[str, Any] = {"revision": -1, "content": {}}
"""What is assumed to have been read by whoever does not say."""


@form_page
@permission_required("matters.add_matterversion", raise_exception=True)
def matter_new(request: HttpRequest) -> HttpResponse:
    """Draft a matter that no list has yet; an accepted request fills the form in."""
    asked = accepted_request(request)
    given = {"item": asked.title, "note": asked.proposal} if asked else {}
    form = NewMatterForm(request.POST or None, initial=given, departments=departments(request))
    if form.is_valid():
        place = form.cleaned_data["list_code"], form.cleaned_data["code"]
        version = services.draft_new(
            *place,
            form.content(),
            by=acting(request),
            national_code=form.cleaned_data["national_code"],
        )
        if asked:
            services.carried_out(asked, version=version, by=acting(request))
        return redirect(version)
    return _write(request, form, None)


@form_page
@permission_required("matters.change_matterversion", raise_exception=True)
def matter_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Amend a draft; what is in review or published is no longer written.

    Whoever sends a text that somebody else has changed meanwhile gets both side by side (409).
    """
    if request.method != "POST":
        version = allowed(request, pk, "matters.change_matterversion", state=VersionState.DRAFT)
        form = MatterForm(
            instance=version,
            departments=departments(request),
            initial={"seen": merging.token(version, CONTENT)},
        )
        return _write(request, form, version)
    version = allowed(request, pk, "matters.change_matterversion")
    data = _settled(request.POST, version)
    form = MatterForm(data, instance=copy.copy(version), departments=departments(request))
    if not form.is_valid():
        return _write(request, form, version)
    seen = form.cleaned_data["seen"] or UNREAD
    try:
        services.amend(version, form.content(), by=acting(request), seen=seen["revision"])
    except services.EditConflict as conflict:
        return _conflict(request, form, seen["content"], conflict.current)
    return redirect(version)


@require_POST
@permission_required("matters.add_matterversion", raise_exception=True)
def matter_draft(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin the next version of a matter and open it for writing."""
    version = allowed(request, pk, "matters.add_matterversion")
    return redirect("matters:matter-edit", services.draft(version.matter, by=acting(request)).pk)


def departments(request: HttpRequest) -> QuerySet[Department]:
    """Return the departments that the person may draft for."""
    rows = Department.objects.allowed(request.user, "matters.change_matterversion")
    return rows.order_by("code")


def _settled(sent: QueryDict, version: MatterVersion) -> QueryDict:
    """Return what was sent with the texts of the draft where the editor takes those over."""
    data = sent.copy()
    asked = [name for name in CONTENT if sent.get(f"settle-{name}") == "theirs"]
    if asked:
        shown = MatterForm(instance=version, departments=Department.objects.none())
        for name in asked:
            value: Any = shown[name].value()
            data.setlist(name, value if isinstance(value, list) else [value or ""])
    return data


def _write(
    request: HttpRequest, form: forms.BaseForm, version: MatterVersion | None
) -> HttpResponse:
    context = {"form": form, "version": version}
    return render(request, "matters/edit.html", context, status=422 if form.is_bound else 200)


def _conflict(
    request: HttpRequest, form: MatterForm, read: dict[str, Any], current: MatterVersion
) -> HttpResponse:
    """Show both texts side by side, and a form that already holds what needs no decision."""
    mine = form.instance
    found = merging.differences(read, mine, current, CONTENT)
    merged = copy.copy(mine)
    for each in found:
        if each.whose == "theirs":
            setattr(merged, each.name, getattr(current, each.name))
    context = {
        "version": current,
        "found": found,
        "open_count": sum(each.is_open for each in found),
        "is_draft": current.state == VersionState.DRAFT,
        "form": MatterForm(
            instance=merged,
            departments=departments(request),
            initial={"seen": merging.token(current, CONTENT)},
        ),
    }
    return render(request, "matters/conflict.html", context, status=409)
