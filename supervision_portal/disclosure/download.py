"""The newest results as a table that spreadsheets and programs read."""

import csv

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from common import workdays
from common.lists.export import guard
from common.lists.keyset import Keyset
from supervision_portal.disclosure.models import PublicRecord

MOST_ROWS = 5000
FORMS = ("csv", "xlsx", "json")
"""How the list of matters leaves as open data."""

COLUMNS = (
    (_("Public number"), lambda row: row.code),
    (_("Date of the result"), lambda row: f"{row.result_on:%Y-%m-%d}"),
    (_("Inspected"), lambda row: row.inspected),
    (_("Unified social credit code"), lambda row: row.subject_code),
    (_("Result"), lambda row: str(row.get_outcome_display())),
    (_("Matter code"), lambda row: row.matter_code),
    (_("Matter"), lambda row: row.under),
    (_("Authority"), lambda row: row.by_whom),
    (_("Region code"), lambda row: row.region_code),
    (_("Region"), lambda row: row.where),
)


def csv_of(results: Keyset[PublicRecord]) -> HttpResponse:
    """Return at most MOST_ROWS results as CSV; no cell of it can be taken for a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="results-{workdays.today()}.csv"'
    response.write("\ufeff")  # the mark tells a spreadsheet that this is UTF-8
    table = csv.writer(response)
    table.writerow([str(label) for label, _value in COLUMNS])
    for row in results.page(MOST_ROWS).rows:
        table.writerow([guard(value(row)) for _label, value in COLUMNS])
    return response
