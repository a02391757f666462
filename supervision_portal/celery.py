"""The Celery application: its messages are doorbells, PostgreSQL holds the work."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision_portal.settings")

app = Celery("supervision_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
