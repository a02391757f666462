"""Administration of data in and out: the contracts, and the systems that send."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from common.admin import PortalAdmin, ReadOnlyAdmin
from datacenter.models import Dataset, Source


@admin.register(Dataset)
class DatasetAdmin(ReadOnlyAdmin):
    """What a row has to look like; the table in ``datacenter.datasets`` makes them."""

    list_display = ("code", "name", "name_en", "unit", "minimum", "maximum", "fresh_seconds")
    search_fields = ("code", "name", "name_en")


@admin.register(Source)
class SourceAdmin(PortalAdmin):
    """Systems that send data; the secret is shown once by ``create_source`` and never again."""

    list_display = ("name", "key", "department", "is_active", "is_simulated", "created_at")
    list_filter = ("is_active", "is_simulated")
    list_select_related = ("department",)
    search_fields = ("name", "name_en", "key")
    fields = ("name", "name_en", "key", "department", "datasets", "is_active", "is_simulated")
    readonly_fields = ("key", "department", "datasets", "is_simulated")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
