"""What a person keeps of a list: named views, one opened first, and the layout last chosen."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.models import SavedView, User

LAYOUT = ""  # the name under which columns and density are kept; no person can give it
LONGEST_NAME = 60
LONGEST_QUERY = 2000
MOST_VIEWS = 30


def views_of(user: Any, desk: str) -> tuple[list[SavedView], dict[str, str]]:
    """Return a person's named views of a list and its layout, by one query."""
    if not user.is_authenticated:
        return [], {}
    rows = list(SavedView.objects.filter(user=user, desk=desk).order_by("created_at", "id"))
    layout = next((dict(parse_qsl(row.query)) for row in rows if row.name == LAYOUT), {})
    return [row for row in rows if row.name != LAYOUT], layout


def keep_layout(user: User, desk: str, **layout: str) -> None:
    """Keep the columns and the density that a person chose."""
    SavedView.objects.update_or_create(
        user=user, desk=desk, name=LAYOUT, defaults={"query": urlencode(layout)[:LONGEST_QUERY]}
    )


def save(user: User, desk: str, name: str, query: str) -> SavedView:
    """Keep the present filters and order under a name; raise RuleError where that is impossible."""
    name = _clean(name)
    if len(query) > LONGEST_QUERY:
        raise RuleError("view_too_long", _("These filters are too long to be kept as a view."))
    if SavedView.objects.filter(user=user, desk=desk).count() > MOST_VIEWS:
        raise RuleError("too_many_views", _("Remove a view first: thirty is the most."))
    try:
        with transaction.atomic():
            return SavedView.objects.create(user=user, desk=desk, name=name, query=query)
    except IntegrityError as error:
        raise _taken(name) from error


def rename(user: User, desk: str, pk: str, name: str) -> None:
    """Give a view another name."""
    name = _clean(name)
    try:
        with transaction.atomic():
            SavedView.objects.filter(user=user, desk=desk, pk=pk).update(name=name)
    except IntegrityError as error:
        raise _taken(name) from error


@transaction.atomic
def open_first(user: User, desk: str, pk: str, *, on: bool) -> None:
    """Make a view the one that opens first, or none."""
    SavedView.objects.filter(user=user, desk=desk, is_default=True).update(is_default=False)
    if on:
        SavedView.objects.filter(user=user, desk=desk, pk=pk).update(is_default=True)


def remove(user: User, desk: str, pk: str) -> None:
    """Forget a view; a preference is no record, so it leaves no trace."""
    SavedView.objects.filter(user=user, desk=desk, pk=pk).exclude(name=LAYOUT).delete()


def _clean(name: str) -> str:
    name = " ".join(name.replace("\0", "").split())[:LONGEST_NAME]
    if not name:
        raise RuleError("view_without_name", _("Give the view a name."), field="name")
    return name


def _taken(name: str) -> RuleError:
    return RuleError(
        "view_exists", _("You have a view named “%(name)s” already.") % {"name": name}, field="name"
    )
