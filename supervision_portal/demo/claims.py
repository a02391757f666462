"""What the demo shows of claims: lists carried out, a power handed down, a refusal, the rates."""

from common import workdays
from common.models import User
from matters import services
from matters.choices import ImplementationState, RefusalReason
from matters.models import Claim, MatterVersion, PowerTransfer
from registry.models import Department

BUREAU, STATION = "330106000X32", "330106004X32"
FORMS = ("辖区内排水户、餐饮单位和在建工地", "双随机抽取，两名持证人员入户", "每年不少于1次")


def show(drafter: User, head: User) -> None:
    """Land the demo's part once; a second load changes nothing."""
    services.count()
    bureau = Department.objects.select_related("region").filter(code=BUREAU).first()
    station = Department.objects.select_related("region").filter(code=STATION).first()
    if bureau is None or station is None or PowerTransfer.objects.exists():
        return
    claims = list(
        Claim.objects.standing()
        .filter(department=bureau)
        .select_related("department", "region", "matter")
        .order_by("matter__code")
    )
    for number, claimed in enumerate(claims[:5]):
        _carry_out(claimed, number, drafter, head)
    if claims:
        services.hand_down(
            claims[0],
            to=station,
            by=drafter,
            basis="《西湖区关于赋予街道行政执法权的通告》（示例）",
            from_day=workdays.today(),
        )
    open_ones = MatterVersion.objects.due_for(bureau, workdays.today()).with_claim_of(
        bureau, workdays.today()
    )
    pks = open_ones.filter(claim_pk__isnull=True).values_list("matter", flat=True)[:1]
    services.refuse(bureau, list(pks), reason=RefusalReason.OBJECT_ABSENT, by=drafter)


def _carry_out(claimed: Claim, number: int, drafter: User, head: User) -> None:
    scope, process, frequency = FORMS
    content = {"scope": scope, "method_id": "double_random", "annual_cap": 2}
    if number % 2 == 0:
        content |= {"process": process, "frequency": frequency, "contact": "执法监督科"}
    row = services.draft_list(claimed, content, by=drafter)
    if number < 3 and row.state == ImplementationState.DRAFT:
        services.submit_list(row, by=drafter)
        services.publish_list(row, by=head)
