"""Writes of the API that may be sent twice: the second answer is the first one."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from common.errors import ConflictError
from common.models import IdempotencyKey

HEADER = "Idempotency-Key"
KEPT = timedelta(days=7)
LONGEST = 100


class KeyUsedOtherwise(ConflictError):
    """The key came before with another request."""

    code = "idempotency_conflict"


def once(act: Callable[..., Response]) -> Callable[..., Response]:
    """Carry out a write of the API once for each ``Idempotency-Key`` of a person.

    The key and its answer are kept in the transaction of the act. The same request again gets the
    kept answer and ``Idempotent-Replayed: true``; another one under that key is a conflict; of a
    refused one nothing is kept, so that it may be sent again.
    """

    @wraps(act)
    def wrapped(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER, "").strip()
        if not key or len(key) > LONGEST:
            raise ValidationError(
                {HEADER: [_("Send an Idempotency-Key of at most 100 characters with every write.")]}
            )
        with transaction.atomic():
            kept = _claim(request, key)
            if kept.status:
                return Response(kept.answer, kept.status, headers={"Idempotent-Replayed": "true"})
            response = act(view, request, *args, **kwargs)
            kept.status, kept.answer = response.status_code, response.data
            kept.save(update_fields=["status", "answer"])
        return response

    return wrapped


def _claim(request: Request, key: str) -> IdempotencyKey:
    """Return the row of a key, new or kept; a second request waits here for the first one's end."""
    user: Any = request.user
    body = request._request.body
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode() + body).hexdigest()
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(user=user, key=key, digest=digest)
    except IntegrityError:
        kept = IdempotencyKey.objects.get(user=user, key=key)
    if kept.digest != digest:
        raise KeyUsedOtherwise(_("This Idempotency-Key was used for another request."))
    return kept


def forget_keys() -> int:
    """Drop the keys of writes long ago; return how many."""
    return IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
