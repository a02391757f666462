"""Pages that hold a list beside the one above it."""

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.acting import acting
from common.differences import Span, sides
from common.errors import ConflictError, RuleError
from matters import services
from matters.forms import AdoptForm, BenchmarkForm
from matters.models import MatterVersion
from matters.views.writing import departments
from matters.words import label_of, value_of

PAGE = 50
MOST = 200
KINDS = ("missing", "changed", "extra")


@dataclass(frozen=True)
class Line:
    """One matter of the outcome, with the fields in which it departs."""

    version: MatterVersion
    """The matter of the upper list; of the own one where that has nothing like it."""
    own: MatterVersion | None
    departures: list[tuple[str, list[Span], list[Span]]]


@require_safe
@permission_required("matters.view_matterversion", raise_exception=True)
def benchmark(request: HttpRequest) -> HttpResponse:
    """Show what a list lacks of the upper one, says otherwise, or has besides."""
    rows = MatterVersion.objects.visible_to(request.user)
    form = BenchmarkForm(request.GET or None, codes=services.lists())
    context: dict[str, Any] = {"form": form, "kind": "missing"}
    if form.is_valid():
        own, upper = form.cleaned_data["own"], form.cleaned_data["upper"]
        outcome = services.benchmark(rows, own=own, upper=upper)
        kind = request.GET.get("kind", "")
        kind = kind if kind in KINDS else next((k for k in KINDS if getattr(outcome, k)), "missing")
        page = Paginator(getattr(outcome, kind), PAGE).get_page(request.GET.get("page"))
        query = urlencode({"own": own, "upper": upper})
        context |= {
            "own": own,
            "upper": upper,
            "query": query,
            "kind": kind,
            "page": page,
            "lines": [_line(each) for each in page],
            "same": outcome.same,
            "tallies": [(k, _word(k), len(getattr(outcome, k)), k == kind) for k in KINDS],
            "may_adopt": kind != "extra" and acting(request).has_perm("matters.add_matterversion"),
            "adopt_form": AdoptForm(departments=departments(request)),
        }
    return render(request, "matters/benchmark.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required("matters.add_matterversion", raise_exception=True)
def adopt(request: HttpRequest) -> HttpResponse:
    """Take ticked matters of an upper list over as drafts, each for itself."""
    lists = BenchmarkForm(request.POST, codes=services.lists())
    form = AdoptForm(request.POST, departments=departments(request))
    if not lists.is_valid():
        return redirect("matters:benchmark")
    own, upper = lists.cleaned_data["own"], lists.cleaned_data["upper"]
    back = f"{reverse('matters:benchmark')}?{urlencode({'list': own, 'upper': upper})}"
    if not form.is_valid():
        for error in (text for texts in form.errors.values() for text in texts):
            messages.error(request, str(error))
        return redirect(back)
    done = 0
    for version in _ticked(request, form.cleaned_data["version"], upper):
        try:
            _adopt(request, version, own, form.cleaned_data["department"])
            done += 1
        except (RuleError, ConflictError) as refused:
            messages.error(request, f"{version.title}: {refused}")
    if done:
        text = ngettext("%(n)d draft was made.", "%(n)d drafts were made.", done)
        messages.success(request, text % {"n": done})
    return redirect(back)


def _adopt(request: HttpRequest, version: MatterVersion, own: str, department: Any) -> None:
    """Take one matter over, within what the person may draft."""
    perm = "matters.add_matterversion"
    rows = MatterVersion.objects.allowed(request.user, perm)
    standing = services.own_of(version, own)
    if standing is not None and not rows.filter(pk=standing.pk).exists():
        raise RuleError(
            "outside", _("The matter belongs to a department that you may not draft for.")
        )
    if standing is None and department is None and not rows.looks_across(request.user, perm):
        raise RuleError("no_department", _("Name the department that answers for what is new."))
    services.adopt(version, into=own, department=department, by=acting(request))


def _ticked(request: HttpRequest, keys: list[str], upper: str) -> list[MatterVersion]:
    ids = []
    for key in keys[:MOST]:
        try:
            ids.append(uuid.UUID(key))
        except ValueError:
            continue
    rows = MatterVersion.objects.visible_to(request.user).filter(pk__in=ids)
    return list(rows.filter(matter__list_code=upper).select_related("matter"))


def _line(each: Any) -> Line:
    if isinstance(each, MatterVersion):
        return Line(each, None, [])
    own, upper, fields = each
    told = [(label_of(name), *sides(value_of(own, name), value_of(upper, name))) for name in fields]
    return Line(upper, own, told)


def _word(kind: str) -> str:
    words = {"missing": _("missing"), "changed": _("says otherwise"), "extra": _("has besides")}
    return words[kind]
