"""The public copy: what the disclosure site shows, masked before it is stored."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosureConfig(AppConfig):
    name = "supervision_portal.disclosure"
    label = "disclosure"
    verbose_name = _("Disclosure")
