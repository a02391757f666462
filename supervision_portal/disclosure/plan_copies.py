"""The public copy of plans: written when a plan is published, filed or closed."""

from typing import Any

from django.db import transaction

from enforcement.choices import BEFORE_PUBLICATION
from enforcement.models import Plan
from matters.models import MatterVersion
from supervision_portal.disclosure import rules
from supervision_portal.disclosure.models import PublicPlan
from supervision_portal.disclosure.services import title_in

COPIED = (
    "code", "year", "kind", "method", "scheme", "first_day", "last_day", "approval_body",
    "approval_no", "published_on", "filing_no", "filed_on",
)  # fmt: skip
TEXTS = ("name", "name_en", "purpose", "purpose_en")


@transaction.atomic
def publish(plan: Plan) -> PublicPlan | None:
    """Bring the public copy of a plan up to date; before it is published there is none.

    A text that gives a person away is left out.
    """
    if plan.state in BEFORE_PUBLICATION:
        return None
    copy: PublicPlan = PublicPlan.objects.update_or_create(plan_key=plan.pk, defaults=_copy(plan))[
        0
    ]
    return copy


def _copy(plan: Plan) -> dict[str, Any]:
    texts = {name: getattr(plan, name) for name in TEXTS}
    members = plan.members.select_related("department")
    return (
        {name: getattr(plan, name) for name in COPIED}
        | {name: "" if rules.leaks(text) else text for name, text in texts.items()}
        | {
            "department": plan.department.name,
            "department_en": plan.department.name_en,
            "region": plan.region.name,
            "region_en": plan.region.name_en,
            "region_path": plan.region.path,
            "members": [[each.department.name, each.department.name_en] for each in members],
            "matters": [_matter(each) for each in _versions(plan)],
            "ratios": [
                {
                    "grade": each.grade,
                    "risk_list": each.risk_list,
                    "percent": f"{(each.ratio * 100).normalize():f}",
                    "times": each.times,
                }
                for each in plan.strata()
            ],
        }
    )


def _versions(plan: Plan) -> Any:
    versions = MatterVersion.objects.filter(matter__in=plan.matters.values("matter"))
    published = versions.filter(state="published").order_by("matter", "-number")
    return published.distinct("matter")


def _matter(version: MatterVersion) -> list[str]:
    return [str(version.matter_id), title_in(version, "zh-hans"), title_in(version, "en")]
