"""Administration of risk: the rules as they stand, to look at."""

import json

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from common.admin import ReadOnlyAdmin
from risk.models import RuleVersion


@admin.register(RuleVersion)
class RuleVersionAdmin(ReadOnlyAdmin):
    """Versions of the rules; they are written, reviewed and published on the rules' own pages."""

    list_display = ("rule", "number", "in_state", "department", "published_at")
    list_filter = ("state",)
    list_select_related = ("rule", "department")
    search_fields = ("rule__code", "rule__name", "rule__name_en")
    fields = ("rule", "number", "in_state", "department", "published_at", "content_hash", "says")
    readonly_fields = ("in_state", "says")
    ordering = ("rule__code", "-number")

    @display(description=_("state"), ordering="state", label=True)
    def in_state(self, row: RuleVersion) -> str:
        return row.get_state_display()

    @display(description=_("definition"))
    def says(self, row: RuleVersion) -> SafeString:
        return format_html(
            "<pre>{}</pre>", json.dumps(row.definition, ensure_ascii=False, indent=2)
        )
