"""What every resource under ``/api/v1/`` has in common: scope, cursors, filters, refusals."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as InvalidValue
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions, filters
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from common.errors import ConflictError, RuleError
from common.problems import problem


class Cursor(CursorPagination):
    """Pages by ``?cursor=``; newest first unless ``?ordering=`` says otherwise."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    ordering = ("-id",)

    def paginate_queryset(self, *args: Any, **kwargs: Any) -> list[Any] | None:
        try:
            return super().paginate_queryset(*args, **kwargs)
        except (InvalidValue, ValueError) as error:  # a position that its column cannot hold
            raise exceptions.NotFound(self.invalid_cursor_message) from error


class MayView(BasePermission):
    """Whoever has a grant that carries the model's view permission, over whatever scope."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        model = view.queryset.model  # type: ignore[attr-defined]
        return bool(
            request.user.is_authenticated
            and request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
        )


class ScopedViewSet(ReadOnlyModelViewSet[Any]):
    """Reads of one model, never outside ``visible_to``; unknown parameters are refused.

    ``queryset`` carries the relations that the serializer reads; ``filterset_class`` is the list
    page's, so that both filter by the same names.
    """

    permission_classes: Sequence[Any] = (MayView,)
    pagination_class = Cursor
    filter_backends = (DjangoFilterBackend, filters.OrderingFilter)
    ordering_fields: tuple[str, ...] = ()
    ordering: tuple[str, ...] = ("-id",)

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        scoped: QuerySet[Any] = rows.visible_to(self.request.user)
        return scoped

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = {"cursor", "limit", "ordering", "format"} | set(self._filters())
        unknown = sorted(set(request.query_params) - known)
        if self.action == "list" and unknown:
            raise ValidationError({unknown[0]: "unknown_parameter"})

    def _filters(self) -> Mapping[str, Any]:
        filterset = getattr(self, "filterset_class", None)
        return filterset.base_filters if filterset else {}


def refuse(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Answer an exception of an API view as ``application/problem+json``."""
    if isinstance(error, RuleError):
        return problem(422, error.code, error.message, **_at(error.field))
    if isinstance(error, ConflictError):
        return problem(409, error.code, str(error), **error.params)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    field = ""
    detail: Any = error.detail
    if isinstance(detail, dict):
        field, detail = next(iter(detail.items()))
    if isinstance(detail, list):
        detail = detail[0]
    code = getattr(detail, "code", error.default_code)
    return problem(error.status_code, str(code), str(detail), headers=headers, **_at(field))


def _at(field: str) -> dict[str, Any]:
    return {"field": field} if field else {}
