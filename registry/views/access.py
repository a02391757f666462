"""Pages on which roles are given within one's own area, and access is explained."""

import re
import uuid
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import models as common_models
from common import timeline
from common.acting import acting
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import User, reference
from registry import services
from registry.choices import Level
from registry.filters import GrantFilter
from registry.forms.access import GiveForm, WhyForm
from registry.forms.subjects import BasisForm
from registry.models import Department, Grant, Region, Role, Subject
from registry.services.access import place_in_words
from registry.services.explaining import explain
from registry.views.subjects import refuse
from registry.words import permission_in_words

GRANTS = ListDesk(
    key="registry.grants",
    title=_("Who may do what"),
    lead=_("The roles given within your area. You give and take back those your own role allows."),
    filterset=GrantFilter,
    columns=[
        Column("user", _("Person"), "named"),
        Column("username", _("User name"), "code", value="user.username"),
        Column("role", _("Role"), "name", value=lambda row: row.role),
        Column("department", _("Department subtree"), "named"),
        Column("region", _("Region subtree"), "named"),
        Column("valid_until", _("Valid until"), "when"),
        Column("created_at", _("Given"), "when"),
        Column("revoked_at", _("Taken back"), "when", shown=False),
    ],
    empty=Empty(
        _("No roles yet"),
        _("Give somebody of your area a role: choose the account, the role and where it counts."),
        icon="key",
    ),
    export_name="grants",
    template="registry/grant_list.html",
    url=lambda row: "" if row.revoked_at else reverse("registry:grant-take-back", args=[row.pk]),
)


@permission_required("registry.view_grant", raise_exception=True)
def grant_list(request: HttpRequest) -> HttpResponseBase:
    """List the grants inside the person's own area."""
    rows = Grant.objects.visible_to(request.user)
    if "stands" not in request.GET:
        rows = rows.in_force()
    return list_page(request, GRANTS, rows.select_related("user", "role", "department", "region"))


@form_page
@permission_required("registry.add_grant", raise_exception=True)
def grant_give(request: HttpRequest) -> HttpResponse:
    """Give a role; what is beyond the giver is neither offered nor accepted."""
    giving = services.may_delegate(acting(request))
    roles = {role.pk for each in giving for role in each.role.delegates.all()}
    regions = Region.objects.allowed(request.user, "registry.add_grant")
    form = GiveForm(
        request.POST or None,
        roles=Role.objects.filter(pk__in=roles),
        departments=Department.objects.allowed(request.user, "registry.add_grant").order_by("code"),
        regions=regions.filter(level__lte=Level.TOWNSHIP).order_by("path"),
    )
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            services.grant(user=given.pop("username"), by=acting(request), **given)
        except RuleError as error:
            field = "username" if error.field == "user" else error.field
            form.add_error(field if field in form.fields else None, str(error.message))
        else:
            messages.success(request, _now("The role is given. It counts at once."))
            return redirect("registry:grant-list")
    places = sorted({place_in_words(each) for each in giving})
    context = {"form": form, "places": places}
    status = 422 if form.is_bound else 200
    return render(request, "registry/grant_give.html", context, status=status)


@form_page
@permission_required("registry.change_grant", raise_exception=True)
def grant_take_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a role back, saying why."""
    rows = Grant.objects.allowed(request.user, "registry.change_grant").filter(revoked_at=None)
    row = get_object_or_404(rows.select_related("user", "role", "department", "region"), pk=pk)
    form = BasisForm(request.POST or None)
    if form.is_valid():
        try:
            services.revoke(row, by=acting(request), basis=form.cleaned_data["basis"])
        except RuleError as error:
            refuse(form, error)
        else:
            messages.success(request, _now("The role is taken back."))
            return redirect("registry:grant-list")
    status = 422 if form.is_bound else 200
    context = {"form": form, "grant": row, "place": place_in_words(row)}
    return render(request, "registry/grant_take_back.html", context, status=status)


@form_page
@permission_required("registry.explain_grant", raise_exception=True)
def why(request: HttpRequest) -> HttpResponse:
    """Explain why somebody can see a record, or what is missing.

    Who asks sees of the record its kind and key alone, unless they may see it themselves; people
    outside the area of the one who asks are not explained.
    """
    asked = {key: request.GET[key] for key in ("person", "record") if request.GET.get(key)}
    form = WhyForm(asked if len(asked) == 2 else None, initial=asked)
    answer = None
    if form.is_valid():
        person = User.objects.filter(username=form.cleaned_data["person"]).first()
        row = record_of(form.cleaned_data["record"], acting(request))
        if person is None or not _is_mine(request, person):
            form.add_error("person", _now("No account of your area has this user name."))
        if row is None:
            form.add_error("record", _now("This is no record of the portal."))
        if not form.errors and row is not None and person is not None:
            answer = explain(person, row)
    context: dict[str, Any] = {"form": form, "answer": answer}
    if answer is not None:
        rows: Any = type(answer.row)._default_manager
        seen = rows.visible_to(request.user).filter(pk=answer.row.pk).exists()
        context |= {
            "asked": [permission_in_words(each) for each in answer.asked],
            "kind": answer.row._meta.verbose_name,
            "name": str(answer.row) if seen else "",
            "url": timeline.url_of(reference(answer.row)) if seen else "",
        }
    status = 422 if form.is_bound and answer is None else 200
    return render(request, "registry/why.html", context, status=status)


def record_of(text: str, user: User) -> Model | None:
    """Return the record that an address of the portal, a reference or a code names.

    A key cannot be guessed, a code can: of codes only those count that ``user`` may see, so that
    nobody learns here that somebody is on record.
    """
    text = text.strip()
    if re.fullmatch(r"[a-z_]+\.[a-z]+:[0-9a-f-]{36}", text):
        return _narrowed(common_models.resolve(text))
    path = urlsplit(text).path
    if "/" not in path:
        return Subject.objects.visible_to(user).filter(code=text).first()
    try:
        found = resolve(path)
    except Resolver404:
        return None
    key = found.kwargs.get("pk")
    for model, url_name in timeline.ROUTES.items():
        if url_name == found.view_name and key is not None:
            return _narrowed(common_models.resolve(f"{model}:{key}"))
    return None


def _narrowed(row: Model | None) -> Model | None:
    return row if row is not None and hasattr(type(row)._default_manager, "visible_to") else None


def _is_mine(request: HttpRequest, person: User) -> bool:
    """Tell whether the one who asks has a say over this person: themselves, or by a grant."""
    if person.pk == acting(request).pk:
        return True
    inside = Grant.objects.allowed(request.user, "registry.explain_grant").filter(user=person)
    return inside.exists() or not person.grants.exists()
