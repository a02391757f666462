"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from supervision_portal.intake import Intake

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision_portal.settings")

# Only these may say by X-Forwarded-For and X-Forwarded-Proto who asks, and how.
PROXIES = os.environ.get("TRUSTED_PROXIES") or "127.0.0.1"
THREADS = int(os.environ.get("WEB_THREADS") or 16)  # as many as the server runs per process

application = wrap_wsgi_with_proxy_headers(
    Intake(get_wsgi_application(), seconds=60, places=max(1, THREADS * 3 // 4)),
    trusted_hosts=PROXIES,
)
