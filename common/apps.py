"""The lowest app."""

from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        from common.postgres import grants

        pre_migrate.connect(grants.grant, sender=self)
