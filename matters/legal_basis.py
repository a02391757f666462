"""The basis of a record as its page shows it: each article with the text in force on the day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from common import panels, workdays
from common.models import User, reference
from matters import rules
from matters.choices import ReviewState
from matters.models import Article, ChecklistVersion, Citation, ImpactReview, MatterVersion


@dataclass(frozen=True)
class Ground:
    """One reference with its article; ``article`` is None where the library has no such text."""

    citation: Citation
    article: Article | None


def grounds(origins: Iterable[str], day: dt.date | None = None) -> list[Ground]:
    """Return the references of records with the articles in force, by two queries.

    ``day`` is the legal day that is asked for; else each reference's own, else today.
    """
    citations = list(Citation.objects.of(origins).select_related("law"))
    wanted = {(row.law_id, place) for row in citations for place in rules.candidates(row.locator)}
    laws, places = {law for law, _place in wanted if law}, {place for _law, place in wanted}
    rows = Article.objects.visible_text().filter(version__law__in=laws, locator__in=places)
    found: dict[tuple[object, str], list[Article]] = {}
    for row in rows.select_related("version__law"):
        found.setdefault((row.version.law_id, row.locator), []).append(row)
    return [Ground(row, _article(row, found, day or row.day)) for row in citations]


def _article(
    citation: Citation, found: dict[tuple[object, str], list[Article]], day: dt.date | None
) -> Article | None:
    asked = day or workdays.today()
    for place in rules.candidates(citation.locator):
        for row in found.get((citation.law_id, place), ()):
            if row.version.valid and asked in row.version.valid:
                return row
    return None


def of_matter(version: MatterVersion, user: User) -> panels.Panel | None:
    """Return the articles that a matter rests on."""
    return _panel([reference(version)], user)


def of_checklist(version: ChecklistVersion, user: User) -> panels.Panel | None:
    """Return the articles that the lines of a form rest on."""
    return _panel([reference(each) for each in version.items.all()], user)


def _panel(origins: list[str], user: User) -> panels.Panel | None:
    if not user.has_perm("matters.view_law"):
        return None
    found = grounds(origins)
    if not found:
        return None
    reviews = ImpactReview.objects.visible_to(user).filter(
        origin__in=origins, state=ReviewState.OPEN
    )
    context = {"grounds": found, "reviews": list(reviews.select_related("version__law"))}
    return panels.Panel(_("Articles it rests on"), "laws/_grounds.html", context)


panels.register("matters.checklistversion", "matters.grounds", of_checklist, order=20)
