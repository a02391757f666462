"""Let the application's role read and write what the owner's migrations make."""

from __future__ import annotations

from typing import Any

from django.db import connections

_DEFAULT = "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
# What later migrations want to deny, they revoke: append-only tables lose UPDATE and DELETE.
STATEMENTS = (
    "GRANT USAGE ON SCHEMA public TO {app}",
    f"{_DEFAULT} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{app}}",
    f"{_DEFAULT} GRANT USAGE, SELECT ON SEQUENCES TO {{app}}",
    f"{_DEFAULT} GRANT EXECUTE ON FUNCTIONS TO {{app}}",
)


def grant(*, using: str, **signal: Any) -> None:
    """Set default privileges before migrations run; a receiver of Django's ``pre_migrate``."""
    connection = connections[using]
    roles = connection.settings_dict.get("ROLES")
    if not roles or roles["app"]["USER"] == connection.settings_dict["USER"]:
        return
    app = connection.ops.quote_name(roles["app"]["USER"])
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement.format(app=app))
