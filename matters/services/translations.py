"""English texts of laws: they explain a text and count for nothing."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.events import emit
from common.models import User
from matters import rules
from matters.choices import ArticleKind
from matters.models import Article, LawVersion

HEADINGS = (ArticleKind.PART, ArticleKind.CHAPTER, ArticleKind.SECTION)
TITLES = 300


def english_of(version: LawVersion) -> str:
    """Return the English text of a version as it can be amended."""
    rows = version.articles.filter(kind__in=(*HEADINGS, ArticleKind.ARTICLE)).order_by("order")
    said = {row.locator: row.text_en or row.title_en for row in rows}
    return rules.write_english({place: words for place, words in said.items() if words})


@transaction.atomic
def translate(version: LawVersion, english: str, *, by: User | None, basis: str = "") -> int:
    """Write the whole English text of a version; return how many articles have one now.

    It is no legal text, so that of a published version can be written and mended too; what it
    leaves out has none. Refuses places that the version does not have.
    Emits ``matters.law_translated`` if anything changed.
    """
    said = rules.read_english(english)
    rows = list(
        version.articles.select_for_update().filter(kind__in=(*HEADINGS, ArticleKind.ARTICLE))
    )
    if unknown := [place for place in said if place not in {row.locator for row in rows}]:
        raise RuleError(
            "unknown_place",
            _("The text has no such place: %(places)s.")
            % {"places": _(", ").join(rules.english_words(each) for each in unknown)},
            field="english",
        )
    changed = []
    for row in rows:
        words = said.get(row.locator, "")
        column = "text_en" if row.kind == ArticleKind.ARTICLE else "title_en"
        words = words if column == "text_en" else words.replace("\n", " ")[:TITLES]
        if getattr(row, column) != words:
            setattr(row, column, words)
            changed.append(row)
    Article.objects.bulk_update(changed, ["text_en", "title_en"], batch_size=500)
    count = sum(bool(row.text_en) for row in rows)
    if changed:
        facts = {"articles": count}
        emit("matters.law_translated", version, facts=facts, by=by, basis=basis)
    return count
