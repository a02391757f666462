"""Writing laws: entered by hand, a draft's text with its preview, the mapping, publication."""

import uuid
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from common.acting import acting
from common.errors import RuleError
from common.methods import form_page
from matters import lawbook, rules, services
from matters.choices import LawState
from matters.forms import EnglishForm, LawDayForm, LawTextForm, NewLawForm, RepealForm
from matters.models import Law, LawVersion
from matters.views.laws import show


@form_page
@permission_required("matters.add_law", raise_exception=True)
def law_new(request: HttpRequest) -> HttpResponse:
    """Enter a law with its text; the preview shows how it is read."""
    form = NewLawForm(request.POST or None)
    if form.is_valid() and "preview" not in request.POST:
        by = acting(request)
        try:
            law = services.enter(form.law(), form.cleaned_data["text"], by=by, **form.described())
        except RuleError as refused:
            form.add_error(refused.field or None, str(refused.message))
        else:
            return redirect("matters:law-version", law.pk)
    return _write(request, form, None, None)


@form_page
@permission_required("matters.add_law", raise_exception=True)
def law_draft(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write the next version of a law, or its draft anew, from a text."""
    law = get_object_or_404(Law.objects.allowed(request.user, "matters.add_law"), pk=pk)
    latest = law.versions.order_by("-number").first()
    draft = latest if latest and latest.state == LawState.DRAFT else None
    start = {"text": lawbook.source_of(latest)} if latest else {}
    form = LawTextForm(request.POST or None, instance=draft, initial=start)
    if form.is_valid() and "preview" not in request.POST:
        text = form.cleaned_data["text"]
        try:
            version = services.draft_version(law, text, by=acting(request), **form.described())
        except RuleError as refused:
            form.add_error(refused.field or None, str(refused.message))
        else:
            return redirect(version)
    return _write(request, form, law, draft)


@form_page
@permission_required("matters.add_law", raise_exception=True)
def law_english(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write or mend the English text of a version, published or not: it is no legal text."""
    rows = LawVersion.objects.allowed(request.user, "matters.add_law").select_related("law")
    version = get_object_or_404(rows, pk=pk)
    form = EnglishForm(request.POST or None, initial={"english": services.english_of(version)})
    if form.is_valid():
        try:
            services.translate(version, form.cleaned_data["english"], by=acting(request))
        except RuleError as refused:
            form.add_error(refused.field or None, str(refused.message))
        else:
            return redirect(version)
    context = {"form": form, "law": version.law, "version": version}
    return render(request, "laws/english.html", context, status=422 if form.is_bound else 200)


def _write(
    request: HttpRequest, form: LawTextForm, law: Law | None, draft: LawVersion | None
) -> HttpResponse:
    """Render the editor; what was pasted is shown as it is read, doubts by line."""
    text = form["text"].value() or ""
    read = rules.read(text) if form.is_bound and text else None
    context: dict[str, Any] = {
        "form": form,
        "law": law,
        "draft": draft,
        "read": read,
        "notes": lawbook.notes(read) if read else [],
        "passages": lawbook.passages(read.nodes) if read else [],
        "article_count": len(read.articles) if read else 0,
    }
    is_preview = "preview" in request.POST and form.is_valid()
    status = 422 if form.is_bound and not is_preview else 200
    return render(request, "laws/write.html", context, status=status)


@form_page
@permission_required("matters.publish_law", raise_exception=True)
def law_mapping(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what became of each article; correct it; confirm it."""
    version = _draft(request, pk)
    error = ""
    if request.method == "POST":
        by = acting(request)
        try:
            targets = _targets(request, version)
            if targets:
                services.remap(version, targets, by=by)
            elif "confirm" in request.POST:
                services.confirm_mapping(version, by=by)
                return redirect(version)
            return redirect("matters:law-mapping", version.pk)
        except RuleError as refused:
            error = str(refused.message)
    pairs = lawbook.beside(lawbook.with_ends(version.matches.all()))
    changed = [pair for pair in pairs if not pair.is_same]
    context = {
        "law": version.law,
        "version": version,
        "before": version.before,
        "pairs": sorted(changed, key=lambda pair: not pair.is_unsure),
        "same_count": len(pairs) - len(changed),
        "error": error,
    }
    return render(request, "laws/mapping.html", context, status=422 if error else 200)


def _targets(request: HttpRequest, version: LawVersion) -> dict[str, list[str]]:
    """Read the corrected rows: ``to-<old place>`` holds new articles, as laws or people write."""
    targets: dict[str, list[str]] = {}
    stood: dict[str, list[str]] = {}
    for match in version.matches.select_related("old", "new").exclude(old=None):
        places = stood.setdefault(match.old.locator if match.old else "", [])
        places += [match.new.locator] if match.new else []
    for name, value in request.POST.items():
        old = name.removeprefix("to-")
        if old == name or old not in stood:
            continue
        wanted = services.places_written(str(value))
        if wanted != stood[old]:
            targets[old] = wanted
    return targets


@require_POST
@permission_required("matters.publish_law", raise_exception=True)
def law_publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a version into force from a day on."""
    version = _draft(request, pk)
    form = LawDayForm(request.POST, prefix="publish")
    if not form.is_valid():
        return show(request, version.law, version, bound={"publish": form}, status=422)
    services.publish_version(version, by=acting(request), **form.cleaned_data)
    return redirect(version)


@require_POST
@permission_required("matters.publish_law", raise_exception=True)
def law_repeal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End a law from a day on."""
    rows = LawVersion.objects.allowed(request.user, "matters.publish_law")
    version = get_object_or_404(rows.select_related("law"), pk=pk)
    form = RepealForm(request.POST, prefix="repeal")
    if not form.is_valid():
        return show(request, version.law, version, bound={"repeal": form}, status=422)
    services.repeal(version, by=acting(request), **form.cleaned_data)
    return redirect(version)


def _draft(request: HttpRequest, pk: uuid.UUID) -> LawVersion:
    rows = LawVersion.objects.allowed(request.user, "matters.publish_law")
    return get_object_or_404(rows.filter(state=LawState.DRAFT).select_related("law"), pk=pk)
