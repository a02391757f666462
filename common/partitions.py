"""Monthly partitions of the tables that never stop growing."""

import datetime as dt

from django.db import connection

_KNOWN: set[tuple[str, str, str]] = set()


def ensure_month(table: str, moment: dt.datetime) -> None:
    """Make sure that ``table`` has the partition of the month of ``moment`` (UTC).

    The owner's SECURITY DEFINER function ``ensure_partition`` makes it; the caller needs no DDL
    right. A process asks once for each month.
    """
    month = moment.astimezone(dt.UTC).strftime("%Y-%m-01")
    key = (connection.settings_dict["NAME"], table, month)
    if key in _KNOWN:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT ensure_partition(%s, %s)", [table, month])
    connection.on_commit(lambda: _KNOWN.add(key))
