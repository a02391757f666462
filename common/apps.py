"""The lowest app, and what of static files is collected."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.models.signals import pre_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from common import lookups, signals  # noqa: F401 (they register themselves)
        from common.postgres import grants

        pre_migrate.connect(grants.grant, sender=self)
        # Every app's words for its events and its panels on the records of lower apps.
        autodiscover_modules("panels")


class StaticConfig(StaticFilesConfig):
    # its scripts are those of npm's htmx once more, with imports that only resolve elsewhere
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx"]
