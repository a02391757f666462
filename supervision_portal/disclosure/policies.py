"""Policies and standards as anybody may read them: in force today, and marked as open."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from common import attachments, workdays
from common.lists.keyset import Order
from matters.filters.policies import PolicyFilter
from matters.models import MatterVersion, PolicyFile, PolicyVersion
from supervision_portal.disclosure.pages import page_of, public_page

BY_NAME = Order("name", "policy__name")
PAGE_SIZE = 20


class PublicPolicyFilter(PolicyFilter):
    state = None
    ending = None


@public_page
def policy_list(request: HttpRequest) -> HttpResponse:
    """List what is public and in force, by kind, line of business and words."""
    rows = PolicyVersion.objects.public(workdays.today()).select_related("policy")
    asked = PublicPolicyFilter(request.GET, rows, request=request)
    page = page_of(request, asked.qs, BY_NAME, PAGE_SIZE)
    narrowed = any(asked.data.get(field.name) for field in asked.form.visible_fields()[1:])
    context = {"form": asked.form, "page": page, "is_narrowed": narrowed}
    return render(request, "public/policy_list.html", context)


@public_page
def policy_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a document with its files and, for a benchmark, its ladders."""
    today = workdays.today()
    rows = PolicyVersion.objects.public(today).select_related("policy__department")
    version = get_object_or_404(rows, policy_id=pk)
    context = {
        "version": version,
        "grounds": version.grounds.prefetch_related("tiers"),
        "files": version.files.filter(removed_at=None).order_by("pk"),
        "versions": MatterVersion.objects.in_force(today)
        .filter(matter__in=version.matters.all())
        .select_related("department", "matter")
        .order_by("item"),
    }
    return render(request, "public/policy_detail.html", context)


@public_page
def policy_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand out a file of a public document."""
    versions = PolicyVersion.objects.public(workdays.today())
    rows = PolicyFile.objects.filter(removed_at=None, version__in=versions)
    return attachments.hand_out(get_object_or_404(rows, pk=pk))
