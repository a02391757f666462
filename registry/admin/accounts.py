"""Accounts, the roles given to them, and what the roles carry."""

from typing import Any

from axes.utils import reset
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display
from unfold.forms import (
    AdminPasswordChangeForm,
    BaseDialogForm,
    UserChangeForm,
    UserCreationForm,
)
from unfold.widgets import UnfoldAdminTextareaWidget

from common.admin import PortalAdmin, PortalInline, ReadOnlyAdmin
from common.errors import RuleError
from common.models import User
from registry import services
from registry.models import Grant, Role
from registry.words import in_words

admin.site.unregister(Group)


class GrantForm(forms.ModelForm):
    """A role to be given; what the service would refuse is said at its field."""

    giver: User

    class Meta:
        model = Grant
        fields = ("user", "role", "department", "region", "valid_until")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        user = given.get("user") or (self.instance.user if self.instance.user_id else None)
        if user and given.get("role"):
            try:
                services.check_grant(
                    user=user,
                    role=given["role"],
                    department=given.get("department"),
                    region=given.get("region"),
                    by=self.giver,
                )
            except RuleError as error:
                field = error.field if error.field in self.fields else None
                self.add_error(field, str(error.message))
        return given


class GrantInline(PortalInline):
    """The roles of an account: given here, taken back on the role's own page."""

    model = Grant
    form = GrantForm
    fields = ("role", "department", "region", "valid_until", "revoked_at")
    readonly_fields = ("revoked_at",)
    autocomplete_fields = ("department", "region")
    ordering = ("-revoked_at", "id")
    verbose_name = _("role")
    verbose_name_plural = _("roles")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.giver = request.user
        return formset


class AccountForm(UserChangeForm):
    """An account; its password is never shown, only replaced."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            words = _now('Nobody can see it, but you can <a href="{}">set another</a>.')
            self.fields["password"].help_text = format_html(words, "../password/")


@admin.register(User)
class AccountAdmin(PortalAdmin, UserAdmin):
    """Who may log in. An account is switched off, never deleted."""

    form = AccountForm
    add_form = UserCreationForm
    add_form_template = None
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "name", "roles", "is_active", "last_login")
    list_filter = ("is_active", "grants__role")
    search_fields = ("username", "name", "name_en")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("name", "name_en", "language")}),
        (_("Access"), {"fields": ("is_active", "last_login", "created_at")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "name_en", "language", "password1", "password2")}),
    )
    inlines = (GrantInline,)
    actions = ("lift_lockout",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("grants__role")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    @display(description=_("roles"))
    def roles(self, row: User) -> str:
        today = timezone.localdate()
        standing = [
            each.role.named
            for each in row.grants.all()
            if each.revoked_at is None and (each.valid_until is None or each.valid_until >= today)
        ]
        return _now(", ").join(sorted(set(standing))) or "–"

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Give the new roles through the service, which writes its own entries."""
        for granted in formset.save(commit=False):
            services.grant(
                user=form.instance,
                role=granted.role,
                department=granted.department,
                region=granted.region,
                valid_until=granted.valid_until,
                by=request.user,  # type: ignore[arg-type]
            )

    @action(description=_("Lift the pause after failed logins"), permissions=["change"])
    def lift_lockout(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        people = list(rows)
        lifted = sum(reset(username=person.username) for person in people)
        for person in people:
            self.log_change(request, person, "lockout lifted")
        told = ngettext("%(count)s pause lifted.", "%(count)s pauses lifted.", lifted)
        level = messages.SUCCESS if lifted else messages.WARNING
        self.message_user(request, told % {"count": lifted}, level)


class TakeBackForm(BaseDialogForm):
    basis = forms.CharField(
        label=_("Why"), max_length=500, widget=UnfoldAdminTextareaWidget({"rows": 3})
    )


@admin.register(Grant)
class GrantAdmin(PortalAdmin):
    """Who may do what, where, until when."""

    form = GrantForm
    list_display = ("user", "role", "department", "region", "valid_until", "stands")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), "role")
    search_fields = ("user__username", "user__name", "department__name", "region__name")
    list_select_related = ("user", "role", "department", "region")
    autocomplete_fields = ("user", "department", "region")
    readonly_fields = ("created_at", "revoked_at")
    ordering = ("-id",)
    actions_detail = ("take_back",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A given role stands as it is or is taken back; it is never rewritten."""
        return False

    def has_revoke_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        if not request.user.has_perm("registry.change_grant"):
            return False
        return object_id is None or Grant.objects.filter(pk=object_id, revoked_at=None).exists()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        given = ("user", "role", "department", "region", "valid_until")
        return (*given, *self.readonly_fields) if obj else given

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.giver = request.user
        return form

    @display(description=_("stands"), boolean=True)
    def stands(self, row: Grant) -> bool:
        return row.revoked_at is None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        granted = services.grant(
            user=obj.user,
            role=obj.role,
            department=obj.department,
            region=obj.region,
            valid_until=obj.valid_until,
            by=request.user,  # type: ignore[arg-type]
        )
        obj.pk = granted.pk

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """The service has written the entry."""

    @action(
        description=_("Take the role back"),
        permissions=["revoke"],
        icon="person_remove",
        dialog={
            "title": _("Take the role back"),
            "description": _("The person loses these rights at once; what was done stands."),
            "form_class": TakeBackForm,
            "form_submit_text": _("Take it back"),
        },
    )
    def take_back(self, request: HttpRequest, form: TakeBackForm, object_id: str) -> HttpResponse:
        granted = self.get_object(request, object_id)
        page = reverse("admin:registry_grant_change", args=[object_id])
        if granted is not None:
            try:
                basis = form.cleaned_data["basis"]
                services.revoke(granted, by=request.user, basis=basis)  # type: ignore[arg-type]
            except RuleError as error:
                self.message_user(request, str(error.message), messages.ERROR)
            else:
                self.message_user(request, _now("The role is taken back."), messages.SUCCESS)
        return HttpResponse(headers={"HX-Redirect": page})


@admin.register(Role)
class RoleAdmin(ReadOnlyAdmin):
    """What each shipped role carries; the table in ``registry.roles`` makes them."""

    list_display = ("code", "name", "name_en")
    search_fields = ("code", "name", "name_en")
    fields = ("code", "name", "name_en", "carries")
    readonly_fields = ("carries",)

    @display(description=_("permissions"))
    def carries(self, row: Role) -> SafeString:
        held = row.permissions.select_related("content_type").order_by("content_type", "codename")
        return format_html_join("", "<p>{}</p>", ([in_words(each)] for each in held))
