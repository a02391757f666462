"""Link what stands in the list to the articles of the library."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from matters import services


class Command(BaseCommand):
    help = "Link the references in matters and checklists to the law library; can run again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(_("%(count)d versions read") % {"count": services.relink()})
