"""What the demo shows of plans: one published, one in review that may join it, a firm spared."""

import datetime as dt
from decimal import Decimal
from typing import Any

from common import workdays
from common.models import User
from enforcement.choices import PlanKind, RiskList
from enforcement.models import NoDisturb, Plan
from enforcement.rules.plans import GRADES, Stratum
from enforcement.services import caps, plans
from matters.models import Checklist, Claim, Matter
from registry.choices import Level
from registry.models import Department
from supervision_portal.demo.claims import BUREAU

SCOPE = {"kinds": ["enterprise", "site"]}


def show(drafter: User, legal: User, head: User) -> None:
    """Land the demo's part once; a second load changes nothing."""
    bureau = Department.objects.select_related("region").filter(code=BUREAU).first()
    if bureau is None or Plan.objects.exists():
        return
    pairs = _pairs(bureau)
    if not pairs:
        return
    annual = plans.draft_plan("XH-PLAN-A", _annual(bureau, pairs), by=drafter)
    plans.submit_plan(annual, by=drafter)
    plans.pass_plan(annual, by=legal, basis="事项、比例、频次均符合规定")
    plans.approve_plan(
        annual, by=head, approved_on=workdays.today(), body="西湖区综合行政执法局（示例）",
        level=Level.COUNTY, number="示例〔年度〕1号",
    )  # fmt: skip
    plans.publish_plan(annual, by=head)
    plans.file_plan(annual, by=head, number="示例备案〔1〕", filed_on=workdays.today())
    special = plans.draft_plan("XH-PLAN-S", _special(bureau, pairs[:1]), by=drafter)
    plans.submit_plan(special, by=drafter)
    _spare(annual, head)


def _pairs(bureau: Department) -> list[Any]:
    """Return up to three matters that the bureau has claimed, each with a form."""
    claimed = Claim.objects.standing().filter(department=bureau).values("matter")
    forms = Checklist.objects.filter(matters__in=claimed, versions__state="published").order_by(
        "code"
    )
    found: dict[Matter, Checklist] = {}
    for form in forms.distinct().prefetch_related("matters"):
        for matter in form.matters.filter(pk__in=claimed).order_by("code"):
            found.setdefault(matter, form)
    return list(found.items())[:3]


def _strata(ratio: str, times: int) -> list[Stratum]:
    lists = {"A": Stratum("A", RiskList.NO_DISTURB, Decimal(0), 0)}
    lists["D"] = Stratum("D", RiskList.KEY, Decimal(1), times)
    usual = (RiskList.RANDOM, Decimal(ratio), times)
    return [lists.get(grade) or Stratum(grade, *usual) for grade in GRADES]


def _annual(bureau: Department, pairs: list[Any]) -> dict[str, Any]:
    year = workdays.today().year
    return {
        "name": f"西湖区综合行政执法局{year}年度检查计划（示例）",
        "name_en": f"Annual inspection plan {year} of the Xihu enforcement bureau (demo)",
        "purpose": "覆盖排水、燃气、市容事项，按风险等级分三张清单实施，两次以上检查合并入企。",
        "purpose_en": "Drainage, gas and city appearance, sorted into three lists by risk.",
        "kind": PlanKind.ANNUAL,
        "year": year,
        "department": bureau,
        "region": bureau.region,
        "rule": SCOPE,
        "window": plans.window_of(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        "matters": pairs,
        "members": [],
        "ratios": _strata("0.30", 2),
    }


def _special(bureau: Department, pairs: list[Any]) -> dict[str, Any]:
    today = workdays.today()
    helper = Department.objects.filter(region=bureau.region, lines__contains=["construction"])
    return {
        "name": "冬季排水设施安全专项检查（示例）",
        "name_en": "Special inspection of drainage in winter (demo)",
        "purpose": "针对入冬前工地排水和管网冻损隐患。",
        "purpose_en": "Drains of building sites and pipes that frost may break.",
        "kind": PlanKind.SPECIAL,
        "year": today.year,
        "department": bureau,
        "region": bureau.region,
        "rule": {"kinds": ["site"]},
        "window": plans.window_of(today + dt.timedelta(days=7), today + dt.timedelta(days=67)),
        "matters": pairs,
        "members": [(each, "") for each in helper.order_by("code")[:1]],
        "ratios": _strata("0.20", 1),
    }


def _spare(plan: Plan, head: User) -> None:
    firm = plans.objects_of(plan).order_by("-code").first()
    if firm is not None and not NoDisturb.objects.exists():
        caps.leave_alone(
            firm,
            reason="连续三年检查未发现问题，列入无事不扰清单（示例）",
            valid=plans.window_of(workdays.today(), workdays.today() + dt.timedelta(days=180)),
            department=plan.department,
            by=head,
        )
