"""The audit trail: one entry a login, denial, export, look at an identity or changed setting."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest

from common.models import AuditEntry, User


def record(
    action: str,
    *,
    by: User | None,
    row: str = "",
    facts: Mapping[str, Any] | None = None,
    request: HttpRequest | None = None,
    username: str = "",
) -> AuditEntry:
    """Write who did what, in the transaction of the act; ``row`` names the record touched.

    The database lets nobody change or delete an entry.
    """
    return AuditEntry.objects.create(
        action=action,
        by=by.pk if by else None,
        username=(by.username if by else username)[:150],
        address=request.META.get("REMOTE_ADDR") or None if request else None,
        row=row,
        facts=dict(facts or {}),
    )


def record_all(
    action: str, *, by: User | None, entries: Iterable[tuple[str, Mapping[str, Any]]]
) -> None:
    """Write one entry for each (record touched, facts), in one statement."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            action=action,
            by=by.pk if by else None,
            username=by.username if by else "",
            row=row,
            facts=dict(facts),
        )
        for row, facts in entries
    )
