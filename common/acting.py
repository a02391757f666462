"""Who acts in a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from common.models import User


def acting(request: HttpRequest) -> User:
    """Return the person who is logged in; raise PermissionDenied for anybody else."""
    if isinstance(request.user, User):
        return request.user
    raise PermissionDenied
