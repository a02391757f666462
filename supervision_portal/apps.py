"""The top app: it may import everything and wires the closed loop."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "supervision_portal"

    def ready(self) -> None:
        from supervision_portal import celery, loop  # noqa: F401
