#!/usr/bin/env python3
"""Run a management command, as the database role that it needs."""

import os
import sys

from common.embedded.trouble import Trouble
from common.postgres.databases import role_for


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision_portal.settings")
    os.environ.setdefault("DATABASE_ROLE", role_for(sys.argv))
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except Trouble as trouble:
        sys.exit(str(trouble))


if __name__ == "__main__":
    main()
