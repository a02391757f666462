"""Load the demo: its files, its people's passwords, its roster."""

import argparse
import time
from typing import Any

from django.core.management.base import BaseCommand

from registry.roles import sync_roles
from supervision_portal.demo import (
    accounts,
    drawing,
    files,
    joint,
    off_site,
    shifts,
    visits,
)


class Command(BaseCommand):
    help = "Load the demo of this version; what is there already stays. Rolls the roster on."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="land the files even if they have not changed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        sync_roles()
        loaded = files.load(self.stdout.write, again=options["again"])
        new = accounts.provide()
        turns = files.roll_roster()
        visits.show(files.holder("department_head"), files.holder("dispatcher"))
        joint.show(files.holder("department_head"), files.holder("dispatcher"))
        drawing.show(files.holder)
        shifts.show(files.holder("dispatcher"), files.holder("department_head"))
        off_site.show(files.holder("department_head"), files.holder("dispatcher"))
        self.stdout.write(
            f"demo {'loaded' if loaded else 'is current'}: {new} new accounts, "
            f"{turns} turns of duty, {time.monotonic() - began:.1f} s"
        )
        self.stdout.write(f"accounts: {accounts.BOOK}")
