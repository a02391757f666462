"""Nothing outside the list: each reason by the service, in a sentence, and by the database."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from common.errors import RuleError
from common.ids import uuid7
from enforcement.choices import ListFault
from enforcement.services.listing import SENTENCES, look_up
from registry.choices import Level
from tests import build

pytestmark = pytest.mark.django_db
OVER = DateRange(dt.date(2020, 1, 1), dt.date(2020, 12, 31))
TO_COME = DateRange(dt.date(2090, 1, 1), None)

INSERT = """
INSERT INTO enforcement_task (id, created_at, kind, state, subject_id, department_id, region_id,
       line, matter_version_id, claim_id, source, wanted, origin, template, desk_reason,
       desk_fault, due_at, changed_at)
VALUES (%s, now(), 'on_site', 'drafted', %s, %s, %s, '', %s, %s, 'own', '', '', '', '', '',
        now(), now())
"""


class Scene:
    """A county bureau with a claim, a township below it, and what is done to them."""

    def __init__(self):
        province = build.region()
        self.county = build.region(parent=build.region(parent=province))
        self.place = build.region(parent=self.county)
        self.keeper = build.department(region=province, name="Keeper of the list")
        self.own = build.department(region=self.county, name="Own bureau")
        self.other = build.department(region=self.county, name="Other bureau")
        self.station = build.department(region=self.place, name="Township station")
        self.version = build.matter_version(department=self.keeper, item="Matter of the list")
        self.claim = build.claim(self.version.matter, self.own)
        self.form = build.checklist()
        self.subject = build.subject(region=self.place)
        self.acting = self.own

    def keep(self, row, **fields):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()

    def entrust(self, **days):
        fields = {"entrusted": self.other, "entrusted_by": "No. 1", "contact": "Li", "phone": "12"}
        build.implementation(self.claim, **fields, **days)
        self.acting = self.other

    def ask(self):
        return look_up(
            self.version.matter, self.form.checklist, department=self.acting, region=self.place
        )

    def insert(self):
        """Write a task past every service."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                INSERT,
                [
                    uuid7(),
                    self.subject.pk,
                    self.acting.pk,
                    self.place.pk,
                    self.version.pk,
                    self.claim.pk if self.claim else None,
                ],
            )


@pytest.fixture
def scene():
    return Scene()


def yesterday():
    return timezone.now().date() - dt.timedelta(days=2)


def elsewhere(scene):
    scene.keep(scene.claim, region=build.region(parent=scene.county))


FAULTS: dict[str, tuple[Any, str, str]] = {
    ListFault.NOT_PUBLISHED: (
        lambda s: s.keep(s.version, state="draft", valid=None),
        "matter not in force",
        "Keeper of the list",
    ),
    ListFault.REVOKED: (
        lambda s: s.keep(s.version, state="revoked", valid=OVER),
        "matter not in force",
        "Keeper of the list",
    ),
    ListFault.NOT_IN_FORCE: (
        lambda s: s.keep(s.version, valid=TO_COME),
        "matter not in force",
        "Keeper of the list",
    ),
    ListFault.NOT_CLAIMED: (
        lambda s: s.keep(s.claim, state="ended", valid=OVER),
        "claim not in force",
        "Own bureau",
    ),
    ListFault.OTHER_DEPARTMENT: (
        lambda s: setattr(s, "acting", s.other),
        "claimed by another department",
        "Own bureau",
    ),
    ListFault.ENTRUSTMENT: (
        lambda s: s.entrust(entrusted_valid=OVER),
        "claimed by another department",
        "Li 12",
    ),
    ListFault.LAPSED: (
        lambda s: s.keep(s.claim, state="reclaim_required", lapses=True, reclaim_by=yesterday()),
        "not renewed",
        "Own bureau",
    ),
    ListFault.LEVEL: (
        lambda s: s.keep(s.version, levels=[Level.PROVINCE]),
        "level not among",
        "Keeper of the list",
    ),
    ListFault.REGION: (elsewhere, "region outside", "Own bureau"),
    ListFault.HANDED_DOWN: (
        lambda s: build.transfer(s.claim, s.station),
        "handed down to a township",
        "Township station",
    ),
}


def test_in_order_an_act_is_possible_both_ways(scene):
    assert scene.ask().fault == ""
    scene.insert()


@pytest.mark.parametrize("fault", FAULTS)
def test_the_service_says_what_failed_and_whom_to_ask(scene, fault):
    spoil, _words, asked = FAULTS[fault]
    spoil(scene)
    with pytest.raises(RuleError) as refused:
        scene.ask().require()
    assert refused.value.code == fault
    sentence = str(refused.value.message)
    assert "Matter of the list" in sentence
    assert asked in sentence
    assert "%" not in sentence


@pytest.mark.parametrize("fault", FAULTS)
def test_the_database_refuses_whoever_writes(scene, fault):
    spoil, words, _asked = FAULTS[fault]
    spoil(scene)
    with pytest.raises(IntegrityError) as error:
        scene.insert()
    cause: Any = error.value.__cause__
    assert cause.diag.constraint_name == "task_not_outside_the_list"
    assert words in str(error.value)


def test_every_reason_has_a_sentence_and_every_sentence_a_reason():
    assert set(SENTENCES) == set(ListFault.values)
    assert set(FAULTS) | {ListFault.CHECKLIST} == set(ListFault.values)
    assert len({str(each) for each in SENTENCES.values()}) == len(SENTENCES)


def test_a_form_without_a_version_names_who_answers_for_the_matter(scene):
    scene.keep(scene.form, state="superseded")
    with pytest.raises(RuleError, match="Keeper of the list"):
        scene.ask().require()


def test_without_claim_or_matter_there_is_no_act(scene):
    scene.claim = None
    with pytest.raises(IntegrityError):
        scene.insert()


def test_a_late_claim_whose_ground_stands_still_carries_acts(scene):
    scene.keep(scene.claim, state="reclaim_required", reclaim_by=yesterday())
    assert scene.ask().fault == ""
    scene.insert()


def test_a_township_acts_where_the_power_was_handed_down(scene):
    transfer = build.transfer(scene.claim, scene.station)
    scene.acting, scene.claim = scene.station, transfer.claims.get()
    assert scene.claim.level not in scene.version.levels
    assert scene.ask().claim == scene.claim
    scene.insert()


def test_a_township_does_not_act_before_or_after_the_days(scene):
    transfer = build.transfer(scene.claim, scene.station)
    scene.acting, taken = scene.station, transfer.claims.get()
    for days in (OVER, TO_COME):
        scene.keep(transfer, valid=days)
        scene.keep(taken, valid=days)
        assert scene.ask().fault == ListFault.OTHER_DEPARTMENT
        scene.claim = taken
        with pytest.raises(IntegrityError, match="claim not in force"):
            scene.insert()
        scene.keep(taken, valid=build.FOREVER)
        with pytest.raises(IntegrityError, match="not handed down on this day"):
            scene.insert()


def test_the_giver_acts_again_elsewhere_and_afterwards(scene):
    transfer = build.transfer(scene.claim, scene.station)
    beside = build.region(parent=scene.county)
    here, scene.place = scene.place, beside
    assert scene.ask().fault == ""
    scene.insert()
    scene.place = here
    scene.keep(transfer, valid=OVER)
    assert scene.ask().fault == ""
    scene.insert()


def test_an_entrusted_department_acts_in_the_name_of_the_body(scene):
    scene.entrust(entrusted_valid=build.FOREVER)
    assert scene.ask().claim == scene.claim
    scene.insert()


def test_the_claim_of_another_matter_is_none(scene):
    scene.claim = build.claim(build.matter_version().matter, scene.own)
    with pytest.raises(IntegrityError, match="another matter"):
        scene.insert()
