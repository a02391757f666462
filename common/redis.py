"""The Redis-protocol server: REDIS_URL, else the embedded one, up on first use."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import environ
import redis

from common.embedded.valkey import Valkey


class HoldingPool(redis.ConnectionPool):
    """A connection pool that brings up the embedded server before it connects."""

    def make_connection(self) -> Any:
        hold()
        return super().make_connection()


def broker_url(env: environ.Env, var: Path) -> str:
    """Return Celery's broker address: REDIS_URL, or the embedded server's of ``var``."""
    return env.str("REDIS_URL", "") or f"redis+socket://{Valkey(var).socket}"


def cache_entry(env: environ.Env, var: Path) -> dict[str, Any]:
    """Return Django's CACHES entry; cached values have a life and make room for messages."""
    url = env.str("REDIS_URL", "")
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url or f"unix://{Valkey(var).socket}",
        "TIMEOUT": 300,
        "KEY_PREFIX": "portal",
        "OPTIONS": {} if url else {"pool_class": "common.redis.HoldingPool"},
    }


def hold(**signal: Any) -> None:
    """Bring up and keep the embedded server, if in use; fit as receiver of Celery's signals."""
    from django.conf import settings

    if settings.EMBEDDED_REDIS:
        _server(settings.VAR).hold()


@cache
def _server(var: Path) -> Valkey:
    return Valkey(var)
