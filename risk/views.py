"""Pages of risk early warning: the live desk, a warning, the rules and how well they do."""

import json
import uuid
from collections.abc import Iterable

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common import live, timeline
from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Event, reference
from common.panels import panels_of
from datacenter.models import Dataset
from enforcement.models import Task
from risk import services
from risk.charts import readings_of
from risk.choices import Stage
from risk.definitions import Definition, read
from risk.filters import RuleFilter, WarningFilter
from risk.forms import CloseForm, SettleForm
from risk.models import RiskWarning, RuleVersion
from risk.rules import precision
from risk.words import basis_in_words, condition_in_words, decisive, measured, span


def _read(row: RiskWarning) -> tuple[Definition, dict[str, str]]:
    units = {contract["code"]: contract["unit"] for contract in row.contracts}  # type: ignore[attr-defined]
    return read(row.rule_version.definition), units


WARNINGS = ListDesk(
    key="risk.warnings",
    title=_("Risk warnings"),
    lead=_("Internal: a warning is a clue to be checked, never evidence and never published."),
    filterset=WarningFilter,
    columns=[
        Column("level", pgettext_lazy("warning", "Level"), "level", sort="level"),
        Column("subject", _("Warned"), "name"),
        Column(
            "measures",
            _("Measured"),
            "template",
            value=lambda row: decisive(row.level, row.measures, *_read(row)),
            template="risk/_measure.html",
            export=lambda row: " / ".join(map(str, measured(row.measures, *_read(row)))),
        ),
        Column("event_time", _("Readings at"), "when", sort="event_time"),
        Column("condition", _("Readings say"), "badge"),
        Column("stage", _("Stage"), "badge"),
        Column("target", _("Object to check"), "named"),
        Column("region", _("Region"), "named", shown=False),
        Column("rule", _("Rule"), "named", value="rule_version.rule", shown=False),
        Column("verdict", _("Verdict"), "badge", shown=False),
        Column("created_at", _("Raised"), "when", shown=False),
    ],
    empty=Empty(
        _("No warnings"),
        _(
            "A warning rises here by itself when readings cross a threshold of a published rule. "
            "None does at the moment, or your filters leave none."
        ),
        icon="shield-check",
    ),
    export_name="warnings",
    orders={"-triage": (_("Most urgent first"), "urgency")},
    default_ordering="-triage",
    live_seconds=2,
    stamp="changed_at",
)

RULES = ListDesk(
    key="risk.rules",
    title=_("Risk rules"),
    lead=_("What is watched for, and how often a warning was confirmed when somebody looked."),
    filterset=RuleFilter,
    columns=[
        Column("rule", _("Rule"), "name"),
        Column("number", _("Version"), "number"),
        Column("state", _("State"), "badge"),
        Column(
            "precision", _("Confirmed"), "template", template="risk/_precision.html",
            value=lambda row: precision(row.confirmed, row.benign, row.false_alarms),
            export=lambda row: f"{row.confirmed} / {row.confirmed + row.benign + row.false_alarms}",
        ),
        Column("waiting", _("Not verified yet"), "number"),
        Column("unverifiable", _("Could not be verified"), "number"),
        Column("department", _("Responsible"), "named"),
        Column("published_at", pgettext_lazy("time", "Published"), "when"),
    ],
    empty=Empty(
        _("No rules yet"),
        _(
            "A rule says which readings are a danger. One person drafts it, another publishes it."
        ),
        icon="gauge",
    ),
    export_name="rules",
)  # fmt: skip


@permission_required("risk.view_riskwarning", raise_exception=True)
def warning_list(request: HttpRequest) -> HttpResponseBase:
    """List the warnings in the person's region; the list follows the readings by itself."""
    rows = RiskWarning.objects.visible_to(request.user).with_contracts()
    return list_page(
        request, WARNINGS, rows.select_related("rule_version__rule", "subject", "target", "region")
    )


@require_safe
@permission_required("risk.view_riskwarning", raise_exception=True)
def warning_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one warning: what was measured, what is to be checked, who did what."""
    return _show(request, _visible(request, pk))


@require_POST
@permission_required("risk.sign_riskwarning", raise_exception=True)
def warning_sign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Sign for a warning."""
    warning = _allowed(request, pk, "risk.sign_riskwarning")
    services.sign(warning, by=acting(request))
    return redirect(warning)


@require_POST
@permission_required("risk.settle_riskwarning", raise_exception=True)
def warning_settle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Settle a warning without a check, with a reason."""
    warning = _allowed(request, pk, "risk.settle_riskwarning")
    form = SettleForm(request.POST, has_open_checks=services.has_open_checks(warning))
    if not form.is_valid():
        return _show(request, warning, settle_form=form, status=422)
    services.settle(warning, form.cleaned_data["verdict"], by=acting(request),
                    basis=form.cleaned_data["basis"],
                    call_off=form.cleaned_data.get("call_off", False))  # fmt: skip
    return redirect(warning)


@require_POST
@permission_required("risk.settle_riskwarning", raise_exception=True)
def warning_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close a settled warning by hand, with a reason."""
    warning = _allowed(request, pk, "risk.settle_riskwarning")
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _show(request, warning, close_form=form, status=422)
    services.close(warning, by=acting(request), basis=form.cleaned_data["basis"])
    return redirect(warning)


@permission_required("risk.view_ruleversion", raise_exception=True)
def rule_list(request: HttpRequest) -> HttpResponseBase:
    """List the versions of rules with their precision."""
    rows = RuleVersion.objects.visible_to(request.user).with_verdicts()
    return list_page(request, RULES, rows.select_related("rule", "department"))


@require_safe
@permission_required("risk.view_ruleversion", raise_exception=True)
def rule_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what one version says in full and how its warnings ended."""
    rows = RuleVersion.objects.visible_to(request.user).with_verdicts()
    version = get_object_or_404(rows.select_related("rule", "department"), pk=pk)
    definition, units = read(version.definition), Dataset.objects.units()
    context = {
        "version": version,
        "basis": basis_in_words(version.definition),
        "levels": [
            (level, condition_in_words(text, definition, units))
            for level, text in definition.levels
        ],
        "clear": condition_in_words(definition.clear, definition, units),
        "keep": span(definition.keep),
        "stale": span(definition.stale_after),
        "raw": json.dumps(version.definition, ensure_ascii=False, indent=2),
        "share": precision(version.confirmed, version.benign, version.false_alarms),
        "history": timeline.entries(Event.objects.about(version), here=reference(version)),
        "panels": panels_of(version, request.user),
    }
    return render(request, "risk/rule.html", context)


def warning_stamp(request: HttpRequest, pk: uuid.UUID) -> str:
    """Return the stamp of a warning's page: another one when it or one of its checks moved."""
    warning = _visible(request, pk)
    return _stamp(warning, _checks(request, warning))


def _stamp(warning: RiskWarning, tasks: Iterable[Task]) -> str:
    own = warning.changed_at, warning.event_time, warning.condition, warning.level
    return live.stamp_of(own, [(task.pk, task.changed_at, task.desk_reason) for task in tasks])


def _checks(request: HttpRequest, warning: RiskWarning) -> list[Task]:
    rows = Task.objects.visible_to(request.user).of_origin(*services.origins_of(warning))
    return list(rows.select_related("subject").order_by("id"))


def _visible(request: HttpRequest, pk: uuid.UUID) -> RiskWarning:
    rows = RiskWarning.objects.visible_to(request.user)
    relations = ("rule_version__rule", "subject__region", "target", "region", "episode")
    return get_object_or_404(rows.select_related(*relations), pk=pk)


def _allowed(request: HttpRequest, pk: uuid.UUID, perm: str) -> RiskWarning:
    rows = RiskWarning.objects.allowed(request.user, perm)
    relations = ("rule_version__rule", "subject__region", "target", "region", "episode")
    return get_object_or_404(rows.select_related(*relations), pk=pk)


def _show(
    request: HttpRequest,
    warning: RiskWarning,
    *,
    settle_form: SettleForm | None = None,
    close_form: CloseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    definition, units = read(warning.rule_version.definition), Dataset.objects.units()
    may_settle = request.user.has_perm("risk.settle_riskwarning")
    after = warning.flow("stage")[warning.stage]
    events = list(Event.objects.about(warning))
    tasks = _checks(request, warning)
    context = {
        "warning": warning,
        "live": live.Renewal(warning.get_absolute_url(), _stamp(warning, tasks)),
        "measured": measured(warning.measures, definition, units),
        "picture": readings_of(warning, definition, units),
        "can_sign": Stage.SIGNED in after and request.user.has_perm("risk.sign_riskwarning"),
        "settle_form": (
            settle_form or SettleForm(has_open_checks=services.has_open_checks(warning))
        )
        if may_settle and not warning.verdict and Stage.MERGED in after
        else None,
        "close_form": (close_form or CloseForm())
        if may_settle and warning.verdict and warning.stage != Stage.CLOSED
        else None,
        "history": timeline.entries(reversed(events), here=reference(warning)),
        "first_event": events[0].pk if events else None,
        "tasks": tasks,
        "panels": panels_of(warning, request.user),
    }
    return render(request, "risk/warning.html", context, status=status)


live.page("risk:warning-detail", warning_stamp)
