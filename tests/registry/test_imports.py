"""Files of subjects land by themselves, a chunk at a time, and go on where a worker died."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registry.imports import runs
from registry.models import ImportFault, ImportJob, Subject, SubjectAlias
from registry.services import jobs
from tests.cast import gather

HEAD = "kind,code,name,uscc,region_code,address,lon,lat,datum,labels,id_number\n"


def line(n, **fields):
    values = {
        "kind": "enterprise", "code": f"E{n}", "name": f"第{n}家有限公司", "uscc": "",
        "region": "330106", "address": f"文三路{n}号", "lon": "120.1", "lat": "30.2", "datum": "",
        "labels": "shop;school", "id": "",
    }  # fmt: skip
    return ",".join(str(each) for each in {**values, **fields}.values()) + "\n"


@pytest.fixture
def cast(db):
    return gather()


def send(cast, text):
    return jobs.receive_import("s.csv", [text.encode()], by=cast.a["data_steward"])


def test_rows_land_and_the_others_are_named(cast):
    text = HEAD + line(1) + line(2, region="331102") + line(3, uscc="91330108MA27K6Q40E")
    text += line(1, name="twice") + line(4, lon="") + line(5, datum="bd09")
    job = runs.run_import(send(cast, text).pk)
    job.refresh_from_db()
    assert (job.state, job.rows, job.done) == ("done", 6, 6)
    assert (job.created, job.rejected, job.warned) == (3, 3, 1)
    codes = set(ImportFault.objects.values_list("line", "code", "is_rejected"))
    assert codes == {
        (3, "outside_scope", True), (4, "invalid_uscc", False), (5, "duplicate", True),
        (6, "half_a_place", True),
    }  # fmt: skip
    placed = Subject.objects.get(code="E5")
    assert (placed.given_lon, placed.datum) == (120.1, "bd09")
    assert placed.lon == pytest.approx(120.0888, abs=1e-3)
    assert placed.labels == ["shop", "school"]
    assert not job.parts.exists()


def test_a_second_time_changes_nothing_and_a_new_name_keeps_the_old(cast):
    runs.run_import(send(cast, HEAD + line(1)).pk)
    again = runs.run_import(send(cast, HEAD + line(1)).pk)
    again.refresh_from_db()
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    runs.run_import(send(cast, HEAD + line(1, name="新名有限公司")).pk)
    assert Subject.objects.get().name == "新名有限公司"
    assert SubjectAlias.objects.get().text == "第1家有限公司"


def test_an_identity_number_is_sealed_and_found_by_its_digest(cast):
    number = "11010519491231002X"
    text = HEAD + line(1, kind="person", code=number, name="张三")
    runs.run_import(send(cast, text).pk)
    person = Subject.objects.get(kind="person")
    assert number not in person.code
    assert person.id_number() == number
    assert number.encode() not in bytes(person.id_sealed)
    runs.run_import(send(cast, text).pk)
    assert Subject.objects.filter(kind="person").count() == 1


def test_another_worker_goes_on_where_the_first_died(cast, monkeypatch):
    monkeypatch.setattr(runs.JobImporter, "chunk", 2)
    job = send(cast, HEAD + "".join(line(n) for n in range(5)))
    runs.run_import(job.pk, seconds=0)  # one chunk, then its slice is over
    job.refresh_from_db()
    assert (job.state, job.done, job.line) == ("running", 2, 3)
    monkeypatch.setattr(runs.JobImporter, "_tell", _die)
    with pytest.raises(RuntimeError):
        runs.run_import(job.pk)
    assert Subject.objects.count() == 2  # what the dead one had put in went with it
    monkeypatch.undo()
    runs.run_import(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.created) == ("done", 5, 5)


def _die(self):
    raise RuntimeError("killed")


def test_a_file_that_is_no_table_fails_in_words(cast):
    job = runs.run_import(send(cast, "a,b\n1,2\n").pk)
    assert job.state == "failed"
    assert "kind" in job.trouble
    jobs.resume_import(job, by=cast.a["data_steward"])
    assert ImportJob.objects.get().state == "waiting"


def test_a_file_is_sent_and_watched_in_the_portal(cast):
    client = Client()
    client.force_login(cast.a["data_steward"])
    file = SimpleUploadedFile("s.csv", (HEAD + line(1) + line(2, region="999999")).encode())
    answer = client.post(reverse("registry:import-new"), {"file": file})
    job = ImportJob.objects.get()
    assert answer.url == job.get_absolute_url()
    runs.run_import(job.pk)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "999999" in page
    report = b"".join(client.get(reverse("registry:import-report", args=[job.pk])))
    assert b"unknown_region" in report
