"""A file of subjects goes on where its worker was killed: nothing is lost, nothing comes twice."""

import datetime as dt

import pytest
from django.utils import timezone

from registry.models import ImportFault, ImportJob, Subject, SubjectAlias
from registry.services import jobs
from tests.cast import gather

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True)]

ROWS, EACH = 50_000, 10_000
"""Rows of three chunks, so that the worker dies with some of them in; each so many is wrong."""


def test_an_import_whose_worker_is_killed_ends_once(stack):
    job = jobs.receive_import("s.csv", [table().encode()], by=gather().a["data_steward"])
    grow_old()
    stack.start("worker", "beat")
    stack.wait_for(lambda: counted(job) > 0, what="the first chunk", seconds=60)
    stack.kill("worker")
    before = counted(job)
    assert 0 < before < ROWS
    assert stored() == job.landed, "a chunk and its count are both in or both out"
    grow_old()
    stack.flush_redis()
    stack.start("worker")
    stack.wait_for(
        lambda: counted(job) == ROWS and job.state == "done", what="the rest", seconds=120
    )
    wrong = ROWS // EACH
    assert (job.created, job.updated, job.rejected) == (ROWS - wrong, 0, wrong)
    assert stored() == ROWS - wrong
    assert ImportFault.objects.filter(job=job).count() == wrong
    assert not SubjectAlias.objects.filter(subject__code__startswith="K").exists()


def table():
    """Return a file of subjects; each ten-thousandth lies in a region that nobody knows."""
    lines = ["kind,code,name,region_code,address"]
    for n in range(ROWS):
        region = "330106" if (n + 1) % EACH else "999999"
        lines.append(f"enterprise,K{n},第{n}家有限公司,{region},文三路{n}号")
    return "\n".join(lines)


def grow_old():
    """Let imports be silent for so long that a worker is asked to take them up."""
    past = timezone.now() - dt.timedelta(seconds=2 * jobs.SILENT_SECONDS)
    ImportJob.objects.update(created_at=past, beat_at=past)


def counted(job):
    job.refresh_from_db()
    return job.done


def stored():
    return Subject.objects.filter(code__startswith="K").count()
