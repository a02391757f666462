"""The Celery application: its messages are doorbells, PostgreSQL holds the work."""

import os

from celery import Celery, signals

from common import redis

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision_portal.settings")

app = Celery("supervision_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

for about_to_need_the_broker in (
    signals.celeryd_init,
    signals.beat_init,
    signals.before_task_publish,
):
    about_to_need_the_broker.connect(redis.hold)
