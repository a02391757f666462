"""What the demo shows of dispatch: rules that send tasks out, and one that reaches nobody."""

from common.models import User
from enforcement.models import DispatchRule
from enforcement.services import dispatching
from registry.models import Department, Officer
from supervision_portal.demo.claims import BUREAU


def show(dispatcher: User) -> None:
    """Land the demo's part once; a second load changes nothing."""
    bureau = Department.objects.select_related("region").filter(code=BUREAU).first()
    if bureau is None or DispatchRule.objects.exists():
        return
    rain = DispatchRule(
        name="排水检查：值班人员优先，在办不超过六件",
        department=bureau,
        priority=10,
        line="drainage",
        most_open=6,
    )
    dispatching.save(rain, [], by=dispatcher)
    helpers = Officer.objects.filter(department=bureau, valid=None).order_by("pk")[:2]
    if helpers:
        night = DispatchRule(name="夜间巡查（示例：无持证人员）", department=bureau, priority=20)
        dispatching.save(night, list(helpers), by=dispatcher)
