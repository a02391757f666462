"""The work list after a change of law: what rests on changed articles, by whom, until when."""

import uuid
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common import timeline
from common.acting import acting
from common.differences import sides
from common.lists import BulkAction, Column, Empty, ListDesk, list_page
from common.models import Event, User, reference
from matters import services
from matters.choices import ReviewState
from matters.filters import ReviewFilter
from matters.forms import BasisForm, SettleForm
from matters.models import ImpactReview, place_in_words


def keep(review: ImpactReview, *, by: User, reason: str) -> None:
    services.settle_review(review, ReviewState.KEPT, by=by, basis=reason)


def change(review: ImpactReview, *, by: User, reason: str) -> None:
    services.settle_review(review, ReviewState.CHANGED, by=by, basis=reason)


SETTLE = "matters.change_impactreview"
REVIEWS = ListDesk(
    key="matters.reviews",
    title=_("Reviews after changes of law"),
    lead=_("What rests on an article that changed: its owner looks at it and says what follows."),
    filterset=ReviewFilter,
    columns=[
        Column("record", _("Rests on it"), "name", value=lambda row: row.named),
        Column("law", _("Law"), value=lambda row: row.version.law.named),
        Column("place", _("Article"), value=lambda row: place_in_words(row.citation.locator)),
        Column("kind", _("What changed"), "badge"),
        Column("department", pgettext_lazy("review", "Owner"), "named"),
        Column("effective", _("In force from"), "when", value="effective_on"),
        Column("due", _("Due"), "when", value="due_on", sort="due_on"),
        Column("state", _("State"), "badge"),
    ],
    default_ordering="due",
    empty=Empty(
        _("No reviews"),
        _(
            "When a new version of a law is published, everything that rests on a changed article "
            "comes here with its owner and a day. Nothing is waiting, or your filters leave none."
        ),
        icon="checks",
    ),
    actions=[
        BulkAction(
            "keep",
            pgettext_lazy("review", "Stays as it is"),
            SETTLE,
            keep,
            _("The ticked records stay as they are; the reason is kept with each."),
        ),
        BulkAction(
            "change",
            pgettext_lazy("review", "Being changed"),
            SETTLE,
            change,
            _("The ticked records are marked as being changed; draft their next versions."),
            icon="pencil",
        ),
    ],
    export_name="law-reviews",
)


@permission_required("matters.view_impactreview", raise_exception=True)
def review_list(request: HttpRequest) -> HttpResponseBase:
    """List the reviews inside the person's grants, the most urgent first."""
    rows = ImpactReview.objects.visible_to(request.user)
    rows = rows.select_related("version__law", "citation", "department")
    return list_page(request, REVIEWS, rows)


@require_safe
@permission_required("matters.view_impactreview", raise_exception=True)
def review_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what changed, beside what rests on it."""
    return _show(request, _fetch(request, pk, "matters.view_impactreview"))


@require_POST
@permission_required("matters.change_impactreview", raise_exception=True)
def review_settle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what the change means for the record."""
    review = _fetch(request, pk, SETTLE)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _show(request, review, form=form, status=422)
    said = form.cleaned_data
    services.settle_review(review, said["state"], by=acting(request), basis=said["basis"])
    return redirect(review)


@require_POST
@permission_required("matters.change_impactreview", raise_exception=True)
def review_reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an outcome back."""
    review = _fetch(request, pk, SETTLE)
    form = BasisForm(request.POST)
    if not form.is_valid():
        return _show(request, review, reopen=form, status=422)
    services.reopen_review(review, by=acting(request), basis=form.cleaned_data["basis"])
    return redirect(review)


def _fetch(request: HttpRequest, pk: uuid.UUID, perm: str) -> ImpactReview:
    rows = ImpactReview.objects.allowed(request.user, perm)
    rows = rows.select_related("version__law", "citation__law", "department", "old", "new")
    return get_object_or_404(rows, pk=pk)


def _show(
    request: HttpRequest,
    review: ImpactReview,
    *,
    form: SettleForm | None = None,
    reopen: BasisForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = acting(request)
    left, right = sides(
        review.old.text if review.old else "", review.new.text if review.new else ""
    )
    allowed = ImpactReview.objects.allowed(user, SETTLE).filter(pk=review.pk).exists()
    is_open = review.state == ReviewState.OPEN
    context: dict[str, Any] = {
        "review": review,
        "origin": services.origins_of([review.origin]).get(review.origin),
        "left": left,
        "right": right,
        "place": place_in_words(review.citation.locator),
        "settle_form": (form or SettleForm()) if allowed and is_open else None,
        "reopen_form": (reopen or BasisForm()) if allowed and not is_open else None,
        "beside": services.siblings_of(review),
        "history": timeline.entries(
            Event.objects.about(review).reverse()[: timeline.SHOWN], here=reference(review)
        ),
    }
    return render(request, "laws/review.html", context, status=status)
