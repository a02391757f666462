"""The lowest app, and what of static files is collected."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.models.signals import pre_migrate


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        from common.postgres import grants

        pre_migrate.connect(grants.grant, sender=self)


class StaticConfig(StaticFilesConfig):
    # its scripts are those of npm's htmx once more, with imports that only resolve elsewhere
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx"]
