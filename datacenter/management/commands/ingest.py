"""Load a local file of readings through the services that load everybody's batches."""

import argparse
import gzip
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from datacenter import services
from datacenter.choices import BatchState
from datacenter.formats import Malformed, Posted, TooLarge
from datacenter.models import Batch, Dataset, Source

TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".ndjson": "application/x-ndjson",
    ".jsonl": "application/x-ndjson",
}
NAME, NAME_EN = "本机文件", "Local files"
PIECES = uuid.UUID("0193f1a0-7c1e-7b3a-9d2f-5e8c1a2b3c4d")  # names pieces of files by their content
ROWS = 100_000  # in one batch
SHOWN = 20  # rejected rows printed


class Command(BaseCommand):
    help = "Load readings from a file (CSV, NDJSON or JSON, may be gzipped); can run twice."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("dataset", help="what the rows are, such as rain")
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="key of the source that the file is from")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        dataset = Dataset.objects.filter(code=options["dataset"]).first()
        if dataset is None:
            raise CommandError(
                _("There is no dataset %(missing)s. Known: %(known)s.")
                % {
                    "missing": options["dataset"],
                    "known": ", ".join(Dataset.objects.values_list("code", flat=True)) or "–",
                }
            )
        source = self.source(options["source"], dataset)
        self.counts: Counter[str] = Counter()
        try:
            for piece in pieces(path):
                self.load(piece, source, dataset)
        except (OSError, EOFError) as error:
            raise CommandError(
                _("%(path)s cannot be read: %(reason)s") % {"path": path, "reason": error}
            ) from error
        except (Malformed, TooLarge) as error:
            raise CommandError(_("%(path)s is no file of rows.") % {"path": path}) from error
        self.stdout.write(
            _("%(sent)d rows: %(loaded)d loaded, %(duplicate)d duplicate, %(rejected)d rejected")
            % {name: self.counts[name] for name in ("sent", "loaded", "duplicate", "rejected")}
        )
        if self.counts["rejected"] == self.counts["sent"] > 0:
            sys.exit(1)

    def source(self, key: str, dataset: Dataset) -> Source:
        """Return the source with a key, without one the source of all local files."""
        if key:
            found = Source.objects.active().filter(key=key).first()
            if found is None:
                raise CommandError(_("No active source has the key %(key)s.") % {"key": key})
        else:
            found = Source.objects.active().filter(name=NAME).first()
        if found is None:
            department = services.default_department()
            if department is None:
                raise CommandError(_("There is no department yet: import them first."))
            found, _secret = services.create_source(
                NAME, name_en=NAME_EN, datasets=[], department=department
            )
        found.datasets.add(dataset)
        return found

    def load(self, piece: Posted, source: Source, dataset: Dataset) -> None:
        """Load a piece as a batch of its own, the same batch whenever it comes again."""
        request_id = uuid.uuid5(PIECES, f"{dataset.pk}:{piece.sha256}")
        batch, created = services.receive(
            piece, source=source, dataset=dataset, request_id=request_id
        )
        while batch.state == BatchState.RECEIVED:
            if not services.load(batch.pk):
                time.sleep(0.1)  # a worker heard of it first
            batch.refresh_from_db()
        new = batch.loaded if created else 0
        if created:
            self.tell(batch)
        else:
            self.stderr.write(
                _("These rows were loaded before, as batch %(id)s.") % {"id": batch.pk}
            )
        self.counts += Counter(
            sent=batch.sent,
            loaded=new,
            duplicate=batch.duplicate + batch.loaded - new,
            rejected=batch.rejected,
        )
        self.stderr.write(_("%(sent)d rows") % {"sent": self.counts["sent"]})

    def tell(self, batch: Batch) -> None:
        """Print the first rejected rows, numbered as in the file."""
        room = max(0, SHOWN - self.counts["rejected"])
        for fault in batch.rejected_rows.order_by("row")[:room]:
            self.stderr.write(
                _("row %(row)d, %(field)s: %(message)s")
                % {
                    "row": self.counts["sent"] + fault.row,
                    "field": fault.field or "–",
                    "message": fault.message,
                }
            )


def pieces(path: Path) -> Iterator[Posted]:
    """Yield a file in pieces of ROWS rows (a JSON file as one); raises CommandError, OSError."""
    suffixes = path.suffixes[-2:] if path.suffix == ".gz" else path.suffixes[-1:]
    content_type = TYPES.get(suffixes[0].lower()) if suffixes else None
    if content_type is None:
        raise CommandError(
            _("%(name)s: the name has to end in %(endings)s, or in that and .gz.")
            % {"name": path.name, "endings": ", ".join(TYPES)}
        )
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        if content_type == "application/json":
            yield Posted(file.read(), content_type)
            return
        header = file.readline() if content_type == "text/csv" else b""
        while lines := list(islice(file, ROWS)):
            yield Posted(b"".join([header, *lines]), content_type)
