"""The Celery application: its messages are doorbells, PostgreSQL holds the work."""

import os
import sys
from typing import Any

from celery import Celery, signals
from django.db import close_old_connections

from common import redis

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision_portal.settings")

app = Celery("supervision_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Celery would open a connection for each task, which costs more than most tasks do.
app.conf["CELERY_DB_REUSE_MAX"] = sys.maxsize

for about_to_need_the_broker in (
    signals.celeryd_init,
    signals.beat_init,
    signals.before_task_publish,
):
    about_to_need_the_broker.connect(redis.hold)


@signals.task_prerun.connect
def renew_connections(**kwargs: Any) -> None:
    """Give up connections that are broken or old enough, as a web request does."""
    close_old_connections()
