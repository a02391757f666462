"""Template tags of the administration: ``{% load administration %}``."""

from django import template

from common.choices import AuditAction
from common.models import AuditEntry

register = template.Library()


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
    told = [f"{name}: {old or '–'} → {new or '–'}" for name, (old, new) in changed.items()]
    told += [f"{name}: {value}" for name, value in facts.items()]
    return ", ".join(told)
