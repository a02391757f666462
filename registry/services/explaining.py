"""Why somebody can see a record, or why not: asked of the very query that shows it to them.

Each grant is tried alone: the person as they would be with this grant and no other asks
``visible_to`` for the record. So the answer cannot differ from what the pages do.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from common.models import User
from registry.grants import scope_of, with_scopes
from registry.models import Grant, Role
from registry.services.access import place_in_words


@dataclass(frozen=True)
class Tried:
    """One grant of the person and what it does for the record."""

    grant: Grant
    place: str
    opens: bool
    is_over: bool
    carries: bool
    text: str


@dataclass
class Explanation:
    """The answer: whether the record is seen, by what, and what would be missing."""

    user: User
    row: Model
    sees: bool
    without_grant: bool = False
    asked: list[str] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)

    @property
    def opening(self) -> list[Tried]:
        return [each for each in self.tried if each.opens]


def explain(user: User, row: Model) -> Explanation:
    """Tell which grants let ``user`` see ``row``, or which is missing.

    Raises TypeError for a model whose rows are not narrowed to people.
    """
    rows: Any = type(row)._default_manager
    if not hasattr(rows, "visible_to"):
        raise TypeError(type(row).__name__)
    asked: set[str] = set()

    def sees(held: list[Any]) -> bool:
        shadow = with_scopes(user, held, asked)
        return bool(user.is_active and rows.visible_to(shadow).filter(pk=row.pk).exists())

    grants = list(
        user.grants.select_related("role", "department", "region")
        .prefetch_related("role__permissions__content_type")
        .order_by("revoked_at", "-id")
    )
    standing = set(user.grants.in_force().values_list("pk", flat=True))
    in_force = [scope_of(each) for each in grants if each.pk in standing]
    answer = Explanation(user, row, sees=sees(in_force), without_grant=sees([]))
    answer.asked = sorted(asked)
    for each in grants:
        answer.tried.append(_tried(each, each.pk in standing, sees, answer))
    if not answer.sees:
        answer.roles = _roles_with(answer.asked)
    return answer


def _tried(granted: Grant, stands: bool, sees: Any, answer: Explanation) -> Tried:
    scope = scope_of(granted)
    opens = not answer.without_grant and sees([scope])
    carries = bool(scope.permissions & set(answer.asked))
    words = {"role": granted.role.named, "place": place_in_words(granted)}
    if not stands and opens:
        text = _(
            "It would open the record, but it is over: taken back, or its last day has passed."
        )
    elif not stands:
        text = _("It is over, and did not reach the record either.")
    elif opens:
        text = _("It carries the permission, and the record lies within %(place)s.") % words
    elif carries:
        text = _("It carries the permission, but only within %(place)s: not there.") % words
    else:
        text = _("The role does not carry the permission.")
    return Tried(granted, words["place"], opens and stands, not stands, carries, text)


def _roles_with(perms: list[str]) -> list[Role]:
    """Return the roles that carry one of the permissions that were asked for."""
    found: dict[str, Role] = {}
    for perm in perms:
        app_label, _dot, codename = perm.partition(".")
        for role in Role.objects.filter(
            permissions__codename=codename, permissions__content_type__app_label=app_label
        ):
            found[role.pk] = role
    return sorted(found.values(), key=lambda role: role.pk)
