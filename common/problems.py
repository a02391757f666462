"""Refusals for machines: ``application/problem+json`` (RFC 9457) with a code to rely on."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from django.utils.functional import Promise

CONTENT_TYPE = "application/problem+json"


def problem(
    status: int,
    code: str,
    detail: str | Promise,
    *,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JsonResponse:
    """Return a refusal; ``detail`` is for people, ``code`` and ``more`` for machines."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": str(detail),
        **more,
    }
    return JsonResponse(
        body,
        status=status,
        headers=headers,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
