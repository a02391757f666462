"""The staff desk's navigation: declared at the top of the house, shown as far as one may go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Page:
    """A page in the navigation; without ``perm`` everybody who is logged in sees it."""

    url_name: str
    label: str | Promise
    icon: str
    perm: str = ""


@dataclass(frozen=True)
class Module:
    """Pages under one heading; an empty label stands for the pages on top."""

    label: str | Promise
    pages: Sequence[Page]


@dataclass
class Link:
    """A page as one person sees it; ``current`` is the value of ``aria-current``."""

    url: str
    label: str | Promise
    icon: str
    current: str = ""


@dataclass
class Group:
    """The open pages of one module."""

    label: str | Promise
    pages: list[Link]


def menu(request: HttpRequest) -> list[Group]:
    """Return the modules and pages that this person may open, the present one marked.

    A page whose address does not exist is left out.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    modules: Sequence[Module] = import_string(settings.NAVIGATION)
    groups = [Group(module.label, list(_open_pages(module, user))) for module in modules]
    here = request.path
    near = [page for group in groups for page in group.pages if _leads_to(page.url, here)]
    if near:
        nearest = max(near, key=lambda page: len(page.url))
        nearest.current = "page" if nearest.url == here else "true"
    return [group for group in groups if group.pages]


def _leads_to(url: str, here: str) -> bool:
    return url == here if url == "/" else here.startswith(url)


def _open_pages(module: Module, user: Any) -> Iterator[Link]:
    for page in module.pages:
        if page.perm and not user.has_perm(page.perm):
            continue
        try:
            yield Link(reverse(page.url_name), page.label, page.icon)
        except NoReverseMatch:
            continue
