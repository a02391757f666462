"""What the demo shows of claims: lists carried out, a power handed down, a refusal, the rates."""

from common import workdays
from common.models import User
from matters import services
from matters.choices import ImplementationState, RefusalReason
from matters.models import Claim, MatterVersion, PowerTransfer
from registry.models import Department

BUREAU, STATION = "330106000X32", "330106004X32"
FORMS = ("辖区内排水户、餐饮单位和在建工地", "双随机抽取，两名持证人员入户", "每年不少于1次")
REFUSALS = (
    ("330304000X32", RefusalReason.OBJECT_ABSENT, "辖区内没有此类对象（示例）"),
    ("330302000X31", RefusalReason.OTHER, "该类设施由市级统一监管，见市级分工方案（示例）"),
)


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
    for code, reason, note in REFUSALS:
        _refuse(code, reason, note, drafter)


def _refuse(code: str, reason: str, note: str, drafter: User) -> None:
    """Let a department refuse one of the matters that it has not claimed."""
    department, today = Department.objects.filter(code=code).first(), workdays.today()
    if department is not None:
        due = MatterVersion.objects.due_for(department, today).with_claim_of(department, today)
        open_ones = due.filter(claim_pk__isnull=True).order_by("matter__code")
        keys = list(open_ones.values_list("matter", flat=True)[:1])
        services.refuse(department, keys, reason=reason, note=note, by=drafter)


def _carry_out(claimed: Claim, number: int, drafter: User, head: User) -> None:
    scope, process, frequency = FORMS
    content = {"scope": scope, "method_id": "double_random", "annual_cap": 2}
    if number % 2 == 0:
        content |= {"process": process, "frequency": frequency, "contact": "执法监督科"}
    row = services.draft_list(claimed, content, by=drafter)
    if number < 3 and row.state == ImplementationState.DRAFT:
        services.submit_list(row, by=drafter)
        services.publish_list(row, by=head)
