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

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
