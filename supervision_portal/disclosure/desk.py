"""The publicity clerk's desk: what is public and can be withdrawn, what was kept back and why."""

from typing import Any

import django_filters as filters
from django.contrib.auth.decorators import permission_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import workdays
from common.acting import acting
from common.lists import BulkAction, Column, Empty, ListDesk, list_page
from common.models import User, in_reader_language
from registry.filters import RegionFilter
from supervision_portal.disclosure import services, terms
from supervision_portal.disclosure.choices import Leak, PublicResult
from supervision_portal.disclosure.models import Hold, PublicationTerm, PublicRecord


class DeskFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="matching", label=_("Search"), help_text=_("Firm, credit code or matter")
    )
    outcome = filters.ChoiceFilter(choices=PublicResult.choices, label=_("Result"))
    region = RegionFilter("region_path")
    withdrawn = filters.BooleanFilter(
        field_name="withdrawn_at", lookup_expr="isnull", exclude=True, label=_("Withdrawn")
    )

    class Meta:
        model = PublicRecord
        fields: list[str] = []

    def matching(self, rows: Any, name: str, text: str) -> QuerySet[PublicRecord]:
        found: QuerySet[PublicRecord] = rows.matching(text)
        return found


class HoldFilter(filters.FilterSet):
    released = filters.BooleanFilter(
        field_name="released_at", lookup_expr="isnull", exclude=True, label=_("Published since")
    )
    region = RegionFilter("region_path")

    class Meta:
        model = Hold
        fields: list[str] = []


def withdraw(record: PublicRecord, *, by: User, reason: str) -> PublicRecord:
    return services.withdraw(record, why=reason, by=by)


def check_again(hold: Hold, *, by: User, reason: str) -> PublicRecord | None:
    return services.check_again(hold, by=by)


class TermFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="matching", label=_("Search"), help_text=_("Name or code of the object")
    )
    region = RegionFilter("region_path")
    is_open = filters.BooleanFilter(method="by_publication", label=_("Not public yet"))
    is_late = filters.BooleanFilter(method="by_clock", label=_("Over its time"))

    class Meta:
        model = PublicationTerm
        fields: list[str] = []

    def matching(self, rows: Any, name: str, text: str) -> QuerySet[PublicationTerm]:
        text = text.strip()
        named = Q(name__icontains=text) | Q(name_en__icontains=text) | Q(code=text)
        found: QuerySet[PublicationTerm] = rows.filter(named)
        return found

    def by_publication(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(published_on__isnull=value)

    def by_clock(self, rows: Any, name: str, value: bool) -> Any:
        today = workdays.today()
        return rows.late(today) if value else rows.exclude(published_on=None, due_on__lt=today)


def found_in_words(hold: Any) -> str:
    """Return what was found where: “inspected: telephone number”."""
    names = {field.name: field.verbose_name for field in PublicRecord._meta.fields}
    return _now(", ").join(
        _now("%(field)s: %(leak)s") % {"field": names[field], "leak": Leak(leak).label}
        for field, leak in hold.found
    )


def hindrance_in_words(term: Any) -> str:
    """Return what keeps a result from being public; empty once it is."""
    if term.published_on is not None:
        return ""
    if term.found:
        return _now("kept back: %(found)s") % {"found": found_in_words(term)}
    return _now("its publication has not run; it is tried again by itself")


RECORDS = ListDesk(
    key="disclosure.records",
    title=_("Published results"),
    lead=_("What the public reads, masked. A withdrawn one leaves only its number."),
    filterset=DeskFilter,
    columns=[
        Column("subject", _("Inspected"), "name", value="inspected"),
        Column("outcome", _("Result"), "badge"),
        Column("matter", _("Matter"), value="under"),
        Column("department", _("Department"), value="by_whom"),
        Column("region", _("Region"), value="where"),
        Column("result_on", _("Result of"), "when", sort="result_on"),
        Column("due_on", _("Due"), "when", shown=False),
        Column("published_at", pgettext_lazy("time", "Published"), "when", sort="published_at"),
        Column("withdrawn_at", _("Withdrawn"), "when"),
        Column("version", _("Version"), "number", shown=False),
        Column("code", _("Public number"), "code", shown=False),
    ],
    default_ordering="-published_at",
    actions=[
        BulkAction(
            "withdraw",
            _("Withdraw"),
            "disclosure.withdraw_publicrecord",
            withdraw,
            _("The public can no longer read it, from now on and for good."),
            icon="eye-off",
        )
    ],
    empty=Empty(
        _("Nothing published yet"),
        _("Each closed inspection of a counterpart appears here by itself, masked and checked."),
        icon="world",
    ),
    export_name="published-results",
)

HOLDS = ListDesk(
    key="disclosure.holds",
    title=_("Kept back"),
    lead=_("Results whose text would give a person away. Mend the source, then check again."),
    filterset=HoldFilter,
    columns=[
        Column(
            "subject", _("Inspected"), "name", value=lambda hold: in_reader_language(hold, "name")
        ),
        Column("found", _("Found"), value=found_in_words),
        Column("due_on", _("To be published by"), "when", sort="due_on"),
        Column("created_at", _("Kept back"), "when"),
        Column("released_at", pgettext_lazy("time", "Published"), "when"),
    ],
    actions=[
        BulkAction(
            "check",
            _("Check again"),
            "disclosure.release_hold",
            check_again,
            _("What is clean now is published at once."),
            icon="refresh",
            needs_reason=False,
        )
    ],
    empty=Empty(
        _("Nothing is kept back"),
        _(
            "A result waits here when its text holds a telephone or id number, a bank account or a "
            "home address."
        ),
        icon="shield-check",
    ),
    url=lambda hold: reverse("registry:subject", args=[hold.subject_key]),
)


TERMS = ListDesk(
    key="disclosure.terms",
    title=_("To be published"),
    lead=_("Results that are not public yet: 20 working days from the result, and what hinders."),
    filterset=TermFilter,
    columns=[
        Column(
            "subject", _("Inspected"), "name", value=lambda term: in_reader_language(term, "name")
        ),
        Column("result_on", _("Result of"), "when", sort="result_on"),
        Column("due_on", _("To be published by"), "when", sort="due_on"),
        Column("days_left", _("Days left"), "number"),
        Column("hindrance", _("What hinders"), value=hindrance_in_words),
        Column("reminded_on", _("reminded on"), "when", shown=False),
        Column("escalated_on", _("escalated on"), "when", shown=False),
        Column("published_on", pgettext_lazy("time", "Published"), "when"),
    ],
    default_ordering="due_on",
    empty=Empty(
        _("Every result is public"),
        _("A result waits here from the day it formed until the public can read it."),
        icon="world",
    ),
    export_name="to-be-published",
    template="disclosure/terms.html",
    url=lambda term: reverse("registry:subject", args=[term.subject_key]),
)


@permission_required("enforcement.view_inspection", raise_exception=True)
def term_list(request: HttpRequest) -> HttpResponseBase:
    """List the terms of publication in the person's scope, with the meter over them."""
    rows = PublicationTerm.objects.visible_to(request.user).with_hindrances()
    context = {"meter": terms.meter(acting(request))}
    return list_page(request, TERMS, rows, context=context)


@permission_required("disclosure.view_publicrecord", raise_exception=True)
def record_list(request: HttpRequest) -> HttpResponseBase:
    """List what was ever published in the person's scope."""
    return list_page(request, RECORDS, PublicRecord.objects.visible_to(request.user))


@permission_required("disclosure.view_hold", raise_exception=True)
def hold_list(request: HttpRequest) -> HttpResponseBase:
    """List the results that were kept back in the person's scope."""
    return list_page(request, HOLDS, Hold.objects.visible_to(request.user).with_subjects())
