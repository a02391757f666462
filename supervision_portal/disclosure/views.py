"""The public site: what may be inspected, who inspected whom, and whether an officer is real."""

import re
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_filters import FilterSet

from common import face, workdays
from common.lists.keyset import Keyset, Order
from common.models import reference
from matters.legal_basis import grounds
from matters.models import ChecklistVersion, Claim, MatterVersion
from matters.words import frequency_in_words, ratio_in_words
from registry.models import Department, Line
from supervision_portal.disclosure import download, successors
from supervision_portal.disclosure.filters import MatterFilter, RecordFilter
from supervision_portal.disclosure.models import PublicRecord
from supervision_portal.disclosure.pages import page_of, public_page

NEWEST = Order("-published", "published_at")
BY_ITEM = Order("item", "item")
PAGE_SIZE = 20
FEW = 5
MOST_CLAIMS = 50
ENTRY_CODE = re.compile(r"[\w-]{4,40}", re.ASCII)


def matters_in_force() -> QuerySet[MatterVersion]:
    rows = MatterVersion.objects.in_force(workdays.today())
    return rows.select_related("department", "matter")


@public_page
def home(request: HttpRequest) -> HttpResponse:
    versions = MatterVersion.objects.in_force(workdays.today())
    counts = dict(versions.values_list("line").annotate(Count("pk")).order_by())
    themes = [(line, counts[line.pk]) for line in Line.objects.all() if line.pk in counts]
    latest = Keyset(PublicRecord.objects.shown(), NEWEST).page(FEW).rows
    return render(request, "public/home.html", {"themes": themes, "records": latest})


@public_page
def search(request: HttpRequest) -> HttpResponse:
    """Show the first matters and results that a search finds, with ways to all of them."""
    matters = MatterFilter(request.GET, matters_in_force(), request=request)
    results = RecordFilter(request.GET, PublicRecord.objects.shown(), request=request)
    text = matters.form.cleaned_data.get("q", "") if matters.is_valid() else ""
    context = {"text": text, "form": matters.form, "is_short": len(text) == 1}
    context["gone"] = successors.gone_by_code(text)
    if text and results.is_valid():
        context["versions"] = Keyset(matters.qs, BY_ITEM).page(FEW).rows
        context["records"] = Keyset(results.qs, NEWEST).page(FEW).rows
    return render(request, "public/search.html", context)


@public_page
def matter_list(request: HttpRequest) -> HttpResponse:
    asked = MatterFilter(request.GET, matters_in_force(), request=request)
    page = page_of(request, asked.qs, BY_ITEM, PAGE_SIZE)
    context = {
        "form": asked.form,
        "page": page,
        "is_narrowed": _is_narrowed(asked),
        "gone": successors.gone_by_code(request.GET.get("q", "")),
        "downloads": download.FORMS,
    }
    return render(request, "public/matter_list.html", context)


def _is_narrowed(asked: FilterSet) -> bool:
    """Tell whether more than the search field is filled in, so that the page shows the rest."""
    return any(asked.data.get(field.name) for field in asked.form.visible_fields()[1:])


@public_page
def matter_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show the version in force of a matter: basis, process, object, result, what is looked at."""
    today = workdays.today()
    version = matters_in_force().filter(matter_id=pk).first()
    if version is None:
        return _gave_way(request, pk)
    claims = (
        Claim.objects.in_force(today)
        .filter(matter_id=pk)
        .select_related("department")
        .order_by("department__path")
    )[: MOST_CLAIMS + 1]
    context = {
        "version": version,
        "theme": Line.objects.filter(pk=version.line).first(),
        "claims": claims[:MOST_CLAIMS],
        "more_claims": len(claims) > MOST_CLAIMS,
        "checklists": checklists_of(pk),
        "grounds": grounds([reference(version)], today),
        "frequency": frequency_in_words(version),
        "ratio": ratio_in_words(version),
    }
    return render(request, "public/matter_detail.html", context)


def _gave_way(request: HttpRequest, pk: Any) -> HttpResponse:
    """Lead from a matter that was merged, split or cancelled to what took its place."""
    gone = successors.gone(pk)
    if gone is None:
        raise Http404
    return render(request, "public/matter_gone.html", {"gone": gone}, status=gone.status)


def checklists_of(matter: Any) -> list[ChecklistVersion]:
    """Return the forms in force that a matter is inspected by, with their lines."""
    return list(
        ChecklistVersion.objects.filter(
            checklist__matters=matter, state="published", valid__contains=workdays.today()
        )
        .select_related("checklist")
        .prefetch_related("items")
        .order_by("checklist__code")
    )


@public_page
def result_list(request: HttpRequest) -> HttpResponse:
    asked = RecordFilter(request.GET, PublicRecord.objects.shown(), request=request)
    page = page_of(request, asked.qs, NEWEST, PAGE_SIZE)
    context = {
        "form": asked.form,
        "page": page,
        "under": _matter_asked(asked),
        "is_narrowed": _is_narrowed(asked),
    }
    return render(request, "public/result_list.html", context)


def _matter_asked(asked: RecordFilter) -> MatterVersion | None:
    """Return the matter that a list of results is narrowed to, to name it on the page."""
    matter = asked.form.cleaned_data.get("matter") if asked.form.is_bound else None
    return matters_in_force().filter(matter_id=matter).first() if matter else None


@public_page
def result_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one record; a withdrawn one leaves its number alone, with the way to its correction."""
    record = get_object_or_404(PublicRecord, code=code)
    if record.withdrawn_at is not None:
        return _withdrawn(request, record)
    version = matters_in_force().filter(matter_id=record.matter_key).first()
    standing = Department.objects.in_force(workdays.today())
    department = standing.filter(code=record.department_code).first()
    context = {
        "record": record,
        "version": version,
        "department": department,
        "together": PublicRecord.objects.of_one_visit(record).order_by("department_code", "pk"),
    }
    return render(request, "public/result_detail.html", context)


def _withdrawn(request: HttpRequest, record: PublicRecord) -> HttpResponse:
    current = PublicRecord.objects.shown().filter(origin=record.origin).first()
    context = {"code": record.code, "withdrawn_at": record.withdrawn_at, "current": current}
    return render(request, "public/result_withdrawn.html", context, status=410)


@public_page
def results_csv(request: HttpRequest) -> HttpResponse:
    """Send the newest results that the filters let through as a table."""
    asked = RecordFilter(request.GET, PublicRecord.objects.shown(), request=request)
    return download.csv_of(Keyset(asked.qs, NEWEST))


@public_page
def verify(request: HttpRequest) -> HttpResponseBase:
    """Take an officer's code by form and go to the page that says whether it is real."""
    code = "".join(request.GET.get("code", "").split())
    if ENTRY_CODE.fullmatch(code):
        return redirect(f"{reverse('public:verify')}{code}/")
    return render(request, "public/verify.html", {"code": code[:40], "is_odd": bool(code)})


@public_page
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "public/about.html", {"most_rows": download.MOST_ROWS})


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "public/accessibility.html")


@login_not_required
@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """Keep a language, large text or more contrast in cookies; plain links, so no script is needed.

    It changes nothing but how pages look to the one who asks, so GET may do it; pages without a
    form token are alike for everybody and can be cached.
    """
    back = face.way_back(request, request.GET.get("next", ""), reverse("public:home"))
    response = redirect(back)
    face.keep(request, response, request.GET)
    language = request.GET.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=face.YEAR_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response
