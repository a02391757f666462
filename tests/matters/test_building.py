"""The builder, the papers and the merged form, as people use them."""

import io

import docx
import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.errors import RuleError
from matters import services
from matters.models import CheckItem, Checklist, ChecklistVersion, LineSource
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(client, staff):
    build.grant(
        staff.drafter,
        "matters.view_checklist",
        "matters.change_checklist",
        "matters.view_matterversion",
    )
    client.force_login(staff.drafter)
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    return client


@pytest.fixture
def form(staff):
    version = services.new_checklist("test", "F1", "排水检查表", by=staff.drafter)
    for content in ("Licence", "Pump", "Well"):
        services.add_line(
            version, {"content": content}, revision=version.revision, by=staff.drafter
        )
    return version


def url(name, *rows):
    return reverse(f"matters:{name}", args=[row.pk for row in rows])


def line(form, order):
    return form.items.get(order=order)


def typed(form, **fields):
    form.refresh_from_db()
    return {"content": "x", "score": "0", "revision": form.revision} | fields


def test_a_form_is_begun_and_its_lines_are_written(visit):
    response = visit.post(
        reverse("matters:checklist-new"), {"list_code": "L", "code": "C", "name": "N"}
    )
    version = ChecklistVersion.objects.get()
    assert response.url == url("checklist-build", version)
    visit.post(
        url("line-new", version),
        typed(version, content="Licence", own_results="yes = pass\nno = fail", score="5"),
    )
    visit.post(url("line-new", version), typed(version, content="Since when", waits_for=["1:r2"]))
    first, second = version.items.all()
    assert [each["means"] for each in first.options] == ["passed", "failed"]
    assert (second.when_line, second.when_answers) == (1, ["r2"])
    page = visit.get(url("checklist-build", version)).content.decode()
    assert "waits for line 1" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"content": ""}, "This field is required."),
        ({"own_results": "perhaps"}, "Say what “perhaps” means"),
        ({"waits_for": ["1:passed", "2:passed"]}, "Choose answers of one line only."),
        ({"score": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(visit, form, fields, said):
    response = visit.post(url("line-edit", form, line(form, 3)), typed(form, **fields))
    assert response.status_code == 422
    assert said in response.content.decode()


def test_who_saves_second_is_told_and_keeps_what_was_typed(visit, form):
    old = typed(form, content="Mine")
    visit.post(url("line-edit", form, line(form, 1)), typed(form, content="Theirs"))
    response = visit.post(url("line-edit", form, line(form, 1)), old)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else changed this form meanwhile." in text
    assert "Mine" in text
    assert line(form, 1).content == "Theirs"
    again = visit.post(url("line-edit", form, line(form, 1)), typed(form, content="Mine"))
    assert again.status_code == 302
    assert line(form, 1).content == "Mine"


def test_lines_move_and_go_by_buttons(visit, form):
    form.refresh_from_db()
    move = {"revision": form.revision, "to": 1}
    visit.post(url("line-move", form, line(form, 3)), move)
    assert [each.content for each in form.items.all()] == ["Well", "Licence", "Pump"]
    form.refresh_from_db()
    visit.post(url("line-delete", form, line(form, 1)), {"revision": form.revision})
    assert [each.content for each in form.items.all()] == ["Licence", "Pump"]
    page = visit.post(url("line-move", form, line(form, 2)), move, follow=True)
    assert "Somebody else changed this form meanwhile." in page.content.decode()


def test_what_is_published_has_no_builder(visit, form, publish):
    publish(form)
    assert visit.get(url("checklist-build", form)).status_code == 404
    page = visit.get(form.get_absolute_url()).content.decode()
    assert "Draft the next version" in page
    response = visit.post(url("checklist-draft", form))
    assert response.url == url("checklist-build", form.checklist.versions.get(number=2))


def test_verdict_rules_are_written_and_said_in_words(visit, form):
    form.refresh_from_db()
    data = {
        "revision": form.revision, "when_1": "score", "bound_1": "60", "result_1": "serious",
        "name_1": "不合格", "when_2": "failed", "bound_2": "2", "result_2": "minor",
        "rescale": "on",
    }  # fmt: skip
    assert visit.post(url("checklist-verdict", form), data).status_code == 302
    page = visit.get(url("checklist-build", form)).content.decode()
    assert "Score below 60%: 不合格." in page
    assert "2 failed lines: minor problems." in page
    form.refresh_from_db()
    bad = data | {"revision": form.revision, "bound_1": "600"}
    assert visit.post(url("checklist-verdict", form), bad).status_code == 422


def test_the_preview_is_the_phones_own_page(visit, form):
    address = reverse("enforcement:checklist-preview", args=[form.pk])
    page = visit.get(address)
    assert 'id="id_line_3"' in page.content.decode()
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    text = visit.post(address, {"order": "2", "content": "Typed now"}).content.decode()
    assert "Typed now" in text
    assert "Licence" not in text
    assert line(form, 2).content == "Pump"


def test_building_asks_the_same_for_few_and_many_lines(visit, form, django_assert_max_num_queries):
    CheckItem.objects.bulk_create(
        CheckItem(version=form, order=order, content=str(order)) for order in range(4, 60)
    )
    with django_assert_max_num_queries(12):
        visit.get(url("checklist-build", form))
    with django_assert_max_num_queries(12):
        visit.get(reverse("enforcement:checklist-preview", args=[form.pk]))


# ---- papers


def word(*tables):
    """Return a Word file: each table with the title above it."""
    document = docx.Document()
    for title, rows in tables:
        document.add_paragraph(title)
        table = document.add_table(len(rows), max(map(len, rows)))
        for at, row in enumerate(rows):
            for place, text in enumerate(row):
                table.cell(at, place).text = text
    out = io.BytesIO()
    document.save(out)
    return SimpleUploadedFile("forms.docx", out.getvalue())


def send(visit, file):
    data = {"list_code": "office", "code": "OF", "file": file}
    return visit.post(reverse("matters:checklist-import"), data)


HEAD = ["序号", "检查项目", "检查方法", "领导签字"]


def test_tables_of_a_word_file_become_drafts(visit):
    page = send(
        visit,
        word(
            ("工地检查表", [HEAD, ["1", "围挡", "看", ""], ["2", "道路", "量", ""]]),
            ("名单", [["姓名", "电话"], ["甲", "1"]]),
            ("食堂检查表", [HEAD, ["1", "证照", "查", ""]]),
        ),
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert "table 2" in text
    assert "No column says what to check" in text
    assert "“领导签字”" in text
    assert not Checklist.objects.exists()
    visit.post(reverse("matters:checklist-import"), {"kept": page.context["kept"]})
    forms = Checklist.objects.order_by("code")
    assert [(form.code, form.name) for form in forms] == [
        ("OF-1", "工地检查表"),
        ("OF-2", "食堂检查表"),
    ]
    assert [item.content for item in forms[0].versions.get().items.all()] == ["围挡", "道路"]


def test_merged_cells_of_a_workbook_count_for_all_they_cover(visit):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["燃气检查表"])
    sheet.merge_cells("A1:C1")
    sheet.append(["序号", "检查内容", "检查方法"])
    sheet.append([1, "阀门", "看外观"])
    sheet.append([2, "软管", None])
    sheet.merge_cells("C3:C4")
    sheet.append(["注：一式两份"])
    sheet.merge_cells("A5:C5")
    sheet.append([3, None, "无内容"])
    out = io.BytesIO()
    book.save(out)
    page = send(visit, SimpleUploadedFile("gas.xlsx", out.getvalue()))
    reading = page.context["reading"]
    assert [(each.cells["name"], each.cells["how"]) for each in reading.lines] == [
        ("燃气检查表", "看外观"),
        ("燃气检查表", "看外观"),
    ]
    assert [place for place, _why in reading.unread] == [
        "sheet “Sheet”, row 5",
        "sheet “Sheet”, row 6",
    ]


@pytest.mark.parametrize(
    ("name", "data"), [("a.docx", b"PK\x03\x04"), ("a.xlsx", b"x"), ("a.pdf", b"%PDF")]
)
def test_what_is_no_such_file_is_told(visit, name, data):
    page = send(visit, SimpleUploadedFile(name, data))
    assert page.status_code == 422


def test_a_preview_lands_only_for_who_made_it(visit, client, staff):
    page = send(visit, word(("表", [HEAD, ["1", "围挡", "看", ""]])))
    build.grant(staff.head, "matters.view_checklist", "matters.change_checklist")
    client.force_login(staff.head)
    address = reverse("matters:checklist-import")
    assert client.post(address, {"kept": page.context["kept"]}).status_code == 404
    assert client.post(address, {"kept": "forged"}).status_code == 302
    assert not Checklist.objects.exists()


def test_a_form_goes_out_as_a_workbook_and_comes_in_equal(visit, form, staff, publish):
    form.refresh_from_db()
    content = {
        "options": services.read_own_results("好 / good = 合格 50%;差=不合格"), "score": 5,
        "basis": "《办法》第三条", "finding": "差。", "group": "车辆", "is_key": True,
    }  # fmt: skip
    services.edit_line(line(form, 3), content, revision=form.revision, by=staff.drafter)
    publish(form)
    data = visit.get(url("checklist-sheet", form)).content
    page = send(visit, SimpleUploadedFile("f.xlsx", data))
    assert not page.context["faults"]
    assert str(page.context["report"]) == "0 created, 0 updated, 3 unchanged, 0 rejected"


def test_the_form_is_printed_with_boxes_and_signatures(visit, form):
    text = visit.get(url("checklist-print", form)).content.decode()
    assert "☐ passed" in text
    assert "Person in charge on the spot (signature)" in text


# ---- one form from many matters


def used_by(matter, *contents, **fields):
    version = build.checklist(lines=0)
    CheckItem.objects.bulk_create(
        CheckItem(version=version, order=order, content=content, **fields)
        for order, content in enumerate(contents, 1)
    )
    version.checklist.matters.add(matter)
    return version


def test_shared_lines_appear_once_with_the_matters_they_serve(visit, staff):
    one, two = build.matter_version().matter, build.matter_version().matter
    used_by(one, "1. 证照 齐全。", "阀门")
    used_by(two, "证照齐全", "软管", is_key=True)
    response = visit.post(
        reverse("matters:checklist-merge"),
        {"list_code": "L", "code": "ONE", "name": "一表通查", "matters": [one.pk, two.pk]},
    )
    version = ChecklistVersion.objects.get(checklist__code="ONE")
    assert response.url == url("checklist-build", version)
    assert [(each.content, each.is_key) for each in version.items.all()] == [
        ("1. 证照 齐全。", True), ("阀门", False), ("软管", True),
    ]  # fmt: skip
    served = LineSource.objects.filter(item=version.items.get(order=1))
    assert {each.matter for each in served} == {one, two}
    assert set(version.checklist.matters.all()) == {one, two}
    page = visit.get(version.get_absolute_url()).content.decode()
    assert one.code in page
    assert two.code in page


def test_a_merge_keeps_conditions_and_groups_together(staff):
    one, two = build.matter(), build.matter()
    first, second = used_by(one, "罐体", "标识", group="车辆"), used_by(two, "场地", "渗漏", "标识")
    second.items.filter(order=2).update(when_line=1, when_answers=["failed"])
    second.items.filter(order=3).update(group="车辆")
    assert first
    version = services.merge_forms([one, two], "L", "C", "N", by=staff.drafter)
    found = [(each.content, each.group, each.when_line) for each in version.items.all()]
    assert found == [
        ("场地", "", None), ("渗漏", "", 1), ("罐体", "车辆", None), ("标识", "车辆", None),
    ]  # fmt: skip


def test_a_matter_without_a_form_is_named(staff):
    one, two = build.matter(), build.matter()
    used_by(one, "场地")
    with pytest.raises(RuleError) as refused:
        services.merge_forms([one, two], "L", "C", "N", by=staff.drafter)
    assert str(two) in str(refused.value)
    assert not Checklist.objects.filter(code="C").exists()
