"""The doorbell: tell a worker to look at a row, after the commit; being unheard is harmless."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def ring(task: str, *ids: object) -> None:
    """Ask a worker to run ``task`` with ``ids`` once the current transaction has committed.

    A broker that is down is logged and forgotten: the row is still due and the sweep rings again.
    """
    transaction.on_commit(partial(_send, task, [str(each) for each in ids]), robust=True)


def _send(task: str, ids: list[str]) -> None:
    try:
        current_app.send_task(task, ids)
    except (OSError, OperationalError, RedisError) as error:
        log.warning("broker not reached, %s %s waits for the sweep: %s", task, ids, error)
