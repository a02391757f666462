"""Passwords of the demo's people: made here, kept in one file that only its owner reads."""

import os
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from common.models import User
from registry.roles import ROLES
from supervision_portal.demo.files import people

BOOK: Path = settings.VAR / "demo-accounts.txt"


def provide() -> int:
    """Give the demo's people their passwords unless all have them; return how many got one.

    One account for each role has a password of its own; all others share one, so that any second
    officer can be played too. The book is written first: a password nobody can read would be lost.
    """
    rows = people()
    staff = {user.username: user for user in User.objects.filter(username__in=_names(rows))}
    if BOOK.exists() and all(user.has_usable_password() for user in staff.values()):
        return 0
    cast = {row["role"]: row["username"] for row in reversed(rows) if row["username"] in staff}
    passwords = {name: secrets.token_urlsafe(9) for name in cast.values()}
    shared = secrets.token_urlsafe(9)
    _keep(BOOK, _book(cast, passwords, shared))
    with ThreadPoolExecutor(max_workers=4) as pool:
        hashes = dict(zip(passwords, pool.map(make_password, passwords.values()), strict=True))
    shared_hash = make_password(shared)
    for name, user in staff.items():
        user.password = hashes.get(name, shared_hash)
    User.objects.bulk_update(staff.values(), ["password"])
    return len(staff)


def _names(rows: list[dict[str, str]]) -> list[str]:
    return [row["username"] for row in rows]


def _book(cast: dict[str, str], passwords: dict[str, str], shared: str) -> list[str]:
    rows = [["Role", "", "User name", "Password", "Try"]]
    for spec in ROLES:
        if name := cast.get(spec.code):
            rows.append([spec.name_en, spec.name, name, passwords[name], spec.try_this])
    return [*_table(rows), "", f"Everybody else in demo/officers.csv: {shared}"]


def _table(rows: list[list[str]]) -> list[str]:
    """Return rows as lines of aligned columns; a Chinese sign is two columns wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _keep(path: Path, lines: list[str]) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    fresh.replace(path)
