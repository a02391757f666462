"""The command around an importer that leaves drafts, and may take them through to publication."""

import argparse
from typing import Any, ClassVar

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.imports.command import ImportCommand
from common.models import User
from matters import services
from matters.imports.checklists import ChecklistImporter
from matters.imports.matters import MatterImporter


class VersionCommand(ImportCommand):
    importer: ClassVar[type[MatterImporter] | type[ChecklistImporter]]

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--list", default="", help="the list of rows that name none")
        parser.add_argument("--by", metavar="USER", help="the user who drafts them")
        parser.add_argument(
            "--publish",
            nargs=2,
            metavar=("HEAD", "LEGAL"),
            help="publish the drafts from today on: reviewed by HEAD, passed by LEGAL",
        )

    def make(self, **options: Any) -> MatterImporter | ChecklistImporter:
        if options["publish"] and not options["by"]:
            raise CommandError(_("--publish needs --by: drafting and passing are apart."))
        names = [options["by"], *(options["publish"] or ())]
        self.people = [_user(name) for name in names if name]
        return self.importer(options["list"], by=self.people[0] if self.people else None)

    def follow(self, importer: Any, **options: Any) -> None:
        """Publish the drafts as the three people named."""
        if not options["publish"]:
            return
        drafter, head, legal = self.people
        published = 0
        for version in importer.drafted:
            try:
                services.see_through(version, drafter=drafter, head=head, legal=legal)
                published += 1
            except RuleError as refused:
                self.stderr.write(f"{version}: {refused.message}")
        self.stdout.write(_("%(count)d published") % {"count": published})


def _user(name: str) -> User:
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(_("No active user is called “%(name)s”.") % {"name": name})
    return user
