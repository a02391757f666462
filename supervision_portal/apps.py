"""The top app: it may import everything and wires the closed loop."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "supervision_portal"

    def ready(self) -> None:
        from celery.signals import before_task_publish

        from supervision_portal import celery, health, loop  # noqa: F401

        before_task_publish.connect(health.note_beat)
