"""Template tags of the house: ``{% load portal %}``."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.db.models import Model
from django.forms import BaseForm, BoundField, CheckboxInput, RadioSelect, Select
from django.template.base import FilterExpression, Node, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import distance, marks
from common.models import in_reader_language
from common.panels import Panel

register = template.Library()


class BadgeNode(Node):
    """Renders ``{% badge row.stage %}``: the row gives the model field, the field its words."""

    def __init__(self, value: FilterExpression, owner: FilterExpression | None, column: str):
        self.value, self.owner, self.column = value, owner, column

    def render(self, context: Context) -> str:
        value = self.value.resolve(context)
        owner = self.owner.resolve(context) if self.owner else None
        field = None
        if isinstance(owner, Model) and self.column in {f.name for f in owner._meta.fields}:
            field = owner._meta.get_field(self.column)
        return marks.badge(value, field)  # type: ignore[arg-type]


@register.tag
def badge(parser: Parser, token: Token) -> BadgeNode:
    """Show a state as a neutral badge with icon and word: ``{% badge task.state %}``."""
    parts = token.split_contents()
    if len(parts) != 2:
        raise template.TemplateSyntaxError("badge takes one value, such as row.state")
    path, _dot, column = parts[1].rpartition(".")
    owner = parser.compile_filter(path) if path else None
    return BadgeNode(parser.compile_filter(parts[1]), owner, column)


@register.simple_tag
def level_badge(level: int, size: str = "") -> SafeString:
    """Show a warning level in colour, word and shape; ``size="large"`` for a page's head."""
    return marks.level(level, large=size == "large")


@register.filter
def level_name(level: int | None) -> str:
    """Give ``red`` … ``blue`` for ``data-level`` attributes."""
    return marks.level_name(level)


@register.simple_tag
def when(moment: Any, seconds: bool = False) -> SafeString:
    """Show a moment or a day as ``2026-11-23 14:05``, its distance on hover."""
    return marks.when(moment, seconds=seconds)


@register.simple_tag
def code(text: Any) -> SafeString:
    """Show a code in monospace with a copy button."""
    return marks.code(text)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Show an icon; give a ``label`` where no word stands beside it."""
    return marks.icon(name, label)


@register.simple_tag
def named(row: Any) -> str:
    """Show the name of a row in the reader's language."""
    return marks.named(row)


@register.filter
def read(row: Any, field: str) -> str:
    """Show a field that has an English twin in the reader's language: ``{{ item|read:"how" }}``."""
    return in_reader_language(row, field)


@register.simple_tag
def far(moment: Any) -> str:
    """Say how far a moment or a day is from now: "in 3 working days"."""
    at_a_moment = isinstance(moment, dt.datetime)
    return distance.of_moment(moment) if at_a_moment else distance.of_day(moment)


@register.simple_tag
def name_link(row: Any) -> SafeString:
    """Show the name of a row, linked to its page; a dash for no row."""
    return marks.name_link(row) if row is not None else marks.NOTHING


@register.filter
def at(found: Mapping[Any, Any], key: Any) -> Any:
    """Look something up by a key that the page has: ``{{ served|at:item.pk }}``."""
    return found.get(key, ()) if found else ()


@register.filter
def number(value: Any) -> str:
    """Show a number with thousands separators."""
    return marks.number(value)


@register.filter
def yuan(value: Any) -> str:
    """Show an amount of money with separators and unit."""
    return marks.yuan(value)


@register.filter
def unlocal(value: Any) -> str:
    """Return a number as addresses and scripts read it, whatever the reader's language."""
    return "" if value in (None, "") else str(value)


@register.filter
def or_dash(value: Any) -> Any:
    """Show a dash for what is empty."""
    return marks.NOTHING if value is None or value == "" else value


@register.simple_tag(takes_context=True)
def url_if(context: Context, name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a page, or nothing while no such page stands."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


def _dress(bound: BoundField) -> SafeString:
    """Render a widget with the house's classes, tied to its help and its errors."""
    widget = bound.field.widget
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    attrs: dict[str, Any] = {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
        described.insert(0, f"{bound.auto_id}_error")
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if isinstance(widget, CheckboxInput):
        look = "form-check-input"
    elif isinstance(widget, RadioSelect):  # CheckboxSelectMultiple is one, too
        look = "form-checks"
    elif isinstance(widget, Select):
        look = "form-select"
    else:
        look = "form-control"
    attrs["class"] = f"{widget.attrs.get('class', '')} {look}".strip()
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("common/_field.html")
def field(bound: BoundField, quiet: bool = False) -> dict[str, Any]:
    """Show a form field with its label, help and errors: ``{% field form.reason %}``.

    ``quiet`` leaves out the word "optional", where every field is.
    """
    widget = bound.field.widget
    return {
        "field": bound,
        "control": _dress(bound),
        "is_check": isinstance(widget, CheckboxInput),
        "is_group": bool(getattr(widget, "use_fieldset", False)),
        "optional": not quiet
        and not bound.field.required
        and not isinstance(widget, CheckboxInput),
    }


@register.inclusion_tag("common/_error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """List a form's errors with links to their fields, above the form."""
    lines = [
        {
            "target": form[name].id_for_label or form[name].auto_id,
            "label": form[name].label,
            "text": text,
        }
        for name, errors in form.errors.items()
        if name in form.fields
        for text in errors
    ]
    return {"lines": lines, "general": form.non_field_errors()}


@register.simple_tag(takes_context=True)
def panel_body(context: Context, panel: Panel) -> SafeString:
    """Render what another app shows on a record's page (see common.panels); its forms are safe."""
    request = context.get("request")
    return SafeString(render_to_string(panel.template, dict(panel.context), request))


@register.simple_tag
def fact(label: str, value: Any) -> SafeString:
    """Show one line of a facts list: ``{% fact label value %}`` inside ``<dl class="facts">``."""
    shown = marks.NOTHING if value is None or value == "" else value
    return format_html("<dt>{}</dt><dd>{}</dd>", label, shown)
