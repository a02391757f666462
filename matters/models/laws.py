"""The law library: laws, the versions that were in force, their articles, and who cites them."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common import workdays
from common.models import Named, Row, in_reader_language
from common.pieces import address
from common.search import search_column
from matters import rules
from matters.choices import LAW_FLOW, ArticleKind, LawKind, LawState, MatchKind
from matters.querysets import ArticleQuerySet, CitationQuerySet, LawQuerySet, LawVersionQuerySet


class Law(Row, Named):
    """A law, regulation, rule or standard: its identity, whatever its versions say.

    ``key`` is the title as citations find it (``rules.title_key``); ``aliases`` are further keys.
    """

    key = models.CharField(_("short title"), max_length=300, unique=True, editable=False)
    aliases = ArrayField(
        models.CharField(max_length=300), default=list, blank=True, verbose_name=_("other titles")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=LawKind.choices)
    issuer = models.CharField(_("issued by"), max_length=300, blank=True)
    issuer_en = models.CharField(_("issued by, in English"), max_length=300, blank=True)

    objects = LawQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("library", "law")
        verbose_name_plural = pgettext_lazy("library", "laws")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=LawKind.values), name="law_kind"),
        ]
        indexes: ClassVar = [GinIndex(fields=["aliases"], name="law_aliases")]
        permissions: ClassVar = [
            ("publish_law", "Can confirm what became of articles and publish a law"),
        ]

    def get_absolute_url(self) -> str:
        return address("matters:law-detail", self.pk)

    @property
    def issued_by(self) -> str:
        return in_reader_language(self, "issuer")


class LawVersion(Row):
    """The text of a law as it stands from a legal day on; a published one is never edited.

    ``valid`` are the days it is in force, ended by the next version or by its repeal. The mapping
    of its articles to those of the version before is confirmed by a person before it is published.
    """

    law = models.ForeignKey(Law, models.PROTECT, related_name="versions", verbose_name=_("law"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=20, choices=LawState.choices, default=LawState.DRAFT
    )
    valid = DateRangeField(pgettext_lazy("period", "in force"), null=True)
    adopted_on = models.DateField(_("adopted or amended on"), null=True, blank=True)
    document_no = models.CharField(_("document number"), max_length=120, blank=True)
    preamble = models.TextField(_("adoption and amendments"), blank=True)
    source = models.CharField(_("taken from"), max_length=300, blank=True)
    drafted_by = models.UUIDField(_("drafted by"), null=True, editable=False)
    published_by = models.UUIDField(_("published by"), null=True, editable=False)
    mapped_by = models.UUIDField(_("mapping confirmed by"), null=True, editable=False)
    mapped_at = models.DateTimeField(_("mapping confirmed"), null=True, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = LAW_FLOW
    objects = LawVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a law")
        verbose_name_plural = _("versions of laws")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["law", "number"], name="law_version_number"),
            models.UniqueConstraint(
                fields=["law"], name="law_version_one_draft", condition=models.Q(state="draft")
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=LawState.values), name="law_version_state"
            ),
            models.CheckConstraint(
                condition=models.Q(valid__isnull=False) | models.Q(state=LawState.DRAFT),
                name="law_version_published_has_days",
            ),
            models.CheckConstraint(
                condition=models.Q(drafted_by=None)
                | ~models.Q(drafted_by=models.F("published_by")),
                name="law_version_four_eyes",
            ),
            ExclusionConstraint(
                name="law_version_one_in_force",
                expressions=[
                    ("law", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=~models.Q(state="draft"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.law} v{self.number}"

    def get_absolute_url(self) -> str:
        return address("matters:law-version", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    @property
    def named(self) -> str:
        return self.law.named

    @property
    def first_day(self) -> dt.date | None:
        """Return the first day it is or was in force."""
        return self.valid.lower if self.valid else None

    @property
    def last_day(self) -> dt.date | None:
        """Return the last day it was in force, None while that is open."""
        upper = self.valid.upper if self.valid else None
        return upper - dt.timedelta(days=1) if upper else None

    @property
    def before(self) -> "LawVersion | None":
        """Return the published version that this one follows."""
        rows = LawVersion.objects.filter(law=self.law_id, number__lt=self.number)
        return rows.exclude(state=LawState.DRAFT).order_by("-number").first()

    @property
    def is_in_force(self) -> bool:
        return bool(self.valid) and self.state != LawState.DRAFT and workdays.today() in self.valid


class Article(Row):
    """A heading, an article, or a piece of one, in the order of the text.

    ``locator`` is its place as citations say it (``34.1.3``, ``10-1``, ``c3``); ``text`` is whole:
    an article's holds its paragraphs and items, which stand below it again as pieces.
    """

    version = models.ForeignKey(
        LawVersion, models.PROTECT, related_name="articles", verbose_name=_("version")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("part of")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ArticleKind.choices)
    number = models.PositiveIntegerField(_("number"))
    sub_number = models.PositiveSmallIntegerField(_("number of an inserted article"), default=0)
    label = models.CharField(_("number as written"), max_length=40, blank=True)
    locator = models.CharField(_("place"), max_length=40)
    order = models.PositiveIntegerField(_("order"))
    title = models.CharField(_("heading"), max_length=300, blank=True)
    title_en = models.CharField(_("heading in English"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    search = search_column(A=["label", "title", "title_en"], B=["text", "text_en"])

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("law", "article")
        verbose_name_plural = pgettext_lazy("law", "articles")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "order"], name="article_order"),
            models.UniqueConstraint(fields=["version", "locator"], name="article_locator"),
            models.CheckConstraint(
                condition=models.Q(kind__in=ArticleKind.values), name="article_kind"
            ),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="article_search", condition=models.Q(kind="article")),
        ]

    def __str__(self) -> str:
        return self.label or self.title

    def get_absolute_url(self) -> str:
        return address("matters:article-detail", self.pk)

    @property
    def named(self) -> str:
        """Return where it stands: the law and the article, in the reader's language."""
        return f"{self.version.law.named} {self.number_named}"

    @property
    def number_named(self) -> str:
        """Return its number, as the reader's language writes it."""
        return place_in_words(self.locator)

    @property
    def place(self) -> str:
        """Return the locator of the article that it is, or is a piece of."""
        return self.locator.split(".")[0]

    @property
    def words(self) -> str:
        """Return its text in the reader's language."""
        return in_reader_language(self, "text")

    @property
    def heading(self) -> str:
        return in_reader_language(self, "title")


class ArticleMatch(Row):
    """What became of an article of the version before; several rows where it split or merged.

    Proposed by comparing the texts (``confidence`` 0–1), confirmed by a person.
    """

    version = models.ForeignKey(
        LawVersion, models.PROTECT, related_name="matches", verbose_name=_("new version")
    )
    old = models.ForeignKey(
        Article, models.PROTECT, null=True, related_name="became", verbose_name=_("old article")
    )
    new = models.ForeignKey(
        Article, models.PROTECT, null=True, related_name="came_from", verbose_name=_("new article")
    )
    kind = models.CharField(_("what became of it"), max_length=12, choices=MatchKind.choices)
    confidence = models.DecimalField(_("confidence"), max_digits=4, decimal_places=3)
    order = models.PositiveIntegerField(_("order"))
    confirmed_by = models.UUIDField(_("confirmed by"), null=True, editable=False)
    is_current = models.BooleanField(_("current"), default=True, editable=False)

    class Meta:
        verbose_name = _("match of articles")
        verbose_name_plural = _("matches of articles")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=MatchKind.values), name="article_match_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(old__isnull=False) | models.Q(new__isnull=False),
                name="article_match_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old or '–'} → {self.new or '–'}"


class Citation(Row):
    """A reference of something to an article and a day; ``origin`` is the text of that record.

    A law that the library does not have yet stays as its title and is linked once it is entered.
    """

    origin = models.CharField(_("cited by"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"))
    law = models.ForeignKey(
        Law, models.PROTECT, null=True, related_name="citations", verbose_name=_("law")
    )
    title = models.CharField(_("title as cited"), max_length=300)
    key = models.CharField(_("short title"), max_length=300)
    locator = models.CharField(_("place"), max_length=40, blank=True)
    quoted = models.CharField(_("words of the reference"), max_length=400)
    day = models.DateField(_("legal day"), null=True)
    dropped_at = models.DateTimeField(_("no longer cited since"), null=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["origin", "key", "locator"],
                name="citation_once",
                condition=models.Q(dropped_at=None),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["law", "locator"], name="citation_of_law"),
            models.Index(fields=["key"], name="citation_unlinked", condition=models.Q(law=None)),
        ]

    def __str__(self) -> str:
        return self.quoted

    @property
    def in_words(self) -> str:
        """Return law and place in the reader's language."""
        title = self.law.named if self.law else self.title
        return f"{title} {place_in_words(self.locator)}".strip()

    def article(self, day: dt.date | None = None) -> Article | None:
        """Return the article with the text in force on a legal day (the reference's own if none).

        The nearest piece that the text has: an item that cannot be found gives its article.
        """
        if self.law_id is None or not self.locator:
            return None
        day = day or self.day or workdays.today()
        places = rules.candidates(self.locator)
        rows = Article.objects.in_force(day).filter(version__law=self.law_id, locator__in=places)
        found: dict[str, Any] = {row.locator: row for row in rows}
        return next((found[place] for place in places if place in found), None)


def place_in_words(locator: str) -> str:
    """Return a place in a law as the reader's language writes it."""
    is_english = (get_language() or "").startswith("en")
    return rules.english_words(locator) if is_english else rules.words(locator)
