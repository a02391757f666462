"""Search in full text, Chinese and Latin alike.

Chinese is not written in words, so it is indexed by its overlapping pairs of characters: 施工许可
is 施工, 工许, 许可 and 可 (the last sign of a run stands alone, so that one sign can be searched
for too). Latin words and numbers stay whole and are found by their beginnings. The database makes
the index itself from the columns (``search_column``), whatever writes them; ``matching`` asks it,
exactly for runs of signs, and ``highlight`` shows where the hits are.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Self

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Value
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

SIGNS = "㐀-䶿一-鿿豈-﫿"
LETTERS = "0-9a-zß-öø-ÿ"
_RUN = re.compile(f"[{SIGNS}]+|[{LETTERS}]+")
_SIGNS = re.compile(f"[{SIGNS}]")
LONGEST_QUERY = 100
EXCERPT = 90
"""Characters that an excerpt shows around its first hit."""


def runs(text: str) -> list[str]:
    """Return the runs of Chinese signs and the Latin words and numbers of a text, in order."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def bigrams(text: str) -> str:
    """Return the index terms of a text, separated by spaces.

    >>> bigrams("施工许可证 Permit")
    '施工 工许 许可 可证 证 permit'
    """
    return " ".join(term for run in runs(text) for term in _terms(run))


def _terms(run: str) -> list[str]:
    if not _SIGNS.match(run):
        return [run]
    return [run[at : at + 2] for at in range(len(run))]


def tsquery(query: str) -> str:
    """Return what a person typed as a tsquery: all runs, each exactly or by its beginning.

    >>> tsquery("施工许可 fire")
    '(施工 <-> 工许 <-> 许可) & fire:*'
    """
    return " & ".join(_asked(run) for run in dict.fromkeys(runs(query[:LONGEST_QUERY])))


def _asked(run: str) -> str:
    if len(run) == 1 or not _SIGNS.match(run):
        return f"{run}:*"
    terms = _terms(run)[:-1]
    return terms[0] if len(terms) == 1 else f"({' <-> '.join(terms)})"


class Bigrams(Func):
    """The index terms of a column, made by the database."""

    function = "portal_bigrams"
    output_field = models.TextField()


class SearchColumn(models.GeneratedField):
    """A column that is asked but never read: rows are fetched without it."""

    db_returning = False  # type: ignore[assignment]

    def select_format(
        self, compiler: Any, sql: str, params: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        return "NULL", ()


def search_column(**weights: Sequence[str]) -> SearchColumn:
    """Return the column to search by, made by the database from others.

    ``search_column(A=["name"], B=["text"])``: hits in A come before hits in B. Add a GIN index.
    """
    vectors = [
        SearchVector(
            Bigrams(models.functions.Coalesce(F(name), Value(""))), config="simple", weight=weight
        )
        for weight, names in weights.items()
        for name in names
    ]
    whole: Any = vectors[0]
    for each in vectors[1:]:
        whole = whole + each
    return SearchColumn(
        verbose_name=_("search terms"),
        expression=whole,
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )


class SearchQuerySet(models.QuerySet[Any]):
    """Rows with a ``search`` column."""

    def matching(self, query: str, column: str = "search") -> Self:
        """Return the rows that hold everything that was asked; nothing asked, nothing found."""
        asked = tsquery(query)
        if not asked:
            return self.none()
        return self.filter(**{column: _search(asked)})

    def best_first(self, query: str, column: str = "search") -> Self:
        """Order hits by how often and how near the top they hold what was asked."""
        return self.annotate(
            rank=SearchRank(F(column), _search(tsquery(query)), normalization=Value(1))
        ).order_by("-rank", "pk")


def _search(asked: str) -> SearchQuery:
    return SearchQuery(asked, config="simple", search_type="raw")


def holds(text: str, query: str) -> bool:
    """Tell whether a text holds one of the runs that were asked for."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return any(run in plain for run in runs(query[:LONGEST_QUERY]))


def highlight(text: str, query: str, *, around: int = 0) -> SafeString:
    """Return a text with what was searched for marked; ``around`` cuts it to the first hits."""
    terms = sorted(set(runs(query[:LONGEST_QUERY])), key=len, reverse=True)
    if not terms:
        return format_html("{}", _cut(text, 0, around))
    pattern = re.compile("|".join(map(_loose, terms)), re.IGNORECASE)
    if around:
        first = pattern.search(text)
        text = _cut(text, first.start() if first else 0, around)
    pieces, at = [], 0
    for hit in pattern.finditer(text):
        pieces += [
            conditional_escape(text[at : hit.start()]),
            format_html("<mark>{}</mark>", hit[0]),
        ]
        at = hit.end()
    pieces.append(conditional_escape(text[at:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _loose(term: str) -> str:
    """Return the pattern of a term: a Latin word from its beginning on."""
    return re.escape(term) if _SIGNS.match(term) else rf"(?<![{LETTERS}]){re.escape(term)}"


def _cut(text: str, hit: int, around: int) -> str:
    if not around or len(text) <= around:
        return text
    start = max(0, min(hit - around // 3, len(text) - around))
    return (
        ("…" if start else "")
        + text[start : start + around]
        + ("…" if start + around < len(text) else "")
    )
