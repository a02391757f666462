"""Django's own signals of logins, written to the audit trail: one entry each."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from common import audit
from common.choices import AuditAction
from common.models import User


@receiver(user_logged_in)
def logged_in(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    audit.record(AuditAction.LOGIN, by=user, request=request)


@receiver(user_logged_out)
def logged_out(request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    if user is not None:  # a visitor who was not logged in may call the address too
        audit.record(AuditAction.LOGOUT, by=user, request=request)


@receiver(user_login_failed)
def login_failed(
    credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """Keep the name that was tried; a lockout counts as one more failure."""
    tried = str(credentials.get("username") or "")
    audit.record(AuditAction.LOGIN_FAILED, by=None, username=tried, request=request)
