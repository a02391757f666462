"""Photos: only real ones, stored once, shown without their metadata, rows never without files."""

import hashlib
import io
import struct
import zlib

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import ExifTags, Image

from common.errors import IllegalMove, RuleError
from enforcement import pictures, services
from enforcement.choices import TaskKind, TaskState
from enforcement.models import Blob, Evidence
from enforcement.services import photos
from enforcement.services.explaining import explain
from tests import build
from tests.enforcement.conftest import last_facts, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(world):
    return world.task(TaskState.ACCEPTED)


def keep(world, task, data, *, by=0, item=None):
    upload = SimpleUploadedFile("IMG_1.jpg", data, "image/jpeg")
    return services.keep_photo(task, upload=upload, item=item, by=world.officers[by].user)


def refused(world, task, data):
    with pytest.raises(RuleError) as error:
        keep(world, task, data)
    assert not Evidence.objects.exists()
    assert not Blob.objects.exists()
    return error.value.code


def png(width, height):
    """Return a PNG that claims a size and holds next to nothing."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"IDAT", zlib.compress(b"\0" * 1000)),
            chunk(b"IEND", b""),
        ]
    )


def with_camera_notes():
    """Return a photo that says when and where it was taken, lying on its side."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "secret phone"
    exif[ExifTags.IFD.Exif] = {
        ExifTags.Base.DateTimeOriginal: "2026:11:23 14:05:00",
        ExifTags.Base.OffsetTimeOriginal: "+08:00",
    }
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "N",
        ExifTags.GPS.GPSLatitude: (30.0, 15.0, 0.0),
        ExifTags.GPS.GPSLongitudeRef: "E",
        ExifTags.GPS.GPSLongitude: (120.0, 9.0, 0.0),
    }
    return build.photo((640, 480), exif=exif)


class TestWhatIsKept:
    def test_the_original_is_sealed_under_its_hash(self, world, look, folder):
        data = build.photo()
        evidence = keep(world, look, data)
        sha = hashlib.sha256(data).hexdigest()
        assert evidence.blob.path == f"sha/{sha[:2]}/{sha[2:4]}/{sha}"
        assert (folder / evidence.blob.path).read_bytes() == data
        assert (evidence.blob.size, evidence.blob.content_type) == (len(data), "image/jpeg")
        assert (evidence.by, evidence.file_name) == (world.officers[0], "IMG_1.jpg")

    def test_what_is_shown_tells_nothing_of_the_camera(self, world, look):
        evidence = keep(world, look, with_camera_notes())
        shown = photos.open_photo(evidence, "shown")
        image = Image.open(io.BytesIO(shown))
        assert image.format == "JPEG"
        assert not image.getexif()
        assert b"secret phone" not in shown
        assert image.size == (480, 640)  # stood upright
        assert max(Image.open(io.BytesIO(photos.open_photo(evidence, "thumb"))).size) == 320

    def test_the_camera_s_notes_are_kept_with_the_evidence(self, world, look):
        evidence = keep(world, look, with_camera_notes())
        assert evidence.device_time.isoformat() == "2026-11-23T14:05:00+08:00"
        assert (evidence.lon, evidence.lat) == (120.15, 30.25)

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_kinds(self, world, look, kind):
        evidence = keep(world, look, build.photo(kind=kind))
        assert evidence.blob.content_type == f"image/{kind.lower()}"

    def test_the_same_photo_is_stored_once(self, world, look):
        data, item = build.photo(), world.items[0]
        first = keep(world, look, data, item=item)
        assert keep(world, look, data, item=item) == first
        assert keep(world, look, data) != first  # evidence of something else, same bytes
        other = world.task(TaskState.ACCEPTED)
        assert keep(world, other, data) not in look.evidence.all()
        assert Blob.objects.count() == 1


class TestWhatIsRefused:
    def test_another_kind_of_file(self, world, look):
        for data in (b"", b"GIF89a" + b"\0" * 100, b"<svg/>", b"RIFF\0\0\0\0WAVE", b"%PDF-1.7"):
            assert refused(world, look, data) == "type"

    def test_a_wrong_magic_is_not_believed(self, world, look):
        assert refused(world, look, b"\xff\xd8\xff" + b"MZ" * 100) == "broken"
        assert refused(world, look, b"\x89PNG\r\n\x1a\n" + build.photo()) == "broken"

    def test_a_truncated_photo(self, world, look):
        assert refused(world, look, build.photo((800, 600))[:-900]) == "broken"

    @pytest.mark.parametrize(("width", "height"), [(8000, 8000), (60_000, 60_000)])
    def test_a_decompression_bomb(self, world, look, width, height):
        assert refused(world, look, png(width, height)) == "pixels"

    def test_a_photo_that_is_too_large(self, world, look, monkeypatch):
        monkeypatch.setattr(pictures, "MAX_BYTES", 100)
        assert refused(world, look, build.photo()) == "size"

    def test_too_many(self, world, look, monkeypatch):
        monkeypatch.setattr(photos, "MAX_PHOTOS", 0)
        assert refused(world, look, build.photo()) == "many"

    def test_from_somebody_else(self, world, look):
        world.officers.append(build.officer(department=world.own))
        with pytest.raises(PermissionDenied):
            keep(world, look, build.photo(), by=2)

    @pytest.mark.parametrize("kind", [TaskKind.FACT_CHECK, TaskKind.ON_SITE])
    def test_before_or_after_the_work(self, world, kind):
        for state in TaskState.values:
            task = world.task(state, kind)
            if state == {"fact_check": TaskState.ACCEPTED, "on_site": TaskState.ON_SITE}[kind]:
                keep(world, task, build.photo())
            else:
                with pytest.raises(IllegalMove):
                    keep(world, task, build.photo((9, 9)))

    def test_nonsense_in_the_camera_s_notes_is_no_reason(self, world, look):
        exif = Image.Exif()
        exif[ExifTags.IFD.Exif] = {ExifTags.Base.DateTimeOriginal: "yesterday"}
        exif[ExifTags.IFD.GPSInfo] = {
            ExifTags.GPS.GPSLatitude: (900.0, 0.0, 0.0),
            ExifTags.GPS.GPSLongitude: (1.0, 0.0, 0.0),
        }
        evidence = keep(world, look, build.photo(exif=exif))
        assert (evidence.device_time, evidence.lon, evidence.lat) == (None, None, None)


class TestOrderOfWrites:
    def test_no_file_no_row(self, world, look, monkeypatch):
        def full(*_args):
            raise OSError("No space left on device")

        monkeypatch.setattr(photos.blobs, "write", full)
        with pytest.raises(OSError, match="No space"):
            keep(world, look, build.photo())
        assert not Blob.objects.exists()

    def test_a_file_left_by_a_dying_process_is_taken_up(self, world, look, monkeypatch, folder):
        def die(_name):
            raise RuntimeError

        with monkeypatch.context() as patch:
            patch.setattr(photos, "faultpoint", die)
            with pytest.raises(RuntimeError):
                keep(world, look, build.photo())
        assert not Blob.objects.exists()
        assert [path for path in folder.rglob("*") if path.is_file()]
        evidence = keep(world, look, build.photo())
        assert (folder / evidence.blob.path).read_bytes() == build.photo()

    def test_a_file_half_written_is_mended(self, world, look, folder):
        data = build.photo()
        sha = hashlib.sha256(data).hexdigest()
        torn = folder / Blob(sha256=sha).path
        torn.parent.mkdir(parents=True)
        torn.write_bytes(data[:10])
        keep(world, look, data)
        assert torn.read_bytes() == data

    def test_nothing_is_left_over_in_the_storage(self, world, look):
        evidence = keep(world, look, build.photo())
        assert storages["evidence"].listdir("sha")[0] == [evidence.blob_id[:2]]


class TestLeavingOut:
    def test_it_stays_in_custody_with_the_reason_and_counts_no_longer(self, world, look, folder):
        evidence = keep(world, look, build.photo(), item=world.items[0])
        lead = world.officers[0]
        services.leave_out(evidence, by=lead.user, reason="a passer-by is on it")
        services.leave_out(evidence, by=lead.user, reason="again")
        left_out = evidence.left_outs.get()
        assert (left_out.by, left_out.reason) == (lead, "a passer-by is on it")
        assert (folder / evidence.blob.path).exists()
        assert photos.photos_by_slot(look) == {}
        assert photos.photos_left_out(look) == [left_out]
        assert [line.act for line in evidence.blob.custody.all()] == ["left_out"]
        assert told(look)[-1:] == ["enforcement.photo_left_out"]
        assert last_facts(look)["reason"] == "a passer-by is on it"

    def test_it_can_be_taken_in_again_while_the_task_is_answered(self, world, look):
        data = build.photo()
        evidence = keep(world, look, data)
        services.leave_out(evidence, by=world.officers[0].user, reason="blurred")
        with pytest.raises(RuleError) as error:
            keep(world, look, data)
        assert error.value.code == "left_out"
        services.take_in(evidence, by=world.officers[1].user)
        assert photos.photos_by_slot(look) == {(None, 1): [evidence]}
        assert [line.act for line in evidence.blob.custody.all()] == ["left_out", "taken_in"]

    def test_only_its_officers_and_only_before_the_answer_is_submitted(self, world, look):
        evidence = keep(world, look, build.photo())
        with pytest.raises(PermissionDenied):
            services.leave_out(evidence, by=build.officer().user, reason="no business of mine")
        type(look).objects.filter(pk=look.pk).update(state=TaskState.SUBMITTED)
        for act in (
            lambda: services.leave_out(evidence, by=world.officers[0].user, reason="late"),
            lambda: services.take_in(evidence, by=world.officers[0].user),
        ):
            with pytest.raises(IllegalMove):
                act()

    def test_the_phone_asks_for_the_reason_and_says_what_is_kept(self, world, look, client):
        first = keep(world, look, build.photo())
        second = keep(world, look, build.photo((30, 40)))
        client.force_login(world.officers[0].user)
        client.cookies["django_language"] = "en"
        task = reverse("enforcement:pocket-task", args=[look.pk])
        page = client.get(task).content.decode()
        assert "2 photos are kept here already" in page
        assert page.count(f'<p class="photo-by">{world.officers[0]} ') == 2
        choice = reverse("enforcement:pocket-photo-choice", args=[look.pk, first.pk])
        assert choice in page
        assert client.post(choice, {"reason": ""}).status_code == 422
        assert client.post(choice, {"reason": "shows a child"}).status_code == 302
        page = client.get(task).content.decode()
        assert "1 photo is kept here already" in page
        assert "shows a child" in page
        assert client.get(choice).status_code == 200
        client.post(choice)
        assert "2 photos are kept here already" in client.get(task).content.decode()
        other = reverse("enforcement:pocket-photo-choice", args=[world.task().pk, second.pk])
        assert client.get(other).status_code == 404

    def test_the_answer_shows_it_by_its_reason_and_no_longer_among_the_photos(
        self, world, look, client
    ):
        shown, hidden = keep(world, look, build.photo()), keep(world, look, build.photo((30, 40)))
        services.leave_out(hidden, by=world.officers[0].user, reason="shows a child")
        answer = build.inspection(look, world.officers[0], finding="false")
        explanation = explain(answer)
        assert explanation.photos == [shown]
        assert [each.evidence for each in explanation.photos_left_out] == [hidden]
        type(look).objects.filter(pk=look.pk).update(state=TaskState.CLOSED)
        reader = build.user()
        build.grant(reader, "enforcement.view_task", "enforcement.view_inspection",
                    "enforcement.view_evidence", department=world.own)  # fmt: skip
        client.force_login(reader)
        client.cookies["django_language"] = "en"
        page = client.get(look.get_absolute_url()).content.decode()
        assert f'<p class="photo-by">{world.officers[0]} ' in page
        assert f"{hidden.pk}/?size=thumb" not in page
        assert f"Left out by {world.officers[0]}: shows a child" in page
