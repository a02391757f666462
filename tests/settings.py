"""Settings of the tests: own servers under ``var/test``, never the Redis that is given.

With DATABASE_URL set the tests make their database on that server; its owner needs CREATEDB.
"""

import os
from pathlib import Path

os.environ.pop("REDIS_URL", None)
os.environ.pop("DATABASE_REPLICA_URL", None)
os.environ["DATABASE_ROLE"] = "app"
os.environ["DATABASE_DURABLE"] = "0"
os.environ["VAR_DIR"] = str(Path(__file__).resolve().parents[1] / "var" / "test")
os.environ["SECRET_KEY"] = "tests only"

from supervision_portal.settings import *

# each test process has a logical database of its own for cache and messages
_NUMBER = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
CACHES["default"]["LOCATION"] += f"?db={_NUMBER}"
CELERY_BROKER_URL += f"?virtual_host={_NUMBER}"
# otherwise whitenoise looks through all static files for every test client
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# pytest-django's live server serves static files only where it finds this name
INSTALLED_APPS = [
    "django.contrib.staticfiles" if name == "common.apps.StaticConfig" else name
    for name in INSTALLED_APPS
]
