"""A closed act on a counterpart becomes one masked record, once, or is kept back."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.errors import RuleError, StaleState
from common.ids import uuid7
from common.models import AuditEntry, Event, reference
from enforcement.choices import ACTS, Outcome, TaskKind, TaskState
from enforcement.models import Inspection
from registry.choices import SubjectKind
from registry.models import Link
from supervision_portal.disclosure import services
from supervision_portal.disclosure.choices import PublicResult
from supervision_portal.disclosure.models import Hold, PublicRecord
from tests import build
from tests.disclosure.acts import disclose, firm, inspection

pytestmark = pytest.mark.django_db


def test_it_publishes_a_copy():
    result = inspection()
    task = result.task
    record = disclose(result)
    assert record.subject == "杭州龙翔建设有限公司"
    assert record.subject_en == "Longxiang"
    assert record.subject_code == "91330100M000100Y43"
    assert record.matter == task.matter_version.item
    assert record.matter_code == task.matter_version.matter.code
    assert record.matter_key == task.matter_version.matter_id
    assert (record.department, record.region) == (task.department.name, task.region.name)
    assert record.outcome == PublicResult.PASSED
    assert record.version == 1
    assert PublicRecord.objects.shown().get() == record


def test_it_emits_one_event_that_follows_its_cause():
    result = inspection()
    cause = build.event()
    record = services.disclose(result, cause=cause)
    event = Event.objects.get(name="disclosure.published")
    assert event.cause == cause.pk
    assert event.row == reference(record)
    assert event.subject_id == result.task.subject_id


def test_the_term_is_twenty_working_days_from_the_result():
    """27 September 2025 is a Saturday; 28 September and 11 October are worked, 1-8 October not."""
    for day, kind in [("2025-09-28", "workday"), ("2025-10-11", "workday")]:
        calendar_day(day, kind)
    for day in range(1, 9):
        calendar_day(f"2025-10-{day:02}", "holiday")
    record = disclose(inspection())
    assert record.result_on == dt.date(2025, 9, 27)
    assert record.due_on == dt.date(2025, 10, 30)


def calendar_day(day: str, kind: str) -> None:
    from common.models import Calendar

    Calendar.objects.update_or_create(day=day, defaults={"kind": kind})


def test_the_same_result_again_is_the_same_record():
    result = inspection()
    assert disclose(result) == disclose(result)
    assert PublicRecord.objects.count() == 1
    assert Event.objects.filter(name="disclosure.published").count() == 1


def test_a_corrected_result_is_a_new_version():
    result = inspection()
    first = disclose(result)
    Inspection.objects.filter(pk=result.pk).update(
        outcome=Outcome.RECTIFY_BY, rectify_by=dt.date(2025, 10, 20)
    )
    second = disclose(result)
    first.refresh_from_db()
    assert (second.version, second.outcome) == (2, PublicResult.RECTIFY_BY)
    assert first.withdrawn_at is not None
    assert first.withdrawn_why == services.CORRECTED
    assert PublicRecord.objects.shown().get() == second


def test_the_database_shows_one_version_of_a_result():
    record = disclose(inspection())
    twin = PublicRecord.objects.get(pk=record.pk)
    twin.pk, twin.code, twin.version = uuid7(), "other", 2
    with pytest.raises(IntegrityError, match="public_record_one_shown"), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.parametrize("kind", sorted(set(TaskKind.values) - set(ACTS)))
def test_only_acts_are_published(kind):
    assert disclose(inspection(kind=kind)) is None
    assert not PublicRecord.objects.exists()


@pytest.mark.parametrize("state", sorted(set(TaskState.values) - {TaskState.CLOSED}))
def test_only_closed_acts_are_published(state):
    assert disclose(inspection(state=state)) is None


def test_an_act_without_an_outcome_is_not_published():
    assert disclose(inspection(outcome="")) is None


@pytest.mark.parametrize("outcome", [Outcome.REFER_TO_CASE, Outcome.TRANSFERRED])
def test_an_undecided_suspicion_is_not_told(outcome):
    assert disclose(inspection(outcome=outcome)).outcome == PublicResult.FURTHER


def test_the_operator_of_a_trade_is_masked():
    shop = build.subject(
        kind=SubjectKind.SELF_EMPLOYED, name="小李飞刀牛肉面", name_en="Li's Noodles"
    )
    person = build.subject(kind=SubjectKind.PERSON, name="李飞刀", uscc="330106199001011234")
    Link.objects.create(source=shop, target=person, kind="operated_by")
    record = disclose(inspection(subject=shop))
    assert (record.subject, record.subject_en) == ("小李**牛肉面", "")
    assert "李飞" not in record.grams


def test_a_natural_person_is_masked_and_has_no_code():
    person = build.subject(kind=SubjectKind.PERSON, name="张三", uscc="330106199001011234")
    record = disclose(inspection(subject=person))
    assert (record.subject, record.subject_code) == ("张**", "")
    assert not PublicRecord.objects.matching("330106199001011234").exists()


def test_a_leak_keeps_the_result_back_with_its_reason():
    result = inspection(subject=firm(name="龙翔公司(联系人13812345678)"))
    assert disclose(result) is None
    assert not PublicRecord.objects.exists()
    held = Hold.objects.waiting().get()
    assert held.found == [["subject", "phone"]]
    assert "13812345678" not in str(vars(held))
    assert Event.objects.filter(name="disclosure.held", row=reference(held)).count() == 1


def test_a_mended_source_lets_it_go():
    result = inspection(subject=firm(name="龙翔公司(联系人13812345678)"))
    disclose(result)
    subject = result.task.subject
    subject.name = "龙翔公司"
    subject.save()
    record = services.check_again(Hold.objects.get(), by=build.user())
    assert record.subject == "龙翔公司"
    assert not Hold.objects.waiting().exists()


def test_a_corrected_result_that_leaks_takes_the_wrong_one_off():
    result = inspection()
    first = disclose(result)
    subject = result.task.subject
    subject.name = "龙翔公司 13812345678"
    subject.save()
    disclose(result)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert not PublicRecord.objects.shown().exists()


def test_a_withdrawal_is_at_once_reasoned_and_audited():
    record, clerk = disclose(inspection()), build.user()
    services.withdraw(record, why="wrong firm", by=clerk)
    assert not PublicRecord.objects.shown().exists()
    assert record.withdrawn_at <= timezone.now()
    assert AuditEntry.objects.get(action="withdraw").row == reference(record)
    assert Event.objects.get(name="disclosure.withdrawn").by == clerk.pk


def test_a_withdrawal_needs_a_reason():
    with pytest.raises(RuleError) as refused:
        services.withdraw(disclose(inspection()), why="  ", by=build.user())
    assert refused.value.field == "why"


def test_a_record_is_withdrawn_once():
    record, clerk = disclose(inspection()), build.user()
    services.withdraw(record, why="wrong firm", by=clerk)
    with pytest.raises(StaleState):
        services.withdraw(record, why="wrong firm", by=clerk)
    assert AuditEntry.objects.filter(action="withdraw").count() == 1


def test_what_a_person_withdrew_stays_off():
    result = inspection()
    services.withdraw(disclose(result), why="wrong firm", by=build.user())
    disclose(result)
    assert not PublicRecord.objects.shown().exists()


@pytest.mark.parametrize(
    "text", ["龙翔", "建设有限", "longxiang", "91330100M000100Y43", "龙翔 Inspection"]
)
def test_it_is_found_by(text):
    record = disclose(inspection())
    assert PublicRecord.objects.matching(text).get() == record


@pytest.mark.parametrize("text", ["", "龙", "龙设", "龙翔 消防", "%%", "翔龙"])
def test_it_is_not_found_by(text):
    disclose(inspection())
    assert not PublicRecord.objects.matching(text).exists()
