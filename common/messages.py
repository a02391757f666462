"""Message catalogues without GNU gettext: ``python -m common.messages extract|check|compile``.

``extract`` brings the catalogues up to the msgids in code and templates; ``check`` fails on what is
missing, unused, not translated or has other placeholders; ``compile`` writes ``.mo`` files.
Scripts hold no words: what they say comes from attributes of the page.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh_Hans",)
SKIPPED = {"tests", "benchmarks", "node_modules", "var", "docs", "locale"}
SUFFIXES = {".py", ".html", ".txt"}
PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[a-z]|%[sd]|\{\w*\}")
LETTER = re.compile(r"[^\W\d_]")
HAN = re.compile(r"[\u3400-\u9fff]")
# What reads the same in both languages.
SAME = {"English", "SHA-256"}

HEADER = """\
# The portal in Chinese. `make messages` brings the list up to the code; people write the texts.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

# Which arguments of each function are the msgid, its plural and its context ("c").
_FUNCTIONS: dict[str, Any] = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_IN_TEMPLATES = {"_": None, **_FUNCTIONS}

Key = tuple[str | None, str]


def extracted(folder: Path = ROOT) -> Catalog:
    """Return a catalogue of all msgids in a folder, with the files where they stand."""
    catalog = Catalog(charset="utf-8")
    for path in _sources(folder):
        text, keywords = readable(path)
        place = path.relative_to(folder).as_posix()
        found = extract("python", io.BytesIO(text.encode()), keywords, ["Translators:"])
        for line, ids, comments, context in found:
            catalog.add(ids, None, [(place, line)], auto_comments=comments, context=context)
    return catalog


def complaints(language: str) -> list[str]:
    """Return what is wrong with one catalogue, a line each."""
    wanted = {key(message): message for message in extracted() if message.id}
    present = {key(message): message for message in catalogue(language) if message.id}
    missing = [f"missing: {wanted[each].id!r}" for each in wanted.keys() - present.keys()]
    unused = [f"unused: {present[each].id!r}" for each in present.keys() - wanted.keys()]
    both = [present[each] for each in wanted.keys() & present.keys()]
    return sorted(missing + unused + [text for each in both if (text := _complaint(each))])


def update(language: str) -> None:
    """Add new msgids to a catalogue and drop unused ones; translations stay.

    Entries stand by file and msgid, without line numbers, so that moved code changes nothing.
    """
    present = {key(message): message for message in catalogue(language)}
    merged = Catalog(locale=language, charset="utf-8")
    for message in sorted((each for each in extracted() if each.id), key=_rank):
        before = present.get(key(message))
        fits = before and len(ids(before)) == len(ids(message))
        merged.add(
            message.id,
            before.string if before and fits else None,
            sorted({(place, 0) for place, _line in message.locations}),
            auto_comments=message.auto_comments,
            user_comments=before.user_comments if before else (),
            context=message.context,
        )
    path = _path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(language=language).encode())
        write_po(file, merged, width=100, omit_header=True, include_lineno=False)


def compile_all() -> None:
    for path in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))


def catalogue(language: str) -> Catalog:
    """Return the catalogue as it is kept, an empty one where there is none."""
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def key(message: Message) -> Key:
    return message.context, ids(message)[0]


def ids(message: Message) -> tuple[str, ...]:
    """Return the msgid, and the one of the plural where there is one."""
    return _texts(message.id)


def strings(message: Message) -> tuple[str, ...]:
    """Return the translations: one for each plural form of the language."""
    return _texts(message.string)


def readable(path: Path) -> tuple[str, dict[str, Any]]:
    """Return a file as Python source, and the functions that mark messages in it."""
    text = path.read_text()
    if path.suffix == ".py":
        return text, _functions(text)
    # What is no message becomes a row of x; indentation would not make sense to Python.
    lines = templatize(text, origin=str(path)).splitlines()
    return "\n".join(line.lstrip() for line in lines), _IN_TEMPLATES


def _functions(text: str) -> dict[str, Any]:
    """Return the translating functions under the names by which a module imports them."""
    return {
        alias.asname or alias.name: _FUNCTIONS[alias.name]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in _FUNCTIONS
    }


def _texts(given: Any) -> tuple[str, ...]:
    return tuple(given) if isinstance(given, (tuple, list)) else (given or "",)


def _complaint(message: Message) -> str | None:
    if not all(strings(message)):
        return f"not translated: {message.id!r}"
    if message.fuzzy:
        return f"fuzzy: {message.id!r}"
    wanted = _placeholders(ids(message)[-1])
    if any(_placeholders(text) != wanted for text in strings(message)):
        return f"other placeholders: {message.id!r}"
    words = PLACEHOLDER.sub("", ids(message)[0])
    if words not in SAME and LETTER.search(words) and not all(map(HAN.search, strings(message))):
        return f"no Chinese: {message.id!r}"
    return None


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def _rank(message: Message) -> tuple[str, str, str]:
    context, text = key(message)
    return min(place for place, _line in message.locations), text, context or ""


def _sources(folder: Path) -> Iterator[Path]:
    for top in sorted(folder.iterdir()):
        if top.name not in SKIPPED and not top.name.startswith("."):
            for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
                if path.suffix in SUFFIXES and "migrations" not in path.parts:
                    yield path


def _path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def main(command: str) -> int:
    if command == "compile":
        compile_all()
        return 0
    if command == "extract":
        for language in LANGUAGES:
            update(language)
        return 0
    found = [f"{language}  {text}" for language in LANGUAGES for text in complaints(language)]
    print("\n".join(found) or "all messages are translated")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
