"""A list goes out in the officials' columns and comes in again: checked first, then landed."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from matters import services
from matters.imports import portal
from matters.models import MatterVersion, Upload, UploadRow
from tests import build
from tests.matters.conftest import CONTENT

RIGHTS = "matters.view_matterversion matters.add_matterversion matters.change_matterversion"
HEAD = "事项代码,抽查事项名称,抽查子项,抽查依据,监管层级,抽查对象,行政行为类型,部门编码"


@pytest.fixture
def manager(staff, client):
    """Somebody who drafts across the province, logged in and reading Chinese."""
    person = build.user(username="manager")
    person.language = "zh-hans"
    person.save()
    build.grant(person, *RIGHTS.split(), region=staff.top.region)
    client.force_login(person)
    return person


@pytest.fixture
def send(client):
    def send(text, name="list.csv", list_code="test"):
        body = text if isinstance(text, bytes) else text.encode()
        file = SimpleUploadedFile(name, body)
        return client.post(reverse("matters:upload-new"), {"file": file, "list_code": list_code})

    return send


def lines(*rows):
    return "\n".join((HEAD, *rows))


def outcomes():
    rows = UploadRow.objects.order_by("line")
    return [(row.line, row.outcome) for row in rows]


def test_a_dry_run_tells_every_row_and_writes_nothing(client, manager, send, draft, staff):
    code = staff.top.code
    same = CONTENT["basis"]
    answer = send(
        lines(
            f"PS0101,排水监管,,{same}第二款,市；县,排水户,检查,{code}",
            f"PS0102,排水许可,,《条例》第一条,市,排水户,检查,{code}",
            "PS0103,无部门,,x,市,y,检查,D-none",
            ",,,,,,,",
        )
    )
    upload = Upload.objects.get()
    assert answer.url == upload.get_absolute_url()
    assert upload.state == "checked"
    assert outcomes() == [(2, "updated"), (3, "created"), (4, "rejected")]
    assert upload.counts == {"created": 1, "updated": 1, "rejected": 1}
    (change,) = UploadRow.objects.get(line=2).changes
    assert change == ["basis", same, f"{same}第二款"]
    assert MatterVersion.objects.count() == 1
    draft.refresh_from_db()
    assert (draft.basis, draft.revision) == (same, 0)
    page = client.get(answer.url).content.decode()
    for text in ("第二款", "D-none", "PS0102"):
        assert text in page
    only = client.get(f"{answer.url}?outcome=rejected").content.decode()
    assert "无部门" in only or "D-none" in only
    assert "PS0102" not in only


def test_what_is_confirmed_lands_as_drafts_and_a_second_time_changes_nothing(
    client, manager, send, staff
):
    text = lines(f"PS0102,排水许可,子一,《条例》第一条,市,排水户,检查,{staff.top.code}")
    send(text)
    upload = Upload.objects.get()
    client.post(reverse("matters:upload-confirm", args=[upload.pk]))
    upload.refresh_from_db()
    assert (upload.state, upload.body, upload.counts["created"]) == ("landed", None, 1)
    version = MatterVersion.objects.get()
    assert (version.state, version.drafted_by) == ("draft", manager.pk)
    again = client.post(reverse("matters:upload-confirm", args=[upload.pk]))
    assert again.status_code == 409
    send(text.replace("《条例》第一条", "《条例》第二条"))
    second = Upload.objects.order_by("-id").first()
    assert second.counts["updated"] == 1
    client.post(reverse("matters:upload-confirm", args=[second.pk]))
    version.refresh_from_db()
    assert (version.basis, version.revision) == ("《条例》第二条", 1)
    send(text.replace("《条例》第一条", "《条例》第二条"))
    assert Upload.objects.order_by("-id").first().counts == {"unchanged": 1, "rejected": 0}


def test_a_checked_list_can_be_dropped(client, manager, send, staff):
    send(lines(f"PS0102,排水许可,,《条例》第一条,市,排水户,检查,{staff.top.code}"))
    upload = Upload.objects.get()
    client.post(reverse("matters:upload-drop", args=[upload.pk]))
    upload.refresh_from_db()
    assert (upload.state, upload.body) == ("dropped", None)
    assert client.post(reverse("matters:upload-confirm", args=[upload.pk])).status_code == 409


def test_what_is_no_table_says_so_and_nothing_breaks(client, manager, send):
    send(b"\xff\xfe\x00nothing", "list.csv")
    send("a,b\n1,2")
    for upload in Upload.objects.all():
        assert upload.state == "failed"
        assert upload.error
        assert upload.error in client.get(upload.get_absolute_url()).content.decode()
    empty = client.post(reverse("matters:upload-new"), {"list_code": "x"})
    assert empty.status_code == 422


def test_nobody_drafts_by_a_file_where_they_may_not_by_hand(client, staff, send, draft):
    person = build.user()
    own = build.department(region=staff.top.region)
    build.grant(person, *RIGHTS.split(), department=own)
    client.force_login(person)
    rows = (
        f"PS0101,排水监管,,改,市；县,排水户,检查,{own.code}",
        f"PS0104,别家,,x,市,y,检查,{staff.top.code}",
        f"PS0105,自家,,x,市,y,检查,{own.code}",
    )
    send(lines(*rows))
    assert outcomes() == [(2, "rejected"), (3, "rejected"), (4, "created")]
    assert {row.remarks[0]["code"] for row in UploadRow.objects.filter(outcome="rejected")} == {
        "outside"
    }


def test_an_upload_is_its_owners(client, manager, send, staff):
    send(lines(f"PS0102,排水许可,,《条例》第一条,市,排水户,检查,{staff.top.code}"))
    other = build.user()
    build.grant(other, *RIGHTS.split(), region=staff.top.region)
    client.force_login(other)
    upload = Upload.objects.get()
    assert client.get(upload.get_absolute_url()).status_code == 404
    confirm = client.post(reverse("matters:upload-confirm", args=[upload.pk]))
    assert confirm.status_code == 404


def test_a_big_file_waits_for_a_worker_and_shows_its_progress(
    client, manager, send, staff, monkeypatch
):
    monkeypatch.setattr(portal, "SMALL_BYTES", 10)
    answer = send(lines(f"PS0102,排水许可,,《条例》第一条,市,排水户,检查,{staff.top.code}"))
    upload = Upload.objects.get()
    assert upload.state == "uploaded"
    assert "<progress" in client.get(answer.url).content.decode()
    assert portal.work(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.total, upload.done) == ("checked", 1, 1)
    assert not portal.work(upload.pk)
    client.post(reverse("matters:upload-confirm", args=[upload.pk]))
    assert portal.work(upload.pk)
    assert MatterVersion.objects.count() == 1


def test_an_upload_whose_worker_is_gone_is_taken_up_again(manager, send, staff, time_machine_at):
    send(lines(f"PS0102,排水许可,,《条例》第一条,市,排水户,检查,{staff.top.code}"))
    Upload.objects.update(state="checking")
    assert portal.sweep() == 0
    time_machine_at.shift(portal.UNHEARD * 2)
    assert portal.sweep() == 1
    upload = Upload.objects.get()
    assert upload.state == "uploaded"
    assert portal.work(upload.pk)


# ---- out and in


def sheet(client, form="csv", query=""):
    answer = client.get(reverse("matters:matter-sheet", args=[form]) + query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_equal(client, manager, send, draft, staff, form, language):
    client.cookies.load({"django_language": language})
    services.amend(
        draft,
        {
            "methods": ["double_random", "credit"], "apply_scope": 2, "legal_min": 1,
            "is_on_clue": True,
            "object_types": ["site", "enterprise"], "note": "=1+1", "process": "一、告知\n二、检查",
            "power_code": "'330617", "subitem_code": "-7",
        },
        by=staff.drafter,
    )  # fmt: skip
    body = sheet(client, form)
    answer = send(body, f"list.{form}")
    assert Upload.objects.get().counts == {"unchanged": 1, "rejected": 0}, answer
    assert sheet(client, form) == body if form == "csv" else True


def test_a_filtered_list_goes_out_and_the_template_has_the_same_head(client, manager, draft, staff):
    build.matter_version(department=staff.top, item="燃气监管")
    body = sheet(client, query="?q=燃气").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["抽查事项名称"] for row in rows] == ["燃气监管"]
    empty = client.get(reverse("matters:upload-template", args=["csv"])).content.decode("utf-8-sig")
    assert empty.splitlines() == body.splitlines()[:1]
    book = client.get(reverse("matters:upload-template", args=["xlsx"])).content
    head = [cell.value for cell in next(load_workbook(io.BytesIO(book)).active.iter_rows())]
    assert head == empty.strip().split(",")


@pytest.mark.realdata
def test_the_79_real_rows_go_in_out_and_in_again_equal(client, manager, send, shared_data):
    raw = (shared_data / "zj_shuangsuiji_matters_2017.csv").read_bytes()
    given = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(given) == 79
    send(raw, "zj.csv", "zj-2017")
    upload = Upload.objects.get()
    assert upload.counts == {"created": 79, "rejected": 0}
    client.post(reverse("matters:upload-confirm", args=[upload.pk]))
    for form in ("csv", "xlsx"):
        body = sheet(client, form, "?list=zj-2017")
        send(body, f"out.{form}", "zj-2017")
        again = Upload.objects.order_by("-id").first()
        assert again.counts == {"unchanged": 79, "rejected": 0}
        assert again.unused == []
    out = list(csv.DictReader(io.StringIO(sheet(client).decode("utf-8-sig"))))
    kept = [{name: row[name] for name in given[0]} for row in out]
    assert kept == [{name: text.strip() for name, text in row.items()} for row in given]
    client.post(reverse("matters:upload-confirm", args=[again.pk]))
    assert MatterVersion.objects.count() == 79
    assert sheet(client, "csv") == sheet(client, "csv")


def test_the_report_asks_the_same_of_the_database_for_one_row_and_for_many(
    client, manager, django_assert_num_queries
):
    upload = build.upload(manager)
    for more in (range(2, 3), range(3, 40)):
        UploadRow.objects.bulk_create(
            UploadRow(upload=upload, line=n, outcome="updated", changes=[["item", "a", "b"]])
            for n in more
        )
        client.get(upload.get_absolute_url())
        with django_assert_num_queries(11):
            client.get(upload.get_absolute_url())
