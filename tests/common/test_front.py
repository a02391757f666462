"""What the pages are made of: colours that can be read, icons that exist, files that are served."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.db.models import Choices
from django.template import Context, Template
from django.utils import translation

from common import finders as vendor
from common import icons, marks, timeline
from enforcement.choices import TaskState
from enforcement.models import Task
from supervision_portal.navigation import MODULES

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text("utf-8")

needs_packages = pytest.mark.skipif(
    not (ROOT / "node_modules").exists(), reason="front-end packages are not installed"
)


# ---- colours


def declared(selector: str) -> dict[str, str]:
    """Return the colours of one rule of the token sheet."""
    block = TOKENS.split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))


LIGHT = declared(":root")
DARK = LIGHT | declared(':root[data-theme="dark"]')
SETS = {
    "light": LIGHT,
    "dark": DARK,
    "light, more contrast": LIGHT | declared(':root[data-contrast="more"]'),
    "dark, more contrast": DARK | declared(':root[data-contrast="more"][data-theme="dark"]'),
}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    (ink, on) for ink in ("ink", "ink-2", "ink-3") for on in ("bg", "surface", "sunken", "hover")
]
TEXT += [("accent", on) for on in ("bg", "surface", "sunken", "hover", "accent-soft")]
TEXT += [("on-accent", "accent"), ("on-accent", "accent-strong"), ("ink", "accent-soft")]
TEXT += [("ink-2", "accent-soft"), ("ink", "mark")]
TEXT += [(f"{level}-ink", f"{level}-soft") for level in ("red", "orange", "yellow", "blue")]
LINES = [("line-strong", "surface"), ("line-strong", "bg"), ("focus", "bg"), ("focus", "surface")]
LINES += [(f"{level}-edge", "surface") for level in ("red", "orange", "yellow", "blue")]
LINES += [(f"{level}-edge", f"{level}-soft") for level in ("red", "orange", "yellow", "blue")]


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_keeps_the_contrast_of_level_aa(name, ink, ground):
    assert contrast(SETS[name][ink], SETS[name][ground]) >= 4.5


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(("line", "ground"), LINES)
def test_marks_and_borders_can_be_told_from_their_ground(name, line, ground):
    assert contrast(SETS[name][line], SETS[name][ground]) >= 3


def test_the_dark_set_by_system_is_the_dark_set_by_choice():
    assert declared(':root:not([data-theme="light"])') == declared(':root[data-theme="dark"]')


# ---- icons and packages


def named_icons() -> set[str]:
    """Return every icon that a choice, a page of the navigation, an event or a template names."""
    found = {page.icon for module in MODULES for page in module.pages}
    found |= {word.icon for word in timeline.WORDS.values()}
    for app in apps.get_app_configs():
        for kind in vars(getattr(app.module, "choices", object)).values():
            if isinstance(kind, type) and issubclass(kind, Choices):
                found |= set(getattr(kind, "ICONS", {}).values())
    for template in TEMPLATES:
        found |= set(re.findall(r"""{% icon ["']([\w-]+)["']""", template.read_text("utf-8")))
        found |= set(re.findall(r"""\bicon=["']([\w-]+)["']""", template.read_text("utf-8")))
    for source in ROOT.glob("*/*.py"):
        if source.parent.name not in ("tests", "common", ".venv"):
            found |= set(re.findall(r"""\bicon=["']([\w-]+)["']""", source.read_text("utf-8")))
    return found


def test_every_icon_that_is_named_is_in_the_sprite():
    assert named_icons() - icons.NAMES == set()


@needs_packages
def test_the_sprite_holds_exactly_the_listed_icons():
    path = finders.find(vendor.SPRITE)
    text = Path(str(path)).read_text("utf-8")
    assert set(re.findall(r'<symbol id="([\w-]+)"', text)) == icons.NAMES
    assert len(text) < 100_000


@needs_packages
def test_every_listed_file_is_found_and_no_other():
    for name, source in vendor.served().items():
        assert source.exists(), name
        assert finders.find(name), name
    listed = {name for name, _ in vendor.NodeModulesFinder().list(["*.map"])}
    assert "vendor/tabler/tabler.min.css" in listed
    assert not any(name.endswith(".map") for name in listed)
    assert finders.find("vendor/htmx/package.json") is None
    assert finders.find("vendor/../package.json") is None


# ---- templates and scripts


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_need_no_inline_script_or_style(template):
    text = template.read_text("utf-8")
    assert not re.search(r"\son\w+=|\sstyle=|javascript:|<style\b", text)
    assert "|safe" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    if template.name.startswith("_"):
        assert text.startswith("{# "), "a partial begins by saying what it is given"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_scripts_import_by_relative_paths_and_write_no_html(script):
    text = script.read_text("utf-8")
    for line in re.findall(r"^import .*$", text, re.M):
        assert re.search(r"""from "\.{1,2}/[^"]+\.js";$""", line), line
    assert not re.search(r"innerHTML|outerHTML\s*=|insertAdjacentHTML|\beval\(|new Function", text)
    for name in re.findall(r"""from "(\.{1,2}/[^"]+)";""", text):
        target = (script.parent / name).resolve()
        served = target.relative_to(ROOT / "static").as_posix()
        assert target.exists() or served in vendor.served(), name


# ---- marks


def rendered(text: str, **context: object) -> str:
    return Template("{% load portal %}" + text).render(Context(context))


def test_a_badge_finds_its_word_and_icon_through_the_model_field():
    with translation.override("en"):
        html = rendered("{% badge task.state %}", task=Task(state="submitted"))
        assert "submitted" in html
        assert "#upload" in html
        assert html == rendered("{% badge state %}", state=TaskState.SUBMITTED)
        assert "odd" in rendered("{% badge task.state %}", task=Task(state="odd"))


@pytest.mark.parametrize(("level", "word"), [(1, "Red"), (2, "Orange"), (3, "Yellow"), (4, "Blue")])
def test_a_level_comes_with_word_and_shape(level, word):
    with translation.override("en"):
        html = rendered("{% level_badge level %}", level=level)
    assert word in html
    assert "<path" in html
    assert marks.level(7) == marks.NOTHING


def test_what_people_typed_is_never_markup():
    evil = "<img src=x onerror=alert(1)>\"'"
    for tag in ("{% code x %}", "{% named x %}", "{% badge x %}", "{% fact x x %}"):
        assert "<img" not in rendered(tag, x=evil)
