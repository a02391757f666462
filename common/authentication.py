"""How callers of the API are known."""

from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class PortalSession(SessionAuthentication):
    """The portal's session; where nobody is logged in the answer is 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        return 'Session realm="portal"'


class PortalSessionScheme(SessionScheme):  # type: ignore[no-untyped-call]
    """Tells the OpenAPI description of it."""

    target_class = "common.authentication.PortalSession"
