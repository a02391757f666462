"""Consultations on the public site: what is asked, a comment by anybody, the answers."""

import hashlib
import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from common import workdays
from common.lists.keyset import Order
from common.methods import form_page
from matters import services
from matters.models import Comment, Consultation
from supervision_portal.disclosure import rules
from supervision_portal.disclosure.pages import page_of, public_page

NEWEST = Order("-id", "pk")
FEWEST_SECONDS, MOST_SECONDS = 3, 6 * 3600
"""How long somebody may take to write: a machine is faster, a stale page is sent again."""
MOST_AN_HOUR = 10
"""Comments from one address within an hour."""
SALT = "public.comment"


class PublicCommentForm(forms.Form):
    """A comment of anybody. ``site`` is left empty by people; ``since`` says when it was shown."""

    text = forms.CharField(
        min_length=5,
        max_length=2000,
        label=_("Your comment"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("No telephone, id or account numbers, please: comments are published."),
    )
    name = forms.CharField(
        required=False, max_length=60, label=_("Your name"), help_text=_("It is not published.")
    )
    site = forms.CharField(required=False, widget=forms.HiddenInput())
    since = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if rules.leaks(text):
            raise forms.ValidationError(
                _("It names a telephone, id or account number, or a home. Leave that out, please.")
            )
        return rules.mask_plates(text)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            signing.TimestampSigner(salt=SALT).unsign(data.get("since", ""), max_age=MOST_SECONDS)
            is_fresh = True
        except signing.BadSignature:
            is_fresh = False
        if data.get("site") or not is_fresh or self._is_hasty(data["since"]):
            raise forms.ValidationError(_("That was too fast or too late. Please send it again."))
        return data

    def _is_hasty(self, since: str) -> bool:
        try:
            signing.TimestampSigner(salt=SALT).unsign(since, max_age=FEWEST_SECONDS)
        except signing.SignatureExpired:
            return False
        return True


@public_page
def consultation_list(request: HttpRequest) -> HttpResponse:
    """List what the public is asked now, and what was answered."""
    rows = Consultation.objects.public(workdays.today()).select_related("version__department")
    page = page_of(request, rows, NEWEST, 20)
    return render(request, "public/consultation_list.html", {"page": page})


@login_not_required
@form_page
@never_cache
def consultation_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what is asked and take a comment; after publication, the comments and answers."""
    rows = Consultation.objects.public(workdays.today())
    row = get_object_or_404(rows.select_related("version__department"), pk=pk)
    is_published = row.version.state in ("published", "superseded")
    is_open = row.is_open() and not is_published
    form = PublicCommentForm(request.POST or None) if is_open else None
    if form is not None and form.is_valid():
        if not _is_within_limit(request):
            form.add_error(None, _("There were many comments from here. Try again in an hour."))
        else:
            services.comment(row, form.cleaned_data["text"], name=form.cleaned_data["name"])
            return redirect(f"{request.path}?sent=1")
    if form is not None:
        since = signing.TimestampSigner(salt=SALT).sign("comment")
        data: Any = form.data.copy()  # type: ignore[attr-defined]
        data["since"] = since
        form.data = data
        form.initial["since"] = since
    comments = Comment.objects.filter(consultation=row).exclude(answered="")
    context = {
        "row": row,
        "is_open": is_open,
        "form": form,
        "is_sent": "sent" in request.GET,
        "comments": comments.select_related("department").order_by("pk") if is_published else [],
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "public/consultation_detail.html", context, status=status)


def _is_within_limit(request: HttpRequest) -> bool:
    """Count comments by address, of which only a hash is kept, for an hour."""
    address = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:32]
    key = f"public.comments.{address}"
    cache.add(key, 0, 3600)
    return bool(cache.incr(key) <= MOST_AN_HOUR)
