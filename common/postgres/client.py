"""``manage.py dbshell``, also with the embedded server and without a psql on the PATH."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import client

from common.embedded.binaries import Binaries
from common.postgres.databases import embedded


class DatabaseClient(client.DatabaseClient):
    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        args, env = super().settings_to_cmd_args_env(settings_dict, parameters)
        server = embedded(settings_dict)
        if server:
            server.hold()
            args[0] = str(Binaries.find().program("psql"))
        return args, env
