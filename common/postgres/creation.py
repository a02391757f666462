"""Test databases: migrated once as the owner into a template, copied for each test process."""

from __future__ import annotations

import datetime
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError
from django.db.backends.postgresql import creation

DROP_ATTEMPTS = 20
_LOCK = 20_261_123  # of the advisory lock under which test databases are made


class DatabaseCreation(creation.DatabaseCreation):
    """The owner makes and drops test databases; the tests connect as the application."""

    def create_test_db(
        self,
        verbosity: int = 1,
        autoclobber: bool = False,
        serialize: bool | None = False,
        keepdb: bool = False,
    ) -> str:
        """Copy the template, which is migrated anew when any migration has changed."""
        name = self._test_name()
        with self.as_owner(), self.connection._nodb_cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            template = self._template(cursor)
            self._drop(cursor, name)
            self._create(cursor, name, template)
        self._use(name)
        self.connection.ensure_connection()
        return name

    def destroy_test_db(self, *args: Any, **kwargs: Any) -> None:
        with self.as_owner():
            super().destroy_test_db(*args, **kwargs)

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        """Drop it even while the server itself, vacuuming, is in it."""
        with self.connection._nodb_cursor() as cursor:
            self._drop(cursor, test_database_name)

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        """Connect as the owner of the tables for a while."""
        entry = self.connection.settings_dict
        roles = entry["ROLES"]
        self.connection.close()
        entry.update(roles["owner"])
        try:
            yield
        finally:
            self.connection.close()
            entry.update(roles["app"])

    def _template(self, cursor: Any) -> str:
        prefix = f"{self._test_name().partition('_gw')[0]}_template_"
        template = prefix + migrations_hash()
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        present = {name for (name,) in cursor.fetchall()}
        if template in present:
            return template
        for stale in present:
            self._drop(cursor, stale)
        fresh = f"{prefix}new"
        self._create(cursor, fresh, "template0")
        self._use(fresh)
        call_command("migrate", database=self.connection.alias, verbosity=0, interactive=False)
        self.connection.close()
        cursor.execute(f"ALTER DATABASE {self._quote(fresh)} RENAME TO {self._quote(template)}")
        return template

    def _test_name(self) -> str:
        entry = self.connection.settings_dict
        return str(entry["TEST"]["NAME"] or f"test_{entry['NAME']}")

    def _quote(self, name: str) -> str:
        return self.connection.ops.quote_name(name)

    def _create(self, cursor: Any, name: str, template: str) -> None:
        cursor.execute(f"CREATE DATABASE {self._quote(name)} TEMPLATE {self._quote(template)}")

    def _drop(self, cursor: Any, name: str) -> None:
        drop = f"DROP DATABASE IF EXISTS {self._quote(name)}"
        for _attempt in range(DROP_ATTEMPTS):
            try:
                cursor.execute(f"{drop} WITH (FORCE)")
            except ProgrammingError:  # a vacuum is in it, which only a superuser may end
                time.sleep(1)
            else:
                return
        cursor.execute(drop)  # sends the vacuum away itself, and waits for it

    def _use(self, name: str) -> None:
        settings.DATABASES[self.connection.alias]["NAME"] = name
        self.connection.settings_dict["NAME"] = name


def migrations_hash() -> str:
    """Return a short hash of what shapes the template: migrations, grants and this month."""
    digest = hashlib.sha256(Path(__file__).with_name("grants.py").read_bytes())
    digest.update(f"{datetime.datetime.now(datetime.UTC):%Y-%m}".encode())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for migration in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(migration.name.encode() + migration.read_bytes())
    return digest.hexdigest()[:12]
