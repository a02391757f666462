"""The one view behind every list."""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from common import marks
from common.errors import ConflictError, RuleError
from common.lists import saved
from common.lists.desk import BulkAction, ListDesk
from common.lists.export import FORMATS, export
from common.lists.state import BadQuery, ListState
from common.methods import FORM_METHODS

MOST_TICKED = 200


def list_page(
    request: HttpRequest,
    desk: ListDesk,
    queryset: QuerySet[Any],
    *,
    context: Mapping[str, Any] | None = None,
) -> HttpResponseBase:
    """Answer GET (page, fragment, live fragment, export) and POST (views, layout, bulk acts).

    ``queryset`` is what the person may see, with the relations its columns read. An address that
    the list does not understand is answered by 400 in words, a filter value that is wrong by 422
    with the error at its field. Exports are noted in the audit trail.
    """
    if request.method not in FORM_METHODS:
        return HttpResponseNotAllowed(FORM_METHODS)
    try:
        if request.method == "POST":
            return _act(request, desk, queryset)
        state = ListState(request, desk, queryset)
        first = next((view for view in state.views if view.is_default and view.query), None)
        if first and not request.GET:
            return HttpResponseRedirect(f"?{first.query}")
        if form := request.GET.get("export"):
            return _export(request, desk, state, form)
        return _show(request, desk, state, dict(context or {}))
    except BadQuery as error:
        return render(request, "400.html", {"message": str(error)}, status=400)


def _show(
    request: HttpRequest, desk: ListDesk, state: ListState, context: dict[str, Any]
) -> HttpResponse:
    htmx: Any = getattr(request, "htmx", None)
    context |= {**desk.context, "desk": desk, "list": state}
    if htmx and request.headers.get("X-Live"):
        return _live(request, context)
    context["outcome"] = request.session.pop(f"outcome.{desk.key}", None)
    part = bool(htmx) and not htmx.history_restore_request
    template = "common/_list.html" if part else desk.template
    response = render(request, template, context, status=200 if state.is_valid else 422)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _live(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Return the table alone, or 304 while it is as the page has it.

    People who see the same rows in the same way share one answer for half a period, so that a
    crowd of watchers costs one reading; rows that carry a stamp are rendered only when one has
    changed.
    """
    desk, state = context["desk"], context["list"]
    known = request.headers.get("If-None-Match")
    key, shared_seconds = f"live.{state.live_key}", max(1, desk.live_seconds // 2)
    shared = cache.get(key) if desk.live_seconds else None
    etag, body = shared or (f'"{state.stamps}"' if desk.stamp else "", b"")
    if not etag or (etag != known and not body):
        body = render_to_string("common/_list_table.html", context, request).encode()
        etag = etag or f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if desk.live_seconds and (etag, body) != shared:
        cache.set(key, (etag, body), shared_seconds)
    response = HttpResponse(status=304) if etag == known else HttpResponse(body)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["HX-Request", "X-Live"])
    return response


def _export(request: HttpRequest, desk: ListDesk, state: ListState, form: str) -> HttpResponseBase:
    if form not in FORMATS or not desk.export_name:
        raise BadQuery(_("This list cannot be taken away as “%(form)s”.") % {"form": form[:20]})
    if not state.is_valid:
        raise BadQuery(_("Correct the filters before you export."))
    return export(request, desk, state.columns, state.queryset, state.order, form)


def _act(request: HttpRequest, desk: ListDesk, queryset: QuerySet[Any]) -> HttpResponse:
    """Carry out what a list's forms ask, then lead back to the list as it was."""
    back = request.get_full_path()
    user: Any = request.user
    state = ListState(request, desk, queryset)
    pk = _uuid(request.POST.get("view", ""))
    try:
        match request.POST.get("do"):
            case "bulk":
                _bulk(request, desk, queryset.model)
            case "layout":
                known = {column.key for column in desk.columns}
                columns = [key for key in request.POST.getlist("column") if key in known]
                saved.keep_layout(
                    user,
                    desk.key,
                    columns=",".join(columns),
                    density=request.POST.get("density", ""),
                )
                back = state.href(columns=None, density=None)
            case "view-save":
                view = saved.save(user, desk.key, request.POST.get("name", ""), state.query)
                messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
            case "view-rename" if pk:
                saved.rename(user, desk.key, pk, request.POST.get("name", ""))
            case "view-first" if pk:
                saved.open_first(user, desk.key, pk, on=request.POST.get("on") == "1")
            case "view-remove" if pk:
                saved.remove(user, desk.key, pk)
                messages.success(request, _("The view is removed."))
            case _:
                raise BadQuery(_("The list did not understand this form. Reload the page."))
    except RuleError as error:
        messages.error(request, str(error.message))
    return HttpResponseRedirect(back)


def _bulk(request: HttpRequest, desk: ListDesk, model: Any) -> None:
    """Do one act on the ticked rows, each for itself, and keep the outcome for the next page."""
    act = next((each for each in desk.actions if each.key == request.POST.get("action")), None)
    if act is None:
        raise BadQuery(_("The list does not know this act. Reload the page."))
    ticked = [pk for text in request.POST.getlist("row") if (pk := _uuid(text))]
    reason = request.POST.get("reason", "").strip()
    if not ticked:
        raise RuleError("nothing_ticked", _("Tick at least one row first."))
    if len(ticked) > MOST_TICKED:
        raise RuleError(
            "too_many_ticked", _("Act on at most %(n)d rows at once.") % {"n": MOST_TICKED}
        )
    if act.needs_reason and not reason:
        raise RuleError("reason_missing", _("Say why: the reason goes into each record."))
    if act.as_set:
        done = act.handler(ticked, by=request.user, reason=reason)
        request.session[f"outcome.{desk.key}"] = {"title": _told(act, done, ticked), "lines": []}
        return
    lines = [line for pk in ticked if (line := _one(act, model, pk, reason, request.user))]
    done = sum(line["done"] for line in lines)
    request.session[f"outcome.{desk.key}"] = {
        "title": _told(act, done, ticked),
        "lines": lines,
    }


def _told(act: BulkAction, done: int, ticked: list[str]) -> str:
    return _("%(act)s: %(done)d of %(all)d done") % {
        "act": act.label,
        "done": done,
        "all": len(ticked),
    }


def _one(act: BulkAction, model: Any, pk: str, reason: str, user: Any) -> dict[str, Any]:
    row = model.objects.allowed(user, act.perm).filter(pk=pk).first()
    if row is None:
        return {"done": False, "name": "", "text": _("You may not do this to one of the rows.")}
    try:
        act.handler(row, by=user, reason=reason)
    except (RuleError, ConflictError) as error:
        return {"done": False, "name": marks.named(row), "text": str(error)}
    return {"done": True, "name": marks.named(row), "text": _("done")}


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
