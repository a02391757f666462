"""Pages on which two records of one subject are found, joined and parted."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from common import marks
from common.acting import acting
from common.errors import RuleError
from common.lists import BulkAction, Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event
from registry import services
from registry.filters import PairFilter
from registry.forms.subjects import BasisForm, WithForm
from registry.models import Merge, Pair, Subject
from registry.services.merging import LISTS
from registry.views.subjects import allowed, refuse

PERM = "registry.merge_subject"
LABELS = {
    "name": _("Name"),
    "name_en": _("English name"),
    "uscc": _("Credit code"),
    "region": _("Region"),
    "address": _("Address"),
    "place": _("Place"),
    "labels": _("Labels"),
    "lines": _("Lines of business"),
    "state": _("State"),
}


def _apart(row: Pair, *, by: Any, reason: str) -> None:
    services.keep_apart(row, by=by, reason=reason)


PAIRS = ListDesk(
    key="registry.pairs",
    title=_("Possible duplicates"),
    lead=_("Records that share a code, a name or an address. Look at both and judge."),
    filterset=PairFilter,
    columns=[
        Column("pair", _("Record"), "name", value=lambda row: row.first),
        Column("second", _("Other record"), "named"),
        Column("ground", _("What they share"), "badge"),
        Column("first_code", _("Code"), "code", value="first.code"),
        Column("second_code", _("Code of the other"), "code", value="second.code"),
        Column("region", _("Region"), "named", value="first.region"),
        Column("state", _("State"), "badge"),
        Column("created_at", _("Found"), "when", shown=False),
    ],
    actions=[
        BulkAction(
            "apart",
            _("Two different ones"),
            PERM,
            _apart,
            _("The pairs are not offered again."),
            icon="git-branch",
        )
    ],
    empty=Empty(
        _("No duplicates in sight"),
        _("All subjects are compared every night and after every import."),
        icon="square-check",
    ),
    export_name="duplicates",
    template="registry/pair_list.html",
    url=lambda row: (
        f"{reverse('registry:subject-merge', args=[row.second_id])}?with={row.first_id}"
        if row.state == "open"
        else row.first.get_absolute_url()
    ),
)


@permission_required(PERM, raise_exception=True)
def pair_list(request: HttpRequest) -> HttpResponseBase:
    """List the pairs that somebody has to judge."""
    rows = Pair.objects.visible_to(request.user)
    if "state" not in request.GET:
        rows = rows.filter(state="open")
    return list_page(request, PAIRS, rows.select_related("first__region", "second"))


@form_page
@permission_required(PERM, raise_exception=True)
def subject_merge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose the other record, see what moves, choose field by field, merge."""
    loser = allowed(request, pk, PERM)
    winner = _other(request, request.GET.get("with", ""))
    if winner is None or winner.pk == loser.pk:
        return _choose(request, loser)
    form = BasisForm(request.POST or None)
    if form.is_valid():
        take = {
            name: choice
            for name in services.CHOOSABLE
            if (choice := request.POST.get(f"take-{name}", "")) in ("loser", "both")
            and (choice == "loser" or name in LISTS)
        }
        basis = form.cleaned_data["basis"]
        try:
            services.merge(loser, winner, by=acting(request), basis=basis, take=take)
        except RuleError as error:
            refuse(form, error)
        else:
            messages.success(request, _now("The two records are one now. You can part them again."))
            return redirect(winner)
    context = {
        "loser": loser,
        "winner": winner,
        "form": form,
        "choices": [_choice(name, loser, winner, request.POST) for name in services.CHOOSABLE],
        "moves": _moves(loser),
    }
    status = 422 if form.is_bound else 200
    return render(request, "registry/subject_merge.html", context, status=status)


@form_page
@permission_required(PERM, raise_exception=True)
def subject_unmerge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Part a merged record again, after showing what is taken back."""
    loser = allowed(request, pk, PERM)
    made = get_object_or_404(
        Merge.objects.filter(loser__in=Subject.objects.allowed(request.user, PERM)).select_related(
            "winner"
        ),
        loser=loser,
        undone_at=None,
    )
    form = BasisForm(request.POST or None)
    if form.is_valid():
        services.unmerge(loser, by=acting(request), basis=form.cleaned_data["basis"])
        messages.success(request, _now("The two records are apart again, as they were before."))
        return redirect(loser)
    touched = [LABELS[name] for name, columns in services.CHOOSABLE.items()
               if set(columns) & set(made.changes)]  # fmt: skip
    context = {"loser": loser, "merge": made, "form": form, "touched": touched}
    status = 422 if form.is_bound else 200
    return render(request, "registry/subject_unmerge.html", context, status=status)


@require_POST
@permission_required(PERM, raise_exception=True)
def pairs_find(request: HttpRequest) -> HttpResponse:
    """Look for duplicates now."""
    found = services.find_pairs()
    messages.success(
        request, _now("%(count)s new pairs were found.") % {"count": marks.number(found)}
    )
    return redirect("registry:pair-list")


def _choose(request: HttpRequest, loser: Subject) -> HttpResponse:
    """Ask which record is the other one."""
    form = WithForm(request.POST or None)
    if form.is_valid():
        text = form.cleaned_data["other"].strip()
        rows = Subject.objects.allowed(request.user, PERM).canonical().exclude(pk=loser.pk)
        found = rows.filter(Q(code=text) | Q(uscc=text.upper())).first()
        if found is not None:
            address = reverse("registry:subject-merge", args=[loser.pk])
            return redirect(f"{address}?with={found.pk}")
        form.add_error("other", _now("No record that you may merge has this code."))
    twins = services.twins_of(
        code=loser.code, name=loser.name, address=loser.address, uscc=loser.uscc
    )
    may = Subject.objects.allowed(request.user, PERM).exclude(pk=loser.pk)
    near = list(may.filter(pk__in=[row.pk for row, _g in twins]).select_related("region"))
    context = {"loser": loser, "winner": None, "form": form, "near": near}
    status = 422 if form.is_bound else 200
    return render(request, "registry/subject_merge.html", context, status=status)


def _other(request: HttpRequest, text: str) -> Subject | None:
    try:
        key = uuid.UUID(text)
    except ValueError:
        return None
    rows = Subject.objects.allowed(request.user, PERM).select_related("region")
    return rows.filter(pk=key).first()


def _choice(name: str, loser: Subject, winner: Subject, posted: Any) -> dict[str, Any]:
    """Return one line of the preview: both values and what is chosen."""
    values = [_shown(row, name) for row in (winner, loser)]
    same = values[0] == values[1]
    proposed = "loser" if not same and values[0] in ("", "—") and values[1] else "winner"
    if name in LISTS and not same and values[1] != "":
        proposed = "both"
    return {
        "name": name,
        "label": LABELS[name],
        "winner": values[0],
        "loser": values[1],
        "same": same,
        "may_both": name in LISTS,
        "chosen": posted.get(f"take-{name}", proposed),
    }


def _shown(row: Subject, name: str) -> str:
    match name:
        case "labels":
            return _now(", ").join(row.named_labels)
        case "lines":
            return _now(", ").join(row.named_lines())
        case "place":
            return row.place_text
        case "region":
            return row.region.named
        case "state":
            return str(row.get_state_display())
    return str(getattr(row, name))


def _moves(loser: Subject) -> list[dict[str, Any]]:
    """Return how much goes over to the other record's page, by what it is."""
    counts: list[tuple[Any, int]] = [
        (_("Events on the time line"), Event.objects.of_subjects([loser.pk])[:1001].count()),
        (_("Earlier names and codes"), loser.aliases.count()),
        (_("Contacts"), loser.contacts.filter(ended_at=None).count()),
        (_("Records merged into it before"), loser.merged.count()),
    ]
    for relation in loser._meta.related_objects:
        owner = relation.related_model._meta
        if owner.app_label != "registry" and (relation.one_to_many or relation.one_to_one):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: loser.pk})
            counts.append((owner.verbose_name_plural, rows[:1001].count()))
    return [{"label": label, "count": count} for label, count in counts if count]
