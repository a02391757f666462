"""Small pieces of HTML that mean the same on every page: icon, badge, level, code, time, number."""

import datetime as dt
import sys
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.db.models import Choices, Field, Model
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common import distance, icons
from common.pieces import Shape

NOTHING = mark_safe('<span class="muted" aria-hidden="true">–</span>')
_TIME = Shape('<time class="nowrap" datetime="{}" title="{}">{}</time>')
_CODE = Shape(
    '<span class="code"><code>{0}</code><button type="button" class="copy" data-copy="{0}"'
    ' aria-label="{1}" title="{1}">{2}</button></span>'
)

# Colour, word and shape of the four warning levels; a reader who sees no colour still sees which.
# The key is the grade of the Emergency Response Law, I to IV: the smaller the graver.
LEVELS = {
    1: ("red", gettext_lazy("Red"), "M5.8 1.5h6.4l4.3 4.3v6.4l-4.3 4.3H5.8l-4.3-4.3V5.8z"),
    2: ("orange", gettext_lazy("Orange"), "M9 1.8l7.6 13.7H1.4z"),
    3: ("yellow", gettext_lazy("Yellow"), "M9 1.2l7.8 7.8L9 16.8 1.2 9z"),
    4: ("blue", gettext_lazy("Blue"), "M9 1.5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 1 1 0-15z"),
}


def icon(name: str, label: str = "") -> SafeString:
    """Return an icon of the sprite; without ``label`` it is decoration and hidden from readers."""
    if not label:
        return _plain(name)
    return format_html(
        '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
        label,
        _href(name),
    )


@cache
def _plain(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', _href(name)
    )


def _href(name: str) -> str:
    return f"{static('vendor/icons.svg')}#{name if name in icons.NAMES else 'point'}"


@cache
def choices_of(field: "Field[Any, Any]") -> type[Choices] | None:
    """Return the choices class behind a model field: that of its app or of a lower one.

    Django keeps a field's pairs and forgets the class; it is found again by its values in the
    ``choices`` modules, the app's own first.
    """
    values = [value for value, _label in field.flatchoices]
    if not values:
        return None
    app = field.model.__module__.split(".")[0]
    modules = [f"{app}.choices", "common.choices", "registry.choices"]
    modules += [name for name in sorted(sys.modules) if name.endswith(".choices")]
    for name in modules:
        for found in vars(sys.modules.get(name, object)).values() if name in sys.modules else ():
            if isinstance(found, type) and issubclass(found, Choices) and found.values == values:
                return found
    return None


def badge(
    value: Any, field: "Field[Any, Any] | None" = None, *, strong: bool = False
) -> SafeString:
    """Return a neutral badge with icon and word for a member of a choices class.

    A plain string from the database needs its model ``field`` to know its word.
    """
    if value is None or value == "":
        return NOTHING
    return _badge(value, field, strong, get_language())


@lru_cache(maxsize=2048, typed=True)  # members of two classes may be equal, their words are not
def _badge(
    value: Any, field: "Field[Any, Any] | None", strong: bool, language: str | None
) -> SafeString:
    icons_of = getattr(_kind(value, field), "ICONS", {})
    return format_html(
        '<span class="badge{}">{}<span>{}</span></span>',
        " badge-strong" if strong else "",
        icon(icons_of.get(value, "point")),
        word(value, field),
    )


def word(value: Any, field: "Field[Any, Any] | None" = None) -> str:
    """Return the reader's word for a member of a choices class."""
    kind = _kind(value, field)
    if kind is not None and value in kind.values:
        return str(kind(value).label)
    return str(dict(field.flatchoices).get(value, value) if field else value)


def _kind(value: Any, field: "Field[Any, Any] | None") -> type[Choices] | None:
    if isinstance(value, Choices):
        return type(value)
    return choices_of(field) if field else None


def level(value: Any, *, large: bool = False) -> SafeString:
    """Return the badge of a warning level (1 red … 4 blue) in colour, word and shape."""
    if value not in LEVELS:
        return NOTHING
    name, word, path = LEVELS[value]
    return format_html(
        '<span class="level level-{}{}"><svg viewBox="0 0 18 18" aria-hidden="true">'
        '<path d="{}"></path></svg>{}</span>',
        name,
        " level-large" if large else "",
        path,
        word,
    )


def level_word(value: Any) -> str:
    """Return the reader's word for a warning level."""
    return str(LEVELS[value][1]) if value in LEVELS else ""


def level_name(value: Any) -> str:
    """Return ``red`` … ``blue`` for style sheets and charts, or nothing."""
    return LEVELS[value][0] if value in LEVELS else ""


def day(value: dt.date | None) -> SafeString:
    """Return a legal day, its distance on hover."""
    if value is None:
        return NOTHING
    text = f"{value:%Y-%m-%d}"
    return _TIME(text, distance.of_day(value), text)


def when(value: dt.datetime | dt.date | None, *, seconds: bool = False) -> SafeString:
    """Return a moment in the reader's zone (Asia/Shanghai unless they say otherwise)."""
    if not isinstance(value, dt.datetime):
        return day(value)
    local = timezone.localtime(value)
    moment = value.astimezone(dt.UTC).isoformat(timespec="seconds")
    return _TIME(moment, distance.of_moment(value), moment_text(local, seconds=seconds))


def moment_text(value: dt.datetime, *, seconds: bool = False) -> str:
    """Return ``2026-11-23 14:05`` for an aware moment, in the reader's zone."""
    return f"{timezone.localtime(value):{'%Y-%m-%d %H:%M:%S' if seconds else '%Y-%m-%d %H:%M'}}"


def code(text: Any) -> SafeString:
    """Return a code in monospace with a button that copies it."""
    if text is None or text == "":
        return NOTHING
    return _CODE(text, _("Copy %(code)s") % {"code": text}, icon("copy"))


def named(row: Any) -> str:
    """Return a row's name in the reader's language."""
    return str(getattr(row, "named", row)) if row is not None else ""


def number(value: Any, places: int | None = None) -> str:
    """Return a number with thousands separators."""
    if value is None or value == "":
        return ""
    if type(value) is int and 0 <= value < 1000 and not places:
        return str(value)  # nothing to separate
    if isinstance(value, Decimal) and places is None:
        value = value.normalize() if value == value.to_integral() else value
        value = f"{value:f}"
    return str(number_format(value, places, use_l10n=True, force_grouping=True))


def yuan(value: Decimal | None) -> str:
    """Return an amount of money (yuan) with separators and unit."""
    if value is None:
        return ""
    return _("%(amount)s yuan") % {"amount": number_format(value, 2, force_grouping=True)}


def name_link(row: Model) -> SafeString:
    """Return a row's name, linked to its page where it has one."""
    url = getattr(row, "get_absolute_url", lambda: "")()
    return (
        format_html('<a href="{}">{}</a>', url, named(row))
        if url
        else format_html("{}", named(row))
    )
