"""Officers with their certificates, and who is on duty when."""

from typing import Any

from django.contrib import admin
from django.contrib.postgres.forms import RangeWidget
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSingleDateWidget, UnfoldAdminSplitDateTimeWidget

from common.admin import PortalAdmin
from registry.admin.lines import OfLines
from registry.models import Officer, Roster


@admin.register(Officer)
class OfficerAdmin(OfLines):
    """Enforcement officers with their certificates."""

    list_display = ("user", "certificate_no", "department", "valid_until")
    list_filter = (("department", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("user", "department")
    search_fields = ("user__name", "user__username", "certificate_no")
    autocomplete_fields = ("user", "department")
    fields = ("user", "department", "certificate_no", "valid", "lines", "phone")

    @display(description=_("valid until"), ordering="valid")
    def valid_until(self, row: Officer) -> Any:
        return row.last_valid_day

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user",) if obj else ()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "valid":
            kwargs["widget"] = RangeWidget(UnfoldAdminSingleDateWidget())
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Roster)
class RosterAdmin(PortalAdmin):
    """Turns of duty; two turns of one officer never overlap."""

    list_display = ("officer", "begins", "ends")
    list_select_related = ("officer__user",)
    search_fields = ("officer__user__name", "officer__user__username")
    autocomplete_fields = ("officer",)
    ordering = ("-duty",)

    @display(description=_("begins"), ordering="duty")
    def begins(self, row: Roster) -> Any:
        return row.duty.lower

    @display(description=_("ends"))
    def ends(self, row: Roster) -> Any:
        return row.duty.upper

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "duty":
            kwargs["widget"] = RangeWidget(UnfoldAdminSplitDateTimeWidget())
        return super().formfield_for_dbfield(db_field, request, **kwargs)
