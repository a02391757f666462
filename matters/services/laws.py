"""The life of a law: entered, its versions drafted, matched with what was before, published."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.flow import move
from common.models import User
from matters import rules
from matters.choices import ArticleKind, LawState, MatchKind
from matters.models import Article, ArticleMatch, Law, LawVersion
from matters.services.citations import link
from matters.services.impact import announce, open_reviews, open_reviews_of_repeal
from matters.services.periods import ended

DESCRIBING = ("adopted_on", "document_no", "preamble", "source")
TITLES = 300


@transaction.atomic
def add_law(name: str, kind: str, *, by: User | None, basis: str = "", **fields: Any) -> Law:
    """Enter a law that the library does not have. Emits ``matters.law_added``.

    Citations that waited for it are linked at once.
    """
    key = rules.title_key(name)
    if not key:
        raise RuleError("no_title", _("A law has a title."), field="name")
    if Law.objects.filter(key=key).exists() or Law.objects.filter(aliases__contains=[key]).exists():
        raise RuleError("known_law", _("The library has this law already."), field="name")
    law = Law.objects.create(name=name.strip(), key=key, kind=kind, **fields)
    link(law)
    emit("matters.law_added", law, by=by, basis=basis)
    return law


@transaction.atomic
def draft_version(
    law: Law, text: rules.LawText | str, *, by: User | None, basis: str = "", **fields: Any
) -> LawVersion:
    """Draft the next version of a law from its text, or write the standing draft anew.

    ``fields`` are those of DESCRIBING; what is not given is read from the text. Its articles are
    matched with those of the version before; one that says the same keeps its English. Refuses
    a text without a single article.
    Emits ``matters.law_drafted``.
    """
    Law.objects.select_for_update().get(pk=law.pk)
    read = rules.read(text) if isinstance(text, str) else text
    if not read.articles:
        raise RuleError("no_article", _("No article can be read in this text."), field="text")
    given = {name: fields[name] for name in DESCRIBING if name in fields}
    values = {
        "adopted_on": read.made_on,
        "preamble": "\n".join(read.preamble),
        "drafted_by": by.pk if by else None,
        "mapped_by": None,
        "mapped_at": None,
        **given,
    }
    english = _english(law)
    version = law.versions.filter(state=LawState.DRAFT).first()
    if version is None:
        latest = law.versions.order_by("-number").first()
        version = LawVersion(law=law, number=latest.number + 1 if latest else 1)
    else:
        _empty(version)
    for name, value in values.items():
        setattr(version, name, value)
    version.changed_at = timezone.now()
    version.save()
    _write(version, read, english)
    propose_mapping(version)
    emit(
        "matters.law_drafted",
        version,
        facts={"articles": len(read.articles), "number": version.number},
        by=by,
        basis=basis,
    )
    return version


@transaction.atomic
def amend_law(law: Law, fields: Mapping[str, Any], *, by: User | None, basis: str = "") -> Law:
    """Change what a law is called or who issued it. Emits ``matters.law_amended``."""
    for name, value in fields.items():
        setattr(law, name, value)
    law.save(update_fields=list(fields))
    link(law)
    emit("matters.law_amended", law, facts={"fields": sorted(fields)}, by=by, basis=basis)
    return law


@transaction.atomic
def enter(
    fields: Mapping[str, Any], text: rules.LawText | str, *, by: User | None, **described: Any
) -> LawVersion:
    """Enter a law with the draft of its first version."""
    law = add_law(**fields, by=by)
    return draft_version(law, text, by=by, **described)


def places_written(text: str) -> list[str]:
    """Read article places that a person wrote: ``43``, ``第四十三条、第四十四条``, ``10-1``.

    >>> places_written("第十条之一, 12")
    ['10-1', '12']
    """
    found: list[str] = []
    for word in re.split(r"[\s,，、;；和及]+", text.strip()):
        cited = rules.references(f"《-》{word}") if "条" in word else []
        found += [each.locator for each in cited if each.locator] or ([word] if word else [])
    return list(dict.fromkeys(found))


def _empty(version: LawVersion) -> None:
    """Take the text of a draft away: what was never published nobody can have cited."""
    version.matches.all().delete()
    version.articles.update(parent=None)
    version.articles.all().delete()


def _english(law: Law) -> dict[str, str]:
    """Return the English words of the articles of a law, by what they say in Chinese."""
    rows = Article.objects.filter(version__law=law).exclude(text_en="")
    return dict(rows.order_by("version__number").values_list("text", "text_en"))


def _write(version: LawVersion, read: rules.LawText, english: Mapping[str, str]) -> None:
    rows: list[Article] = []
    for order, node in enumerate(read.nodes, 1):
        rows.append(
            Article(
                version=version,
                parent=rows[node.parent] if node.parent is not None else None,
                kind=node.kind,
                number=node.number,
                sub_number=node.sub,
                label=node.label[:40],
                locator=node.locator[:40],
                order=order,
                title=node.title[:TITLES],
                text=node.text,
                text_en=english.get(node.text, "") if node.kind == ArticleKind.ARTICLE else "",
            )
        )
    taken: set[str] = set()
    for row in rows:  # a misnumbered text names a place twice: the second says so
        place, again = row.locator, 1
        while row.locator in taken:
            again += 1
            row.locator = f"{place}~{again}"
        taken.add(row.locator)
    Article.objects.bulk_create(rows, batch_size=1000)


@transaction.atomic
def propose_mapping(version: LawVersion) -> list[ArticleMatch]:
    """Match the articles of a draft with those of the version before; a person confirms it."""
    version.matches.all().delete()
    before = version.before
    if before is None:
        return []
    old, new = ({row.locator: row for row in each.articles.whole()} for each in (before, version))
    found = rules.match(*([rules.Part(row.locator, row.text) for row in side.values()]
                          for side in (old, new)))  # fmt: skip
    return ArticleMatch.objects.bulk_create(
        [
            ArticleMatch(
                version=version,
                old=old[each.old] if each.old else None,
                new=new[each.new] if each.new else None,
                kind=each.kind,
                confidence=Decimal(str(each.confidence)),
                order=order,
            )
            for order, each in enumerate(found, 1)
        ],
        batch_size=1000,
    )


@transaction.atomic
def remap(version: LawVersion, targets: Mapping[str, list[str]], *, by: User) -> LawVersion:
    """Say of some old articles what they became, by locators; none is repealed.

    The rest of the mapping stays; kinds follow from it. Emits ``matters.law_remapped``.
    """
    if version.state != LawState.DRAFT:
        raise RuleError("not_a_draft", _("Only a draft can be changed."))
    before = version.before
    if before is None:
        raise RuleError("no_version_before", _("There is no version before this one."))
    old, new = ({row.locator: row for row in each.articles.whole()} for each in (before, version))
    links = {
        (row.old.locator, row.new.locator): row.confidence
        for row in version.matches.select_related("old", "new")
        if row.old and row.new
    }
    for locator, wanted in targets.items():
        unknown = [each for each in [locator] if each not in old]
        unknown += [each for each in wanted if each not in new]
        if unknown:
            raise RuleError(
                "unknown_article",
                _("There is no article %(place)s.") % {"place": rules.words(unknown[0])},
                field=f"to-{locator}",
            )
        links = {key: score for key, score in links.items() if key[0] != locator}
        links |= {(locator, each): Decimal(1) for each in wanted}
    version.matches.all().delete()
    found = rules.kinds(
        {key: float(score) for key, score in links.items()},
        [rules.Part(row.locator, row.text) for row in old.values()],
        [rules.Part(row.locator, row.text) for row in new.values()],
    )
    ArticleMatch.objects.bulk_create(
        ArticleMatch(
            version=version,
            old=old[each.old] if each.old else None,
            new=new[each.new] if each.new else None,
            kind=each.kind,
            confidence=Decimal(str(each.confidence)),
            order=order,
        )
        for order, each in enumerate(found, 1)
    )
    LawVersion.objects.filter(pk=version.pk).update(mapped_by=None, mapped_at=None)
    version.refresh_from_db()
    emit("matters.law_remapped", version, facts={"articles": sorted(targets)}, by=by)
    return version


@transaction.atomic
def confirm_mapping(version: LawVersion, *, by: User, basis: str = "") -> LawVersion:
    """Confirm what became of each article. Emits ``matters.law_mapped``."""
    if version.state != LawState.DRAFT:
        raise RuleError("not_a_draft", _("Only a draft can be changed."))
    version.mapped_by, version.mapped_at = by.pk, timezone.now()
    version.save(update_fields=["mapped_by", "mapped_at"])
    version.matches.update(confirmed_by=by.pk)
    emit("matters.law_mapped", version, by=by, basis=basis)
    return version


@transaction.atomic
def publish_version(
    version: LawVersion, *, by: User, from_day: dt.date, basis: str = ""
) -> LawVersion:
    """Put a version into force from a legal day on, which ends the one before.

    Whoever drafted it does not publish it, and the mapping must be confirmed. Opens a review for
    everything that rests on an article which changes. Emits ``matters.law_published``.
    """
    if version.drafted_by == by.pk:
        raise RuleError(
            "four_eyes", _("Somebody else has to do this: you had a part in this version.")
        )
    Law.objects.select_for_update().get(pk=version.law_id)
    before = version.before
    if before is not None:
        if version.mapped_by is None:
            raise RuleError(
                "not_mapped", _("First confirm what became of the articles of the version before.")
            )
        _give_way(before, from_day)
    move(version, LawState.PUBLISHED, valid=DateRange(from_day, None), published_by=by.pk)
    done = emit(
        "matters.law_published",
        version,
        facts={"from": from_day.isoformat(), "number": version.number},
        by=by,
        basis=basis,
    )
    if before is not None:
        open_reviews(version, from_day, cause=done)
        announce(cause=done)
    return version


def _give_way(before: LawVersion, day: dt.date) -> None:
    valid: Any = before.valid
    if before.state == LawState.REPEALED:
        if valid.upper and valid.upper > day:
            raise RuleError(
                "overlaps",
                _("The law is in force until %(day)s.") % {"day": before.last_day},
                field="from_day",
            )
        return
    if valid.lower >= day:
        raise RuleError(
            "same_day",
            _("The version in force since %(day)s can be replaced from the next day on.")
            % {"day": valid.lower},
            field="from_day",
        )
    LawVersion.objects.filter(pk=before.pk).update(valid=ended(valid, day))


@transaction.atomic
def repeal(version: LawVersion, *, by: User, basis: str, on: dt.date | None = None) -> LawVersion:
    """End a law from a legal day on (today if none); ``basis`` says under what.

    Everything that rests on it is to be reviewed. Emits ``matters.law_repealed``.
    """
    Law.objects.select_for_update().get(pk=version.law_id)
    valid: Any = version.valid
    if valid is not None and valid.upper is not None:
        raise RuleError("ended", _("This version has ended already."))
    day = on or workdays.today()
    move(version, LawState.REPEALED, valid=ended(valid, day))
    done = emit("matters.law_repealed", version, facts={"on": day.isoformat()}, by=by, basis=basis)
    open_reviews_of_repeal(version, day, cause=done)
    announce(cause=done)
    return version


def mapping_counts(version: LawVersion) -> dict[str, int]:
    """Return how many articles met each fate, in the order of the vocabulary."""
    kinds = list(version.matches.values_list("kind", flat=True))
    return {kind: kinds.count(kind) for kind in MatchKind.values if kind in kinds}
