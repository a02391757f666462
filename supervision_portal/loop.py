"""The closed loop, whole: every reaction in the house, in the order in which it goes round.

Machines open, score and propose here; only a named officer penalises, lists or restores.
"""

from django.utils.translation import gettext_lazy as _

import matters.services as matters
import registry.services as registry
import risk.services as risk
import supervision_portal.disclosure.services as disclosure
from common import workdays
from common.events import on
from common.models import Event, resolve
from common.reactions import called
from enforcement.models import (
    CaseReferral,
    Collaboration,
    Draw,
    Inspection,
    OffSiteRequest,
    Plan,
    Rectification,
    ShiftHandover,
    Task,
    Visit,
    VisitComplaint,
)
from enforcement.services import incidents, legal_review, visits
from matters.models import Adjustment, Claim, Evaluation, LawVersion, MatterVersion
from risk.models import RiskWarning
from supervision_portal import (
    collaboration_notices,
    notices,
    plan_notices,
    renewals,
    responses,
    upkeep,
    visit_notices,
)
from supervision_portal.disclosure import draw_copies, plan_copies, terms
from supervision_portal.disclosure.models import PublicationTerm, PublicRecord


@on("datacenter.loaded")
@called(_("Judge the readings"))
def judge_readings(event: Event) -> None:
    """Readings came in: judge the subjects that they touched."""
    risk.evaluate(event.row_id, cause=event)


@on("risk.warned")
@called(_("Tell those in charge of the warning"))
def push_warning(event: Event) -> None:
    """A warning rose: tell those in charge of the place."""
    responses.push(_warning(event), cause=event)


@on("risk.warned")
@called(_("Call for the checks of a warning"))
def verify_warning(event: Event) -> None:
    """A warning rose: call for the checks that its rule asks for."""
    responses.call_for_checks(_warning(event), event.facts["peak"], cause=event)


@on("risk.escalated")
@called(_("Have a graver warning verified"))
def verify_graver_warning(event: Event) -> None:
    """A warning became graver: tell those in charge, call for what the level asks in addition."""
    responses.grow_graver(_warning(event), cause=event)


@on("risk.reopened")
@called(_("Have a warning verified once more"))
def verify_reopened_warning(event: Event) -> None:
    """The readings are over the threshold again after a verdict: it is verified once more."""
    responses.verify_again(_warning(event), cause=event)


@on("risk.settled")
@called(_("Call off the open checks"))
def call_off_checks(event: Event) -> None:
    """A person settled a warning and needs its open checks no longer: call them off."""
    if event.facts.get("call_off"):
        responses.call_off(_warning(event), settled=event)


@on("risk.merged")
@called(_("Close the warning that was joined"))
def close_merged_warning(event: Event) -> None:
    """Late readings joined two episodes: the younger warning ends in the older one."""
    responses.join(_warning(event), cause=event)


@on("risk.voided")
@called(_("Take the warning back"))
def take_back_warning(event: Event) -> None:
    """Late readings took an episode away: its warning and the checks not yet begun end."""
    responses.take_back(_warning(event), cause=event)


@on("matters.basis_repealed")
@called(_("Refer open tasks to legal review"))
def refer_to_legal_review(event: Event) -> None:
    """A legal basis ended: open tasks under it wait until a legal reviewer decides."""
    legal_review.refer(event.facts["origin"], cause=event)


@on("matters.basis_repealed")
@called(_("Ask for claims to be renewed"))
def renew_claims_without_basis(event: Event) -> None:
    """A legal basis ended: the claims of the matter that rested on it are to be renewed."""
    row = resolve(event.facts["origin"])
    if isinstance(row, MatterVersion):
        matters.end_basis(row.matter, workdays.today(), cause=event)


@on("enforcement.task_drafted")
@on("enforcement.task_approved")
@on("enforcement.task_begun_urgently")
@on("enforcement.task_returned")
@on("enforcement.task_transfer_refused")
@called(_("Tell the dispatcher"))
def tell_desk(event: Event) -> None:
    """A task did not go out by itself: tell those at whose desk it waits."""
    notices.tell_desk(_task(event), event)


@on("enforcement.task_dispatched")
@called(_("Tell the officers"))
def tell_officers(event: Event) -> None:
    """A task went out: tell its officers."""
    notices.tell_officers(_task(event), event)


@on("enforcement.collaboration_asked")
@on("enforcement.collaboration_answered")
@on("enforcement.collaboration_refused")
@on("enforcement.collaboration_withdrawn")
@on("enforcement.collaboration_unreceived")
@on("enforcement.collaboration_late")
@called(_("Tell the departments of a request"))
def tell_of_collaboration(event: Event) -> None:
    """A department asked another one, or was answered, or not: tell whom it concerns."""
    rows = Collaboration.objects.select_related("from_department", "to_department", "subject")
    collaboration_notices.tell_of_collaboration(rows.get(pk=event.row_id), event)


@on("enforcement.case_drafted")
@on("enforcement.case_referred")
@on("enforcement.case_received")
@on("enforcement.case_filed")
@on("enforcement.case_not_filed")
@on("enforcement.case_late")
@called(_("Tell of a referral to a case"))
def tell_of_referral(event: Event) -> None:
    """A visit refers to a case: tell its officers, those who decide, and who waits for that."""
    related = "inspection__task__subject", "inspection__task__region", "to_department__region"
    rows = CaseReferral.objects.select_related(*related, "inspection__task__department")
    notices.tell_of_referral(rows.get(pk=event.row_id), event)


@on("enforcement.complaint_received")
@on("enforcement.complaint_answered")
@on("enforcement.complaint_late")
@called(_("Tell of a complaint about a visit"))
def tell_of_complaint(event: Event) -> None:
    """The inspected complained: tell the office above; once answered, the inspectors' head too."""
    related = "department__parent__region", "task__department__region"
    rows = VisitComplaint.objects.select_related("department__region", *related)
    notices.tell_of_complaint(rows.get(pk=event.row_id), event)


@on("enforcement.shift_handed_over")
@called(_("Tell the next shift"))
def tell_next_shift(event: Event) -> None:
    """A dispatcher handed the desk over: tell the others at it."""
    notices.tell_next_shift(ShiftHandover.objects.get(pk=event.row_id), event)


@on("enforcement.task_urged")
@called(_("Tell the officers that they are urged"))
def tell_urged(event: Event) -> None:
    """A dispatcher urged the officers of a task: tell them."""
    notices.tell_urged(_task(event), event)


@on("enforcement.task_transfer_offered")
@called(_("Tell a department of a task offered to it"))
def tell_receiver(event: Event) -> None:
    """A department offers a task to another one: tell the desk there."""
    notices.tell_receiver(_task(event), event)


@on("enforcement.task_escalated")
@on("enforcement.task_transfer_late")
@called(_("Tell the superior of a task"))
def tell_superior(event: Event) -> None:
    """A task was taken to the superior department: tell those who decide there."""
    notices.tell_superior(_task(event), event)


@on("enforcement.task_returned")
@on("enforcement.task_cancelled")
@called(_("Tell those who had the task"))
def tell_taken_off(event: Event) -> None:
    """A task was taken back or called off: tell those who had it in hand."""
    notices.tell_taken_off(_task(event), event)


@on("enforcement.record_held")
@called(_("Tell the supervisors of a record held back"))
def tell_of_held(event: Event) -> None:
    """A record from a phone came too late: tell both supervisors, who decide on it."""
    notices.tell_of_held(_task(event), event)


@on("enforcement.task_submitted")
@called(_("Tell the second officer"))
def tell_second_officer(event: Event) -> None:
    """A visit was answered: tell the officer who is to confirm it."""
    notices.tell_second_officer(_task(event), event)


@on("enforcement.task_sent_back")
@called(_("Tell the officer who submitted"))
def tell_submitter(event: Event) -> None:
    """An answer was not confirmed: tell the officer who submitted it."""
    notices.tell_submitter(_task(event), event)


@on("enforcement.task_accepted")
@called(_("Note that verification began"))
def begin_verifying(event: Event) -> None:
    """An officer took the task: its warning is being verified."""
    if warning := responses.warning_of(_task(event)):
        risk.begin(warning, cause=event)


@on("enforcement.task_closed")
@on("enforcement.task_answered")
@called(_("Settle the warning by the finding"))
def settle_warning(event: Event) -> None:
    """A check ended: its finding settles the warning, and the rule learns."""
    if warning := responses.warning_of(_task(event)):
        responses.settle(warning, cause=event)


@on("enforcement.task_cancelled")
@called(_("Settle the warning by the other findings"))
def settle_without(event: Event) -> None:
    """A check was called off: settle by what the others found."""
    if warning := responses.warning_of(_task(event)):
        responses.settle(warning, cause=event)


@on("enforcement.task_closed")
@called(_("Publish the masked result"))
def disclose_result(event: Event) -> None:
    """An inspection ended: its masked result becomes public (OGI Regulation arts. 20, 26)."""
    inspection = Inspection.objects.filter(task=event.row_id).first()
    if inspection is not None:
        disclosure.disclose(inspection, cause=event)


@on("enforcement.draw_committed")
@on("enforcement.draw_drawn")
@on("enforcement.draw_confirmed")
@on("enforcement.draw_swapped")
@on("enforcement.draw_revealed")
@on("enforcement.draw_concealed")
@called(_("Publish the draw"))
def publish_draw(event: Event) -> None:
    """A draw went on: its public copy follows, so that everybody can draw again."""
    rows = Draw.objects.select_related("plan__department", "plan__region")
    draw_copies.publish(rows.get(pk=event.row_id))


@on("enforcement.task_closed")
@called(_("Start the term of publication"))
def start_term(event: Event) -> None:
    """A result formed: from now on it is due to be public in 20 working days."""
    related = "task__department", "task__region"
    for inspection in Inspection.objects.filter(task=event.row_id).select_related(*related):
        terms.start(inspection)


@on("disclosure.publication_near")
@on("disclosure.publication_late")
@called(_("Tell of a result that is to be published"))
def tell_of_term(event: Event) -> None:
    """A result is not public and its term is near or over: tell the desk, or the head."""
    notices.tell_of_term(PublicationTerm.objects.get(pk=event.row_id), event)


@on("disclosure.published")
@called(_("Reveal who was drawn"))
def reveal_drawn(event: Event) -> None:
    """A result is public: whom the draw had picked is shown with the proof."""
    draw_copies.reveal(PublicRecord.objects.get(pk=event.row_id))


@on("disclosure.withdrawn")
@called(_("Take the names back"))
def conceal_drawn(event: Event) -> None:
    """A result was withdrawn: the name in the draw goes too."""
    draw_copies.conceal(PublicRecord.objects.get(pk=event.row_id))


@on("registry.merged")
@on("registry.unmerged")
@called(_("Class merged records anew"))
def classify_merged(event: Event) -> None:
    """Two records became one, or two again: their classes follow the ratings of each family."""
    registry.classify([event.facts["loser"], event.facts["winner"]], cause=event)


@on("enforcement.off_site_submitted")
@on("enforcement.off_site_near")
@on("enforcement.off_site_late")
@on("enforcement.off_site_call_agreed")
@on("enforcement.off_site_call_other_time")
@called(_("Tell of an off-site inspection"))
def tell_of_off_site(event: Event) -> None:
    """A firm sent something in, answered an appointment, or is late: tell the officers."""
    row = OffSiteRequest.objects.select_related("task__subject").get(pk=event.row_id)
    notices.tell_of_off_site(row, event)


@on("enforcement.rectification_reported")
@on("enforcement.rectification_late")
@called(_("Tell of an order to correct"))
def tell_of_order(event: Event) -> None:
    """An order to correct was reported done, or is late: tell those who have it in hand."""
    order = Rectification.objects.select_related("inspection__task__subject").get(pk=event.row_id)
    notices.tell_of_order(order, event)


@on("enforcement.plan_submitted")
@on("enforcement.plan_reviewed")
@on("enforcement.plan_approved")
@on("enforcement.plan_returned")
@on("enforcement.plan_published")
@called(_("Tell of a plan's next step"))
def tell_of_plan(event: Event) -> None:
    """A plan came a step on: tell whoever takes the next one."""
    plan_notices.tell_next(_plan(event), event)


@on("enforcement.plan_published")
@on("enforcement.plan_filed")
@called(_("Publish the plan"))
def publish_plan(event: Event) -> None:
    """A plan was published or filed: its public copy follows."""
    plan_copies.publish(_plan(event))


@on("enforcement.visits_collide")
@called(_("Tell two departments that they meet"))
def tell_of_collision(event: Event) -> None:
    """Two departments come to one object within 30 days: tell the desks of both."""
    plan_notices.tell_collision(_task(event), event)


@on("enforcement.task_closed")
@on("enforcement.task_cancelled")
@called(_("Answer all calls of an incident"))
def follow_incident(event: Event) -> None:
    """A leading task ended: all that joined it get its answer, or go on by themselves."""
    incidents.follow(_task(event), cause=event)


@on("enforcement.task_closed")
@on("enforcement.task_cancelled")
@on("enforcement.task_transferred")
@called(_("End a joint visit with its last task"))
def follow_visit(event: Event) -> None:
    """A task ended: the joint visit ends with its last one."""
    visits.follow(_task(event), cause=event)


@on("enforcement.visit_proposed")
@on("enforcement.visit_settled")
@on("enforcement.visit_part_refused")
@on("enforcement.visit_called_off")
@called(_("Tell of a joint visit"))
def tell_of_visit(event: Event) -> None:
    """A joint visit was proposed or answered: tell the heads and the officers whom it concerns."""
    visit = Visit.objects.select_related("subject", "department", "region").get(pk=event.row_id)
    visit_notices.tell_of_visit(visit, event)


@on("matters.reclaim_required")
@called(_("Tell of the renewal of a claim"))
def tell_of_renewal(event: Event) -> None:
    """A matter changed in substance: tell those who keep the claim to renew it."""
    renewals.tell_keepers(_claim(event), event)


@on("matters.reclaim_late")
@called(_("Tell of a claim that is late"))
def tell_of_late_claim(event: Event) -> None:
    """A claim was not renewed in time: tell the head of the department."""
    renewals.tell_head(_claim(event), event)


@on("matters.law_published")
@on("matters.law_repealed")
@called(_("Tell of reviews after a change of law"))
def tell_of_reviews(event: Event) -> None:
    """A law changed or ended: tell the owners of what rests on it to look at it again."""
    version = LawVersion.objects.select_related("law").get(pk=event.row_id)
    upkeep.tell_owners(version, event)


@on("matters.evaluation_opened")
@called(_("Tell of an evaluation that is due"))
def tell_of_evaluation(event: Event) -> None:
    """A matter is due to be looked at again: tell those who evaluate for its department."""
    rows = Evaluation.objects.select_related("department__region", "version")
    upkeep.tell_evaluators(rows.get(pk=event.row_id))


@on("matters.adjustment_received")
@called(_("Tell of a request to adjust the list"))
def tell_of_request(event: Event) -> None:
    """Somebody asks for a change of the list: tell those who decide on it."""
    upkeep.tell_addressee(_adjustment(event))


@on("matters.adjustment_accepted")
@on("matters.adjustment_declined")
@on("matters.adjustment_carried_out")
@called(_("Tell of the answer to a request"))
def tell_of_answer(event: Event) -> None:
    """A request was answered or carried out: tell whoever wrote it."""
    upkeep.tell_asker(_adjustment(event), event)


def _adjustment(event: Event) -> Adjustment:
    rows = Adjustment.objects.select_related("department", "addressee__region")
    return rows.get(pk=event.row_id)


def _plan(event: Event) -> Plan:
    return Plan.objects.select_related("department", "region").get(pk=event.row_id)


def _claim(event: Event) -> Claim:
    return Claim.objects.select_related("department", "region", "matter").get(pk=event.row_id)


def _warning(event: Event) -> RiskWarning:
    return RiskWarning.objects.select_related("rule_version__rule", "region").get(pk=event.row_id)


def _task(event: Event) -> Task:
    return Task.objects.select_related("subject", "region", "department").get(pk=event.row_id)
