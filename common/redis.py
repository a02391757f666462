"""The Redis-protocol server: REDIS_URL, else the embedded one, up on first use.

It is never needed: a cache that is away is an empty cache, a doorbell nobody hears is rung again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import environ
import redis
from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry

from common.embedded.trouble import Trouble
from common.embedded.valkey import Valkey

AWAY: tuple[type[Exception], ...] = (redis.RedisError, OSError, Trouble)
PAUSE = 5.0  # seconds in which a server that was away is not asked again
TIMEOUT = 1.0  # seconds to wait for an answer

log = logging.getLogger(__name__)
Method = TypeVar("Method", bound=Callable[..., Any])


class HoldingPool(redis.ConnectionPool):
    """A connection pool that brings up the embedded server before it connects."""

    def make_connection(self) -> Any:
        hold()
        return super().make_connection()


def forgiving(answer: Any) -> Callable[[Method], Method]:
    """Let a cache method return ``answer`` while the server is away, and not ask it each time."""

    def decorate(method: Method) -> Method:
        @wraps(method)
        def wrapped(self: ForgivingCache, *args: Any, **kwargs: Any) -> Any:
            if time.monotonic() < self.away_until:
                return answer
            try:
                return method(self, *args, **kwargs)
            except AWAY as error:
                self.away_until = time.monotonic() + PAUSE
                log.warning("cache away for %.0f s: %s", PAUSE, error)
                return answer

        return wrapped  # type: ignore[return-value]

    return decorate


class ForgivingCache(RedisCache):
    """Django's Redis cache, empty while the server is away."""

    away_until = 0.0

    add = forgiving(False)(RedisCache.add)
    set = forgiving(None)(RedisCache.set)
    touch = forgiving(False)(RedisCache.touch)
    delete = forgiving(False)(RedisCache.delete)
    has_key = forgiving(False)(RedisCache.has_key)
    set_many = forgiving([])(RedisCache.set_many)
    delete_many = forgiving(None)(RedisCache.delete_many)
    clear = forgiving(False)(RedisCache.clear)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found = self._found([key], version)
        return found.get(key, default)

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        return self._found(list(keys), version)

    def _found(self, keys: list[str], version: int | None) -> dict[str, Any]:
        return self._ask(keys, version) or {}

    @forgiving(None)
    def _ask(self, keys: list[str], version: int | None) -> dict[str, Any]:
        return super().get_many(keys, version)


def broker_url(env: environ.Env, var: Path) -> str:
    """Return Celery's broker address: REDIS_URL, or the embedded server's of ``var``."""
    url = env.str("REDIS_URL", "") or f"unix://{Valkey(var).socket}"
    return url.replace("unix://", "redis+socket://")  # the name that Celery has for it


def cache_entry(env: environ.Env, var: Path) -> dict[str, Any]:
    """Return Django's CACHES entry; cached values have a life and make room for messages."""
    url = env.str("REDIS_URL", "")
    options = {"socket_timeout": TIMEOUT, "retry": Retry(NoBackoff(), 1)}
    if not url:
        options["pool_class"] = "common.redis.HoldingPool"
    return {
        "BACKEND": "common.redis.ForgivingCache",
        "LOCATION": url or f"unix://{Valkey(var).socket}",
        "TIMEOUT": 300,
        "KEY_PREFIX": "portal",
        "OPTIONS": options,
    }


def hold(**signal: Any) -> None:
    """Bring up and keep the embedded server, if in use; fit as receiver of Celery's signals."""
    if settings.EMBEDDED_REDIS:
        _server(settings.VAR).hold()


@cache
def client() -> redis.Redis:
    """Return a client of the server itself, for what is neither cache nor message."""
    pool = HoldingPool if settings.EMBEDDED_REDIS else redis.ConnectionPool
    url = settings.CACHES["default"]["LOCATION"]
    return redis.Redis(
        connection_pool=pool.from_url(url, socket_timeout=TIMEOUT, retry=Retry(NoBackoff(), 1))
    )


@cache
def _server(var: Path) -> Valkey:
    return Valkey(var)
