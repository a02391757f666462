"""The public site: open to everybody, small, cached for a minute, unmoved by bad input."""

import datetime as dt
import re

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from common.models import AuditEntry
from enforcement.choices import Outcome
from enforcement.models import Inspection
from registry.models import Department
from supervision_portal.disclosure import services
from supervision_portal.disclosure.models import PublicRecord
from tests import build
from tests.disclosure.acts import disclose, firm, inspection, published

pytestmark = pytest.mark.django_db
PAGES = [
    "home",
    "search",
    "matter-list",
    "result-list",
    "results-csv",
    "verify",
    "about",
    "accessibility",
]


@pytest.fixture
def visitor() -> Client:
    """Somebody without a login, who reads English."""
    return Client(headers={"accept-language": "en"})


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_is_open_to_everybody(name, language):
    build.line("drainage", name="排水", name_en="Drainage")
    published()
    answer = Client(headers={"accept-language": language}).get(reverse(f"public:{name}"))
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize("name", PAGES)
def test_shared_caches_keep_it_a_minute_at_most(visitor, name):
    answer = visitor.get(reverse(f"public:{name}"))
    control = dict(part.strip().partition("=")[::2] for part in answer["Cache-Control"].split(","))
    assert int(control["s-maxage"]) <= 60
    assert int(control["max-age"]) <= 60
    assert {"Cookie", "Accept-Language"} <= set(re.split(r",\s*", answer["Vary"]))


@pytest.mark.parametrize("name", PAGES)
def test_an_unchanged_page_is_answered_by_304(visitor, name):
    published()
    url = reverse(f"public:{name}")
    etag = visitor.get(url)["ETag"]
    again = visitor.get(url, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    build.matter_version(line=build.line("fire").pk)
    published(firm(name="杭州新公司"))
    changed = visitor.get(url, headers={"if-none-match": etag}).status_code
    assert changed == (304 if name in ("search", "verify", "about", "accessibility") else 200)


@pytest.mark.parametrize("name", PAGES)
def test_it_only_reads(visitor, name):
    assert visitor.post(reverse(f"public:{name}")).status_code == 405


def test_it_is_the_same_page_for_staff(client):
    """No form token, no name, no message of a person may stand in a page that caches keep."""
    client.force_login(build.user(username="wang.wei", name="王伟"))
    anonymous = Client().get(reverse("public:home")).content
    assert client.get(reverse("public:home")).content == anonymous
    assert b"csrfmiddlewaretoken" not in anonymous


@pytest.mark.parametrize(
    ("name", "most"), [("home", 3), ("result-list", 3), ("matter-list", 4), ("search", 2)]
)
def test_the_queries_do_not_grow_with_the_rows(visitor, name, most, django_assert_max_num_queries):
    for _row in range(3):
        published()
    with django_assert_max_num_queries(most):
        visitor.get(reverse(f"public:{name}"), {"q": "龙翔"} if name == "search" else {})


def test_a_matter_tells_basis_process_object_and_result(visitor):
    line = build.line("drainage", name="排水", name_en="Drainage")
    version = build.matter_version(
        line=line.pk,
        basis="《条例》第一条；《办法》第二条。",
        process="审批→检查→归档",
        result="未发现问题；责令改正",
        object="排水户",
    )
    build.claim(version.matter, version.department)
    form = build.checklist(lines=2)
    form.checklist.matters.add(version.matter)
    page = visitor.get(reverse("public:matter-detail", args=[version.matter_id])).content.decode()
    for text in [
        "<li>《条例》第一条</li>",
        "<li>《办法》第二条</li>",
        "<li>归档</li>",
        "<li>责令改正</li>",
        "排水户",
        "Drainage",
        "Line 2",
        version.department.name,
    ]:
        assert text in page


@pytest.mark.parametrize("state", ["draft", "department_review", "legal_review", "revoked"])
def test_a_matter_that_is_not_in_force_is_not_there(visitor, state):
    version = build.matter_version(state=state, item="not in force")
    assert visitor.get(reverse("public:matter-detail", args=[version.matter_id])).status_code == 404
    assert b"not in force" not in visitor.get(reverse("public:matter-list")).content


def test_matters_are_found_by_theme_level_kind_authority_and_word(visitor):
    build.line("drainage")
    kept = build.matter_version(item="kept", line=build.line("gas").pk, levels=[4])
    build.matter_version(item="left out", line="drainage", levels=[2])
    top = kept.department.code
    for query in [
        {"theme": "gas"},
        {"level": "4"},
        {"department": top},
        {"q": "kept"},
        {"theme": "gas", "level": "4", "kind": "inspection", "department": top, "q": "kept"},
    ]:
        page = visitor.get(reverse("public:matter-list"), query).content.decode()
        assert ">kept</a>" in page, query
        assert "left out</a>" not in page, query


def test_results_are_found_by_word_place_authority_result_matter_and_day(visitor):
    city = build.region(parent=build.region())
    kept = published(firm(name="杭州甲公司", name_en="", region=build.region(parent=city)))
    left = published(firm(name="宁波乙公司", name_en=""), outcome=Outcome.UNABLE)
    for query in [
        {"q": "杭州 甲公司"},
        {"region": city.code},
        {"department": kept.department_code},
        {"result": "passed"},
        {"matter": str(kept.matter_key)},
        {"since": kept.result_on.isoformat(), "result": "passed"},
    ]:
        page = visitor.get(reverse("public:result-list"), query).content.decode()
        assert kept.subject in page, query
        assert left.subject not in page, query
        table = visitor.get(reverse("public:results-csv"), query).content.decode()
        assert kept.code in table, query
        assert left.code not in table, query


def test_results_come_in_pages_newest_first(visitor, monkeypatch):
    monkeypatch.setattr("supervision_portal.disclosure.views.PAGE_SIZE", 2)
    codes = [published().code for _row in range(5)][::-1]
    seen, url = [], reverse("public:result-list")
    while url:
        page = visitor.get(url).content.decode()
        seen += re.findall(r"/public/results/([\w-]{14})/", page)
        link = re.search(r'rel="next" href="([^"]+)"', page)
        url = reverse("public:result-list") + link[1].replace("&amp;", "&") if link else ""
    assert seen == codes


def test_a_result_tells_what_it_means(visitor):
    record = published(outcome=Outcome.REFER_TO_CASE)
    page = visitor.get(reverse("public:result-detail", args=[record.code])).content.decode()
    for text in [record.code, record.subject_en, record.department, "no finding of a violation"]:
        assert text in page
    assert reverse("public:matter-detail", args=[record.matter_key]) in page


def test_a_withdrawn_result_is_gone_from_everywhere(visitor):
    record = published()
    services.withdraw(record, why="wrong firm", by=build.user())
    page = visitor.get(reverse("public:result-detail", args=[record.code]))
    assert page.status_code == 410
    assert record.code in page.content.decode()
    for name in ["home", "result-list", "results-csv", "search"]:
        text = visitor.get(reverse(f"public:{name}"), {"q": "龙翔"}).content.decode()
        assert record.code not in text
    for text in [record.subject, record.subject_en, "wrong firm", record.department]:
        assert text not in page.content.decode()


def test_a_withdrawn_version_leads_to_its_correction(visitor):
    result = inspection()
    first = disclose(result)
    Inspection.objects.filter(pk=result.pk).update(outcome=Outcome.UNABLE)
    second = disclose(result)
    page = visitor.get(reverse("public:result-detail", args=[first.code])).content.decode()
    assert reverse("public:result-detail", args=[second.code]) in page


@pytest.mark.parametrize("name", ["result-list", "matter-list", "search", "results-csv", "verify"])
@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "长" * 3000,
        "q=%F0%9F%98%80%F0%9F%98%80&cursor=%F0%9F%98%80",
        "q=%25%25&region=%27%3B--&department=x&result=x&theme=x&level=x&kind=x&matter=x",
        "since=x&until=99999-99-99",
        "since=9999-12-31&until=0001-01-01",
        "cursor=" + "A" * 5000,
        "cursor=WyItcHVibGlzaGVkIiwgIngiLCAieCIsIDBd",
        "code=%00&code=../../etc",
        "q=a&q=b&region=&cursor=",
    ],
)
def test_bad_input_does_no_harm(visitor, name, query):
    published()
    answer = visitor.get(f"{reverse(f'public:{name}')}?{query}")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "matters/x/",
        "matters/0f5b2c34-642b-4c4b-a016-a2633d8832a0/",
        "results/x/",
        "results/%00/",
        f"results/{'A' * 5000}/",
    ],
)
def test_what_is_not_there_is_404(visitor, path):
    assert visitor.get(f"/public/{path}").status_code == 404


def test_the_download_holds_no_formula(visitor):
    published(firm(name='=HYPERLINK("http://x","y")', name_en="", uscc="@SUM(A1)"))
    table = visitor.get(reverse("public:results-csv"))
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    text = table.content.decode("utf-8-sig")
    assert "\"'=HYPERLINK(" in text
    assert ",'@SUM(A1)," in text


def test_the_download_leaves_no_trace_of_the_reader(visitor):
    visitor.get(reverse("public:results-csv"))
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("code", ["abcd-EF_12", "7KQ2M9XD", "7KQ2 M9XD"])
def test_a_code_leads_to_its_page(visitor, code):
    answer = visitor.get(reverse("public:verify"), {"code": f" {code} "})
    page = f"/public/verify/{code.replace(' ', '')}/"
    assert (answer.status_code, answer["Location"]) == (302, page)


def test_what_is_gone_is_said_in_plain_words(visitor):
    answer = visitor.get(reverse("public:result-detail", args=["NOPE"]))
    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()


def test_language_and_large_text_need_no_script(visitor):
    back = reverse("public:about")
    answer = visitor.get(
        reverse("public:look"), {"language": "zh-hans", "elder": "1", "next": back}
    )
    assert answer["Location"] == back
    page = visitor.get(back).content.decode()
    assert '<html lang="zh-hans" data-elder>' in page


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "javascript:x", ""])
def test_nobody_is_sent_elsewhere(visitor, back):
    answer = visitor.get(reverse("public:look"), {"language": "xx", "elder": "7", "next": back})
    assert answer["Location"] == reverse("public:home")


def test_a_record_is_numbered_so_that_it_can_be_read_out():
    assert re.fullmatch(r"(?:[2-9A-HJ-KMNP-Z]{4}-){2}[2-9A-HJ-KMNP-Z]{4}", published().code)
    assert PublicRecord.objects.count() == 1


def test_a_result_says_how_to_reach_the_authority(visitor):
    record = published()
    page = reverse("public:result-detail", args=[record.code])
    department = Department.objects.get(code=record.department_code)
    assert "tel:" not in visitor.get(page).content.decode()
    Department.objects.filter(pk=department.pk).update(phone="0571-00001234", address="文一西路1号")
    answer = visitor.get(page).content.decode()
    assert '<a href="tel:0571-00001234">0571-00001234</a>' in answer
    assert "文一西路1号" in answer
    gone = DateRange(None, dt.date(2020, 1, 1))
    Department.objects.filter(pk=department.pk).update(valid=gone)
    assert "tel:" not in visitor.get(page).content.decode(), "nobody answers there any more"
