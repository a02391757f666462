"""Policies and standards: drafted, published for a term, reminded of; discretion looked up."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.errors import RuleError, StaleState
from common.models import Message
from matters import services
from matters.models import PolicyVersion
from matters.rules.discretion import amount, number, times
from tests import build
from tests.matters.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(staff):
    return services.draft_policy(
        "policy", "ZJ-1", "办法", {"summary": "怎样办", "remind_days": 30},
        department=staff.top, by=staff.drafter,
    )  # fmt: skip


def test_a_document_is_in_force_until_its_last_day(document, publish, staff):
    services.amend_policy(
        document, {"expires_on": dt.date(2026, 12, 10)}, revision=0, by=staff.drafter
    )
    document = PolicyVersion.objects.get()
    publish(document)
    assert PolicyVersion.objects.in_force(dt.date(2026, 12, 10)).exists()
    assert not PolicyVersion.objects.in_force(dt.date(2026, 12, 11)).exists()


def test_nothing_is_published_whose_last_day_would_have_passed(document, publish, staff):
    services.amend_policy(
        document, {"expires_on": dt.date(2026, 11, 1)}, revision=0, by=staff.drafter
    )
    with pytest.raises(RuleError) as refused:
        publish(PolicyVersion.objects.get())
    assert refused.value.code == "ends_before"


def test_its_owner_is_reminded_once_before_it_ends(document, publish, staff, time_machine_at):
    services.amend_policy(
        document, {"expires_on": dt.date(2027, 1, 31)}, revision=0, by=staff.drafter
    )
    publish(PolicyVersion.objects.get())
    assert services.remind() == 0
    time_machine_at.move_to(dt.datetime(2027, 1, 5, tzinfo=dt.UTC))
    assert services.remind() == 1
    services.remind()
    told = Message.objects.get()
    assert (told.recipient, told.code) == (staff.drafter, "policy.expires")


def test_the_next_version_begins_with_everything_of_the_last(document, publish, staff):
    matter = build.matter()
    services.amend_policy(document, {"matters": [matter]}, revision=0, by=staff.drafter)
    document = PolicyVersion.objects.get()
    upload = SimpleUploadedFile("办法.pdf", b"%PDF-1.7 text")
    services.attach(document, upload=upload, by=staff.drafter)
    ground = build.discretion_ground(document)
    build.discretion_tier(ground)
    publish(document, from_day=dt.date(2026, 11, 1))
    version = services.next_policy(document.policy, by=staff.drafter)
    assert list(version.matters.all()) == [matter]
    assert version.files.get().sha256 == document.files.get().sha256
    assert version.grounds.get().tiers.get().level == "degree 1"
    publish(version)
    document.refresh_from_db()
    assert document.state == "superseded"


def test_who_comes_second_is_told(document, staff):
    services.amend_policy(document, {"summary": "first"}, revision=0, by=staff.drafter)
    with pytest.raises(StaleState):
        services.amend_policy(document, {"summary": "second"}, revision=0, by=staff.head)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("x.exe", b"MZ", "type"),
        ("x.pdf", b"MZ", "type"),
        ("x.pdf", b"%PDF" + b"0" * 20_971_520, "size"),
    ],
)
def test_a_file_is_what_its_name_says(document, staff, name, data, code):
    with pytest.raises(RuleError) as refused:
        services.attach(document, upload=SimpleUploadedFile(name, data), by=staff.drafter)
    assert (refused.value.code, refused.value.field) == (code, "file")


# ---- discretion


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二千", 2000), ("一万", 10000), ("二万", 20000), ("七百", 700), ("十五万", 150000),
        ("一百二十", 120), ("两千零五十", 2050), ("1.5万", 15000), ("5,000", 5000),
    ],
)  # fmt: skip
def test_numbers_are_read_as_officials_write_them(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "measure", "least", "most"),
    [
        ("处二千元以上二万元以下罚款", "yuan", 2000, 20000),
        ("处一万元罚款。", "yuan", 10000, 10000),
        ("可以处5万元以下罚款", "yuan", 0, 50000),
        ("不予处罚。", "none", 0, 0),
        ("每处违法设施处五千元罚款。", "per_place", 5000, 5000),
        ("按照占地面积处每平方米一千元罚款，并处没收工具", "per_square_metre", 1000, 1000),
        ("处违法所得一倍以上五倍以下罚款", "times", 1, 5),
        ("责令停业整顿", "other", None, None),
    ],
)
def test_amounts_are_read_from_words(text, measure, least, most):
    read = amount(text)
    assert (read.measure, read.least, read.most) == (measure, least, most)


def test_how_often_is_read_from_the_circumstances():
    assert times("第二次被处罚的。") == (2, 2)
    assert times("第三次及以上被处罚的。") == (3, None)
    assert times("违法行为轻微并及时改正的。") == (None, None)


def test_discretion_is_looked_up_by_degree_words_or_times():
    ground = build.discretion_ground(code="g1")
    for _order in (1, 2):
        build.discretion_tier(ground)
    build.discretion_tier(ground, times_most=None, circumstances="time 3 or violent")
    for circumstances in ("degree 2", "time 2", 2):
        found = services.discretion("g1", circumstances, TODAY)
        assert (found.least, found.most) == (Decimal(2000), Decimal(2000))
    assert services.discretion(ground.act, 9, TODAY).tier.order == 3
    assert services.discretion("g1", "violent", TODAY).tier.order == 3
    assert services.discretion("g1", 2, TODAY).is_inside_the_law
    assert not services.discretion("g1", 1, TODAY).is_inside_the_law


@pytest.mark.parametrize(("ask", "code"), [(("g1", "moon"), "no_tier"), (("x", 1), "no_benchmark")])
def test_what_no_benchmark_says_is_refused_in_words(ask, code):
    build.discretion_tier(build.discretion_ground(code="g1"))
    with pytest.raises(RuleError) as refused:
        services.discretion(*ask, TODAY)
    assert refused.value.code == code


def test_the_circumstances_may_fit_several_rungs():
    ground = build.discretion_ground(code="g1")
    for _ in range(2):
        build.discretion_tier(ground, circumstances="serious")
    with pytest.raises(RuleError) as refused:
        services.discretion("g1", "serious", TODAY)
    assert refused.value.code == "several_tiers"


def test_a_benchmark_counts_on_its_days_and_in_its_region():
    day = TODAY
    city, other = build.region("330100"), build.region("330200")
    general, local = (build.policy(kind="discretion") for _ in range(2))
    local.regions.add(city)
    for version, most in ((general, 1000), (local, 500)):
        ground = build.discretion_ground(version, code="g1")
        build.discretion_tier(ground, least=most, most=most)
    assert services.discretion("g1", 1, day, region_path=city.path).most == 500
    assert services.discretion("g1", 1, day, region_path=other.path).most == 1000
    with pytest.raises(RuleError):
        services.discretion("g1", 1, dt.date(2019, 1, 1))
