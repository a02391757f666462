"""Write what a fresh or updated database needs before anybody works in it."""

from typing import Any

from django.core.management.base import BaseCommand

from common import workdays
from datacenter.datasets import sync_datasets
from registry.roles import sync_roles


class Command(BaseCommand):
    help = "Write roles, working-day calendar and datasets; can run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        sync_roles()
        sync_datasets()
        new = workdays.seed()
        self.stdout.write(f"roles and datasets are current, {new} calendar days added")
