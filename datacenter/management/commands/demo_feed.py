"""Play the demo's rain gauges: signed batches over HTTP, through the same door as everybody."""

import argparse
import datetime as dt
import json
import os
import secrets
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from datacenter import services
from datacenter.feed import HISTORY, HOUR, MINUTE, Gauge, Sky
from datacenter.models import Dataset, Source
from datacenter.signing import headers
from registry.models import Subject

LABEL = "rain_gauge"
NAME, NAME_EN = "雨量站模拟器（演示）", "Rain gauge simulator (demo)"
PATH = "/api/v1/ingest/rain/"
CSV = "text/csv"

PLAYED = 3 * HOUR  # what is played at speed before the present; what lies before is sent at once
FORGOTTEN = 6 * HOUR  # after so long a silence the sky is opened again
AT_ONCE = HOUR  # simulated time in one batch
BEAT = 1.0  # seconds between batches while the past is played
PATIENCE = 5.0  # seconds between tries while the portal does not answer


@dataclass
class Memory:
    """What the feed keeps between its runs: its key, its weather, how far it has come."""

    key: str
    secret: str
    seed: int
    opened: str
    sent_until: str

    @classmethod
    def read(cls, path: Path) -> "Memory | None":
        try:
            return cls(**json.loads(path.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def keep(self, path: Path) -> None:
        """Write the memory, whole or not at all, for its owner's eyes only."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(self), file)
        fresh.replace(path)


class Command(BaseCommand):
    help = (
        "Simulate the rain gauges of the demo: the last three hours are played at --speed, then it "
        "goes on in real time. The batches are signed and go to the running portal."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        url = os.environ.get("PORTAL_URL") or "http://127.0.0.1:8000"
        parser.add_argument("--url", default=url, help="address of the portal (%(default)s)")
        parser.add_argument(
            "--speed", type=float, default=360.0, help="times as fast as the clock (%(default)s)"
        )
        parser.add_argument("--seed", type=int, help="the same seed brings the same weather")
        parser.add_argument(
            "--over", default="G0202", help="gauge that the red storm begins over (%(default)s)"
        )
        parser.add_argument(
            "--until-now", action="store_true", help="stop when the present is reached"
        )
        parser.add_argument(
            "--memory", type=Path, default=settings.VAR / "demo-feed.json", help=argparse.SUPPRESS
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["speed"] < 1:
            raise CommandError(
                "--speed is at least 1: simulated time never falls behind the clock."
            )
        self.path: Path = options["memory"]
        gauges = self.gauges()
        self.memory = self.remember(options["seed"])
        opened = dt.datetime.fromisoformat(self.memory.opened)
        sky = Sky(gauges, opened=opened, seed=self.memory.seed, first=options["over"])
        connection.close()  # from here on it speaks HTTP like any other source
        self.stdout.write(f"{len(gauges)} gauges, seed {self.memory.seed}, to {options['url']}")
        with httpx.Client(base_url=options["url"], timeout=30) as client:
            self.play(sky, client, options["speed"], until_now=options["until_now"])

    def gauges(self) -> list[Gauge]:
        """Return the gauges of the demo; wait until somebody has loaded them."""
        waited = False
        while True:
            subjects = Subject.objects.active().filter(labels__contains=[LABEL]).order_by("code")
            found = [
                Gauge(code, lon, lat)
                for code, lon, lat in subjects.values_list("code", "lon", "lat")
                if lon is not None and lat is not None
            ]
            if found:
                return found
            if not waited:
                self.stdout.write(f"no subject has the label {LABEL} yet; waiting for the demo")
            waited = True
            time.sleep(PATIENCE)

    def remember(self, seed: int | None) -> Memory:
        """Go on where the last run ended, or open the sky anew after a long silence."""
        now = timezone.now().replace(second=0, microsecond=0)
        memory = Memory.read(self.path)
        if memory is None or not Source.objects.filter(key=memory.key).exists():
            key, secret = register()
            begin = (now - HISTORY).isoformat()
            memory = Memory(key, secret, seed or secrets.randbelow(2**31), now.isoformat(), begin)
        sent_until = dt.datetime.fromisoformat(memory.sent_until)
        if now - sent_until > FORGOTTEN:
            memory.opened = now.isoformat()
            memory.sent_until = max(sent_until, now - HISTORY).isoformat()
        if seed is not None:
            memory.seed = seed
        memory.keep(self.path)
        return memory

    def play(self, sky: Sky, client: httpx.Client, speed: float, *, until_now: bool) -> None:
        """Send what has fallen so far, then each minute as it passes."""
        began = timezone.now()
        sent = dt.datetime.fromisoformat(self.memory.sent_until)
        first = max(sent, began - PLAYED)
        while True:
            now = timezone.now()
            simulated = min(now, first + (now - began) * speed)
            until = min(simulated.replace(second=0, microsecond=0), sent + AT_ONCE)
            if until > sent:
                rows = list(sky.rows(sent, until))
                self.send(client, rows)
                sent = until
                self.memory.sent_until = sent.isoformat()
                self.memory.keep(self.path)
                weather = ", ".join(system.kind.name for system in sky.systems(sent)) or "dry"
                self.stdout.write(
                    f"until {timezone.localtime(sent):%H:%M}: {len(rows)} rows, {weather}"
                )
            if sent + MINUTE <= simulated:
                continue
            if simulated < now:
                time.sleep(BEAT)
            elif until_now:
                return
            else:
                time.sleep(max(0.0, (sent + MINUTE - timezone.now()).total_seconds()))

    def send(self, client: httpx.Client, rows: list[tuple[str, str, str]]) -> None:
        """Post rows, and again with the same request id until they are taken."""
        body = "".join(["station,at,mm\n", *(",".join(row) + "\n" for row in rows)]).encode()
        request_id, complained = uuid.uuid4(), False
        while problem := self.post(client, body, request_id):
            if not complained:
                self.stderr.write(f"{problem}; trying again every {PATIENCE:.0f} s")
            complained = True
            time.sleep(PATIENCE)

    def post(self, client: httpx.Client, body: bytes, request_id: uuid.UUID) -> str:
        """Post once; return what was wrong, nothing when it was taken."""
        signed = headers(
            self.memory.key,
            self.memory.secret,
            "POST",
            PATH,
            body,
            now=time.time(),
            request_id=request_id,
            content_type=CSV,
        )
        try:
            answer = client.post(PATH, content=body, headers=signed)
        except httpx.TransportError as error:
            return f"the portal does not answer ({type(error).__name__})"
        if answer.is_success:
            return ""
        if answer.status_code == httpx.codes.UNAUTHORIZED:  # another database, or a new secret
            self.memory.key, self.memory.secret = register()
            self.memory.keep(self.path)
        return f"the portal answered {answer.status_code}: {answer.text[:200]}"


def register() -> tuple[str, str]:
    """Return the key and a new secret of the feed's own source, made at the first call."""
    try:
        source = Source.objects.filter(name=NAME, is_simulated=True, is_active=True).first()
        if source is not None:
            return source.key, services.renew_secret(source)
        department = services.default_department()
        dataset = Dataset.objects.filter(code="rain").first()
        if department is None or dataset is None:
            raise CommandError("The database is not set up: run setup_portal and load_demo first.")
        source, secret = services.create_source(
            NAME, name_en=NAME_EN, datasets=[dataset], department=department, is_simulated=True
        )
        return source.key, secret
    finally:
        connection.close()
