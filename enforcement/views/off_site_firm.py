"""The page on which a firm answers an off-site request: the link, the code, no account."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common.errors import RuleError
from common.methods import form_page
from enforcement.choices.off_site import CallState
from enforcement.forms.off_site import CodeForm, FirmForm, OtherTimeForm
from enforcement.models import OffSiteRequest
from enforcement.services import off_site_firm as services
from enforcement.views.firm_pages import unlisted

HOURS = 8
"""Hours for which a browser need not be told the code again."""

RELATIONS = ("task__subject", "task__department", "task__region", "task__matter_version")


@login_not_required
@form_page
@never_cache
def firm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the code; then show what is asked, and take files, answers and what is sent in."""
    row = get_object_or_404(OffSiteRequest.objects.select_related(*RELATIONS), token=token)
    if not row.link_is_open:
        page = render(request, "enforcement/public/off_site_gone.html", {"row": row}, status=410)
        return unlisted(page)
    if not _is_unlocked(request, row):
        return unlisted(_ask_code(request, row))
    if request.method != "POST":
        return unlisted(_show(request, row))
    if "call" in request.POST:
        return unlisted(_answer_call(request, row))
    if not row.takes:
        return unlisted(_show(request, row, status=409))
    return unlisted(_take(request, row))


def _take(request: HttpRequest, row: OffSiteRequest) -> HttpResponse:
    """Keep what came, then take a file out or send it all in as the button says."""
    form = FirmForm(row, request.POST, request.FILES)
    if form.is_valid():
        try:
            services.save(row, answers=form.answers(), uploads=form.uploads())
            if "take_out" in request.POST:
                services.take_out(row, _uuid(request.POST["take_out"]))
            elif request.POST.get("act") == "submit":
                services.submit(row)
        except RuleError as error:
            return _show(request, row, form=_refused(row, request, error), status=422)
        return redirect(f"{request.path}?kept" if row.takes else request.path)
    return _show(request, row, form=form, status=422)


def _refused(row: OffSiteRequest, request: HttpRequest, error: RuleError) -> FirmForm:
    """Return the form as it was typed, with what is wrong at its line."""
    form = FirmForm(row, request.POST)
    form.is_valid()
    field = error.field or ""
    pk = field.partition("_")[2]
    names = (field, f"file_{pk}", f"text_{pk}")
    form.add_error(next((name for name in names if name in form.fields), None), str(error))
    return form


def _answer_call(request: HttpRequest, row: OffSiteRequest) -> HttpResponse:
    form = OtherTimeForm(request.POST, prefix="call")
    agrees = request.POST["call"] == "agree"
    if form.is_valid():
        try:
            services.answer_call(row, agrees=agrees, **form.cleaned_data)
        except RuleError as error:
            form.add_error(error.field, str(error))
        else:
            return redirect(request.path)
    return _show(request, row, call_form=form, status=422)


def _ask_code(request: HttpRequest, row: OffSiteRequest) -> HttpResponse:
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        try:
            if services.unlock(row, form.cleaned_data["code"]):
                response = redirect(request.path)
                response.set_signed_cookie(
                    "off_site",
                    row.code,
                    salt=row.token,
                    max_age=HOURS * 3600,
                    path=request.path,
                    secure=request.is_secure(),
                    httponly=True,
                    samesite="Strict",
                )
                return response
            form.add_error("code", _("This is not the code. Look at it again, letter by letter."))
        except RuleError as error:
            form.add_error(error.field, str(error))
    context = {"row": row, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "enforcement/public/off_site_code.html", context, status=status)


def _is_unlocked(request: HttpRequest, row: OffSiteRequest) -> bool:
    """Tell whether this browser has typed the code that is valid now."""
    typed = request.get_signed_cookie("off_site", default="", salt=row.token, max_age=HOURS * 3600)
    return typed == row.code


def _show(
    request: HttpRequest,
    row: OffSiteRequest,
    *,
    form: FirmForm | None = None,
    call_form: OtherTimeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    form = form or FirmForm(row)
    calls = list(row.calls.exclude(state=CallState.CALLED_OFF))
    context: dict[str, Any] = {
        "row": row,
        "task": row.task,
        "form": form,
        "takes": row.takes,
        "is_kept": "kept" in request.GET,
        "calls": calls,
        "call_form": call_form or OtherTimeForm(prefix="call"),
        "may_answer_call": row.task.is_being_answered
        and any(each.state == CallState.PROPOSED for each in calls),
    }
    return render(request, "enforcement/public/off_site.html", context, status=status)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
