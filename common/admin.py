"""Administration of the common app, and what every page of the administration has in common.

Rights come from the same grants as everywhere; nothing is deleted; every change is written to the
audit trail with its old and new values.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.paginator import InfinitePaginator

from common import audit, events, reactions, timeline
from common.choices import AuditAction, DeliveryState
from common.models import AuditEntry, Calendar, Delivery, Event, User, reference
from common.templatetags.administration import (
    act_in_words,
    facts_in_words,
    record_in_words,
)

HIDDEN = frozenset({"password", "password1", "password2", "secret"})


class Granted:
    """Rights from grants, row by row where rows belong somewhere; nothing is ever deleted."""

    model: type[Model]

    def may(self, request: HttpRequest, act: str, row: Any = None) -> bool:
        """Tell whether the person may ``view``, ``add`` or ``change`` here, or this very row."""
        perm = f"{self.model._meta.app_label}.{act}_{self.model._meta.model_name}"
        if not request.user.has_perm(perm):
            return False
        rows: Any = self.model._default_manager.all()
        if row is None or not isinstance(row, self.model) or not hasattr(rows, "allowed"):
            return True
        within = (
            rows.visible_to(request.user) if act == "view" else rows.allowed(request.user, perm)
        )
        return bool(within.filter(pk=row.pk).exists())

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "view", obj) or self.may(request, "change", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)  # type: ignore[misc]
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows


class PortalAdmin(Granted, ModelAdmin):
    """Every page of the administration: scoped, audited, read first and changed with care."""

    list_per_page = 50
    show_full_result_count = False
    list_filter_submit = False
    warn_unsaved_form = True
    save_as_continue = False

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Return old and new value of each changed field; secrets only say that they changed."""
        changes = {}
        for name in form.changed_data:
            if name in HIDDEN:
                changes[name] = ["***", "***"]
            else:
                old = "" if add else str(form.initial.get(name, ""))
                changes[name] = [old, str(form.cleaned_data.get(name, ""))]
        return changes

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._record(AuditAction.ADD, request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._record(AuditAction.CHANGE, request, obj, message)

    def _record(self, act: str, request: HttpRequest, row: Model, changes: Any) -> None:
        facts = {"fields": changes} if isinstance(changes, Mapping) else {"what": str(changes)}
        audit.record(act, by=_user(request), row=reference(row), facts=facts, request=request)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show what the audit trail says of a row, to those who may read the trail."""
        if not request.user.has_perm("common.view_auditentry"):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": row,
            "opts": self.opts,
            "entries": AuditEntry.objects.filter(row=reference(row)).order_by("-id")[:200],
        }
        return TemplateResponse(request, "admin/object_history.html", context)


class ReadOnlyAdmin(PortalAdmin):
    """A table that is looked at here and written elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LongTable(ReadOnlyAdmin):
    """A table that never stops growing: newest first, never counted."""

    paginator = InfinitePaginator
    list_fullwidth = True
    ordering = ("-id",)


class PortalInline(Granted, TabularInline):
    """Rows that belong to the one on the page."""

    extra = 0
    can_delete = False
    show_change_link = True


@admin.register(Calendar)
class CalendarAdmin(PortalAdmin):
    """Days on which the State Council's calendar departs from the plain week."""

    list_display = ("day", "weekday", "kind", "named")
    list_filter = ("kind", "day")
    search_fields = ("note",)
    ordering = ("-day",)

    @display(description=_("weekday"))
    def weekday(self, row: Calendar) -> str:
        return date_format(row.day, "l")

    @display(description=_("note"))
    def named(self, row: Calendar) -> str:
        return _now(row.note) if row.note else ""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("day",) if obj else ()


@admin.register(Delivery)
class DeliveryAdmin(LongTable):
    """Reactions that are due, done, or parked because they kept failing."""

    list_display = ("name_of_event", "reaction", "in_state", "attempts", "due_at", "done_at")
    list_filter = ("state",)
    search_fields = ("handler", "event")
    fields = (
        "name_of_event",
        "event",
        "reaction",
        "state",
        "attempts",
        "due_at",
        "done_at",
        "error",
    )
    actions = ("retry",)

    def get_queryset(self, request: HttpRequest) -> Any:
        of_it = Event.objects.filter(pk=OuterRef("event")).values("name")[:1]
        return super().get_queryset(request).annotate(event_name=Subquery(of_it))

    @display(description=_("event"))
    def name_of_event(self, row: Any) -> str:
        return timeline.title_of(row.event_name) if row.event_name else "–"

    @display(description=_("handler"), ordering="handler")
    def reaction(self, row: Delivery) -> str:
        return reactions.title_of(row.handler)

    @display(description=_("state"), ordering="state", label=True)
    def in_state(self, row: Delivery) -> str:
        return row.get_state_display()

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("common.retry_delivery")

    @action(description=_("Try the parked ones again"), permissions=["retry"])
    def retry(self, request: HttpRequest, rows: QuerySet[Delivery]) -> None:
        parked = list(rows.filter(state=DeliveryState.PARKED))
        for delivery in parked:
            events.retry(delivery)
            audit.record(
                AuditAction.RETRY,
                by=_user(request),
                row=reference(delivery),
                facts={"handler": delivery.handler},
                request=request,
            )
        told = ngettext(
            "%(count)s delivery is due again.", "%(count)s deliveries are due again.", len(parked)
        )
        level = messages.SUCCESS if parked else messages.WARNING
        self.message_user(request, told % {"count": len(parked)}, level)


@admin.register(Event)
class EventAdmin(LongTable):
    """Acts as they happened; what they were about stays with those who may see it."""

    list_display = ("at", "title", "record", "actor", "basis")
    search_fields = ("name", "row")
    fields = ("id", "at", "title", "record", "actor", "basis", "cause", "depth")

    def get_queryset(self, request: HttpRequest) -> Any:
        person = User.objects.filter(pk=OuterRef("by")).values("name")[:1]
        return super().get_queryset(request).annotate(by_name=Subquery(person))

    @display(description=_("event"))
    def title(self, row: Event) -> str:
        return timeline.title_of(row.name)

    @display(description=_("record"))
    def record(self, row: Event) -> str:
        return record_in_words(row.row)

    @display(description=_("actor"))
    def actor(self, row: Any) -> str:
        return row.by_name or _now("the portal")


class ActionFilter(admin.SimpleListFilter):
    """Keeps one kind of act in the audit trail."""

    title = _("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return AuditAction.choices

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(action=self.value()) if self.value() else rows


@admin.register(AuditEntry)
class AuditEntryAdmin(LongTable):
    """Who looked, logged in, was refused, exported or changed a setting."""

    list_display = ("at", "what", "username", "address", "record", "told")
    list_filter = (ActionFilter, "at")
    search_fields = ("username", "row", "action")
    fields = ("id", "at", "what", "username", "by", "address", "record", "all_told")

    @display(description=_("action"), ordering="action", label=True)
    def what(self, row: AuditEntry) -> str:
        return act_in_words(row)

    @display(description=_("record"))
    def record(self, row: AuditEntry) -> str:
        return record_in_words(row.row)

    @display(description=_("facts"))
    def told(self, row: AuditEntry) -> str:
        return Truncator(facts_in_words(row)).chars(160)

    @display(description=_("facts"))
    def all_told(self, row: AuditEntry) -> str:
        return facts_in_words(row)


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user
