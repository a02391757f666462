"""Inspection documents: issued with the next number, the same as Word and PDF, sealed, voided."""

import datetime as dt
import io
import re
import threading
import uuid
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from docx import Document as open_docx
from docx.oxml import OxmlElement

from common import blobs
from common.errors import IllegalMove, RuleError
from common.models import Event
from common.workdays import today
from enforcement import papers, services
from enforcement.choices import DocumentKind, TaskKind, TaskState
from enforcement.models import Document, DocumentTemplate, Task
from enforcement.rules.documents import Facts, code_of, missing
from enforcement.services import Submission, documents
from enforcement.shipped_forms import shipped
from matters import services as matters
from matters.models import ImpactReview
from tests import build

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 12, 24)


@pytest.fixture
def inspected(world) -> Task:
    """A visit that found one line not in order and ordered a correction."""
    task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
    key = uuid.uuid4()
    content = Submission(
        finding="confirmed",
        answers=world.answers("passed", "failed", "passed"),
        notes={world.items[1].pk: "临边防护缺失"},
        outcome="rectify_by",
        rectify_by=max(DUE, today() + dt.timedelta(days=5)),
    )
    services.submit(task, inspection=key, content=content, by=world.officers[0].user)
    services.confirm(task, inspection=key, by=world.officers[1].user)
    task.refresh_from_db()
    return task


def text_of(document: Document) -> str:
    """Return all the words of the Word file, tables included."""
    file = open_docx(io.BytesIO(blobs.read(document.docx.path)))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in file.paragraphs), *cells])


def glyphs_of(pdf: bytes) -> str:
    """Return the text of a PDF by the maps from glyphs to signs that its fonts carry."""
    pairs = []
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            stream = zlib.decompress(part)
        except zlib.error:
            stream = part
        if b"beginbfchar" in stream:
            pairs += re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>", stream)
    return "".join(chr(int(sign, 16)) for _glyph, sign in pairs)


@pytest.fixture
def quick(monkeypatch):
    """Leave the drawing of the PDF out where it is not what is asked about."""
    monkeypatch.setattr(papers, "to_pdf", lambda docx, **_named: b"%PDF-" + docx[:40])


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_every_form_that_is_shipped_is_filled_in_and_becomes_a_pdf(kind):
    filled = papers.fill(shipped(kind), documents.SAMPLE)
    pdf = papers.to_pdf(filled, title="样例", day=today())
    assert pdf.startswith(b"%PDF-")
    assert documents.NEEDED <= papers.places_in(shipped(kind)) <= documents.SAMPLE.keys()
    assert set(documents.SAMPLE) == set(documents.PLACES)


def test_the_words_of_a_link_are_in_the_pdf_too():
    file = papers.new_docx()
    paragraph = file.add_paragraph("文")
    link = OxmlElement("w:hyperlink")
    link.append(paragraph.add_run("链")._r)
    paragraph._p.append(link)
    body = io.BytesIO()
    file.save(body)
    pdf = papers.to_pdf(body.getvalue(), title="样例", day=today())
    assert set("文链") <= set(glyphs_of(pdf))


def test_a_record_says_what_was_found_in_word_and_in_pdf(inspected, world):
    made = documents.issue(inspected, "record", by=build.user())
    text = text_of(made)
    assert made.code == f"{world.own.name}检录〔{today().year}〕1号"
    assert made.code in text
    assert inspected.subject.name in text
    assert "临边防护缺失" in text
    assert all(each.certificate_no in text for each in world.officers[:2])
    pdf = blobs.read(made.pdf.path)
    assert set("临边防护缺失") <= set(glyphs_of(pdf))
    assert made.content["lines"][1]["note"] == "临边防护缺失"


@pytest.mark.usefixtures("quick")
def test_an_order_names_only_what_was_not_in_order(inspected, world):
    made = documents.issue(inspected, "order", by=build.user(), site="https://portal.example")
    assert [each["note"] for each in made.content["lines"]] == ["临边防护缺失"]
    order = inspected.inspection.rectification
    assert made.content["link"] == f"https://portal.example/public/orders/{order.token}/"
    assert made.content["rectify_by"] in text_of(made)


@pytest.mark.usefixtures("quick")
def test_a_second_click_gives_no_second_number(inspected):
    first = documents.issue(inspected, "record", by=build.user())
    assert documents.issue(inspected, "record", by=build.user()) == first
    assert Event.objects.filter(name="enforcement.task_document_issued").count() == 1


@pytest.mark.usefixtures("quick")
def test_a_voided_document_keeps_its_number_and_the_next_has_the_next(inspected):
    first = documents.issue(inspected, "record", by=build.user())
    documents.void(first, by=build.user(), reason="当事人名称有误")
    second = documents.issue(inspected, "record", by=build.user())
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(IllegalMove):
        documents.void(first, by=build.user(), reason="again")
    assert blobs.read(Document.objects.get(pk=first.pk).docx.path)


def test_what_fails_leaves_no_gap(inspected, monkeypatch):
    monkeypatch.setattr(papers, "to_pdf", lambda *_args, **_named: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        documents.issue(inspected, "record", by=build.user())
    monkeypatch.undo()
    assert documents.issue(inspected, "record", by=build.user()).number == 1


@pytest.mark.parametrize(
    ("kind", "facts", "why"),
    [
        ("record", {"is_act": False}, "not_an_act"),
        ("approval", {"is_approved": False}, "not_approved"),
        ("notice", {"has_officers": False}, "not_sent"),
        ("record", {"is_confirmed": False}, "no_result"),
        ("order", {"has_order": False}, "no_order"),
        ("recheck", {"is_recheck": False}, "no_recheck"),
        ("recheck", {}, ""),
        ("notice", {"is_confirmed": False}, ""),
    ],
)
def test_a_document_waits_for_what_it_is_about(kind, facts, why):
    all_there = dict.fromkeys(Facts.__dataclass_fields__, True)
    assert missing(kind, Facts(**all_there | facts)) == why


def test_the_number_is_written_as_offices_write_it():
    assert code_of("西湖区建设局", "notice", 2026, 7) == "西湖区建设局检通〔2026〕7号"


@pytest.mark.usefixtures("quick")
class TestTemplates:
    def test_the_next_version_is_used_and_earlier_documents_stay(self, inspected, world):
        before = documents.issue(inspected, "record", by=build.user())
        file = open_docx(io.BytesIO(shipped("record")))
        file.add_paragraph("新版说明：{{ object }}")
        body = io.BytesIO()
        file.save(body)
        made = documents.add_template(
            "record", body.getvalue(), department=world.top, valid_from=today(), by=build.user()
        )
        documents.void(before, by=build.user(), reason="换用新版")
        after = documents.issue(inspected, "record", by=build.user())
        assert (before.template, after.template) == (None, made)
        assert "新版说明" in text_of(after)
        assert "新版说明" not in text_of(before)

    def test_a_place_that_nothing_fills_is_named(self, world):
        assert "colour" in refused("{{ body }}{{ code }}{{ object }}{{ colour }}", world)

    def test_a_needed_place_is_asked_for(self, world):
        assert "code" in refused("{{ body }}{{ object }}", world)

    def test_code_in_a_template_is_not_run(self, world):
        attack = "{{ body }}{{ code }}{{ object.__class__.__mro__ }}"
        assert "unsafe" in refused(attack, world)

    @pytest.mark.parametrize(
        "wrong",
        [
            "{{ 1 / 0 }}",
            "{{ body + 1 }}",
            "{{ body() }}",
            "{% include 'other' %}",
            "{% for each in range(1000000) %}x{% endfor %}",
            "{{ lines[0].note }}",
        ],
    )
    def test_a_template_that_fails_is_refused_in_words(self, world, wrong):
        refused("{{ body }}{{ code }}{{ object }}" + wrong, world)

    @pytest.mark.parametrize("damage", [b"", b"<w:document"])
    def test_half_a_word_file_is_refused(self, world, damage):
        whole, broken = io.BytesIO(shipped("record")), io.BytesIO()
        with zipfile.ZipFile(whole) as file, zipfile.ZipFile(broken, "w") as copy:
            for name in file.namelist():
                copy.writestr(name, damage if name == "word/document.xml" else file.read(name))
        with pytest.raises(RuleError) as error:
            documents.add_template(
                "record",
                broken.getvalue(),
                department=world.top,
                valid_from=today(),
                by=build.user(),
            )
        assert error.value.field == "file"

    def test_a_number_that_only_the_word_file_would_show_is_refused(self, world):
        file = papers.new_docx()
        file.sections[0].header.paragraphs[0].text = "{{ code }} {{ object }}"
        file.add_paragraph("{{ body }} {{ object }}")
        assert "code" in (said := refused_file(file, world))
        assert "object" not in said

    def test_a_table_inside_a_table_is_refused(self, world):
        file = papers.new_docx()
        file.add_paragraph("{{ body }} {{ code }}")
        inner = file.add_table(1, 1).cell(0, 0).add_table(1, 1)
        inner.cell(0, 0).text = "{{ object }}"
        assert "object" in refused_file(file, world)

    def test_a_template_that_fails_on_a_task_leaves_no_gap(self, inspected, monkeypatch):
        form = papers.new_docx()
        form.add_paragraph("{{ body }}{{ code }}{{ object }}{{ lines[7].note }}")
        body = io.BytesIO()
        form.save(body)
        with monkeypatch.context() as patch:
            patch.setattr(documents, "shipped", lambda _kind: body.getvalue())
            with pytest.raises(RuleError) as error:
                documents.issue(inspected, "record", by=build.user())
        assert error.value.code == "template"
        assert documents.issue(inspected, "record", by=build.user()).number == 1

    @pytest.mark.parametrize("data", [b"", b"no file", b"PK\x03\x04broken"])
    def test_what_is_no_word_file_is_refused(self, world, data):
        with pytest.raises(RuleError) as error:
            documents.add_template(
                "record", data, department=world.top, valid_from=today(), by=build.user()
            )
        assert error.value.field == "file"
        assert not DocumentTemplate.objects.exists()

    def test_a_changed_article_leads_to_the_template_that_rests_on_it(self, world):
        law = build.law(name_en="Test Regulation")
        build.law_version(law)
        made = documents.add_template(
            "order", shipped("order"), department=world.top, valid_from=today(),
            basis=f"《{law.name}》第二条", by=build.user(),
        )  # fmt: skip
        article = law.versions.get().articles.get(locator="2")
        found = [origin for _citation, origin in matters.impact_of(article)]
        assert [each.reference for each in found] == [f"enforcement.documenttemplate:{made.pk}"]
        assert found[0].department_id == world.top.pk
        changed = build.LAW_TEXT.replace("改建房屋", "扩建、改建房屋")
        version = build.law_version(law, changed, from_day=today() + dt.timedelta(days=1))
        review = ImpactReview.objects.get(version=version)
        assert (review.origin, review.department) == (found[0].reference, world.top)


def refused(text: str, world) -> str:
    file = papers.new_docx()
    file.add_paragraph(text)
    return refused_file(file, world)


def refused_file(file, world) -> str:
    """Return why a Word file is refused as a template."""
    body = io.BytesIO()
    file.save(body)
    with pytest.raises(RuleError) as error:
        documents.add_template(
            "record",
            body.getvalue(),
            department=world.top,
            valid_from=today(),
            by=build.user(),
        )
    return str(error.value)


@pytest.mark.usefixtures("quick")
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_leave_no_gap_and_no_number_twice(world):
    tasks = []
    for _each in range(8):
        task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
        build.event("enforcement.task_approved", row=task)
        tasks.append(task)
    by, failed = build.user(), []

    def issue(task: Task) -> None:
        try:
            documents.issue(task, "notice", by=by)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue, args=[task]) for task in [*tasks, *tasks]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    numbers = Document.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.usefixtures("quick")
@pytest.mark.django_db(transaction=True)
def test_versions_that_come_at_once_follow_each_other(world):
    by, data, failed = build.user(), shipped("notice"), []

    def upload() -> None:
        try:
            documents.add_template("notice", data, department=world.top, valid_from=today(), by=by)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=upload) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    numbers = DocumentTemplate.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4]


@pytest.mark.usefixtures("quick")
class TestPages:
    @pytest.fixture
    def head(self, client, world):
        person = build.user()
        perms = "view_task issue_document view_document add_documenttemplate"
        build.grant(
            person, *(f"enforcement.{each}" for each in perms.split()), department=world.top
        )
        client.force_login(person)
        return client

    def test_a_document_is_issued_at_its_task_and_fetched(self, head, inspected):
        page = head.get(inspected.get_absolute_url()).content.decode()
        url = reverse("enforcement:document-issue", args=[inspected.pk, "record"])
        assert url in page
        assert head.post(url).status_code == 302
        made = Document.objects.get()
        page = head.get(inspected.get_absolute_url()).content.decode()
        assert made.code in page
        for form, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
            answer = head.get(reverse(f"enforcement:document-{form}", args=[made.pk]))
            assert answer.content.startswith(begins)
            assert "attachment" in answer.headers["Content-Disposition"]

    def test_too_early_is_said_in_words(self, head, world):
        task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
        url = reverse("enforcement:document-issue", args=[task.pk, "record"])
        page = head.post(url, follow=True, headers={"accept-language": "en"})
        assert "when the second officer has confirmed" in page.content.decode()
        assert not Document.objects.exists()

    def test_it_is_voided_for_a_reason(self, head, inspected):
        made = documents.issue(inspected, "record", by=build.user())
        url = reverse("enforcement:document-void", args=[made.pk])
        head.post(url, {"reason": ""})
        made.refresh_from_db()
        assert not made.is_void
        head.post(url, {"reason": "当事人名称有误"})
        made.refresh_from_db()
        assert made.void_reason == "当事人名称有误"

    def test_the_object_fetches_its_order_by_the_link(self, client, inspected):
        order = inspected.inspection.rectification
        url = reverse("enforcement:order-file", args=[order.token])
        assert client.get(url).status_code == 404
        documents.issue(inspected, "order", by=build.user())
        assert client.get(url).content.startswith(b"%PDF")
        page = client.get(reverse("enforcement:order", args=[order.token]))
        assert url in page.content.decode()

    def test_a_template_goes_out_and_comes_in_as_the_next_version(self, head, world):
        got = head.get(reverse("enforcement:document-form", args=["notice"]))
        url = reverse("enforcement:document-templates")
        given = {
            "kind": "notice",
            "department": world.top.pk,
            "valid_from": today().isoformat(),
            "note": "新版",
        }
        upload = SimpleUploadedFile("notice.docx", got.content, papers.DOCX)
        assert head.post(url, given | {"file": upload}).status_code == 302
        assert DocumentTemplate.objects.get().number == 1
        bad = SimpleUploadedFile("notice.docx", b"no", papers.DOCX)
        answer = head.post(url, given | {"file": bad})
        assert answer.status_code == 422
        assert answer.context["form"].errors["file"]
