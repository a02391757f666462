"""A clue calls for a task: who gets it, and what leaves it at the dispatcher's desk."""

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from common.models import Event
from enforcement.choices import DeskReason, ListFault, TaskKind, TaskState
from enforcement.models import StandingApprovalDay, Task
from registry.choices import Level
from tests import build
from tests.enforcement.conftest import told

FACT = {"kind": TaskKind.FACT_CHECK, "template": "look", "approval": ""}


def lead_and_second(task):
    return [each.officer for each in task.assignments.order_by("position")]


class TestFactCheck:
    def test_it_goes_to_one_officer_without_any_matter(self, world):
        task = world.verify(**FACT)
        assert task.state == TaskState.DISPATCHED
        assert task.department == world.own
        assert task.checklist_version == world.form
        assert (task.matter_version, task.claim, task.approval) == (None, None, None)
        assert len(lead_and_second(task)) == 1
        assert not hasattr(task, "entry_code")
        assert told(task) == ["drafted", "dispatched"]

    def test_whoever_has_least_to_do_gets_it(self, world):
        busy, idle = world.officers
        build.task(busy, department=world.own)
        assert lead_and_second(world.verify(**FACT)) == [idle]

    def test_closed_work_does_not_count(self, world):
        first, _second = world.officers
        build.task(first, department=world.own, state=TaskState.CLOSED)
        assert lead_and_second(world.verify(**FACT)) == [first]

    def test_a_grid_member_without_certificate_may_do_it(self, world):
        for officer in world.officers:
            officer.roster.all().delete()
        helper = build.officer(department=world.own, certificate_no=None, valid=None)
        assert lead_and_second(world.verify(**FACT)) == [helper]

    def test_where_the_county_has_no_such_line_the_city_looks(self, world):
        world.own.lines = ["gas"]
        world.own.save()
        assert world.verify(**FACT).department == world.city

    def test_where_nobody_is_competent_the_responsible_department_looks(self, world):
        elsewhere = build.subject(region=build.region())
        task = world.verify(**FACT, subject=elsewhere)
        assert task.department == world.top
        assert task.desk_reason == DeskReason.NOBODY_FITS

    def test_a_form_that_is_not_published_does_not_hold_it_up(self, world):
        world.form.state = "revoked"
        world.form.save()
        task = world.verify(**FACT)
        assert task.state == TaskState.DISPATCHED
        assert task.checklist_version is None

    def test_nobody_on_duty(self, world):
        for officer in world.officers:
            officer.roster.all().delete()
        task = world.verify(**FACT)
        assert (task.state, task.desk_reason) == (TaskState.DRAFTED, DeskReason.NOBODY_FITS)
        assert Task.objects.at_desk().get() == task


class TestVisit:
    def test_it_goes_to_two_different_certified_officers_with_an_entry_code(self, world):
        task = world.verify()
        assert task.state == TaskState.DISPATCHED
        assert task.approval == world.approval
        assert (task.matter_version, task.claim) == (world.version, world.claim)
        assert task.checklist_version == world.form
        assert set(lead_and_second(task)) == set(world.officers)
        assert len(task.entry_code.code) == 19
        assert told(task) == ["drafted", "approved", "dispatched"]

    def test_its_events_go_on_from_the_cause(self, world):
        cause = build.event("risk.warned", subject=world.subject.pk)
        task = world.verify(cause=cause)
        events = list(Event.objects.about(task))
        assert {event.cause for event in events} == {cause.pk}
        assert {event.subject_id for event in events} == {world.subject.pk}
        assert events[0].facts["origin"] == task.origin

    def test_an_origin_gets_each_template_once(self, world):
        task = world.verify(origin="risk.warning:1")
        assert world.verify(origin="risk.warning:1") == task
        assert world.verify(origin="risk.warning:1", template="other") != task
        assert StandingApprovalDay.objects.get().used == 2

    def test_a_family_of_approvals_finds_the_bureau_of_the_place(self, world):
        world.approval.code = "SA-DRAIN-330106"
        world.approval.save()
        build.standing_approval(
            build.department(world.city, region=build.region(parent=world.city.region)),
            code="SA-DRAIN-330108",
        )
        task = world.verify(approval="SA-DRAIN")
        assert (task.department, task.approval) == (world.own, world.approval)

    def test_the_matter_says_whose_line_it_is(self, world):
        builders = build.department(world.city, region=world.place, lines=["construction"])
        version = build.matter_version(department=world.top, line="construction")
        build.claim(version.matter, builders)
        approval = build.standing_approval(
            builders, matter=version.matter, checklist=world.form.checklist
        )
        task = world.verify(approval=approval.code, line="drainage")
        assert (task.department, task.line) == (builders, "construction")

    def test_a_city_that_approved_and_claimed_acts_where_the_county_did_not(self, world):
        world.claim.state = "ended"
        world.claim.save()
        claim = build.claim(world.version.matter, world.city)
        approval = build.standing_approval(
            world.city, matter=world.version.matter, checklist=world.form.checklist
        )
        task = world.verify(approval=approval.code)
        assert (task.department, task.claim) == (world.city, claim)
        assert task.desk_reason == DeskReason.NOBODY_FITS


class TestDesk:
    """What waits at the desk, and why."""

    def test_one_officer_is_too_few(self, world):
        world.officers[0].roster.all().delete()
        task = world.verify()
        assert (task.state, task.desk_reason) == (TaskState.APPROVED, DeskReason.NOBODY_FITS)
        assert not task.assignments.exists()

    @pytest.mark.parametrize(
        "fault",
        [{"valid": None, "certificate_no": None}, {"lines": ["gas"]}],
    )
    def test_officers_who_do_not_fit_are_not_sent(self, world, fault):
        build.officer(department=world.own, **fault)
        world.officers[0].roster.all().delete()
        assert world.verify().desk_reason == DeskReason.NOBODY_FITS

    def test_officers_of_another_body_are_not_sent(self, world):
        build.officer(department=build.department(world.own, region=world.place, lines=[]))
        world.officers[0].roster.all().delete()
        assert world.verify().desk_reason == DeskReason.NOBODY_FITS

    def test_the_daily_limit_is_reached(self, world):
        world.approval.daily_limit = 1
        world.approval.save()
        assert world.verify().state == TaskState.DISPATCHED
        task = world.verify()
        assert (task.state, task.desk_reason) == (TaskState.DRAFTED, DeskReason.LIMIT_REACHED)
        assert task.kind == TaskKind.ON_SITE
        assert task.approval is None

    @pytest.mark.parametrize("why", ["expired", "revoked", "other_department"])
    def test_the_approval_does_not_cover_it(self, world, why):
        if why == "expired":
            world.approval.valid = ("2020-01-01", "2020-12-31")
        elif why == "revoked":
            world.approval.revoked_at = world.approval.created_at
        else:
            world.approval.department = build.department(world.city, region=world.place)
        world.approval.save()
        task = world.verify()
        assert (task.state, task.desk_reason) == (TaskState.DRAFTED, DeskReason.NO_APPROVAL)
        assert task.kind == TaskKind.ON_SITE

    @pytest.mark.parametrize("code", ["", "unknown"])
    def test_without_any_approval_nothing_can_be_inspected(self, world, code):
        task = world.verify(approval=code)
        assert (task.kind, task.desk_reason) == (TaskKind.INTERNAL, DeskReason.NO_APPROVAL)


class TestOutsideTheList:
    """No act is made: internal work at the desk says what is wrong."""

    def spoil(self, world, fault):
        """Break one thing of the list."""
        version, claim = world.version, world.claim
        if fault == ListFault.NOT_PUBLISHED:
            version.state = "draft"
        elif fault == ListFault.REVOKED:
            version.state = "revoked"
        elif fault == ListFault.NOT_IN_FORCE:
            version.valid = ("2020-01-01", "2020-12-31")
        elif fault == ListFault.NOT_CLAIMED:
            claim.state = "ended"
        elif fault == ListFault.LAPSED:
            claim.state, claim.lapses = "reclaim_required", True
            claim.reclaim_by = dt.date(2021, 1, 4)
        elif fault == ListFault.ENTRUSTMENT:
            claim.department = build.department(region=world.place)
            over = DateRange(dt.date(2020, 1, 1), dt.date(2020, 12, 31))
            build.implementation(
                claim, entrusted=world.own, entrusted_by="No. 1", entrusted_valid=over
            )
        elif fault == ListFault.HANDED_DOWN:
            build.transfer(claim, build.department(region=world.place, level=Level.TOWNSHIP))
        elif fault == ListFault.OTHER_DEPARTMENT:
            claim.department = build.department(region=world.place)
        elif fault == ListFault.LEVEL:
            version.levels = [Level.PROVINCE]
        elif fault == ListFault.REGION:
            claim.region = build.region(parent=world.place)
        else:
            world.form.state = "superseded"
        for row in (version, claim, world.form):
            row.save()

    @pytest.mark.parametrize("fault", ListFault.values)
    def test_no_act_is_made(self, world, fault):
        self.spoil(world, fault)
        task = world.verify()
        assert task.kind == TaskKind.INTERNAL
        assert (task.desk_reason, task.desk_fault) == (DeskReason.OUTSIDE_LIST, fault)
        assert task.state == TaskState.DRAFTED
        assert task.approval == world.approval
        assert task.claim is None
        assert not StandingApprovalDay.objects.exists()
        assert told(task) == ["drafted"]

    @pytest.mark.parametrize("fault", ListFault.values)
    def test_the_guard_says_so_in_one_sentence(self, world, fault):
        from common.errors import RuleError
        from enforcement.services.listing import look_up

        self.spoil(world, fault)
        listing = look_up(
            world.version.matter, world.form.checklist, department=world.own, region=world.place
        )
        with pytest.raises(RuleError) as error:
            listing.require()
        assert error.value.code == fault
        assert "%(" not in str(error.value)
        assert len(str(error.value)) > 10
