"""Register a system that sends data, and give out its key and secret."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from datacenter import services
from datacenter.models import Dataset
from registry.models import Department


class Command(BaseCommand):
    help = "Register a source; prints its key and, this once, its secret."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("name", help="what the source is called")
        parser.add_argument("--name-en", default="", help="its English name")
        parser.add_argument(
            "--dataset", action="append", required=True, help="what it may send; can be repeated"
        )
        parser.add_argument(
            "--department", default="", help="code of the department that answers for it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        datasets = list(Dataset.objects.filter(code__in=options["dataset"]))
        if missing := set(options["dataset"]) - {dataset.code for dataset in datasets}:
            known = ", ".join(Dataset.objects.values_list("code", flat=True))
            raise CommandError(
                _("There is no dataset %(missing)s. Known: %(known)s.")
                % {"missing": ", ".join(sorted(missing)), "known": known or "–"}
            )
        department = self.department(options["department"])
        source, secret = services.create_source(
            options["name"], name_en=options["name_en"], datasets=datasets, department=department
        )
        self.stderr.write(
            _("%(source)s, department %(department)s. The secret is shown only now:")
            % {"source": source, "department": department}
        )
        self.stdout.write(f"key     {source.key}\nsecret  {secret}")

    def department(self, code: str) -> Department:
        """Return the department with a code, without one the head of the largest tree."""
        if not code:
            found = services.default_department()
            if found is None:
                raise CommandError(_("There is no department yet: import them first."))
            return found
        try:
            return Department.objects.get(code=code)
        except Department.DoesNotExist:
            raise CommandError(
                _("There is no department with the code %(code)s.") % {"code": code}
            ) from None
