"""Template tags of the public site: ``{% load public %}``."""

import re
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.translation import gettext as _

from common.models import in_reader_language
from registry.choices import Level
from supervision_portal.disclosure.choices import MEANINGS, PublicResult

register = template.Library()
_STEP = re.compile(r"\s*(?:→|->|\n)+\s*")
_PART = re.compile(r"\s*[；;\n]\s*")


@register.filter
def said(row: Any, field: str) -> str:
    """Return a text of a row in the reader's language: ``version|said:"basis"``."""
    return in_reader_language(row, field)


@register.filter
def steps(text: str) -> list[str]:
    """Split a process as officials write it (首先→然后) into its steps."""
    return [step for step in _STEP.split(text.strip()) if step]


@register.filter
def parts(text: str) -> list[str]:
    """Split a text into the parts between its semicolons, final stops left out."""
    return [part.rstrip("。.") for part in _PART.split(text.strip()) if part.strip("。. ")]


@register.filter
def level_names(levels: list[int]) -> str:
    """Return the levels of administration as words."""
    return _(", ").join(str(Level(level).label) for level in sorted(levels))


@register.filter
def meaning(outcome: str) -> str:
    """Return what a public result means, in a sentence."""
    return str(MEANINGS[PublicResult(outcome)])


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """Return the query of this page with some parameters changed; an empty value drops one."""
    query: QueryDict = context["request"].GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"
