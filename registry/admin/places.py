"""Places, the tree of bodies, and lines of business."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from common.admin import PortalAdmin
from registry.admin.lines import OfLines
from registry.models import Department, Line, Region


@admin.register(Region)
class RegionAdmin(PortalAdmin):
    """Names of places; the tree itself comes with the official codes."""

    list_display = ("code", "name", "name_en", "level", "parent")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("code", "name", "name_en")
    fields = ("code", "name", "name_en", "level", "parent", "lon", "lat")
    readonly_fields = ("code", "level", "parent")
    ordering = ("path",)


@admin.register(Department)
class DepartmentAdmin(OfLines):
    """The tree of bodies; its codes and its shape stay once they are written."""

    list_display = ("code", "name", "name_en", "level", "region")
    list_filter = ("level",)
    list_select_related = ("region",)
    search_fields = ("code", "name", "name_en")
    autocomplete_fields = ("parent", "region")
    fields = (
        "code", "name", "name_en", "uscc", "parent", "region", "level", "lines", "phone", "address",
    )  # fmt: skip
    ordering = ("path",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code", "parent") if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.path = f"{obj.parent.path if obj.parent else ''}{obj.code}/"
        super().save_model(request, obj, form, change)


@admin.register(Line)
class LineAdmin(PortalAdmin):
    """Lines of business."""

    list_display = ("code", "name", "name_en")
    search_fields = ("code", "name", "name_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()
