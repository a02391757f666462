"""Two records of one subject: found, joined, and parted again.

No key is ever rewritten: what belongs to the merged record stays with it, and whoever asks about a
subject asks about its family (``SubjectQuerySet.family_of``). ``Subject.canonical`` follows from
the merges that stand: the end of the chain that begins at a record.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.events import emit
from common.flow import move
from common.models import User
from registry.choices import BODIES, Ground, PairState
from registry.models import Merge, Pair, Region, Subject, SubjectAlias
from registry.rules import address_key, name_key
from registry.services.subjects import id_digests

CHOOSABLE = {
    "name": ("name", "name_key"),
    "name_en": ("name_en",),
    "uscc": ("uscc",),
    "region": ("region_id",),
    "address": ("address", "address_key", "address_en"),
    "place": ("lon", "lat", "xy", "datum", "given_lon", "given_lat", "place_source"),
    "labels": ("labels",),
    "lines": ("lines",),
    "state": ("state",),
}
"""What a person chooses between two records, and the columns that go with it."""

LISTS = {"labels", "lines"}
LARGEST_GROUP = 200
"""Records that share one key; more are a placeholder (“unknown”), not duplicates."""


@transaction.atomic
def merge(
    loser: Subject,
    winner: Subject,
    *,
    by: User,
    basis: str,
    take: Mapping[str, str] | None = None,
) -> Merge:
    """Say that two records are one subject; work goes on under ``winner``.

    ``take`` says for names of CHOOSABLE “loser” (its value is written on the winner) or, for
    lists, “both”. Whoever merged first wins: a record that is merged already is refused. Emits
    ``registry.merged`` about the loser.
    """
    loser, winner = _locked(loser, winner)
    _check(loser, winner)
    changes: dict[str, list[Any]] = {}
    for name, choice in (take or {}).items():
        for column in CHOOSABLE[name]:
            own, other = getattr(winner, column), getattr(loser, column)
            value = (
                [*own, *(each for each in other if each not in own)] if choice == "both" else other
            )
            if choice in ("loser", "both") and value != own:
                changes[column] = [_json(own), _json(value)]
                setattr(winner, column, value)
    winner.save()
    made = Merge.objects.create(
        loser=loser, winner=winner, changes=changes, basis=basis, merged_by=by.pk
    )
    Subject.objects.family_of(loser).update(canonical=winner)
    for pair in _pairs(loser, winner).exclude(state=PairState.MERGED):
        move(pair, PairState.MERGED, decided_by=by.pk)
    _tell("registry.merged", made, by=by, basis=basis)
    return made


@transaction.atomic
def unmerge(loser: Subject, *, by: User, basis: str) -> Merge:
    """Part a merged record again: both are as if the merge had never been.

    What was written on the winner is taken back, except where somebody has written over it since.
    What was merged into the loser goes with it. Merges may be undone in any order. Emits
    ``registry.unmerged`` about the loser.
    """
    made = Merge.objects.filter(loser=loser, undone_at=None).first()
    if made is None:
        raise RuleError("not_merged", _("This record is not merged."))
    _loser, winner = _locked(made.loser, made.winner)
    # locked now: somebody else may have been first
    if not Merge.objects.filter(pk=made.pk, undone_at=None).update(
        undone_at=timezone.now(), undone_by=by.pk, undo_basis=basis
    ):
        raise RuleError("not_merged", _("This record is not merged."))
    _take_back(made, winner)
    _follow_chain(made.loser)
    for pair in _pairs(made.loser, winner).filter(state=PairState.MERGED):
        move(pair, PairState.OPEN, decided_by=None)
    made.refresh_from_db()
    _tell("registry.unmerged", made, by=by, basis=basis)
    return made


def _locked(loser: Subject, winner: Subject) -> tuple[Subject, Subject]:
    """Lock two records and their families, always in the order of keys, so that nobody waits in a
    circle.
    """
    families = {loser.root_id, winner.root_id, loser.pk, winner.pk}
    rows = Subject.objects.select_for_update().order_by("pk")
    wanted = rows.filter(Q(pk__in=families) | Q(canonical__in=families))
    found = {row.pk: row for row in wanted}
    return found[loser.pk], found[winner.pk]


def _check(loser: Subject, winner: Subject) -> None:
    if loser.pk == winner.pk:
        raise RuleError("same_record", _("A record cannot be merged into itself."))
    for row in (loser, winner):
        if row.canonical_id:
            raise RuleError(
                "merged",
                _("“%(name)s” was merged meanwhile: choose the record it was merged into.")
                % {"name": row.named},
            )
    if loser.kind != winner.kind and not {loser.kind, winner.kind} <= BODIES:
        raise RuleError("kinds_differ", _("The two are of different kinds: they are not the same."))


def _take_back(made: Merge, winner: Subject) -> None:
    """Undo what a merge wrote, or hand it on to the next merge that wrote over it."""
    later = list(Merge.objects.filter(winner=winner, undone_at=None, pk__gt=made.pk).order_by("pk"))
    for column, (before, after) in made.changes.items():
        heir = next((each for each in later if column in each.changes), None)
        if heir is not None:
            if heir.changes[column][0] == after:
                heir.changes[column][0] = before
        elif _json(getattr(winner, column)) == after:
            setattr(winner, column, tuple(before) if column == "xy" and before else before)
    for each in later:
        each.save(update_fields=["changes"])
    winner.save()


def _follow_chain(loser: Subject) -> None:
    """Write ``canonical`` anew for a parted record and for what was merged into it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE family AS (
              SELECT %(loser)s::uuid AS id
              UNION SELECT merge.loser_id FROM registry_merge AS merge
                JOIN family ON merge.winner_id = family.id WHERE merge.undone_at IS NULL)
            UPDATE registry_subject SET canonical_id = NULLIF(%(loser)s::uuid, id)
             WHERE id IN (SELECT id FROM family)
            """,
            {"loser": loser.pk},
        )


def _pairs(one: Subject, other: Subject) -> Any:
    first, second = sorted((one.pk, other.pk))
    return Pair.objects.filter(first=first, second=second)


def _tell(name: str, made: Merge, *, by: User, basis: str) -> None:
    facts = {"merge": str(made.pk), "loser": str(made.loser_id), "winner": str(made.winner_id)}
    emit(name, made.loser, subject=made.winner_id, facts=facts, by=by, basis=basis)
    emit(f"{name}_away", made.winner, subject=made.loser_id, facts=facts, by=by, basis=basis)


def _json(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return list(value) if isinstance(value, tuple | list) else str(value)


# ---- finding them


def twins_of(
    *,
    code: str = "",
    name: str = "",
    address: str = "",
    uscc: str = "",
    id_number: str = "",
    region: Region | None = None,
    limit: int = 10,
) -> list[tuple[Subject, str]]:
    """Return records that may be the same as one about to be entered, each with the ground.

    Exact codes first (of today and of earlier days), then the normalised name, then the normalised
    address; a merged record stands for the one it was merged into.
    """
    found: dict[Any, tuple[Subject, str]] = {}
    rows = Subject.objects.select_related("region", "canonical__region")

    def add(subjects: Any, ground: str) -> None:
        for row in subjects[:limit]:
            own = row.canonical or row
            found.setdefault(own.pk, (own, ground))

    codes = [each for each in {code, uscc} if each]
    if codes:
        add(rows.filter(code__in=codes), Ground.CODE)
        add(rows.filter(uscc__in=codes).exclude(uscc=""), Ground.CODE)
        former = SubjectAlias.objects.filter(kind__in=("code", "uscc"), text__in=codes)
        add(rows.filter(pk__in=former.values("subject")), Ground.CODE)
    if id_number:
        add(rows.filter(id_digest__in=id_digests(id_number)).exclude(id_digest=""), Ground.CODE)
    if key := name_key(name):
        near = rows.filter(name_key=key)
        former = SubjectAlias.objects.filter(kind="name", key=key)
        add(near.filter(region=region) if region else near, Ground.NAME)
        add(near, Ground.NAME)
        add(rows.filter(pk__in=former.values("subject")), Ground.NAME)
    if key := address_key(address):
        add(rows.filter(address_key=key).exclude(address_key=""), Ground.ADDRESS)
    return list(found.values())[:limit]


_FIND = """
WITH alive AS NOT MATERIALIZED (
  SELECT id, kind, name_key, address_key, uscc, id_digest FROM registry_subject
   WHERE canonical_id IS NULL),
groups AS (
  SELECT 1 AS rank, 'code' AS ground, array_agg(id ORDER BY id) AS ids FROM alive
   WHERE uscc <> '' GROUP BY uscc HAVING count(*) BETWEEN 2 AND %(most)s
  UNION ALL
  SELECT 1, 'code', array_agg(id ORDER BY id) FROM alive
   WHERE id_digest <> '' GROUP BY id_digest HAVING count(*) BETWEEN 2 AND %(most)s
  UNION ALL
  SELECT 2, 'name', array_agg(id ORDER BY id) FROM alive
   WHERE name_key <> '' AND kind <> 'person'
   GROUP BY name_key, CASE WHEN kind = ANY (%(bodies)s) THEN '' ELSE kind END
  HAVING count(*) BETWEEN 2 AND %(most)s
  UNION ALL
  SELECT 3, 'address', array_agg(id ORDER BY id) FROM alive
   WHERE address_key <> '' AND kind = ANY (%(bodies)s)
   GROUP BY address_key HAVING count(*) BETWEEN 2 AND %(most)s),
pairs AS (
  SELECT DISTINCT ON (first, second) groups.ids[1] AS first, second, rank, ground
    FROM groups, unnest(groups.ids[2:]) AS second
   ORDER BY first, second, rank),
judged AS (
  SELECT pairs.* FROM pairs
    JOIN registry_subject AS one ON one.id = pairs.first
    JOIN registry_subject AS other ON other.id = pairs.second
   WHERE pairs.rank < 3 OR similarity(one.name_key, other.name_key) > 0.5)
INSERT INTO registry_pair (id, created_at, first_id, second_id, ground, state, reason)
SELECT uuid7(), now(), first, second, ground, 'open', '' FROM judged
ON CONFLICT (first_id, second_id) DO NOTHING
"""


@transaction.atomic
def find_pairs() -> int:
    """Look through all subjects for possible duplicates by one statement; return how many are new.

    A pair that somebody has judged stays as it was judged.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"most": LARGEST_GROUP, "bodies": sorted(BODIES)})
        return int(cursor.rowcount)


@transaction.atomic
def keep_apart(pair: Pair, *, by: User, reason: str) -> Pair:
    """Say that two records are about two subjects; the pair is not offered again."""
    move(pair, PairState.DIFFERENT, decided_by=by.pk, reason=reason)
    return pair
