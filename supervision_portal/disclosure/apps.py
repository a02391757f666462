"""The public copy: what the disclosure site shows, masked before it is stored."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "supervision_portal.disclosure"
    label = "disclosure"
