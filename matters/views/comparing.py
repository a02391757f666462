"""Two versions side by side: of one matter, or of two."""

import uuid
from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.acting import acting
from common.differences import Span, sides
from matters.models import MatterVersion
from matters.views.fetching import visible
from matters.words import SAID, label_of, value_of


class OtherForm(forms.Form):
    """Which version the page is compared with: one of its own, or another matter by its code."""

    version = forms.UUIDField(required=False)
    code = forms.CharField(required=False, max_length=60, label=_("Code or name of another matter"))


@dataclass(frozen=True)
class Pair:
    """One field of both versions, its differences marked."""

    label: str
    left: list[Span]
    right: list[Span]
    is_same: bool


@require_safe
@permission_required("matters.view_matterversion", raise_exception=True)
def matter_compare(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a version beside another one, sign by sign; beside the one before, unless asked."""
    version = visible(request, pk)
    rows = MatterVersion.objects.visible_to(acting(request)).select_related("matter", "department")
    siblings = list(rows.filter(matter=version.matter).order_by("-number"))
    form = OtherForm(request.GET)
    other, text = None, ""
    if form.is_valid():
        text = form.cleaned_data["code"].strip()
        if text:
            other = rows.named(text).exclude(matter=version.matter).first()
        elif form.cleaned_data["version"]:
            other = rows.filter(pk=form.cleaned_data["version"]).first()
    if other is None and not text:
        older = [each for each in siblings if each.number < version.number]
        other = next(iter(older), None) or next(
            (each for each in siblings if each.pk != version.pk), None
        )
    found = pairs(other, version) if other else []
    context = {
        "version": version,
        "other": other,
        "siblings": [each for each in siblings if each.pk != version.pk],
        "pairs": found,
        "changed": [pair for pair in found if not pair.is_same],
        "same": [pair for pair in found if pair.is_same],
        "text": text,
    }
    return render(request, "matters/compare.html", context)


def pairs(left: MatterVersion, right: MatterVersion) -> list[Pair]:
    """Return the fields of two versions beside each other, those that both leave empty left out."""
    found = []
    for name in SAID:
        texts = value_of(left, name), value_of(right, name)
        if any(texts):
            found.append(Pair(label_of(name), *sides(*texts), texts[0] == texts[1]))
    return found
