"""The top app: it may import everything and wires the closed loop."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    name = "supervision_portal"

    def ready(self) -> None:
        from celery.signals import before_task_publish

        from supervision_portal import celery, health, loop  # noqa: F401

        before_task_publish.connect(health.note_beat)


class AdministrationConfig(AdminConfig):
    """Django's administration with the portal's own site."""

    default_site = "supervision_portal.administration.Site"
