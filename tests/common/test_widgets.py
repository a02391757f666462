"""Form fields drawn in Python are what Django's templates make, escaped as they escape."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.widgets import Renderer

EVIL = "\"><script>alert('1')</script>&"
FLAT = [("", "any"), ("a", EVIL), (EVIL, "b"), (3, 3000), ("lazy", _("State"))]
GROUPED = [(EVIL, [("x", "X"), ("y", SafeString("<b>Y</b>"))]), ("z", "Z")]
VALUES = (None, "", "a", EVIL, 3, 3000, ["a", EVIL], True)
WIDGETS = [
    forms.TextInput(),
    forms.NumberInput(attrs={"min": 1, "step": 0.5}),
    forms.EmailInput(attrs={"required": True, "disabled": False}),
    forms.HiddenInput(),
    forms.PasswordInput(),
    forms.DateInput(attrs={"type": "date"}),
    forms.CheckboxInput(),
    forms.Textarea(attrs={"rows": 3}),
    forms.Select(choices=FLAT),
    forms.Select(choices=GROUPED),
    forms.SelectMultiple(choices=FLAT),
    forms.NullBooleanSelect(),
    forms.RadioSelect(choices=FLAT),
    forms.CheckboxSelectMultiple(choices=GROUPED),
    forms.CheckboxSelectMultiple(choices=FLAT),
]


def squeezed(html: str) -> str:
    return re.sub(r"\s+(?=<)|(?<=>)\s+", "", html)


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_field_is_drawn_as_django_does(widget, value):
    if isinstance(widget, forms.NullBooleanSelect) and isinstance(value, list):
        value = "true"
    attrs = {"id": "id_f", "class": EVIL, "aria-label": EVIL}
    given = (EVIL, value, attrs)
    drawn = widget.render(*given, renderer=Renderer())
    assert isinstance(drawn, SafeString)
    assert squeezed(drawn) == squeezed(widget.render(*given, renderer=DjangoTemplates()))


def test_what_is_not_drawn_here_is_left_to_the_templates():
    assert 'type="file"' in forms.ClearableFileInput().render("f", None, renderer=Renderer())
