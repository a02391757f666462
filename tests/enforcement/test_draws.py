"""Draws step by step: frozen, committed, drawn by two, confirmed; each a refusal in words."""

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

import pytest
from django.utils import timezone

from common import workdays
from common.errors import IllegalMove, RuleError, StaleState
from common.models import Event, User
from enforcement.choices import TaskState
from enforcement.choices.draws import DrawState, PoolName, WordKind
from enforcement.models import Draw, DrawPage, PastInspection, Plan, Task
from enforcement.rules.draw_papers import canonical, check_published, check_sealed, proves
from enforcement.rules.plans import Stratum
from enforcement.services import draw_papers, draws, pools
from registry.models import Subject
from tests import build

RATIOS = [
    Stratum("A", "no_disturb", Decimal(0), 0),
    Stratum("B", "random", Decimal("0.2"), 1),
    Stratum("C", "random", Decimal("0.3"), 1),
    Stratum("", "random", Decimal("0.2"), 1),
]


@dataclass
class Scene:
    """A published plan over forty firms, six officers, four people."""

    world: object
    plan: Plan
    firms: list[Subject]
    operator: User
    witness: User
    other: User
    head: User

    def draw(self, **options) -> Draw:
        return build.draw(self.plan, self.operator, **options)

    def committed(self, **options) -> Draw:
        """Return a draw committed to the words of two witnesses."""
        draw = self.draw(**options)
        for person, word in ((self.witness, "plum rain"), (self.other, "梅雨")):
            seal = sha256(word.encode()).hexdigest()
            draws.add_word(draw, WordKind.SEAL, seal, by=person)
        return draws.commit(draw, by=self.operator, source="witnesses")

    def drawn(self, **options) -> Draw:
        draw = self.committed(**options)
        draws.add_word(draw, WordKind.SECRET, "plum rain", by=self.witness)
        draws.add_word(draw, WordKind.SECRET, "梅雨", by=self.other)
        return draws.carry_out(draw, by=self.operator)

    def confirmed(self) -> Draw:
        return draws.confirm(self.drawn(), by=self.head, basis="As drawn")


@pytest.fixture
def scene(world) -> Scene:
    for _each in range(4):
        world.officers.append(build.officer(department=world.own))
    firms = [
        build.subject(
            kind="enterprise", region=world.place, risk_class="BC"[at % 2], lines=["drainage"]
        )
        for at in range(40)
    ]
    plan = build.published_plan(
        world.own,
        matters=[(world.version.matter, world.form.checklist)],
        ratios=RATIOS,
    )
    return Scene(world, plan, firms, *(build.user() for _each in range(4)))


def refused(code: str, act, *args, **options) -> RuleError:
    with pytest.raises(RuleError) as caught:
        act(*args, **options)
    assert caught.value.code == code
    return caught.value


# ---- pools


def test_pools_are_frozen_in_strata_with_their_ratios(scene):
    draw = scene.draw()
    found = [(s.grade, s.size, s.drawn, s.region) for s in draw.strata.all()]
    assert found == [("C", 20, 6, scene.world.place), ("B", 20, 4, scene.world.place)]
    assert (draw.objects_count, draw.draw_count) == (40, 10)
    lines = list(pools.lines_of(draw, PoolName.OBJECTS))
    keys = [line.split("\t")[0] for line in lines]
    assert keys[:20] == sorted(keys[:20])
    assert set(keys) == {str(each.pk) for each in scene.firms}
    assert [deck.size for deck in draw.decks.all()] == [6]
    assert draw.snapshot_sha256 == pools.snapshot_hash(draw)


def test_who_is_left_out_is_recorded_before_the_draw(scene):
    one, two, three = scene.firms[:3]
    build.no_disturb(one)
    Subject.objects.filter(pk=two.pk).update(risk_class="A")
    build.visit_cap(scene.world.own)
    build.task(
        *scene.world.officers[:2],
        kind="on_site",
        subject=three,
        department=scene.world.own,
        matter_version=scene.world.version,
        claim=scene.world.claim,
    )
    build.leave(scene.world.officers[0])
    build.officer(department=scene.world.own, valid=build.current(3))
    draw = scene.draw()
    counts = {(each.pool, each.reason): each.count for each in draw.exclusions.all()}
    assert counts == {
        ("objects", "no_disturb"): 1,
        ("objects", "low_risk"): 1,
        ("objects", "at_cap"): 1,
        ("officers", "on_leave"): 1,
        ("officers", "certificate"): 1,
    }
    out = [line for line in pools.lines_of(draw, PoolName.EXCLUDED) if line]
    assert len(out) == 5
    assert f"{one.pk}\t{one.code}\tno_disturb" in out


def test_who_is_at_the_cap_of_an_implementation_list_is_left_out(scene):
    world = scene.world
    build.implementation(world.claim, annual_cap=1)
    visited, merged = scene.firms[:2]
    old = build.subject(region=world.place, kind="enterprise", canonical=merged)
    for subject in (visited, old):
        PastInspection.objects.create(
            source="old",
            code=subject.code,
            subject=subject,
            department=world.own,
            day=workdays.today(),
            outcome="passed",
        )
    draw = scene.draw()
    assert draw.exclusions.get(pool="objects", reason="at_cap").count == 2
    out = list(pools.lines_of(draw, PoolName.EXCLUDED))
    assert f"{visited.pk}\t{visited.code}\tat_cap" in out


def test_whoever_was_drawn_is_left_alone_for_a_while(scene):
    first = scene.drawn()
    draws.confirm(first, by=scene.head, basis="As drawn")
    second = scene.draw(reason="The second half of the year")
    assert second.exclusions.get(reason="cooling").count == 10
    assert second.number == 2


def test_a_plan_that_is_not_published_is_not_drawn_from(scene):
    Plan.objects.filter(pk=scene.plan.pk).update(state="approved")
    refused("plan_not_published", scene.draw)


def test_nobody_is_left(scene):
    Subject.objects.update(risk_class="A")
    refused("nobody_left", scene.draw)


def test_two_officers_are_needed(scene):
    for each in scene.world.officers[1:]:
        build.leave(each)
    refused("no_officers", scene.draw)


# ---- committing and drawing


def test_a_draw_proves_itself_from_end_to_end(scene):
    draw = scene.drawn()
    assert draw.state == DrawState.DRAWN
    assert draw.picks.count() == 10
    assert {len(pick.officers) for pick in draw.picks.all()} == {2}
    assert draw.operator != draw.witness
    paper = draw_papers.published_paper(draw)
    assert all(check.holds for check in check_published(paper))
    lines = list(draw_papers.sealed_lines(draw))
    assert all(check.holds for check in check_sealed(iter(lines)))
    text = canonical(paper)
    assert not any(str(firm.pk) in text or firm.code in text for firm in scene.firms)


def test_picks_are_the_objects_at_the_drawn_positions(scene):
    draw = scene.drawn()
    lines = list(pools.lines_of(draw, PoolName.OBJECTS))
    sizes = {each.number: each.size for each in draw.strata.all()}
    for pick in draw.picks.all():
        before = sum(size for number, size in sizes.items() if number < pick.stratum)
        assert lines[before + pick.position - 1].startswith(str(pick.subject_id))


def test_a_changed_snapshot_is_found_out(scene):
    draw = scene.drawn()
    page = draw.pages.get(pool=PoolName.OBJECTS)
    DrawPage.objects.filter(pk=page.pk).update(body=page.body.replace("7", "8", 1))
    broken = {
        check.code for check in check_sealed(draw_papers.sealed_lines(draw)) if not check.holds
    }
    assert broken == {"root_objects"}
    assert pools.snapshot_hash(draw) != draw.snapshot_sha256


def test_officers_with_an_interest_are_passed_over(scene):
    for firm in scene.firms:
        build.conflict(scene.world.officers[0], firm)
    draw = scene.drawn()
    banned = scene.world.officers[0].pk
    assert all(banned not in pick.officers for pick in draw.picks.all())
    result = draw.result_paper
    assert result["skips"]
    assert str(banned) not in draw.result
    assert all(check.holds for check in check_published(draw_papers.published_paper(draw)))
    assert all(check.holds for check in check_sealed(draw_papers.sealed_lines(draw)))


def test_the_same_two_do_not_come_twice(scene):
    for firm in scene.firms:
        build.task(
            *scene.world.officers[:2],
            kind="on_site",
            state=TaskState.CLOSED,
            subject=firm,
            department=scene.world.own,
            matter_version=scene.world.version,
            claim=scene.world.claim,
        )
    draw = scene.drawn()
    pair = {each.pk for each in scene.world.officers[:2]}
    assert all(set(pick.officers) != pair for pick in draw.picks.all())
    assert all(check.holds for check in check_sealed(draw_papers.sealed_lines(draw)))


def test_a_lottery_is_typed_in_by_two_after_its_day(scene, settings):
    draw = scene.draw()
    today = workdays.today()
    options = {"by": scene.operator, "source": "lottery", "game": "双色球", "issue": "2026136"}
    refused("lottery_missing", draws.commit, draw, **{**options, "issue": ""})
    refused("known_already", draws.commit, draw, **options, due_on=today)
    draws.commit(draw, **options, due_on=today + dt.timedelta(days=2))
    early = refused("too_early", draws.add_word, draw, WordKind.NUMBERS, "1 2 3", by=scene.operator)
    assert early.field == "text"
    Draw.objects.filter(pk=draw.pk).update(due_on=today)
    draw.refresh_from_db()
    refused("no_numbers", draws.add_word, draw, WordKind.NUMBERS, "one", by=scene.operator)
    draws.add_word(draw, WordKind.NUMBERS, "1 2 3 + 4", by=scene.operator)
    refused("numbers_missing", draws.carry_out, draw, by=scene.operator)
    draws.add_word(draw, WordKind.NUMBERS, "1 2 4 + 4", by=scene.witness)
    refused("numbers_differ", draws.carry_out, draw, by=scene.operator)
    draws.add_word(draw, WordKind.NUMBERS, "01，02、03＋4", by=scene.witness)
    draws.carry_out(draw, by=scene.operator)
    assert draw.witness == scene.witness.pk
    assert draw.result_paper["randomness"] == {"numbers": "01 02 03 + 04"}
    assert all(check.holds for check in check_published(draw_papers.published_paper(draw)))


def test_words_are_sealed_before_and_opened_after(scene):
    draw = scene.draw()
    refused("seals_missing", draws.commit, draw, by=scene.operator, source="witnesses")
    refused("no_hash", draws.add_word, draw, WordKind.SEAL, "plum", by=scene.witness)
    with pytest.raises(IllegalMove):
        draws.add_word(draw, WordKind.SECRET, "plum", by=scene.witness)
    draw = scene.committed(reason="anew", replaces=draw)
    with pytest.raises(IllegalMove):
        draws.add_word(draw, WordKind.SEAL, "0" * 64, by=scene.witness)
    refused("not_sealed", draws.add_word, draw, WordKind.SECRET, "plum", by=scene.witness)
    refused("not_sealed", draws.add_word, draw, WordKind.SECRET, "plum rain", by=scene.head)
    draws.add_word(draw, WordKind.SECRET, "plum rain", by=scene.witness)
    refused("words_missing", draws.carry_out, draw, by=scene.operator)


def test_of_two_operators_one_wins(scene):
    draw = scene.committed()
    draws.add_word(draw, WordKind.SECRET, "plum rain", by=scene.witness)
    draws.add_word(draw, WordKind.SECRET, "梅雨", by=scene.other)
    late = Draw.objects.get(pk=draw.pk)
    draws.carry_out(draw, by=scene.operator)
    with pytest.raises(StaleState):
        draws.carry_out(late, by=scene.head)
    assert draw.picks.count() == 10


# ---- afterwards


def test_a_draw_anew_has_a_number_and_a_reason_and_stops_the_old_one(scene):
    draw = scene.committed()
    refused("reason_missing", scene.draw, replaces=draw)
    refused("draw_open", scene.draw, reason="once more")
    second = draws.redraw(draw, by=scene.operator, reason="A witness fell ill")
    assert (second.number, second.reason) == (2, "A witness fell ill")
    refused("drawn_anew", draws.add_word, draw, WordKind.SECRET, "plum rain", by=scene.witness)
    assert Draw.objects.get(pk=draw.pk).commitment == draw.commitment


def test_confirming_makes_the_tasks_with_the_officers_drawn(scene):
    draw = scene.drawn()
    refused("four_eyes", draws.confirm, draw, by=scene.operator, basis="As drawn")
    draws.confirm(draw, by=scene.head, basis="As drawn")
    tasks = Task.objects.of_origin(draw.origin)
    assert tasks.count() == 10
    for pick in draw.picks.all():
        task = tasks.get(template=pick.template)
        assert task.subject_id == pick.subject_id
        assert task.state == TaskState.DISPATCHED
        crew = task.assignments.order_by("position").values_list("officer", flat=True)
        assert sorted(crew) == sorted(pick.officers)
        assert draws.pick_of(task) == pick
    refused("confirmed", draws.redraw, draw, by=scene.operator, reason="anew")


def test_what_is_outside_the_list_is_said_at_its_row(scene):
    draw = scene.drawn()
    type(scene.world.claim).objects.filter(pk=scene.world.claim.pk).update(state="ended")
    draws.confirm(draw, by=scene.head, basis="As drawn")
    assert not Task.objects.of_origin(draw.origin).exists()
    assert all(scene.world.own.name in pick.fault for pick in draw.picks.all())


def test_the_next_in_line_replaces_an_object_and_an_officer(scene):
    draw = scene.confirmed()
    old = draw.picks.standing().first()
    task = Task.objects.get(origin=draw.origin, template=old.template)
    new = draws.swap(draw, old, by=scene.head, reason="Closed for good")
    task.refresh_from_db()
    assert task.state == TaskState.CANCELLED
    assert Task.objects.get(origin=draw.origin, template=new.template).subject == new.subject
    assert draw.picks.standing().count() == 10
    with pytest.raises(StaleState):
        draws.swap(draw, old, by=scene.head, reason="again")
    again = draws.swap(draw, new, seat=2, by=scene.head, reason="Fell ill")
    assert again.subject_id == new.subject_id
    assert again.officers[0] == new.officers[0]
    assert again.officers[1] not in new.officers
    paper = draw_papers.published_paper(draw)
    assert [each["reason"] for each in paper["swaps"]] == ["Closed for good", "Fell ill"]
    assert all(check.holds for check in check_published(paper))
    assert all(check.holds for check in check_sealed(draw_papers.sealed_lines(draw)))


def test_nobody_is_left_to_come_in(scene):
    Subject.objects.filter(risk_class="C").update(state="deregistered")
    Subject.objects.exclude(pk=scene.firms[0].pk).filter(risk_class="B").update(risk_class="A")
    draw = scene.drawn()
    refused("nobody_left", draws.swap, draw, draw.picks.get(), by=scene.head, reason="Closed")


# ---- proofs


def test_a_published_result_reveals_its_object_with_a_proof(scene):
    draw = scene.confirmed()
    pick = draw.picks.standing().first()
    draws.reveal(draw, pick)
    draws.reveal(draw, pick)
    paper = draw_papers.published_paper(draw)
    assert [each["pool"] for each in paper["reveals"]] == ["objects", "officers", "officers"]
    assert paper["reveals"][0]["line"] == f"{pick.subject_id}\t{pick.subject.code}"
    assert all(check.holds for check in check_published(paper))
    assert Event.objects.filter(name="enforcement.draw_revealed").count() == 1


def test_a_firm_has_its_own_proof(scene):
    build.no_disturb(scene.firms[0])
    draw = scene.drawn()
    left_out, inside = scene.firms[:2]
    assert draw_papers.own_proof(draw, left_out.code) == {
        "pool": "excluded",
        "reason": "no_disturb",
    }
    found = draw_papers.own_proof(draw, inside.code)
    assert proves(draw.commitment_paper, found["proof"])
    assert found["drawn"] == draw.picks.filter(subject=inside).exists()
    assert draw_papers.own_proof(draw, inside.code[:-1]) is None
    assert draw_papers.own_proof(draw, "nobody") is None


def test_proofs_lead_over_many_pages(scene, monkeypatch):
    """Pages are as small as the tree allows here, so that proofs cross them."""
    for module in (pools, draw_papers.merkle):
        monkeypatch.setattr(module, "PAGE", 4)
    draw = scene.drawn()
    assert draw.pages.filter(pool=PoolName.OBJECTS).count() == 10
    for firm in scene.firms[::7]:
        assert proves(draw.commitment_paper, draw_papers.own_proof(draw, firm.code)["proof"])
    assert all(check.holds for check in check_sealed(draw_papers.sealed_lines(draw)))


def test_what_was_committed_to_is_kept_as_it_was_written(scene):
    draw = scene.drawn()
    for text, sha in (
        (draw.commitment, draw.commitment_sha256),
        (draw.result, draw.result_sha256),
    ):
        assert sha256(text.encode()).hexdigest() == sha
        assert canonical(json.loads(text)) == text
    assert timezone.now() >= draw.drawn_at >= draw.committed_at
