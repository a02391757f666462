"""Settings of the measurements: servers of their own under ``var/bench``, durable ones."""

import os
from pathlib import Path

os.environ.pop("REDIS_URL", None)
os.environ.pop("DATABASE_REPLICA_URL", None)
os.environ["DATABASE_ROLE"] = "app"
os.environ["DATABASE_DURABLE"] = "1"
os.environ["VAR_DIR"] = str(Path(__file__).resolve().parents[1] / "var" / "bench")
os.environ["SECRET_KEY"] = "measurements only"

from supervision_portal.settings import *

ROOT_URLCONF = "benchmarks.urls"
