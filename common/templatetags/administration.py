"""Template tags of the administration: ``{% load administration %}``."""

from django import template
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common import reactions
from common.choices import AuditAction
from common.models import AuditEntry

register = template.Library()

# What the facts of an entry are called; a fact without a name keeps its key.
FACTS = {
    "basis": gettext_lazy("basis"),
    "columns": gettext_lazy("columns"),
    "digest": gettext_lazy("hash of the content"),
    "file": gettext_lazy("file"),
    "format": gettext_lazy("format"),
    "handler": gettext_lazy("handler"),
    "key": gettext_lazy("key"),
    "method": pgettext_lazy("request", "method"),
    "path": gettext_lazy("path"),
    "query": gettext_lazy("query"),
    "result": gettext_lazy("result"),
    "role": gettext_lazy("role"),
    "sha256": gettext_lazy("hash of the content"),
    "user": gettext_lazy("user"),
    "what": gettext_lazy("content"),
    "why": gettext_lazy("reason"),
}


@register.filter
def act_in_words(entry: AuditEntry) -> str:
    """Return what an entry of the audit trail tells of, in the reader's language."""
    known = entry.action in AuditAction.values
    return str(AuditAction(entry.action).label) if known else entry.action


@register.filter
def facts_in_words(entry: AuditEntry) -> str:
    """Return the facts of an entry on one line; a change shows its old and new value."""
    facts = dict(entry.facts)
    changed = facts.pop("fields", {})
    told = [
        _fact(_field(entry.row, name), f"{old or '–'} → {new or '–'}")
        for name, (old, new) in changed.items()
    ]
    if "handler" in facts:
        facts["handler"] = reactions.title_of(facts["handler"])
    told += [_fact(str(FACTS.get(name, name)), value) for name, value in facts.items()]
    return _("; ").join(told)


@register.filter
def record_in_words(reference: str) -> str:
    """Return a record named ``app.model:id`` as the kind of thing it is, and its id."""
    label, _colon, key = reference.partition(":")
    try:
        return f"{apps.get_model(label)._meta.verbose_name} {key}"
    except (LookupError, ValueError):
        return reference


def _fact(name: str, value: object) -> str:
    return _("%(name)s: %(value)s") % {"name": name, "value": value}


def _field(reference: str, name: str) -> str:
    try:
        model = apps.get_model(reference.partition(":")[0])
        return str(getattr(model._meta.get_field(name), "verbose_name", name))
    except (LookupError, ValueError, FieldDoesNotExist):
        return name
