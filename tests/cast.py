"""The cast of every test: one person for each shipped role in county A, their twins in county B.

Made from ``registry.roles``, the table that also makes the demo accounts and the permission matrix.
"""

from dataclasses import dataclass, field

from psycopg2.extras import DateRange

from common.models import User
from registry.models import Department, Grant, Officer, Region, Role
from registry.roles import ROLES, sync_roles

PASSWORD = "open-the-gates-2026"
CERTIFIED = ("officer", "dispatcher", "department_head", "enforcement_supervisor", "leader")


@dataclass
class County:
    """A county with its bureau and its people, one a role."""

    region: Region
    bureau: Department
    people: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, role: str) -> User:
        return self.people[role]


@dataclass
class Cast:
    """Two counties below one city, and somebody with no role at all."""

    province: Region
    a: County
    b: County
    stranger: User

    def everybody(self) -> dict[str, User]:
        """Return the people of county A by role, with the stranger."""
        return {**self.a.people, "stranger": self.stranger}


def gather() -> Cast:
    """Make the world once."""
    sync_roles()
    province = Region.objects.create(
        code="330000", name="浙江省", name_en="Zhejiang", level=2, path="330000/"
    )
    top = Department.objects.create(
        code="330000-construction",
        name="浙江省住房和城乡建设厅",
        name_en="Provincial Construction Department",
        path="330000-construction/",
        region=province,
        level=2,
        lines=["drainage", "construction"],
    )
    return Cast(
        province,
        _county("330106", "西湖区", "Xihu District", province, top),
        _county("331102", "莲都区", "Liandu District", province, top),
        User.objects.create_user("stranger", PASSWORD, name="路人", name_en="Stranger"),
    )


def _county(code: str, name: str, name_en: str, province: Region, top: Department) -> County:
    region = Region.objects.create(
        code=code,
        name=name,
        name_en=name_en,
        level=4,
        parent=province,
        path=f"{province.path}{code}/",
    )
    bureau = Department.objects.create(
        code=f"{code}-construction",
        name=f"{name}住房和城乡建设局",
        name_en=f"{name_en} Construction Bureau",
        parent=top,
        path=f"{top.path}{code}-construction/",
        region=region,
        level=4,
        lines=["drainage", "construction"],
    )
    county = County(region, bureau)
    roles = {role.code: role for role in Role.objects.all()}
    for spec in ROLES:
        county.people[spec.code] = _person(spec.code, county, roles[spec.code])
    return county


def _person(role_code: str, county: County, role: Role) -> User:
    user = User.objects.create_user(
        f"{role_code}.{county.region.code}",
        PASSWORD,
        name=f"{role.name}（{county.region.name}）",
        name_en=f"{role.name_en} of {county.region.name_en}",
    )
    Grant.objects.create(user=user, role=role, department=county.bureau, region=county.region)
    if role_code in CERTIFIED:
        Officer.objects.create(
            user=user,
            department=county.bureau,
            certificate_no=f"33-{county.region.code}-{role_code}",
            valid=DateRange(None, None),
            lines=["drainage", "construction"],
        )
    return user
