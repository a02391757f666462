"""Draws step by step: committed to, drawn once the public randomness is known, confirmed."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import IllegalMove, RuleError, StaleState
from common.events import emit
from common.flow import move
from common.ids import uuid7
from common.models import User
from enforcement.choices import BEFORE_DISPATCH, DeskReason, TaskKind, TaskSource, TaskState
from enforcement.choices.draws import DrawState, PoolName, RandomSource, WordKind
from enforcement.models import Draw, DrawPick, DrawSwap, DrawWord, Task
from enforcement.rules import draw_papers as papers
from enforcement.rules.draw import (
    SEATS,
    VERSION,
    Conflict,
    Pick,
    Run,
    Swap,
    keeps,
    lottery_text,
    seed_of,
)
from enforcement.services import caps
from enforcement.services.desk import cancel, go, take_back
from enforcement.services.draw_papers import commitment_of, proofs_of
from enforcement.services.making import Order, make
from enforcement.services.pools import freeze, lines_at, lines_of
from enforcement.services.steps import hold as hold_task
from enforcement.services.steps import tell
from registry.models import Officer, Subject


def redraw(draw: Draw, *, by: User, reason: str) -> Draw:
    """Draw a plan anew, for a reason, under the next number; the earlier draw stays as it is."""
    return freeze(draw.plan, by=by, matter=draw.matter, reason=reason, replaces=draw)


@transaction.atomic
def add_word(draw: Draw, kind: str, text: str, *, by: User) -> DrawWord:
    """Keep what a person adds: a sealed word before, its opening or the drawn numbers after.

    What they added before stays; the last one counts. Raises RuleError at ``text`` where it is no
    hash, not what was sealed, or no numbers, and before the day of the lottery.
    Emits ``enforcement.draw_witnessed``.
    """
    hold(draw)
    text = _word(draw, kind, text.strip(), by)
    word: DrawWord = DrawWord.objects.create(draw=draw, kind=kind, person=by, text=text)
    emit("enforcement.draw_witnessed", draw, facts={"kind": kind}, by=by)
    return word


@transaction.atomic
def commit(
    draw: Draw, *, by: User, source: str, game: str = "", issue: str = "", due_on: Any = None
) -> Draw:
    """Commit to the pools and name where the randomness will come from.

    A lottery is named with its issue and a day after today; two witnesses have sealed their words
    before. What is committed to never changes again. Emits ``enforcement.draw_committed``.
    """
    hold(draw)
    named = _source(draw, source, game, issue, due_on)
    paper = commitment_of(draw, named)
    move(
        draw,
        DrawState.COMMITTED,
        source=source,
        game=game,
        issue=issue,
        due_on=due_on if source == RandomSource.LOTTERY else None,
        algorithm=VERSION,
        commitment=papers.canonical(paper),
        commitment_sha256=papers.hash_of(paper),
        committed_at=timezone.now(),
    )
    emit(
        "enforcement.draw_committed",
        draw,
        facts={"number": draw.number, "sha256": draw.commitment_sha256},
        by=by,
    )
    return draw


@transaction.atomic
def carry_out(draw: Draw, *, by: User) -> Draw:
    """Draw, now that the public randomness is known, and write down result and picks.

    Raises RuleError while two different persons have not entered the same numbers, or not both
    opened their words. The witness is the first of them who is not ``by``.
    Emits ``enforcement.draw_drawn``.
    """
    hold(draw)
    if DrawState.DRAWN not in draw.flow("state")[draw.state]:
        raise IllegalMove(_("This draw is not ready to be drawn."))
    given, people = randomness_of(draw)
    commitment = draw.commitment_paper
    run, subjects = start(draw, given)
    run.draw()
    at = timezone.now()
    result = papers.result_paper(commitment, given, run, at.isoformat(timespec="seconds"))
    write_picks(draw, run.picks.values(), subjects(run))
    move(
        draw,
        DrawState.DRAWN,
        result=papers.canonical(result),
        result_sha256=papers.hash_of(result),
        drawn_at=at,
        operator=by.pk,
        witness=next(person for person in people if person != by.pk),
    )
    facts = {"number": draw.number, "drawn": len(run.picks), "sha256": draw.result_sha256}
    emit("enforcement.draw_drawn", draw, facts=facts, by=by)
    return draw


@transaction.atomic
def confirm(draw: Draw, *, by: User, basis: str) -> Draw:
    """Confirm the result as the head: approved tasks with the drawn officers, ready to go out.

    Not by whoever drew. An object that would be outside the list gets none: the sentence stands at
    its row, and it can be replaced. Emits ``enforcement.draw_confirmed`` and, for each task,
    ``enforcement.task_drafted`` and ``task_approved``.
    """
    hold(draw)
    if by.pk == draw.operator:
        raise RuleError("four_eyes", _("Whoever drew does not confirm. Ask the head."))
    move(draw, DrawState.CONFIRMED, confirmed_at=timezone.now(), confirmed_by=by.pk)
    made = [make_task(draw, pick, by=by, basis=basis) for pick in draw.picks.standing()]
    facts = {"number": draw.number, "tasks": sum(task is not None for task in made)}
    emit("enforcement.draw_confirmed", draw, facts=facts, by=by, basis=basis)
    return draw


@transaction.atomic
def swap(draw: Draw, pick: DrawPick, *, seat: int = 0, by: User, reason: str) -> DrawPick:
    """Replace a drawn object (``seat`` 0) or one of its officers by the next in line.

    Its task, if there is one, is called off and made anew. Raises RuleError when nobody is left.
    Emits ``enforcement.draw_swapped``.
    """
    hold(draw)
    if not draw.is_done:
        raise IllegalMove(_("Only what was drawn can be replaced."))
    mine = DrawPick.objects.filter(pk=pick.pk, draw=draw, replaced_at=None)
    if mine.update(replaced_at=timezone.now()) != 1:
        raise StaleState(_("This was replaced in the meantime. Reload to see it as it is."))
    done = list(draw.swaps.all())
    asked = Swap(len(done) + 1, pick.stratum, pick.nth, seat)
    run, subjects = start(draw, draw.result_paper["randomness"])
    run.draw()
    for each in done:
        run.swap(papers.swap_of(json.loads(each.paper)))
    known = len(run.skips)
    try:
        after = run.swap(asked)
    except LookupError as nobody:
        raise RuleError("nobody_left", _("Nobody is left in this stratum.")) from nobody
    previous = papers.hash_of(json.loads(done[-1].paper)) if done else draw.result_sha256
    paper = papers.swap_paper(
        asked,
        after,
        run.skips[known:],
        previous=previous,
        reason=reason,
        at=timezone.now().isoformat(timespec="seconds"),
    )
    DrawSwap.objects.create(
        draw=draw, number=asked.number, reason=reason, paper=papers.canonical(paper), by=by.pk
    )
    write_picks(draw, [after], subjects(run))
    new: DrawPick = draw.picks.standing().get(stratum=pick.stratum, nth=pick.nth)
    facts = {"number": draw.number, "swap": asked.number, "seat": seat, "reason": reason}
    emit("enforcement.draw_swapped", draw, facts=facts, by=by, basis=reason)
    if draw.state == DrawState.CONFIRMED:
        _task_anew(draw, pick, new, by=by, reason=reason)
    return new


@transaction.atomic
def reveal(draw: Draw, pick: DrawPick) -> DrawPick:
    """Show an object and its officers to everybody with their proofs: its result is published.

    Emits ``enforcement.draw_revealed`` once.
    """
    if pick.reveal is None and pick.replaced_at is None:
        pick.reveal = proofs_of(draw, pick)
        pick.save(update_fields=["reveal"])
        facts = {"number": draw.number, "position": pick.template}
        emit("enforcement.draw_revealed", draw, subject=pick.subject_id, facts=facts)
    return pick


@transaction.atomic
def conceal(draw: Draw, pick: DrawPick) -> DrawPick:
    """Take the names of an object and its officers back. Emits ``enforcement.draw_concealed``."""
    if pick.reveal is not None:
        pick.reveal = None
        pick.save(update_fields=["reveal"])
        emit("enforcement.draw_concealed", draw, subject=pick.subject_id)
    return pick


def pick_of(task: Task) -> DrawPick | None:
    """Return the pick that a task was made for, if it comes from a draw."""
    kind, _colon, key = task.origin.partition(":")
    if kind != "enforcement.draw":
        return None
    stratum, _dot, position = task.template.split("+")[0].partition(".")
    rows = DrawPick.objects.standing().select_related("draw__plan")
    found: DrawPick | None = rows.filter(draw=key, stratum=stratum, position=position).first()
    return found


def hold(draw: Draw) -> None:
    """Lock the draw until the act is written; raise StaleState when it is not as it was fetched.

    A draw that was drawn anew goes no further.
    """
    fetched = (draw.state, draw.changed_at)
    now = Draw.objects.select_for_update().values_list("state", "changed_at").get(pk=draw.pk)
    if now != fetched:
        raise StaleState(
            _("This draw was changed by somebody else in the meantime. Reload to see it as it is.")
        )
    if Draw.objects.filter(replaces=draw.pk).exists():
        raise RuleError("drawn_anew", _("This plan was drawn anew: this draw goes no further."))


def randomness_of(draw: Draw) -> tuple[dict[str, Any], list[Any]]:
    """Return the public randomness as it counts, and who gave it; RuleError while it is missing."""
    if draw.source == RandomSource.LOTTERY:
        told = _latest(draw, WordKind.NUMBERS)
        if len(told) < 2:
            raise RuleError(
                "numbers_missing", _("Two different persons enter the numbers, each alone.")
            )
        people, texts = list(told), list(told.values())
        if texts[-1] != texts[-2]:
            raise RuleError(
                "numbers_differ",
                _("The numbers differ: %(one)s and %(other)s. Look them up and enter them again.")
                % {"one": texts[-2], "other": texts[-1]},
            )
        return {"numbers": texts[-1]}, people[-2:]
    opened = _latest(draw, WordKind.SECRET)
    sealed = _seals(draw)
    if set(opened) != set(sealed):
        raise RuleError("words_missing", _("Both witnesses open their words first."))
    return {"secrets": [opened[person] for person in sealed]}, list(sealed)


def start(draw: Draw, given: dict[str, Any]) -> tuple[Run, Any]:
    """Return a run of the draw that knows the sealed conflicts, and what finds its objects."""
    commitment = draw.commitment_paper
    text = papers.randomness_text(commitment["randomness"], given)
    seed = seed_of(draw.commitment_sha256, text)
    strata, decks = papers.strata_of(commitment)
    subjects = _Subjects(draw, commitment)
    lines = [line for line in lines_of(draw, PoolName.CONFLICTS) if line]
    run = Run(seed, strata, decks, _conflict(commitment, lines, subjects))
    subjects.run = run
    return run, subjects.found_in


def write_picks(
    draw: Draw, picks: Iterable[Pick], found: tuple[dict[int, str], dict[tuple[int, int], str]]
) -> None:
    """Write the rows of drawn objects in one statement."""
    commitment = draw.commitment_paper
    objects, officers = found
    decks = {each["number"]: each["deck"] for each in commitment["strata"]}
    firsts = papers.firsts_of(commitment["strata"])
    rows = [
        (
            str(uuid7()),
            pick.stratum,
            pick.nth,
            pick.position,
            objects[firsts[pick.stratum] + pick.position - 1],
            _array(officers[decks[pick.stratum], seat] for seat in pick.officers if seat),
        )
        for pick in picks
    ]
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO enforcement_drawpick (id, created_at, draw_id, stratum, nth, position,"
            " subject_id, officers, fault)"
            " SELECT id::uuid, now(), %s, stratum, nth, position, subject::uuid, crew::uuid[], ''"
            " FROM unnest(%s::text[], %s::int[], %s::int[], %s::int[], %s::text[], %s::text[])"
            " AS one (id, stratum, nth, position, subject, crew)",
            [draw.pk, *columns],
        )


def _array(keys: Iterable[str]) -> str:
    return f"{{{','.join(keys)}}}"


def make_task(draw: Draw, pick: DrawPick, *, by: User, basis: str) -> Task | None:
    """Make the approved task of one drawn object with its officers; None where the list forbids.

    The sentence that forbids it is kept at the pick.
    """
    deck = draw.decks.select_related("department").get(
        number=draw.strata.get(number=pick.stratum).deck
    )
    order = Order(
        kind=TaskKind.ON_SITE,
        subject=Subject.objects.get(pk=pick.subject_id),
        department=deck.department,
        due_at=workdays.end_of(draw.plan.last_day),
        source=TaskSource.DRAW,
        plan=draw.plan,
        matter=draw.matter.matter,
        checklist=draw.matter.checklist,
        origin=draw.origin,
        template=pick.template,
    )
    try:
        with transaction.atomic():
            task = make(order, by=by)
            _approve(task, pick, by=by, basis=basis)
    except RuleError as error:
        pick.fault = str(error)[:300]
        pick.save(update_fields=["fault"])
        return None
    return task


def _approve(task: Task, pick: DrawPick, *, by: User, basis: str) -> None:
    """Approve the task as the head who confirmed, and send it to the officers drawn.

    Where fewer than two were left it waits at the desk.
    """
    caps.require(task)
    if len(pick.officers) < SEATS:
        move(task, TaskState.APPROVED, desk_reason=DeskReason.NOBODY_FITS)
        tell(task, "approved", by=by, basis=basis)
        return
    move(task, TaskState.APPROVED, desk_reason="")
    tell(task, "approved", by=by, basis=basis)
    _send(task, pick, by=by)


def _send(task: Task, pick: DrawPick, *, by: User) -> None:
    staff = {each.pk: each for each in Officer.objects.filter(pk__in=pick.officers)}
    go(task, [staff[pk] for pk in pick.officers], by=by)


def _task_anew(draw: Draw, old: DrawPick, new: DrawPick, *, by: User, reason: str) -> None:
    """Call the task of a replaced object off and make the next; for an officer, keep the task."""
    task = Task.objects.filter(origin=draw.origin, template=old.template).open().first()
    if task is not None and old.template == new.template:
        hold_task(task)
        if task.state not in BEFORE_DISPATCH:
            move(task, TaskState.RETURNED, desk_reason=DeskReason.RETURNED)
            tell(task, "returned", by=by, reason=reason, taken_from=take_back(task))
        _send(task, new, by=by)
        return
    if task is not None:
        cancel(task, by=by, reason=reason)
    make_task(draw, new, by=by, basis=reason)


def _word(draw: Draw, kind: str, text: str, by: User) -> str:
    """Return a word in the form that counts; RuleError where it is none or not its time."""
    if kind == WordKind.SEAL:
        _keep_time(draw, DrawState.FROZEN)
        if len(text) != 64 or any(each not in "0123456789abcdef" for each in text):
            raise RuleError(
                "no_hash", _("A sealed word is 64 signs from 0 to 9 and a to f."), field="text"
            )
        return text
    _keep_time(draw, DrawState.COMMITTED)
    if kind == WordKind.SECRET:
        seal = _seals(draw).get(by.pk)
        if seal is None or not keeps(seal, text):
            raise RuleError("not_sealed", _("This is not the word that you sealed."), field="text")
        return text
    if draw.due_on is None or workdays.today() < draw.due_on:
        raise RuleError("too_early", _("The numbers are not drawn yet."), field="text")
    try:
        return lottery_text(text)
    except ValueError as wrong:
        raise RuleError(
            "no_numbers", _("Enter the numbers with blanks between them."), field="text"
        ) from wrong


def _keep_time(draw: Draw, state: str) -> None:
    if draw.state != state:
        raise IllegalMove(_("This is not the time for it: the draw has gone on."))


def _source(
    draw: Draw, source: str, game: str, issue: str, due_on: dt.date | None
) -> dict[str, Any]:
    """Return the named source of randomness; RuleError where it could be known today."""
    if source == RandomSource.WITNESSES:
        seals = _seals(draw)
        if len(seals) != 2:
            raise RuleError("seals_missing", _("Two witnesses seal their words first."))
        return {"kind": source, "seals": list(seals.values())}
    if not game or not issue:
        raise RuleError("lottery_missing", _("Name the lottery and its issue."), field="issue")
    if due_on is None or due_on <= workdays.today():
        raise RuleError(
            "known_already", _("Choose a lottery that is drawn after today."), field="due_on"
        )
    return {"kind": source, "game": game, "issue": issue, "on": due_on.isoformat()}


def _seals(draw: Draw) -> dict[Any, str]:
    """Return the last two persons' sealed words, by person; once committed, those committed to."""
    found = _latest(draw, WordKind.SEAL)
    if draw.state == DrawState.FROZEN:
        return dict(list(found.items())[-2:])
    kept = draw.commitment_paper["randomness"].get("seals", [])
    return {person: seal for person, seal in found.items() if seal in kept}


def _latest(draw: Draw, kind: str) -> dict[Any, str]:
    """Return what each person added last, in the order of adding."""
    found: dict[Any, str] = {}
    for person, text in draw.words.filter(kind=kind).values_list("person", "text"):
        found.pop(person, None)
        found[person] = text
    return found


class _Subjects:
    """Finds the keys of drawn objects and of officers in the sealed pools, once for all."""

    run: Run

    def __init__(self, draw: Draw, commitment: papers.Paper):
        self.draw, self.known = draw, dict[int, str]()
        self.firsts = papers.firsts_of(commitment["strata"])
        decks = papers.firsts_of(commitment["decks"])
        staff = [line.split("\t")[0] for line in lines_of(draw, PoolName.OFFICERS)]
        self.officers = {
            (deck["number"], position): staff[decks[deck["number"]] + position - 1]
            for deck in commitment["decks"]
            for position in range(1, deck["size"] + 1)
        }

    def key_of(self, pick: Pick) -> str:
        place = self.firsts[pick.stratum] + pick.position - 1
        if place not in self.known:
            self._read(place)
        return self.known[place]

    def officer_at(self, deck: int, position: int) -> str:
        return self.officers[deck, position]

    def found_in(self, run: Run) -> tuple[dict[int, str], dict[tuple[int, int], str]]:
        """Return the keys of objects by place in the pool, and of officers by deck and position."""
        self._read()
        return self.known, self.officers

    def _read(self, *more: int) -> None:
        places = {self.firsts[pick.stratum] + pick.position - 1 for pick in self.run.picks.values()}
        missing = (places | set(more)) - self.known.keys()
        lines = lines_at(self.draw, PoolName.OBJECTS, missing)
        self.known.update((place, line.split("\t")[0]) for place, line in lines.items())


def _conflict(commitment: papers.Paper, lines: list[str], subjects: _Subjects) -> Conflict | None:
    decks = {each["number"]: each["deck"] for each in commitment["strata"]}
    if not lines:
        return None
    return papers.conflicts_from(lines, subjects.key_of, subjects.officer_at, decks)
