"""Every text of the portal can be read in Chinese and in English."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.template.base import Lexer, TokenType
from django.utils.functional import Promise
from django.utils.translation import gettext, override

from common import messages

APPS = ("common", "registry", "datacenter", "matters", "enforcement", "credit", "risk")
OURS = {*APPS, "supervision_portal", "disclosure"}
TEMPLATES = sorted(
    path for path in (messages.ROOT / "templates").rglob("*.*") if path.suffix != ".js"
)
MODULES = sorted(
    path
    for name in (*APPS, "supervision_portal")
    for path in (messages.ROOT / name).rglob("*.py")
    if "migrations" not in path.parts
)
# The field app's own scripts look their words up: tests/enforcement/test_pocket_app.py.
SCRIPTS = sorted(
    path for folder in ("static/js", "templates") for path in (messages.ROOT / folder).rglob("*.js")
)

# Languages name themselves, and units and formats read the same everywhere.
SAME_EVERYWHERE = {"中文", "English", "mm", "mm/h", "h", "s", "CSV", "JSON", "Excel", "WCAG"}
SAME_EVERYWHERE |= {"PDF", "Word"}
# Parts of packages that are not among our apps.
NOT_INSTALLED = ("contrib/", "django_filters/rest_framework/")
# Examples of masked names and a lottery, which are Chinese whatever the language of the page.
EXAMPLES = {"张**", "浙A***12", "双色球"}
# Pairs that differ by a capital letter alone and say different things: column heads and states.
DIFFERENT = {"approved by", "being handled", "drafted", "due", "ended", "facts", "from"}
DIFFERENT |= {"inspections", "measured", "no data", "object", "order", "person", "published"}
DIFFERENT |= {"open", "reason", "received", "result", "second", "taken back", "taken up"}
DIFFERENT |= {"what became of it", "withdrawn", "by", "document", "draw", "drawn on", "found"}
DIFFERENT |= {
    "answer",
    "answered by",
    "found corrected",
    "found not corrected",
    "lines",
    "number",
    "photo",
}

LETTER = re.compile(r"[^\W\d_]")
SHOWN = {"title", "alt", "aria-label", "aria-description", "placeholder", "label", "summary"}
SHOWN |= {"data-confirm", "data-confirm-title", "data-confirm-yes"}
# The administration's icons are words in a font that draws them.
ICON = re.compile(r"<(\w+) [^>]*material-symbols[^>]*>[^<]*</\1>")
SILENT = {"script", "style", "code", "kbd", "pre"}
FILLED = "\ue000"  # what a tag of Django's leaves in the text around it


def test_the_catalogue_holds_every_text_once_and_in_chinese():
    assert messages.complaints("zh_Hans") == []


def test_chinese_has_one_form_for_any_number():
    catalogue = messages.catalogue("zh_Hans")
    assert catalogue.num_plurals == 1
    assert all(len(messages.strings(message)) == 1 for message in catalogue if message.id)


def test_a_capital_letter_changes_no_meaning():
    said: dict[tuple[str | None, str], set[str]] = {}
    for message in messages.catalogue("zh_Hans"):
        context, text = messages.key(message)
        said.setdefault((context, text.casefold()), set()).update(messages.strings(message))
    several = {text: words for (_context, text), words in said.items() if len(words) > 1}
    assert {text: words for text, words in several.items() if text not in DIFFERENT} == {}


def test_english_is_spelt_the_british_way():
    american = re.compile(
        r"\b(color|center|labor|license[sd]?\b(?= (number|holder))|organiz|recogniz|authoriz|"
        r"penaliz|summariz|cancel(ed|ing)|catalog\b|fulfill|judgement)",
        re.IGNORECASE,
    )
    ids = chain.from_iterable(messages.ids(message) for message in messages.extracted())
    assert [text for text in ids if american.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_words_of_its_own(path: Path):
    assert [words for words in _bare_words(path) if words not in SAME_EVERYWHERE] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_is_written_in_english(path: Path):
    text = path.read_text()
    for allowed in SAME_EVERYWHERE | EXAMPLES:
        text = text.replace(allowed, "")
    assert not messages.HAN.search(text)


def test_texts_in_code_are_english():
    ids = chain.from_iterable(messages.ids(message) for message in messages.extracted())
    chinese = [text for text in ids if messages.HAN.search(text)]
    assert [text for text in chinese if not any(example in text for example in EXAMPLES)] == []


def test_models_fields_and_choices_are_named_in_both_languages():
    assert sorted(set(_names_outside_translation())) == []


def test_people_are_told_nothing_that_is_not_translated():
    assert [fault for path in MODULES for fault in _plain_texts(path)] == []


def test_a_text_is_never_computed_before_it_is_looked_up():
    assert [fault for path in MODULES for fault in _computed_texts(path)] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_have_no_words(path: Path):
    code = re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
    spoken = re.findall(r"(?:textContent|title|placeholder|alt)\s*=\s*[\"'`]([^\"'`]*)", code)
    sentences = re.findall(r"[\"'`]([A-Z][a-z]+ [a-z]+[^\"'`]*)[\"'`]", code)
    assert [text for text in (*spoken, *sentences) if LETTER.search(text)] == []
    assert not messages.HAN.search(code)


@pytest.mark.parametrize("package", ["unfold", "axes", "django_filters", "rest_framework"])
def test_packages_speak_chinese_too(package: str):
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent
    with override("zh-hans"):
        english = [
            text
            for message in messages.extracted(folder)
            for text in messages.ids(message)[:1]
            if LETTER.search(messages.PLACEHOLDER.sub("", text))
            and not message.context
            and text not in SAME_EVERYWHERE
            and gettext(text) == text
            and not all(place.startswith(NOT_INSTALLED) for place, _line in message.locations)
        ]
    assert english == []


class _Words(HTMLParser):
    """Collects what a reader sees in the text and the attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.found += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def _bare_words(path: Path) -> Iterator[str]:
    words = _Words()
    words.feed(ICON.sub("", _without_tags(path.read_text())))
    words.close()
    for text in words.found:
        for piece in re.split(f"[{FILLED}\n]", text):
            if LETTER.search(piece):
                yield piece.strip(" ·:()[],.%+–-")


def _without_tags(text: str) -> str:
    """Return a template's own text; a block that is translated counts as one tag."""
    kept: list[str] = []
    ends = ""
    for token in Lexer(text).tokenize():
        word = token.contents.split()[0] if token.contents.split() else ""
        if ends:
            ends = "" if token.token_type == TokenType.BLOCK and word == ends else ends
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
        else:
            kept.append(FILLED)
            if token.token_type == TokenType.BLOCK and word in ("blocktranslate", "comment"):
                ends = f"end{word}"
            elif token.token_type == TokenType.BLOCK and token.contents.endswith("_class"):
                ends = "endblock"  # names of CSS classes
    return "".join(kept)


UNSEEN = {"id", "pk", "grams"}  # columns that no form and no page names


def _names_outside_translation() -> Iterator[str]:
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model._meta.auto_created:
            continue
        where = model._meta.label
        if not isinstance(model._meta.verbose_name, Promise):
            yield f"{where}: verbose_name"
        if not isinstance(model._meta.verbose_name_plural, Promise):
            yield f"{where}: verbose_name_plural"
        with override("zh-hans"):
            yield from (name for _code, name in model._meta.permissions if gettext(name) == name)
        for field in model._meta.local_fields:
            if field.name not in UNSEEN and not isinstance(field.verbose_name, Promise):
                yield f"{where}.{field.name}: verbose_name"
            if field.help_text and not isinstance(field.help_text, Promise):
                yield f"{where}.{field.name}: help_text"
            for _value, label in field.flatchoices:
                if not isinstance(label, Promise):
                    yield f"{where}.{field.name}: {label}"


# Where people read an argument: its place in the call, or its name.
SPOKEN_AT = {
    "RuleError": 1,
    "ValidationError": 0,
    "BadQuery": 0,
    "Column": 1,
    "Module": 0,
    "Page": 1,
}
SPOKEN_AT |= {"success": 1, "info": 1, "warning": 1, "word": 1}
SPOKEN_AS = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "lead"}
# What these say is read by the machine's keeper, or is no call of ours.
UNSPOKEN = {"embedded", "launch", "postgres"}


def _plain_texts(path: Path) -> Iterator[str]:
    if UNSPOKEN.intersection(path.parts):
        return
    for call in _calls(path):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        place = SPOKEN_AT.get(name, len(call.args))
        logs = getattr(getattr(call.func, "value", None), "id", "") in ("log", "logger", "warnings")
        spoken = [] if logs or name.startswith("add_") else [*call.args[place : place + 1]]
        spoken += [word.value for word in call.keywords if word.arg in SPOKEN_AS]
        if name == "add_argument":  # what the shell says of a command
            continue
        for given in spoken:
            if isinstance(given, ast.JoinedStr) or _is_text(given):
                yield f"{path.relative_to(messages.ROOT)}:{given.lineno}"


def _is_text(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and bool(LETTER.search(node.value))
    )


# common/borrowed.py and the theme name the first two, enforcement/words.py lists its own.
LOOKED_UP = {"permission.name", "row.note", "text"}


def _computed_texts(path: Path) -> Iterator[str]:
    functions = messages.readable(path)[1]
    for call in _calls(path):
        name = getattr(call.func, "id", "")
        if name in functions:
            fixed = call.args[:1] if functions[name] is None else call.args[:2]
            known = all(isinstance(given, ast.Constant) for given in fixed)
            if not known and ast.unparse(fixed[0]) not in LOOKED_UP:
                yield f"{path.relative_to(messages.ROOT)}:{call.lineno}"


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text())
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))
