"""The public copy of draws: kept up with what may be known, names only with their proofs."""

from django.db import transaction

from common.models import reference
from enforcement.choices.draws import PUBLIC_DRAWS
from enforcement.models import Draw, Inspection
from enforcement.rules.draw_papers import canonical
from enforcement.services import draws
from enforcement.services.draw_papers import published_paper
from registry.choices import SubjectKind
from supervision_portal.disclosure import rules
from supervision_portal.disclosure.models import PublicDraw, PublicRecord


@transaction.atomic
def publish(draw: Draw) -> PublicDraw | None:
    """Bring the public copy of a draw up to date; before it is committed to there is none."""
    if draw.state not in PUBLIC_DRAWS or draw.committed_at is None:
        return None
    plan = draw.plan
    copy: PublicDraw = PublicDraw.objects.update_or_create(
        origin=reference(draw),
        defaults={
            "plan_code": plan.code,
            "plan": plan.name,
            "plan_en": plan.name_en,
            "department": plan.department.name,
            "department_en": plan.department.name_en,
            "region": plan.region.name,
            "region_en": plan.region.name_en,
            "number": draw.number,
            "state": draw.state,
            "objects_count": draw.objects_count,
            "draw_count": draw.draw_count,
            "commitment_sha256": draw.commitment_sha256,
            "result_sha256": draw.result_sha256,
            "paper": canonical(published_paper(draw)),
            "committed_at": draw.committed_at,
            "drawn_at": draw.drawn_at,
        },
    )[0]
    return copy


def reveal(record: PublicRecord) -> None:
    """Show who was drawn once the result is public: natural persons stay unnamed."""
    inspection = _inspection(record)
    pick = draws.pick_of(inspection.task) if inspection else None
    if pick is None or record.withdrawn_at is not None:
        return
    subject = pick.subject
    is_person = subject.kind in (SubjectKind.PERSON, SubjectKind.SELF_EMPLOYED)
    if not is_person and not rules.leaks(subject.code):
        draws.reveal(pick.draw, pick)


def conceal(record: PublicRecord) -> None:
    """Take a name back whose result was withdrawn."""
    inspection = _inspection(record)
    pick = draws.pick_of(inspection.task) if inspection else None
    if pick is not None:
        draws.conceal(pick.draw, pick)


def _inspection(record: PublicRecord) -> Inspection | None:
    rows = Inspection.objects.select_related("task")
    return rows.filter(pk=record.origin.partition(":")[2]).first()
