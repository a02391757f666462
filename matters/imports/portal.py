"""Lists uploaded in the portal: kept, checked in a dry run, landed when their owner confirms.

The work is kept in PostgreSQL: a worker that hears the doorbell, or the sweep that rings again,
claims an upload by its state. A small file is checked at once, in the request.
"""

import gzip
import hashlib
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common import audit
from common.errors import ConflictError, RuleError
from common.flow import move
from common.imports import Importer, Outcome, Row, Unreadable
from common.imports.importer import Remark
from common.imports.tables import open_table
from common.models import User
from common.ring import ring
from matters.choices import RowOutcome, UploadState
from matters.imports.matters import MatterImporter
from matters.imports.sheets import reading
from matters.models import MatterVersion, Upload, UploadRow
from matters.words import value_of
from registry.models import Department

SMALL_BYTES = 150_000
"""A file up to this size is worked on in the request; larger ones by a worker."""
LARGEST_BYTES = 30_000_000
UNHEARD = timedelta(minutes=3)
OUTCOMES = {
    Outcome.CREATED: RowOutcome.CREATED,
    Outcome.UPDATED: RowOutcome.UPDATED,
    Outcome.UNCHANGED: RowOutcome.UNCHANGED,
}


class UploadImporter(MatterImporter):
    """The importer of matters for one person: within their grants, each row told field by field.

    With ``writes`` off nothing is stored. ``found`` are the rows by line.
    """

    chunk: ClassVar[int] = 200

    def __init__(self, list_code: str, *, by: User, writes: bool) -> None:
        super().__init__(list_code, by=by)
        self.writes = writes
        self.found: dict[int, UploadRow] = {}
        rows = Department.objects.allowed(by, "matters.add_matterversion")
        self.own = set(rows.values_list("pk", flat=True))
        self.looks_across = MatterVersion.objects.looks_across(by, "matters.add_matterversion")

    def _cell(self, column: Any, text: str) -> Any:
        return super()._cell(column, reading(text))

    def resolve(self, rows: list[Row]) -> list[Row]:
        good = []
        for row in super().resolve(rows):
            latest = self._latest(row)
            if self._may_write(row, latest):
                good.append(row)
            else:
                reason = _("The matter belongs to a department that you may not draft for.")
                self.reject(row, "department_code", "outside", reason)
        return good

    def land(self, rows: list[Row]) -> list[Outcome]:
        told = [self._told(row) for row in rows]
        outcomes = super().land(rows) if self.writes else [self._version(row)[0] for row in rows]
        for found, outcome in zip(told, outcomes, strict=True):
            found.outcome = OUTCOMES[outcome]
            self.found[found.line] = found
        return outcomes

    def _may_write(self, row: Row, latest: MatterVersion | None) -> bool:
        """Tell whether both what stands and what is to stand lie within the person's grants."""
        if self.has("department_code"):
            named = self.departments.get(row.cells["department_code"])
        elif latest is not None:
            named = latest.department_id
        else:
            named = self._department(f"{row.cells.get('unit', '')} {row.cells.get('system', '')}")
        for department in {named, latest.department_id if latest else named}:
            if not (self.looks_across if department is None else department in self.own):
                return False
        return True

    def _told(self, row: Row) -> UploadRow:
        """Return a row with its changes in words, before anything of it is written."""
        latest, content = self._latest(row), self._content(row)
        changes = []
        wanted = MatterVersion(department=None)
        for name, value in content.items():
            setattr(wanted, name, value)
            if latest is not None and getattr(latest, name) == value:
                continue
            field = name.removesuffix("_id")
            before = self._words(latest, field) if latest else ""
            after = self._words(wanted, field)
            if before != after:
                changes.append([field, before, after])
        title = " · ".join(filter(None, (row.cells["item"], row.cells["sub_item"])))
        return UploadRow(line=row.line, code=row.cells["code"], title=title, changes=changes)

    def _words(self, version: MatterVersion, field: str) -> str:
        if field == "department":
            return self.codes.get(version.department_id, "")
        if field == "methods":
            return "；".join(version.methods)
        return value_of(version, field)

    def prepare(self) -> None:
        super().prepare()
        self.codes = {pk: code for code, pk in self.departments.items()}


@transaction.atomic
def keep(name: str, body: bytes, *, list_code: str, by: User) -> Upload:
    """Keep an uploaded file; small ones are checked by the caller, others by a worker."""
    if len(body) > LARGEST_BYTES:
        raise RuleError("too_large", _("The file is larger than 30 MB."), field="file")
    upload = Upload.objects.create(
        list_code=list_code,
        file_name=name[-200:],
        sha256=hashlib.sha256(body).hexdigest(),
        body=gzip.compress(body),
        by=by.pk,
        language=translation.get_language() or by.language,
    )
    if len(body) > SMALL_BYTES:
        ring("matters.upload", upload.pk)
    return upload


def begin(upload: Upload) -> Upload:
    """Work on an upload at once where its file is small."""
    if len(gzip.decompress(upload.body or b"")) <= SMALL_BYTES:
        work(upload.pk)
        upload.refresh_from_db()
    return upload


@transaction.atomic
def confirm(upload: Upload, *, by: User) -> Upload:
    """Let a checked list land; it lands as its owner's drafts."""
    move(upload, UploadState.CONFIRMED, done=0)
    audit.record(
        "import",
        by=by,
        row="matters.matterversion",
        facts={"file": upload.file_name, "sha256": upload.sha256, "upload": str(upload.pk)},
    )
    ring("matters.upload", upload.pk)
    return upload


@transaction.atomic
def drop(upload: Upload, *, by: User) -> Upload:
    """Give a checked list up; nothing of it lands."""
    move(upload, UploadState.DROPPED, body=None)
    return upload


def work(pk: UUID) -> bool:
    """Check or land an upload that waits; tell whether it was there to be worked on."""
    upload = Upload.objects.filter(pk=pk).first()
    steps: dict[str, tuple[str, Callable[[Upload, Path], None]]] = {
        UploadState.UPLOADED: (UploadState.CHECKING, _check),
        UploadState.CONFIRMED: (UploadState.LANDING, _land),
    }
    if upload is None or upload.state not in steps:
        return False
    to, act = steps[upload.state]
    try:
        with transaction.atomic():
            move(upload, to)
    except ConflictError:
        return False
    with translation.override(upload.language), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(upload.file_name).name or "list")
        path.write_bytes(gzip.decompress(upload.body or b""))
        try:
            act(upload, path)
        except Unreadable as trouble:
            move(upload, UploadState.FAILED, error=str(trouble)[:500], body=None)
    return True


def sweep() -> int:
    """Ring again for uploads that nobody heard, or whose worker is gone; return how many."""
    back = {
        UploadState.CHECKING: UploadState.UPLOADED,
        UploadState.LANDING: UploadState.CONFIRMED,
    }
    found = 0
    for upload in Upload.objects.unheard(timezone.now() - UNHEARD)[:50]:
        try:
            with transaction.atomic():
                if upload.state in back:
                    move(upload, back[UploadState(upload.state)])
        except ConflictError:
            continue
        ring("matters.upload", upload.pk)
        found += 1
    return found


def _check(upload: Upload, path: Path) -> None:
    with open_table(path) as lines:
        total = max(sum(1 for _line in lines) - 1, 0)
    Upload.objects.filter(pk=upload.pk).update(total=total)
    importer = _run(upload, path, writes=False)
    move(upload, UploadState.CHECKED, **_result(importer))


def _land(upload: Upload, path: Path) -> None:
    importer = _run(upload, path, writes=True)
    move(upload, UploadState.LANDED, **_result(importer), body=None)


def _run(upload: Upload, path: Path, *, writes: bool) -> UploadImporter:
    """Run the importer over the file; its rows replace those of the run before."""
    owner = User.objects.get(pk=upload.by)
    importer = UploadImporter(upload.list_code, by=owner, writes=writes)

    def progress(line: int) -> None:
        Upload.objects.filter(pk=upload.pk).update(done=line, changed_at=timezone.now())

    importer.run(path, progress)
    rows = dict(importer.found)
    for remark in (*importer.report.rejected, *importer.report.warnings):
        row = rows.setdefault(remark.line, UploadRow(line=remark.line))
        row.remarks.append(_plain(remark))
    for remark in importer.report.rejected:
        rows[remark.line].outcome = RowOutcome.REJECTED
    _name(importer, rows)
    with transaction.atomic():
        UploadRow.objects.filter(upload=upload).delete()
        for row in rows.values():
            row.upload = upload
        UploadRow.objects.bulk_create((rows[line] for line in sorted(rows)), batch_size=1000)
    return importer


def _name(importer: Importer, rows: dict[int, UploadRow]) -> None:
    """Leave no row without an outcome: a warning may stand on a line that never became a row."""
    for row in rows.values():
        row.outcome = row.outcome or RowOutcome.REJECTED


def _plain(remark: Remark) -> dict[str, str]:
    return {"field": remark.field, "code": remark.code, "reason": remark.reason}


def _result(importer: UploadImporter) -> dict[str, Any]:
    report = importer.report
    counts: dict[str, int] = {OUTCOMES[each]: count for each, count in report.outcomes.items()}
    counts[RowOutcome.REJECTED] = len(report.rejected)
    return {"counts": counts, "unused": report.unused, "done": report.landed + len(report.rejected)}
