"""What a person may do where: the scopes that their grants open, and the login backend."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q

from common.models import User


@dataclass(frozen=True)
class Scope:
    """One grant as the queries need it; no path is the whole tree.

    The first path is the subtree that was granted; further ones are what it took over.
    """

    permissions: frozenset[str]
    departments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    @property
    def department(self) -> str:
        return self.departments[0] if self.departments else ""

    @property
    def region(self) -> str:
        return self.regions[0] if self.regions else ""

    def covers(self, department: str, region: str) -> bool:
        """Tell whether a record of this department and region lies inside."""
        return department.startswith(self.departments or "") and region.startswith(
            self.regions or ""
        )


def scopes(user: Any, perm: str | None = None) -> list[Scope]:
    """Return the user's scopes in force today, those that carry ``perm`` only when it is given."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    if not hasattr(user, "_scopes"):
        user._scopes = _load(user)
    if perm is not None and (asked := getattr(user, "_asked", None)) is not None:
        asked.add(perm)
    return [scope for scope in user._scopes if perm is None or perm in scope.permissions]


def scope_filter(user: Any, perm: str, *, department: str, region: str) -> Q:
    """Return the condition for rows inside a grant that carries ``perm``.

    ``department`` and ``region`` are lookups of the path columns, empty where a table has none.
    """
    inside = Q(pk__in=[])
    for scope in scopes(user, perm):
        condition = Q()
        if department and scope.departments:
            condition &= below(department, scope.departments)
        if region and scope.regions:
            condition &= below(region, scope.regions)
        if not condition:
            return Q()
        inside |= condition
    return inside


def below(column: str, paths: Iterable[str]) -> Q:
    """Return the condition for rows whose path ``column`` lies below one of ``paths``."""
    inside = Q(pk__in=[])
    for place, path in enumerate(paths):
        starts = Q(**{f"{column}__startswith": path})
        inside = inside | starts if place else starts
    return inside


def _load(user: User) -> list[Scope]:
    grants = (
        user.grants.in_force()  # the reverse relation: models stand above this module
        .select_related("department", "region")
        .prefetch_related("role__permissions__content_type")
    )
    return [scope_of(grant) for grant in grants]


def scope_of(grant: Any) -> Scope:
    """Return a grant as the queries need it."""
    return Scope(
        frozenset(
            f"{permission.content_type.app_label}.{permission.codename}"
            for permission in grant.role.permissions.all()
        ),
        tuple(grant.department.paths) if grant.department else (),
        tuple(grant.region.paths) if grant.region else (),
    )


def with_scopes(user: User, held: list[Scope], asked: set[str] | None = None) -> User:
    """Return the person as they would be with these scopes alone, for questions of “what if”.

    Every permission that is asked for is added to ``asked``. Not to be saved, nor logged in.
    """
    shadow = copy.copy(user)
    shadow._scopes, shadow._asked = held, asked  # type: ignore[attr-defined]
    return shadow


class GrantBackend(ModelBackend):
    """Passwords as Django does them, permissions from grants; ``has_perm`` only hides buttons."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set().union(*(scope.permissions for scope in scopes(user_obj)))

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return self.get_all_permissions(user_obj, obj)

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return bool(scopes(user_obj, perm))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(
            perm.startswith(f"{app_label}.")
            for scope in scopes(user_obj)
            for perm in scope.permissions
        )
