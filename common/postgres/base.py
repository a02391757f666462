"""Django's PostgreSQL backend for this house: ``ENGINE = "common.postgres"``.

It brings up the embedded server before the first connection where none is configured, refuses
servers under PostgreSQL 16, and leaves to the tables' owner what the application may not do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base, features, operations
from django.db.utils import OperationalError

from common.embedded.trouble import Trouble
from common.postgres.client import DatabaseClient
from common.postgres.creation import DatabaseCreation
from common.postgres.databases import embedded


class DatabaseTrouble(Trouble, OperationalError):
    """The database cannot be used at all; the message is one sentence for a person."""


class DatabaseFeatures(features.DatabaseFeatures):
    minimum_database_version = (16,)


class DatabaseOperations(operations.DatabaseOperations):
    connection: DatabaseWrapper

    def execute_sql_flush(self, sql_list: Iterable[str]) -> None:
        """TRUNCATE as the owner: the application's role may not.

        The partitioned tables go too; Django knows nothing of tables that it did not make.
        """
        with self.connection.as_owner() as owner, owner.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20s'")
            for sql in sql_list:
                cursor.execute(sql)
            cursor.execute("SELECT parent FROM partitioned")
            for (table,) in cursor.fetchall():
                cursor.execute(f"TRUNCATE {self.quote_name(table)}")


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    creation_class = DatabaseCreation
    client_class = DatabaseClient

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        server = embedded(self.settings_dict)
        if server:
            try:
                server.hold()
            except Trouble as trouble:
                raise DatabaseTrouble(str(trouble)) from trouble
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError as error:
            reason = str(error).partition("\n")[0]
            raise DatabaseTrouble(f"The database cannot be reached: {reason}.") from error

    def check_database_version_supported(self) -> None:
        (oldest,) = DatabaseFeatures.minimum_database_version
        found = self.get_database_version()
        if found < (oldest,):
            raise DatabaseTrouble(
                f"The portal needs PostgreSQL {oldest} or newer; "
                f"this server is {found[0]}.{found[1]}."
            )

    @contextmanager
    def as_owner(self) -> Iterator[DatabaseWrapper]:
        """Give a connection of its own to the same database, as the owner of its tables."""
        settings = {**self.settings_dict, **self.settings_dict["ROLES"]["owner"]}
        owner = type(self)(settings, alias=self.alias)
        try:
            yield owner
        finally:
            owner.close()
