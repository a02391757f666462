"""Form fields drawn in Python: Django's own templates include two more for each option of a list.

What comes out is what they make, to the letter but for white space (tests/common/test_widgets.py).
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.safestring import SafeString

from common.pieces import Shape, joined

Widget = Mapping[str, Any]

_BARE, _GIVEN = Shape(" {}"), Shape(' {}="{}"')
_INPUT = Shape('<input type="{}" name="{}"{}{}>')
_LABEL = Shape("<label{}>{} {}</label>")
_BOX, _BOXES, _BOX_GROUP = (
    Shape("<div>{}</div>"),
    Shape("<div{}>{}</div>"),
    Shape("<div><label>{}</label>{}</div>"),
)
_OPTION = Shape('<option value="{}"{}>{}</option>')
_SELECT = Shape('<select name="{}"{}>{}</select>')
_OPTION_GROUP = Shape('<optgroup label="{}">{}</optgroup>')
_TEXTAREA = Shape('<textarea name="{}"{}>\n{}</textarea>')


class Renderer(DjangoTemplates):
    """Django's renderer, without templates for the fields that most forms are made of."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        draw = _DRAWN.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)
        return draw(context["widget"])


def _attrs(attrs: Mapping[str, Any]) -> SafeString:
    return joined(
        _BARE(name) if value is True else _GIVEN(name, value)
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Widget) -> SafeString:
    value = widget["value"]
    given = "" if value is None else _GIVEN("value", value)
    return _INPUT(widget["type"], widget["name"], given, _attrs(widget["attrs"]))


def _choice(widget: Widget) -> SafeString:
    if not widget.get("wrap_label"):
        return _input(widget)
    target = widget["attrs"].get("id")
    tied = _GIVEN("for", target) if target else ""
    return _LABEL(tied, _input(widget), localize(widget["label"]))


def _choices(widget: Widget) -> SafeString:
    attrs = {name: widget["attrs"].get(name) for name in ("id", "class")}
    groups = []
    for name, options, _index in widget["optgroups"]:
        drawn = joined(_BOX(_choice(option)) for option in options)
        groups.append(_BOX_GROUP(name, drawn) if name else drawn)
    return _BOXES(_attrs({name: value for name, value in attrs.items() if value}), joined(groups))


def _option(option: Widget) -> SafeString:
    return _OPTION(option["value"], _attrs(option["attrs"]), localize(option["label"]))


def _select(widget: Widget) -> SafeString:
    groups = []
    for name, options, _index in widget["optgroups"]:
        drawn = joined(map(_option, options))
        groups.append(_OPTION_GROUP(name, drawn) if name else drawn)
    return _SELECT(widget["name"], _attrs(widget["attrs"]), joined(groups))


def _textarea(widget: Widget) -> SafeString:
    return _TEXTAREA(widget["name"], _attrs(widget["attrs"]), widget["value"] or "")


_INPUTS = ("checkbox", "color", "date", "datetime", "email", "hidden", "number", "password",
           "search", "tel", "text", "time", "url")  # fmt: skip
_DRAWN: dict[str, Callable[[Widget], SafeString]] = {
    **{f"django/forms/widgets/{kind}.html": _input for kind in _INPUTS},
    "django/forms/widgets/checkbox_select.html": _choices,
    "django/forms/widgets/radio.html": _choices,
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/textarea.html": _textarea,
}
