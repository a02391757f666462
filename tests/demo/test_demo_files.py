"""The demo list agrees with itself: codes, laws, people, places and the rain rule."""

import csv
import gzip
import math
import re
from pathlib import Path

import pytest
import yaml

from risk.definitions import read

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo"
SHARED = ROOT.parent / "shared" / "data"

ROLES = {
    "matter_manager", "legal_reviewer", "department_head", "dispatcher", "officer", "auxiliary",
    "case_handler", "hearing_chair", "credit_clerk", "data_steward", "risk_officer",
    "publicity_clerk", "enforcement_supervisor", "leader", "system_admin", "security_admin",
    "audit_admin", "area_admin",
}  # fmt: skip
KINDS = {
    "enterprise", "self_employed", "institution", "organisation", "person", "site", "project",
    "product", "vehicle", "equipment",
}  # fmt: skip
LEVELS = {"province", "city", "county", "township"}
DIGITS = "零一二三四五六七八九"
ARTICLE = re.compile(
    "第([零一二三四五六七八九十百千]+)条(?:第[一二三四五六七八九十]+款)?(?:第（[一二三四五六七八九十]+）项)?"
)
CITATION = re.compile(rf"《([^《》]+)》({ARTICLE.pattern}(?:、{ARTICLE.pattern})*)")


def rows(name):
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parts(text):
    return [part for part in text.split(";") if part]


def number(text):
    """Read a Chinese numeral up to 9,999."""
    total, digit = 0, 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
    return total + digit


def metres(one, other):
    """Return the distance of two rows with lon and lat in metres (flat, good to a few km)."""
    lat = math.radians(float(one["lat"]))
    east = (float(one["lon"]) - float(other["lon"])) * 111_320 * math.cos(lat)
    north = (float(one["lat"]) - float(other["lat"])) * 110_574
    return math.hypot(east, north)


ENTERED_TWICE = "E9002"  # a firm that is there already, as a second window wrote it down


def is_valid_uscc(code):
    """Check a unified social credit code by GB 32100-2015, its organisation code by GB 11714."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if not re.fullmatch(f"[{alphabet}]{{18}}", code):
        return False
    total = sum(alphabet.index(sign) * pow(3, i, 31) for i, sign in enumerate(code[:17]))
    inner = sum(
        int(sign, 36) * weight
        for sign, weight in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    inner_check = {10: "X", 11: "0"}.get(11 - inner % 11, str(11 - inner % 11))
    return code[17] == alphabet[(31 - total % 31) % 31] and code[16] == inner_check


@pytest.fixture(scope="module")
def demo():
    return {path.stem: rows(path.name) for path in sorted(DEMO.glob("*.csv"))}


def codes(demo, name, column="code"):
    return {row[column] for row in demo[name]}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("lines", ["code"]),
        ("divisions", ["code"]),
        ("departments", ["code"]),
        ("laws", ["title"]),
        ("matters", ["code"]),
        ("claims", ["matter_code", "department_code"]),
        ("checklists", ["code", "line_no"]),
        ("officers", ["username"]),
        ("officers", ["name"]),
        ("officers", ["phone"]),
        ("subjects", ["code"]),
        ("links", ["from_code", "to_code", "kind"]),
        ("standing_approvals", ["code"]),
    ],
)
def test_it_holds_each_key_once(demo, name, key):
    keys = [tuple(row[column] for column in key) for row in demo[name]]
    assert len(keys) == len(set(keys))


def test_it_writes_plain_utf8_with_the_same_columns_in_every_row():
    for path in DEMO.glob("*.csv"):
        text = path.read_bytes()
        assert not text.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in text
        for row in rows(path.name):
            assert None not in row, path.name
            assert None not in row.values(), path.name
            assert all(value == value.strip() for value in row.values()), path.name


def test_it_gives_an_english_text_wherever_there_is_a_chinese_one(demo):
    for name, table in demo.items():
        for row in table:
            for column, value in row.items():
                if f"{column}_en" in row:
                    english = row[f"{column}_en"]
                    assert bool(value) == bool(english), (name, row)
                    assert not re.search("[\u4e00-\u9fff]", english), (name, english)


def test_it_has_the_province_its_cities_and_counties(demo):
    levels = [row["level"] for row in demo["divisions"]]
    assert (levels.count("province"), levels.count("city"), levels.count("county")) == (1, 11, 90)
    known = {""}
    for row in demo["divisions"]:
        assert row["parent_code"] in known
        known.add(row["code"])
        assert 118 < float(row["lon"]) < 123
        assert 27 < float(row["lat"]) < 31.3


def test_it_places_every_department_in_trees_that_exist(demo):
    regions, lines, known = codes(demo, "divisions"), codes(demo, "lines"), {""}
    regions |= codes(demo, "townships")
    assert sum(row["level"] == "province" for row in demo["departments"]) == 38
    for row in demo["departments"]:
        assert row["parent_code"] in known, row
        known.add(row["code"])
        assert row["region_code"] in regions
        assert row["level"] in LEVELS
        assert set(parts(row["lines"])) <= lines
        middle = "" if row["level"] == "township" else "000"
        assert row["code"].startswith(row["region_code"] + middle)
        assert row["uscc"] == "" or is_valid_uscc(row["uscc"])


def test_it_sets_every_matter_on_laws_it_lists(demo):
    laws = {row["title"]: row for row in demo["laws"]}
    departments, lines = codes(demo, "departments"), codes(demo, "lines")
    cited = set()
    assert 60 <= len(demo["matters"]) <= 100
    for row in demo["matters"]:
        assert row["administrative_type"] in {"inspection", "penalty", "compulsion", "other"}
        assert row["department_code"] in departments
        assert row["line"] in lines
        assert parts(row["levels"])
        assert set(parts(row["levels"])) <= LEVELS
        assert parts(row["object_types"])
        assert set(parts(row["object_types"])) <= KINDS
        assert not re.fullmatch(r"\d{14}", row["code"]), "looks like a national code"
        for citation in row["basis"].split("；"):
            match = CITATION.fullmatch(citation)
            assert match, (row["code"], citation)
            law = laws[match[1]]
            cited.add(match[1])
            assert law["title_en"] in row["basis_en"], (row["code"], law["title_en"])
            for article in ARTICLE.finditer(match[2]):
                if law["articles"]:
                    assert 1 <= number(article[1]) <= int(law["articles"]), (row["code"], citation)
    # the rain rule cites the signals of the meteorological administration
    assert set(laws) - cited == {"气象灾害预警信号发布与传播办法"}


def test_it_gives_penalties_and_compulsion_no_quota(demo):
    for row in demo["matters"]:
        if row["administrative_type"] in {"penalty", "compulsion"}:
            assert (row["ratio"], row["frequency"]) == ("不适用", "根据线索")
            assert row["method"] == "依线索查处"


def test_it_claims_only_published_matters_at_their_levels(demo):
    matters = {row["code"]: row for row in demo["matters"]}
    departments = {row["code"]: row for row in demo["departments"]}
    for row in demo["claims"]:
        matter, department = matters[row["matter_code"]], departments[row["department_code"]]
        assert department["level"] in parts(matter["levels"]), row
        assert matter["line"] in parts(department["lines"]), row


def test_it_checks_by_forms_of_inspection_matters(demo):
    inspections = {
        row["code"] for row in demo["matters"] if row["administrative_type"] == "inspection"
    }
    forms = {}
    for row in demo["checklists"]:
        forms.setdefault(row["code"], []).append(row)
    assert len(forms) >= 12
    assert {"FC-RAIN", "CK-DRAIN", "CK-PIT"} <= set(forms)
    for code, lines in forms.items():
        assert 5 <= len(lines) <= 12, code
        assert [int(row["line_no"]) for row in lines] == list(range(1, len(lines) + 1)), code
        assert len({(row["name"], row["matter_codes"]) for row in lines}) == 1, code
        assert set(parts(lines[0]["matter_codes"])) <= inspections, code
        assert bool(lines[0]["matter_codes"]) == (not code.startswith("FC-")), code
        assert any(row["is_key"] == "1" for row in lines), code
        for row in lines:
            assert {row["is_key"], row["photo_required"]} <= {"0", "1"}
            assert row["content"]
            assert row["how"]


def test_it_has_one_account_for_each_role_first_and_certificates_for_those_who_act(demo):
    officers, departments = demo["officers"], codes(demo, "departments")
    lines = codes(demo, "lines")
    assert {row["role"] for row in officers[: len(ROLES)]} == ROLES
    assert {row["role"] for row in officers} == ROLES
    certificates = [row["certificate_no"] for row in officers if row["certificate_no"]]
    assert len(certificates) == len(set(certificates))
    for row in officers:
        assert re.fullmatch(r"[a-z]+\.[a-z]+", row["username"])
        assert row["department_code"] in departments
        assert set(parts(row["lines"])) <= lines
        assert bool(row["certificate_no"]) == bool(row["valid_until"])
        assert bool(row["certificate_no"]) == (row["role"] in {"officer", "case_handler"})


def test_it_has_two_officers_on_duty_wherever_it_may_rain(demo):
    departments = {row["code"]: row for row in demo["departments"]}
    last = max(row["valid_to"] for row in demo["standing_approvals"])
    counties = {row["region_code"] for row in demo["subjects"] if "rain_gauge" in row["labels"]}
    assert len(counties) >= 6
    assert counties >= {"330102", "330106", "330110", "331102"}
    for county in counties:
        for line in ("construction", "drainage", "urban_management", "emergency"):
            fit = [
                row
                for row in demo["officers"]
                if row["role"] == "officer"
                and row["on_duty"] == "1"
                and row["valid_until"] >= last
                and departments[row["department_code"]]["region_code"] == county
                and line in parts(row["lines"])
            ]
            assert len(fit) >= 2, (county, line)


def test_it_names_subjects_so_that_nobody_takes_them_for_real(demo):
    regions = codes(demo, "divisions")
    for row in demo["subjects"]:
        assert row["kind"] in KINDS
        assert row["region_code"] in regions
        assert row["name"].endswith("（演示）")
        assert row["name_en"].endswith(" (demo)")
        assert row["state"] in {"active", "suspended", "deregistered"}
        if row["code"] == ENTERED_TWICE:
            assert row["uscc"] == ""
        elif row["kind"] in {"enterprise", "self_employed", "institution"}:
            assert is_valid_uscc(row["uscc"]), row
            # no issued organisation code begins with XN
            assert row["uscc"][2:10] == row["region_code"] + "XN"
        else:
            assert row["uscc"] == ""
    firms = [row for row in demo["subjects"] if row["kind"] in {"enterprise", "self_employed"}]
    assert len(firms) >= 60
    assert len({row["uscc"] for row in demo["subjects"] if row["uscc"]}) == len(firms) + 1


def test_it_places_subjects_near_the_centre_of_their_county(demo):
    regions = {row["code"]: row for row in demo["divisions"]}
    for row in demo["subjects"]:
        assert metres(row, regions[row["region_code"]]) < 25_000, row


def test_it_leads_from_every_gauge_to_an_operator_and_a_deep_pit(demo):
    subjects = {row["code"]: row for row in demo["subjects"]}
    gauges = [row for row in demo["subjects"] if "rain_gauge" in parts(row["labels"])]
    pits = [row for row in demo["subjects"] if "deep_pit" in parts(row["labels"])]
    drains = {
        row["from_code"]: row["to_code"] for row in demo["links"] if row["kind"] == "drained_by"
    }
    assert len(gauges) == 24
    assert set(drains) == {row["code"] for row in gauges}
    for gauge in gauges:
        assert re.fullmatch(r"G\d{4}", gauge["code"])
        operator = subjects[drains[gauge["code"]]]
        assert "drainage_operator" in parts(operator["labels"])
        assert operator["region_code"] == gauge["region_code"]
        near = [pit for pit in pits if 300 <= metres(gauge, pit) <= 1500]
        assert any(pit["region_code"] == gauge["region_code"] for pit in near), gauge
        assert all(pit["kind"] == "site" for pit in near)
    for row in demo["links"]:
        assert row["from_code"] in subjects
        assert row["to_code"] in subjects


def test_it_approves_in_advance_only_what_the_head_of_the_claiming_bureau_may(demo):
    claims = {(row["matter_code"], row["department_code"]) for row in demo["claims"]}
    heads = {
        row["username"]: row["department_code"]
        for row in demo["officers"]
        if row["role"] == "department_head"
    }
    forms = {row["code"]: parts(row["matter_codes"]) for row in demo["checklists"]}
    departments = {row["code"]: row["region_code"] for row in demo["departments"]}
    for row in demo["standing_approvals"]:
        assert (row["matter_code"], row["department_code"]) in claims
        assert heads[row["approver_username"]] == row["department_code"]
        assert row["matter_code"] in forms[row["checklist_code"]]
        assert row["valid_from"] < row["valid_to"]
        assert int(row["daily_limit"]) > 0
    counties = {row["region_code"] for row in demo["subjects"] if "rain_gauge" in row["labels"]}
    for matter in ("PS0201", "JS0301"):
        approved = {
            departments[row["department_code"]]
            for row in demo["standing_approvals"]
            if row["matter_code"] == matter
        }
        assert approved == counties


def test_it_rains_by_a_rule_whose_codes_exist(demo):
    raw = yaml.safe_load((DEMO / "rules" / "rain.storm.yaml").read_text(encoding="utf-8"))
    rule = read(raw)
    labels = {label for row in demo["subjects"] for label in parts(row["labels"])}
    links = {row["kind"] for row in demo["links"]}
    assert [level for level, _ in rule.levels] == [1, 2, 3, 4]
    assert {target.link or target.label for target in rule.targets} <= links | labels
    titles = {row["title"] for row in demo["laws"]}
    assert set(re.findall("《([^》]+)》", raw["basis"])) <= titles
    fact_check, on_site = rule.responses
    assert fact_check.checklist in codes(demo, "checklists")
    assert on_site.levels == {1}
    approvals = codes(demo, "standing_approvals")
    for label, family in on_site.approvals.items():
        assert label in labels
        assert any(code.startswith(f"{family}-") for code in approvals)


@pytest.mark.realdata
def test_it_names_no_firm_of_the_real_data(demo):
    real = set()
    if SHARED.exists():
        with (SHARED / "sf_businesses.csv").open(encoding="utf-8", newline="") as file:
            real |= {row["name"].strip().casefold() for row in csv.DictReader(file)}
        with gzip.open(SHARED / "chicago_canvass_27600.csv.gz", "rt", encoding="utf-8") as file:
            real |= {row["dba_name"].strip().casefold() for row in csv.DictReader(file)}
    if not real:
        pytest.skip("the real data are not on this machine")
    for row in demo["subjects"]:
        assert row["name"].removesuffix("（演示）").casefold() not in real
        assert row["name_en"].removesuffix(" (demo)").casefold() not in real
