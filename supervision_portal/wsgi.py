"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from supervision_portal.intake import Intake

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision_portal.settings")

THREADS = int(os.environ.get("WEB_THREADS", "16"))  # as many as the server runs per process
application = Intake(get_wsgi_application(), seconds=60, places=max(1, THREADS * 3 // 4))
