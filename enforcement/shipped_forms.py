"""The forms of inspection documents that come with the portal, made by code as Word files.

An administrator takes one out, changes it in Word and uploads it as the next version. The texts
follow the model forms of administrative inspection (国办发〔2024〕54号; Zhejiang's 行政检查文书).
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.run import Run

from enforcement.choices.documents import DocumentKind
from enforcement.papers import new_docx

BODY_FONT, TITLE_FONT = "FangSong", "SimHei"
FACTS = (
    ("检查对象", "{{ object }}"),
    ("统一社会信用代码", "{{ object_code }}"),
    ("地址", "{{ address }}"),
    ("检查事项", "{{ matter }}（{{ matter_code }}）"),
    ("检查依据", "{{ basis }}"),
)
LINES = ("序号", "检查内容", "检查结果", "情况说明")
REMEDY = (
    "你（单位）如对检查行为有异议，可以陈述、申辩，也可以向本机关的监督机构投诉。"
    "联系电话：{{ phone }}。"
)


@dataclass(frozen=True)
class Form:
    """One form: its title, the paragraphs before and after the facts, whether lines are listed."""

    title: str
    opening: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = FACTS
    has_lines: bool = False
    closing: Sequence[str] = ()


FORMS: dict[str, Form] = {
    DocumentKind.APPROVAL: Form(
        "行政检查审批表",
        facts=(
            *FACTS,
            ("检查缘由", "{{ reason }}"),
            ("检查期限", "{{ due_on }}前完成"),
            ("审批人", "{{ approver }}"),
            ("审批意见", "{{ approval_basis }}"),
            ("审批时间", "{{ approved_on }}"),
        ),
    ),
    DocumentKind.NOTICE: Form(
        "行政检查通知书",
        opening=(
            "{{ object }}：",
            (
                "　　根据{{ basis }}的规定，本机关指派下列执法人员对你（单位）实施行政检查，"
                "请予以配合。执法人员不少于两人并应当主动出示执法证件；不出示的，你（单位）有权拒绝。"
            ),
        ),
        facts=(
            ("检查事项", "{{ matter }}（{{ matter_code }}）"),
            ("检查缘由", "{{ reason }}"),
            ("执法人员", "{{ officers }}"),
            ("检查期限", "{{ due_on }}前完成"),
            ("入企码", "{{ entry_code }}"),
        ),
        closing=("　　" + REMEDY,),
    ),
    DocumentKind.RECORD: Form(
        "现场检查记录",
        facts=(*FACTS, ("执法人员", "{{ officers }}"), ("检查时间", "{{ inspected_at }}")),
        has_lines=True,
        closing=(
            "检查结果：{{ outcome }}",
            "备注：{{ note }}",
            "当事人签名：{{ party }}",
            "　　" + REMEDY,
        ),
    ),
    DocumentKind.ORDER: Form(
        "责令改正通知书",
        opening=(
            "{{ object }}：",
            (
                "　　经查，你（单位）存在下列问题。依据{{ basis }}，责令你（单位）于"
                "{{ rectify_by }}前改正完毕，并通过下列网址报送改正情况：{{ link }}"
            ),
        ),
        facts=(("检查事项", "{{ matter }}（{{ matter_code }}）"),),
        has_lines=True,
        closing=(
            "　　逾期不改正的，本机关将依法处理。不能按期改正的，可以在期满前书面申请延期一次。",
            "　　如不服本决定，可以自收到之日起六十日内申请行政复议，或者在六个月内提起行政诉讼。",
        ),
    ),
    DocumentKind.RECHECK: Form(
        "责令改正复查意见书",
        opening=(
            "{{ object }}：",
            "　　本机关于{{ inspected_at }}对你（单位）责令改正情况进行了复查，意见如下。",
        ),
        facts=(("检查事项", "{{ matter }}（{{ matter_code }}）"), ("执法人员", "{{ officers }}")),
        has_lines=True,
        closing=("复查意见：{{ outcome }}", "备注：{{ note }}"),
    ),
}


@cache
def shipped(kind: str) -> bytes:
    """Return the form of a kind that comes with the portal, as a Word file."""
    form, document = FORMS[kind], new_docx()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    _write(document, "{{ body }}", size=18, font=TITLE_FONT, align=WD_ALIGN_PARAGRAPH.CENTER)
    _write(document, form.title, size=20, font=TITLE_FONT, align=WD_ALIGN_PARAGRAPH.CENTER)
    _write(document, "{{ code }}", align=WD_ALIGN_PARAGRAPH.CENTER)
    for text in form.opening:
        _write(document, text)
    _facts(document, form.facts)
    if form.has_lines:
        _write(document, "")
        _lines(document)
    _write(document, "")
    for text in form.closing:
        _write(document, text)
    for text in ("{{ body }}", "{{ issued_on }}"):
        _write(document, text, align=WD_ALIGN_PARAGRAPH.RIGHT)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _write(
    document: Docx,
    text: str,
    *,
    size: float = 12,
    font: str = BODY_FONT,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> None:
    paragraph = document.add_paragraph()
    if align is not None:
        paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold = font == TITLE_FONT
    _face(run, font, size)


def _facts(document: Docx, facts: Sequence[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in facts:
        cells = table.add_row().cells
        for cell, text in zip(cells, (label, value), strict=True):
            _face(cell.paragraphs[0].add_run(text), BODY_FONT, 11)
    for column, width in zip(table.columns, (4, 12), strict=True):
        column.width = Cm(width)


def _lines(document: Docx) -> None:
    """Write the table of lines: a row is repeated between the marks of the loop."""
    table = document.add_table(rows=0, cols=len(LINES), style="Table Grid")
    loop = (
        LINES,
        ("{%tr for line in lines %}", "", "", ""),
        ("{{ line.number }}", "{{ line.content }}", "{{ line.result }}", "{{ line.note }}"),
        ("{%tr endfor %}", "", "", ""),
    )
    for texts in loop:
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            _face(cell.paragraphs[0].add_run(text), BODY_FONT, 11)
    for column, width in zip(table.columns, (1.5, 7, 2.5, 5), strict=True):
        column.width = Cm(width)


def _face(run: Run, font: str, size: float) -> None:
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
