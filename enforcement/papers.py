"""Word files filled in, and the same content as PDF, without any office program."""

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from docx import Document as open_docx
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from docxtpl import DocxTemplate
from fpdf import FPDF
from fpdf.enums import WrapMode
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
FONT_FOLDER = "node_modules/@embedpdf/fonts-sc/fonts"
FAMILY, SIZE, LINE_HEIGHT = "Hans", 12.0, 1.7
MARGIN = 25  # mm
_ALIGN = {
    WD_ALIGN_PARAGRAPH.CENTER: "C",
    WD_ALIGN_PARAGRAPH.RIGHT: "R",
    WD_ALIGN_PARAGRAPH.JUSTIFY: "J",
}


class Unreadable(Exception):
    """The file is no Word file, or asks for what there is not; the text says which."""


@contextmanager
def _made_by_people() -> Iterator[None]:
    """Raise Unreadable for whatever goes wrong inside.

    A template is a program that somebody wrote in Word: it may divide by zero, or be half a file.
    """
    try:
        yield
    except Exception as error:
        raise Unreadable(str(error) or type(error).__name__) from error


def fill(template: bytes, content: Mapping[str, Any]) -> bytes:
    """Return the template with every place filled in from ``content``.

    Templates come from people, so they run in a sandbox; a place that nothing fills raises
    Unreadable instead of leaving a gap in an official document.
    """
    filled = io.BytesIO()
    with _made_by_people():
        document = DocxTemplate(io.BytesIO(template))
        sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
        document.render(dict(content), jinja_env=sandbox)
        document.save(filled)
    return filled.getvalue()


def to_pdf(docx: bytes, *, title: str, day: dt.date) -> bytes:
    """Return a Word file as PDF/A4 with embedded Chinese fonts: paragraphs, runs and tables.

    Alignment, size and weight are kept; ``left_out_of_pdf`` says what is not drawn. Raises
    Unreadable.
    """
    page = _Page(title)
    page.set_creation_date(dt.datetime.combine(day, dt.time(), settings.LEGAL_ZONE))
    with _made_by_people():
        for block in open_docx(io.BytesIO(docx)).iter_inner_content():
            if isinstance(block, Table):
                page.draw_table(block)
            else:
                page.draw_paragraph(block)
        return bytes(page.output())


def left_out_of_pdf(docx: bytes, values: Mapping[str, str]) -> list[str]:
    """Return the names of the values that a Word file says somewhere and its PDF does not.

    The PDF has the paragraphs and tables of the body, not what stands in a header, a footer, a text
    box or a table inside a table. Raises Unreadable.
    """
    with _made_by_people(), ZipFile(io.BytesIO(docx)) as file:
        parts = [parse_xml(file.read(name)) for name in file.namelist() if name.endswith(".xml")]
        written = "".join(sign.text or "" for part in parts for sign in part.iter(qn("w:t")))
        drawn = "".join(_drawn(open_docx(io.BytesIO(docx))))
    return sorted(name for name, value in values.items() if value in written and value not in drawn)


def _drawn(document: Docx) -> Iterator[str]:
    """Yield the texts that the PDF of a Word file has."""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row.cells)
        else:
            yield from (run.text for run in _runs(block))


def _runs(paragraph: Paragraph) -> Iterator[Run]:
    """Yield the runs of a paragraph in order, those of its links among them."""
    for each in paragraph.iter_inner_content():
        yield from each.runs if isinstance(each, Hyperlink) else [each]


class _Page(FPDF):
    """An A4 document with the numbers of its pages at the foot."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN)
        for style, path in _fonts().items():
            self.add_font(FAMILY, style, path)
        self.set_title(title)
        self.set_lang("zh-CN")
        self.set_font(FAMILY, size=SIZE)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(FAMILY, size=9)
        self.cell(0, 8, f"第 {self.page_no()} 页 / 共 {{nb}} 页", align="C")

    def draw_paragraph(self, paragraph: Paragraph) -> None:
        if not paragraph.text:
            self.ln(SIZE * LINE_HEIGHT / self.k)
            return
        align = _ALIGN.get(paragraph.alignment, "L") if paragraph.alignment else "L"
        column = self.text_columns(
            text_align=align, line_height=LINE_HEIGHT, wrapmode=WrapMode.CHAR
        )
        with column:
            for run in _runs(paragraph):
                size = run.font.size.pt if run.font.size else SIZE
                self.set_font(FAMILY, "B" if run.bold else "", size)
                column.write(run.text)
        self.set_font(FAMILY, size=SIZE)

    def draw_table(self, table: Table) -> None:
        widths = [column.width or 1 for column in table.columns]
        self.set_font(FAMILY, size=SIZE - 1)
        with self.table(
            col_widths=[int(width) for width in widths],
            line_height=(SIZE - 1) * 1.5 / self.k,
            padding=1.5,
            wrapmode=WrapMode.CHAR,
            first_row_as_headings=False,
            text_align="L",
        ) as grid:
            for row in table.rows:
                line = grid.row()
                for cell, span in _spans(list(row.cells)):
                    line.cell(cell.text, colspan=span)
        self.set_font(FAMILY, size=SIZE)


def _spans(cells: list[_Cell]) -> Iterator[tuple[_Cell, int]]:
    """Yield each cell once with how many columns it covers; merged ones come repeated."""
    at = 0
    while at < len(cells):
        end = at + 1
        while end < len(cells) and cells[end]._tc is cells[at]._tc:
            end += 1
        yield cells[at], end - at
        at = end


@cache
def _fonts() -> dict[str, Path]:
    folder = Path(settings.BASE_DIR) / FONT_FOLDER
    return {"": folder / "NotoSansHans-Regular.otf", "B": folder / "NotoSansHans-Bold.otf"}


def new_docx() -> Docx:
    """Return an empty Word file."""
    return open_docx()


def places_in(template: bytes) -> set[str]:
    """Return the names of the places that a Word file has. Raises Unreadable."""
    with _made_by_people():
        return set(DocxTemplate(io.BytesIO(template)).get_undeclared_template_variables())
