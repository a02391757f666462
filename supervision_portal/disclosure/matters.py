"""What may be inspected at my business, and the list as open data: read by anybody."""

import csv
import json
from collections.abc import Callable, Iterable
from typing import Any

import django_filters as filters
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from common import workdays
from common.lists.export import guard
from common.lists.keyset import Keyset, Order
from matters.models import ChecklistVersion, MatterVersion
from registry.choices import SubjectKind
from registry.models import Line
from supervision_portal.disclosure.filters import CodeFilter, MatterFilter, counties_and_above
from supervision_portal.disclosure.pages import page_of, public_page

BY_ITEM = Order("item", "item")
PAGE_SIZE = 20
MOST_ROWS = 5000
BUSINESSES = [(each.value, each.label) for each in SubjectKind if each not in (SubjectKind.PERSON,)]


def in_force() -> QuerySet[MatterVersion]:
    """Return the matters in force today with what their rows show."""
    rows = MatterVersion.objects.in_force(workdays.today())
    return rows.select_related("department", "matter")


class BusinessFilter(MatterFilter):
    """What somebody is, what they do and where: enough to know what may be inspected."""

    business = filters.ChoiceFilter(
        label=_("What are you?"),
        choices=BUSINESSES,
        method="of_kind",
        empty_label=_("any kind"),
    )
    theme = CodeFilter(
        label=_("What do you do?"),
        queryset=Line.objects.all(),
        method="of_theme",
        empty_label=_("any line of business"),
    )
    region = CodeFilter(
        label=_("Where?"),
        queryset=counties_and_above,
        method="exercised_in",
        empty_label=_("anywhere"),
    )

    q = department = level = kind = None  # type: ignore[assignment]

    def of_kind(self, rows: QuerySet[Any], name: str, kind: str) -> QuerySet[Any]:
        return rows.filter(Q(object_types__contains=[kind]) | Q(object_types=[])) if kind else rows


@public_page
def matter_finder(request: HttpRequest) -> HttpResponse:
    """Ask what somebody is, does and where, then say what may be inspected there."""
    asked = BusinessFilter(request.GET, in_force(), request=request)
    chosen = any(request.GET.get(name) for name in asked.filters)
    context: dict[str, Any] = {"form": asked.form, "chosen": chosen}
    if chosen and asked.is_valid():
        forms = ChecklistVersion.objects.in_force(workdays.today()).select_related("checklist")
        rows = asked.qs.prefetch_related(
            Prefetch("matter__checklists__versions", forms, to_attr="current")
        )
        context["page"] = page_of(request, rows, BY_ITEM, PAGE_SIZE)
    return render(request, "public/matter_finder.html", context)


# ---- open data: these columns and no others

Value = Callable[[MatterVersion], Any]
COLUMNS: tuple[tuple[str, Any, Value], ...] = (
    ("code", _("Code"), lambda row: row.matter.code),
    ("national_code", _("National code"), lambda row: row.matter.national_code or ""),
    ("item", _("Main item"), lambda row: row.item),
    ("sub_item", _("Sub item"), lambda row: row.sub_item),
    ("administrative_type", _("Type"), lambda row: row.administrative_type),
    ("department", _("Department code"), lambda row: row.department and row.department.code),
    (
        "department_name",
        _("Responsible authority"),
        lambda row: row.department and row.department.name,
    ),
    ("levels", _("Exercising levels"), lambda row: ";".join(map(str, row.levels))),
    ("line", _("Line of business"), lambda row: row.line),
    ("object", _("Object"), lambda row: row.object),
    ("basis", _("Basis"), lambda row: row.basis),
    ("process", _("Process"), lambda row: row.process),
    ("result", _("Result"), lambda row: row.result),
    ("method", _("Method in words"), lambda row: row.method),
    ("ratio", _("Ratio"), lambda row: row.ratio),
    ("frequency", _("Frequency"), lambda row: row.frequency),
    ("valid_from", _("In force from"), lambda row: f"{row.valid.lower:%Y-%m-%d}"),
)


@public_page
def matter_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Send the matters that the filters of the list let through as CSV, workbook or JSON."""
    asked = MatterFilter(request.GET, in_force(), request=request)
    rows = Keyset(asked.qs, BY_ITEM).page(MOST_ROWS).rows
    return {"csv": _csv, "xlsx": _xlsx, "json": _json}[form](rows)


def _named(response: HttpResponse, form: str) -> HttpResponse:
    name = f"matters-{workdays.today()}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(rows: Iterable[MatterVersion]) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    table = csv.writer(response)
    table.writerow([str(label) for _key, label, _value in COLUMNS])
    for row in rows:
        table.writerow([guard(str(value(row))) for _key, _label, value in COLUMNS])
    return _named(response, "csv")


def _json(rows: Iterable[MatterVersion]) -> HttpResponse:
    said = {
        "source": "Supervision Portal",
        "updated": workdays.today().isoformat(),
        "matters": [{key: value(row) for key, _label, value in COLUMNS} for row in rows],
    }
    text = json.dumps(said, ensure_ascii=False)
    return _named(HttpResponse(text, content_type="application/json; charset=utf-8"), "json")


def _xlsx(rows: Iterable[MatterVersion]) -> HttpResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("matters")
    sheet.append([str(label) for _key, label, _value in COLUMNS])
    for row in rows:
        cells = []
        for _key, _label, value in COLUMNS:
            cell = WriteOnlyCell(sheet, str(value(row)))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content_type=kind)
    book.save(response)
    return _named(response, "xlsx")
