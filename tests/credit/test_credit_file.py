"""The credit file takes what the catalogue knows, and uses it only once it is effective."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from common import workdays
from common.errors import IllegalMove, RuleError
from common.models import Event, reference
from credit import services
from credit.choices import Procedure, RecordKind, RecordState
from credit.models import Record
from registry.choices import SubjectKind
from tests import build

pytestmark = pytest.mark.django_db
DECIDED = dt.date(2026, 3, 2)
LAPSED = dt.date(2026, 9, 2)


@pytest.fixture
def facts():
    department = build.department()
    return {
        "subject": build.subject(kind=SubjectKind.ENTERPRISE, region=department.region),
        "department": department,
        "kind": RecordKind.PENALTY,
        "procedure": Procedure.ORDINARY,
        "document_no": "浙杭罚〔2026〕1号",
        "decided_on": DECIDED,
        "origin": "enforcement.case:1",
    }


def refusal(**facts) -> str:
    with pytest.raises(RuleError) as refused:
        services.record(**facts, by=build.user())
    assert not Record.objects.exists()
    return refused.value.code


def stored(constraint: str, **facts) -> None:
    """Insert around the service and expect the database to refuse."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Record.objects.create(**facts)


def test_a_decision_waits_until_it_is_effective(facts):
    cause = build.event()
    record = services.record(**facts, cause=cause)
    assert (record.state, record.effective_on) == (RecordState.PENDING, None)
    event = Event.objects.get(name="credit.recorded")
    assert (event.row, event.cause) == (reference(record), cause.pk)
    assert event.subject_id == facts["subject"].pk


def test_the_same_decision_again_is_the_same_record(facts):
    assert services.record(**facts) == services.record(**facts)
    assert Event.objects.filter(name="credit.recorded").count() == 1


def test_it_takes_effect_when_the_remedies_have_lapsed(facts):
    record = services.take_effect(services.record(**facts), on=LAPSED, by=build.user())
    assert (record.state, record.effective_on) == (RecordState.IN_FORCE, LAPSED)
    assert Event.objects.get(name="credit.took_effect").row == reference(record)


def test_an_effective_decision_is_in_force_at_once(facts):
    record = services.record(**facts, effective_on=LAPSED)
    assert record.state == RecordState.IN_FORCE
    assert set(Event.objects.values_list("name", flat=True)) == {
        "credit.recorded",
        "credit.took_effect",
    }


def test_it_takes_effect_once(facts):
    record = services.record(**facts, effective_on=LAPSED)
    with pytest.raises(IllegalMove):
        services.take_effect(record, on=LAPSED)


@pytest.mark.parametrize("kind", ["warning", "risk.warning", "inspection", "finding", ""])
def test_the_service_refuses_what_is_not_in_the_catalogue(facts, kind):
    assert refusal(**facts | {"kind": kind}) == "not_in_catalogue"


@pytest.mark.parametrize("kind", ["warning", "inspection", ""])
def test_the_database_refuses_what_is_not_in_the_catalogue(facts, kind):
    stored("credit_record_catalogue", **facts | {"kind": kind})


@pytest.mark.parametrize("procedure", [Procedure.SIMPLE, ""])
def test_the_service_refuses_the_simple_procedure(facts, procedure):
    assert refusal(**facts | {"procedure": procedure}) == "simple_procedure"


@pytest.mark.parametrize("procedure", [Procedure.SIMPLE, ""])
def test_the_database_refuses_the_simple_procedure(facts, procedure):
    stored("credit_record_never_simple_procedure", **facts | {"procedure": procedure})


def impossible_days() -> list[dt.date]:
    return [DECIDED - dt.timedelta(days=1), workdays.today() + dt.timedelta(days=1)]


def test_the_service_refuses_an_impossible_day(facts):
    for day in impossible_days():
        assert refusal(**facts | {"effective_on": day}) == "not_effective"


def test_the_database_refuses_an_impossible_day(facts):
    for day in impossible_days():
        stored(
            "credit_record_effective_day_has_come",
            **facts | {"effective_on": day, "state": RecordState.IN_FORCE},
        )


@pytest.mark.parametrize(
    "state", sorted(set(RecordState.values) - {RecordState.PENDING, RecordState.WITHDRAWN})
)
def test_the_database_refuses_to_use_what_is_not_effective(facts, state):
    stored("credit_record_effective", **facts | {"state": state})


def test_other_kinds_need_no_procedure(facts):
    record = services.record(**facts | {"kind": RecordKind.COMMENDATION, "procedure": ""})
    assert record.state == RecordState.PENDING
