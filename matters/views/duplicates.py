"""Pages of possible duplicates: the list, a pair side by side."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common import timeline
from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Event, reference
from matters import services
from matters.filters.upkeep import DuplicateFilter
from matters.forms import BasisForm
from matters.forms.upkeep import handle
from matters.models import Duplicate
from matters.views.comparing import pairs

CHANGE = "matters.change_duplicate"

DUPLICATES = ListDesk(
    key="matters.duplicates",
    title=_("Possible duplicates"),
    lead=_("Matters of different departments that say much the same, the likest first."),
    filterset=DuplicateFilter,
    columns=[
        Column("left", _("One matter"), "name", value="left_version"),
        Column(
            "left_department", _("Department of the one"), "named", value="left_version.department"
        ),
        Column("right", _("Other matter"), value="right_version"),
        Column(
            "right_department",
            _("Department of the other"),
            "named",
            value="right_version.department",
        ),
        Column("score", _("Likeness, %"), "number", value="percent", sort="score"),
    ],
    default_ordering="-score",
    empty=Empty(
        _("No pairs"),
        _("No two departments list the same thing, as far as names, objects and bases tell."),
        icon="copy",
    ),
    export_name="duplicates",
    template="matters/duplicates.html",
)


@permission_required("matters.view_duplicate", raise_exception=True)
def duplicate_list(request: HttpRequest) -> HttpResponseBase:
    """List the pairs that are alike."""
    rows = Duplicate.objects.visible_to(request.user).alike()
    return list_page(
        request,
        DUPLICATES,
        rows.select_related("left_version__department", "right_version__department"),
    )


@require_safe
@permission_required("matters.view_duplicate", raise_exception=True)
def duplicate_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show both matters side by side, with the way to dismiss them or to merge them."""
    rows = Duplicate.objects.visible_to(request.user)
    return _show(request, get_object_or_404(_related(rows), pk=pk))


@require_POST
@permission_required(CHANGE, raise_exception=True)
def duplicate_dismiss(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Set a pair aside, with a reason."""
    pair = get_object_or_404(_related(Duplicate.objects.allowed(request.user, CHANGE)), pk=pk)
    form = BasisForm(request.POST)
    if not form.is_valid():
        return _show(request, pair, form=form, status=422)
    services.dismiss_duplicate(pair, by=acting(request), basis=form.cleaned_data["basis"])
    return redirect(pair)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def duplicate_search(request: HttpRequest) -> HttpResponse:
    """Compare the matters in force now, not only once a day."""
    count = services.find_duplicates()
    text = ngettext("%(n)d pair is alike.", "%(n)d pairs are alike.", count) % {"n": count}
    messages.success(request, text)
    return redirect("matters:duplicate-list")


def _related(rows: QuerySet[Duplicate]) -> QuerySet[Duplicate]:
    return rows.select_related(
        "left", "right", "left_version__department", "left_version__matter",
        "right_version__department", "right_version__matter",
    )  # fmt: skip


def _show(
    request: HttpRequest, pair: Duplicate, *, form: BasisForm | None = None, status: int = 200
) -> HttpResponse:
    user = acting(request)
    may_change = Duplicate.objects.allowed(user, CHANGE).filter(pk=pair.pk).exists()
    left, right = handle(pair.left), handle(pair.right)
    query = urlencode([("kind", "merge"), ("old", left), ("old", right), ("keep", left)])
    found = pairs(pair.left_version, pair.right_version)
    context = {
        "pair": pair,
        "changed": [each for each in found if not each.is_same],
        "same": [each for each in found if each.is_same],
        "form": (form or BasisForm()) if may_change and not pair.is_dismissed else None,
        "merge_url": f"{reverse('matters:reform-new')}?{query}"
        if user.has_perm("matters.add_reform")
        else "",
        "history": timeline.entries(Event.objects.about(pair).reverse(), here=reference(pair)),
    }
    return render(request, "matters/duplicate.html", context, status=status)
