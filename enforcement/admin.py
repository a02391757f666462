"""Administration of enforcement: what may go out by itself, to look at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from common.admin import PortalInline, ReadOnlyAdmin
from enforcement.models import StandingApproval, StandingApprovalDay


class DayInline(PortalInline):
    """How often it was used on each day."""

    model = StandingApprovalDay
    fields = ("day", "used")
    ordering = ("-day",)
    per_page = 20
    show_change_link = False


@admin.register(StandingApproval)
class StandingApprovalAdmin(ReadOnlyAdmin):
    """Approvals in advance; heads of departments give them."""

    list_display = ("code", "department", "matter", "daily_limit", "valid", "stands")
    list_select_related = ("department", "matter")
    search_fields = ("code", "department__name", "matter__code")
    fields = (
        "code",
        "department",
        "matter",
        "checklist",
        "daily_limit",
        "valid",
        "approver",
        "revoked_at",
    )
    ordering = ("code",)

    @display(description=_("stands"), boolean=True)
    def stands(self, row: StandingApproval) -> bool:
        return row.revoked_at is None
