"""Import laws and their texts."""

import argparse
import datetime as dt
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.imports.command import ImportCommand
from common.models import User
from matters import services
from matters.choices import LawKind
from matters.imports.laws import LawImporter


class Command(ImportCommand):
    help = (
        "Import laws: a table (one a row), JSON, or one text (.txt, .md) as it is published. "
        "Texts land as drafts, never over what is published."
    )
    importer = LawImporter

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--kind", choices=LawKind.values, default="", help="of rows without one"
        )
        parser.add_argument("--by", metavar="USER", help="the user who drafts the texts")
        parser.add_argument(
            "--from", dest="day", type=dt.date.fromisoformat, help="first day in force (YYYY-MM-DD)"
        )
        parser.add_argument(
            "--publish",
            metavar="USER",
            help="publish the first text of each law as USER, from the day it says; a text that "
            "follows another waits until somebody has confirmed the mapping of its articles",
        )

    def make(self, **options: Any) -> LawImporter:
        if options["publish"] and options["publish"] == options["by"]:
            raise CommandError(_("Whoever drafts a text does not publish it."))
        return LawImporter(by=_user(options["by"]), kind=options["kind"], valid_from=options["day"])

    def follow(self, importer: Any, **options: Any) -> None:
        """Publish as the user named; say what waits."""
        publisher = _user(options["publish"])
        if publisher is None:
            return
        published = 0
        for version, day in importer.drafted:
            try:
                if day is None:
                    raise RuleError(
                        "no_day", _("The text does not say from which day it is in force.")
                    )
                services.publish_version(version, by=publisher, from_day=day)
                published += 1
            except RuleError as refused:
                self.stderr.write(f"{version}: {refused.message}")
        self.stdout.write(_("%(count)d published") % {"count": published})


def _user(name: str | None) -> User | None:
    if not name:
        return None
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(_("No active user is called “%(name)s”.") % {"name": name})
    return user
