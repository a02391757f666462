"""Message catalogues without GNU gettext: ``python -m common.messages extract|check|compile``.

``extract`` brings the catalogues up to the msgids in code, templates and scripts; ``check`` fails
on what is missing, fuzzy, unused or has other placeholders; ``compile`` writes ``.mo`` files.
"""

from __future__ import annotations

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
DOMAINS = {"django": (".py", ".html", ".txt"), "djangojs": (".js",)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
KEYWORDS: dict[str, Any] = {
    "_": None,
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "_lazy"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def extracted(domain: str) -> Catalog:
    """Return a catalogue of all msgids of a domain, with the places where they stand."""
    catalog = Catalog(domain=domain, charset="utf-8")
    for path in _sources(DOMAINS[domain]):
        method, text = _readable(path)
        found = extract(method, io.BytesIO(text.encode()), KEYWORDS, ["Translators:"])
        for line, ids, comments, context in found:
            place = (str(path.relative_to(ROOT)), line)
            catalog.add(ids, None, [place], auto_comments=comments, context=context)
    return catalog


def complaints(language: str, domain: str) -> list[str]:
    """Return what is wrong with one catalogue, a line each."""
    wanted = {_key(message): message for message in extracted(domain) if message.id}
    present = {_key(message): message for message in _read(language, domain) if message.id}
    missing = [f"missing: {wanted[key].id!r}" for key in wanted.keys() - present.keys()]
    unused = [f"unused: {present[key].id!r}" for key in present.keys() - wanted.keys()]
    both = [present[key] for key in wanted.keys() & present.keys()]
    return sorted(missing + unused + [text for each in both if (text := _complaint(each))])


def update(language: str, domain: str) -> None:
    """Add new msgids to a catalogue and drop unused ones; translations stay."""
    found = extracted(domain)
    path = _path(language, domain)
    if not any(message.id for message in found) and not path.exists():
        return
    catalog = _read(language, domain)
    catalog.update(found, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=100, sort_output=True, include_lineno=False)


def compile_all() -> None:
    for path in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))


def _complaint(message: Message) -> str | None:
    translations = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(translations):
        return f"not translated: {message.id!r}"
    if message.fuzzy:
        return f"fuzzy: {message.id!r}"
    wanted = _placeholders(_ids(message)[-1])
    if any(_placeholders(str(text)) != wanted for text in translations):
        return f"other placeholders: {message.id!r}"
    return None


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, _ids(message)[0]


def _ids(message: Message) -> tuple[str, ...]:
    """Return the msgid, and the one of the plural where there is one."""
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text)) - {"%%"}


def _sources(suffixes: tuple[str, ...]) -> Iterator[Path]:
    for folder in sorted(ROOT.iterdir()):
        if folder.is_dir() and folder.name not in SKIPPED and not folder.name.startswith("."):
            files = (path for suffix in suffixes for path in folder.glob(f"**/*{suffix}"))
            yield from sorted(path for path in files if "migrations" not in path.parts)


def _readable(path: Path) -> tuple[str, str]:
    """Return the extraction method for a file, and its text; templates are turned into Python."""
    text = path.read_text()
    if path.suffix in (".html", ".txt"):
        # what is no message becomes a row of x; indentation would not make sense to Python
        lines = templatize(text, origin=str(path)).splitlines()
        return "python", "\n".join(line.lstrip() for line in lines)
    return ("javascript" if path.suffix == ".js" else "python"), text


def _path(language: str, domain: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def _read(language: str, domain: str) -> Catalog:
    path = _path(language, domain)
    if not path.exists():
        return Catalog(locale=language, domain=domain, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain)


def main(command: str) -> int:
    if command == "compile":
        compile_all()
        return 0
    if command == "extract":
        for language in LANGUAGES:
            for domain in DOMAINS:
                update(language, domain)
        return 0
    found = [
        f"{language} {domain}  {text}"
        for language in LANGUAGES
        for domain in DOMAINS
        for text in complaints(language, domain)
    ]
    print("\n".join(found) or "all messages are translated")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
