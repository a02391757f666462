"""What settings say about databases: where they are, and as which of the two roles to go there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import environ

from common.embedded.postgres import APP, DATABASE, OWNER, Postgres

# They change the schema, empty tables or copy the whole database: for the owner of the tables.
OWNER_COMMANDS = {"migrate", "flush", "createcachetable", "backup", "restore"}


def role_for(argv: list[str]) -> str:
    """Return the database role, ``owner`` or ``app``, for a command line of ``manage.py``."""
    return "owner" if len(argv) > 1 and argv[1] in OWNER_COMMANDS else "app"


def databases(env: environ.Env, var: Path) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES as the environment says.

    DATABASE_URL, or without it the embedded server of the state folder ``var``; DATABASE_OWNER_URL,
    or without it the application's role owns the tables; DATABASE_REPLICA_URL; DATABASE_ROLE.
    """
    if env.str("DATABASE_URL", ""):
        app = env.db("DATABASE_URL")
        owner = env.db("DATABASE_OWNER_URL") if env.str("DATABASE_OWNER_URL", "") else app
        shared: dict[str, Any] = {}
    else:
        durable = env.bool("DATABASE_DURABLE", True)
        place = {
            "NAME": DATABASE,
            "HOST": str(Postgres(var).socket_dir),
            "PORT": "",
            "PASSWORD": "",
        }
        app, owner = {**place, "USER": APP}, {**place, "USER": OWNER}
        shared = {"EMBEDDED": (str(var), durable)}
    shared |= {"ROLES": {"app": _login(app), "owner": _login(owner)}}
    role = env.str("DATABASE_ROLE", "app")
    found = {"default": _entry(owner if role == "owner" else app) | shared}
    if env.str("DATABASE_REPLICA_URL", ""):
        found["replica"] = _entry(env.db("DATABASE_REPLICA_URL")) | {"TEST": {"MIRROR": "default"}}
    return found


def embedded(settings: dict[str, Any]) -> Postgres | None:
    """Return the embedded server that an entry of DATABASES means, None for one of the outside."""
    return _server(*settings["EMBEDDED"]) if "EMBEDDED" in settings else None


@cache
def _server(var: str, durable: bool) -> Postgres:
    return Postgres(Path(var), durable=durable)


def _login(entry: dict[str, Any]) -> dict[str, Any]:
    """Return what of an entry depends on the role; the name does not, tests change it."""
    return {key: entry[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        **entry,
        "ENGINE": "common.postgres",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **entry.get("OPTIONS", {})},
    }
