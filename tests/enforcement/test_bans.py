"""The five bans and eight must-nots of 国办发〔2024〕54号, where a machine can guard them."""

import re
import sys

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import get_resolver

from common.errors import RuleError
from common.lists import ListDesk
from enforcement import services
from enforcement.choices import ACTS, VISITS, Outcome, TaskKind, TaskState
from enforcement.choices.feedback import ASKED_OF_VISITS, OUGHT_TO_BE_NO
from enforcement.models import EntryCode, Task
from enforcement.services import caps
from enforcement.services.answers import Submission, faults
from supervision_portal.api import router
from tests import build

pytestmark = pytest.mark.usefixtures("in_english")
RANKING = re.compile(
    r"fine|penalt|amount|confiscat|inspection(s|_count)|(?<!no_)visits|tasks_count"
)
TARGETS = re.compile(r"quota|kpi|bonus|reward|commission|appraisal|performance")
MONEY = re.compile(r"(^|_)(fee|price|amount|fine|payment|charge|cost)s?($|_)")
NO_ACTS = sorted(set(TaskKind.values) - set(ACTS))


def visit(world, *officers, state=TaskState.DRAFTED, **fields):
    """Build an inspection that nothing but a plan calls for."""
    return build.task(
        *officers,
        kind=TaskKind.ON_SITE,
        state=state,
        department=world.own,
        subject=world.subject,
        matter_version=world.version,
        claim=world.claim,
        checklist_version=world.form,
        **fields,
    )


def orderings():
    """Yield every order of every list and every API list of the portal."""
    assert get_resolver().url_patterns  # loads all pages
    for module in [each for each in sys.modules.values() if each]:
        for desk in [each for each in vars(module).values() if isinstance(each, ListDesk)]:
            yield from ((desk.key, name, path) for name, path in desk.orderings.items())
    for prefix, viewset, _name in router.registry:
        fields = getattr(viewset, "ordering_fields", None) or ()
        yield from ((prefix, name, name) for name in fields)


# ---- five bans


def test_no_inspection_for_profit_nothing_is_sorted_by_fines_or_by_how_often():
    found = set(orderings())
    assert len({key for key, _name, _path in found}) > 40
    assert not {each for each in found if RANKING.search(f"{each[1]} {each[2]}")}


@pytest.mark.django_db
def test_no_disturbing_of_production_a_further_visit_is_refused(world):
    build.visit_cap(world.own, limit=1)
    visit(world, state=TaskState.ACCEPTED)
    with pytest.raises(RuleError, match="as many as it may have"):
        caps.require(visit(world))


@pytest.mark.django_db
def test_no_disturbing_of_production_who_is_to_be_left_alone_is(world):
    build.no_disturb(world.subject)
    with pytest.raises(RuleError, match="is left alone"):
        caps.require(visit(world))


@pytest.mark.django_db
def test_no_arbitrary_act_none_without_a_claimed_matter(world):
    with pytest.raises(IntegrityError, match="outside the list"), transaction.atomic():
        Task.objects.filter(pk=visit(world).pk).update(claim=None)


def test_no_quotas_nothing_holds_a_target_of_fines_or_inspections():
    names = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
    }
    assert not {each for each in names if TARGETS.search(each)}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", NO_ACTS)
def test_no_disguised_inspection_other_work_ends_without_an_outcome(world, kind):
    task = build.task(*world.officers, kind=kind, department=world.own, subject=world.subject)
    for outcome in Outcome.values:
        assert "outcome" in faults(task, Submission(outcome=outcome), [])
    assert not EntryCode.objects.filter(task=task).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", NO_ACTS)
def test_no_disguised_inspection_other_work_never_turns_into_one(world, kind):
    task = build.task(kind=kind, department=world.own)
    for act in ACTS:
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(kind=act)


# ---- eight must-nots


def test_no_gifts_meals_costs_or_forced_agencies_every_firm_is_asked():
    """No machine sees them; whoever was inspected is asked after each visit."""
    assert {"gift_asked", "cost_shifted", "agency_named", "work_disturbed"} == set(OUGHT_TO_BE_NO)
    assert set(OUGHT_TO_BE_NO) <= set(ASKED_OF_VISITS)


def test_no_costs_are_shifted_no_inspection_asks_for_money():
    fields = {
        field.name
        for model in apps.get_app_config("enforcement").get_models()
        for field in model._meta.fields
    }
    assert {each for each in fields if MONEY.search(each)} <= {"cost_shifted"}


@pytest.mark.django_db
def test_no_intermediaries_or_auxiliaries_go_in(world):
    aide, stranger = (
        build.officer(department=world.own, valid=None, certificate_no=None),
        build.user(),
    )
    task = visit(world, world.officers[0], aide, state=TaskState.DISPATCHED)
    with pytest.raises(RuleError) as refused:
        services.accept(task, by=aide.user)
    assert refused.value.code == "uncertified"
    with pytest.raises(PermissionDenied):
        services.accept(task, by=stranger)


def test_no_sealing_detaining_freezing_or_shutting_down_ends_an_inspection():
    """An inspection ends in an order, a case or a transfer; measures have matters of their own."""
    assert set(Outcome.values) == {
        "passed", "rectify_now", "rectify_by", "refer_to_case", "transferred", "unable",
    }  # fmt: skip


def test_no_appraisal_by_frequency_or_fines_has_anything_to_read():
    """The numbers of visits serve the cap of an object: departments and officers have none."""
    for name in ("Department", "Officer"):
        model = apps.get_model("registry", name)
        assert not [each for each in model._meta.fields if RANKING.search(each.name)]


@pytest.mark.django_db
def test_what_can_be_joint_is_suggested_as_one_visit(world):
    fire = build.department(world.city, region=world.place)
    own = visit(world)
    other = build.task(
        kind=TaskKind.ON_SITE,
        department=fire,
        subject=world.subject,
        matter_version=world.version,
        claim=build.claim(world.version.matter, fire),
        checklist_version=world.form,
        due_at=own.due_at,
    )
    first = services.visits.openings(Task.objects.filter(pk=own.pk)).get()
    assert first in (own, other)
    assert own.kind in VISITS
