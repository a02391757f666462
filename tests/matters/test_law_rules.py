"""How laws are numbered, cited, published and rewritten."""

import datetime as dt
import doctest

import pytest

from matters import rules
from matters.rules import citations, numerals
from matters.rules.matching import Part

TEXT = """# 中华人民共和国试验法

2009年2月28日 第十一届全国人民代表大会常务委员会第七次会议通过

2021年4月29日 第十三届全国人民代表大会常务委员会第二十八次会议修正

<!-- INFO END -->

目　录

第一章　总则
第二章　附则

## 第一章　总　则

**第一条**　为了试验，制定本法。

第二条　从事下列活动，应当遵守本法：

（一）生产；

（二）经营，包括：

1.批发；
2.零售。

前款规定以外的活动，另行规定。

第二条之一　省级规定可以加严。

第三条至第五条所称活动，由国务院规定。

## 第二章　附　则

第三条　本法自2022年1月1日起施行。
"""


def test_the_examples_of_the_rules_hold():
    for module in (numerals, citations):
        assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("value", [*range(1, 130), 200, 205, 999, 1000, 1010, 1242, 9999])
def test_numerals_read_what_they_write(value):
    assert rules.number(rules.numeral(value)) == value


@pytest.mark.parametrize("text", ["", "x", "第", "三条"])
def test_what_is_no_number_is_none(text):
    assert rules.number(text) is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("《食品安全法》第三十四条第一款第（三）项", ["34.1.3"]),
        ("《食品安全法》 第３４条第1款第(3)项", ["34.1.3"]),
        (
            "《消防法》第十二条、第十三条第三款、第五十八条第一款第（一）项",
            ["12", "13.3", "58.1.1"],
        ),
        ("《条例》第五十条第一款、第二款", ["50.1", "50.2"]),
        ("《条例》第十条第（一）、（二）、（四）项", ["10.0.1", "10.0.2", "10.0.4"]),
        ("《条例》第三十条第一至三项", ["30.0.1", "30.0.2", "30.0.3"]),
        ("《条例》第十条至第十二条，第十五条", ["10", "11", "12", "15"]),
        ("《刑法》第一百三十三条之一第一款", ["133-1.1"]),
        ("《条例》（国务院令第687号）第五条第二款", ["5.2"]),
        ("《条例》第三章、第七条", ["c3", "7"]),
        ("《条例》第五条：县级以上的第六条", ["5"]),
        ("《条例》相关规定", [""]),
        ("没有书名号的第三条", []),
    ],
)
def test_citations_are_read_as_officials_write_them(text, places):
    assert [each.locator for each in rules.references(text)] == places


def test_two_laws_in_one_text_are_told_apart():
    found = rules.references("《建筑法》第七条；《质量管理条例》第四十七条、第四十八条")
    assert [(each.title, each.locator) for each in found] == [
        ("建筑法", "7"),
        ("质量管理条例", "47"),
        ("质量管理条例", "48"),
    ]
    assert found[2].quoted == "《质量管理条例》第四十八条"


def test_a_published_text_becomes_a_tree():
    law = rules.read(TEXT)
    assert law.title == "中华人民共和国试验法"
    assert law.made_on == dt.date(2021, 4, 29)
    assert law.in_force_from == dt.date(2022, 1, 1)
    assert law.remarks == []
    assert [node.locator for node in law.nodes] == [
        "c1", "1", "1.1", "2", "2.1", "2.1.1", "2.1.2", "2.1.2.1", "2.1.2.2", "2.2",
        "2-1", "2-1.1", "2-1.2", "c2", "3", "3.1",
    ]  # fmt: skip
    by_place = {node.locator: node for node in law.nodes}
    assert by_place["c1"].title == "总则"
    assert by_place["2"].text.startswith("从事下列活动，应当遵守本法：\n（一）生产；")
    assert by_place["2.1.2"].text == "经营，包括：\n1.批发；\n2.零售。"
    assert by_place["2"].text.endswith("2.零售。\n前款规定以外的活动，另行规定。")
    assert law.nodes[by_place["2-1"].parent].locator == "c1"


def test_what_is_doubtful_is_named_with_its_line():
    law = rules.read(
        "某法\n第一条　甲。\n第三条　乙：\n（一）丙；\n（三）丁。\n第三条　戊。\n附件：\n表"
    )
    assert [(each.line, each.code) for each in law.remarks] == [
        (3, "article_jump"),
        (5, "item_jump"),
        (6, "article_repeats"),
        (7, "appendix"),
    ]
    assert law.nodes[-1].text == "\n表"


def test_a_text_without_articles_says_so():
    assert [each.code for each in rules.read("通知\n请各单位办理。").remarks] == ["no_article"]


OLD = [
    Part("1", "为了加强消防工作，预防火灾和减少火灾危害，保护人身、财产安全，制定本法。"),
    Part("2", "任何单位和个人都有维护消防安全、保护消防设施、预防火灾、报告火警的义务。"),
    Part("3", "机关、团体、企业应当定期组织检验消防设施。建筑消防设施每年至少进行一次全面检测。"),
    Part("4", "禁止在具有火灾、爆炸危险的场所吸烟、使用明火。"),
    Part("5", "举办大型群众性活动，承办人应当依法向公安机关申请安全许可。"),
    Part("6", "电器产品、燃气用具的产品标准，应当符合消防安全的要求。"),
    Part("7", "生产、储存易燃易爆危险品的场所不得与居住场所设置在同一建筑物内。"),
]
NEW = [
    Part("1", OLD[0].text),
    Part("2", OLD[1].text.replace("报告火警", "及时报告火警")),
    Part("3", "机关、团体、企业应当定期组织检验消防设施。"),
    Part("4", "建筑消防设施每年至少进行一次全面检测。"),
    Part("5", OLD[3].text),
    Part("6", OLD[5].text + OLD[6].text),
    Part("7", "使用无人驾驶航空器灭火救援的具体办法，由国务院另行制定。"),
]


def test_articles_are_found_again():
    found = [(each.old, each.new, each.kind) for each in rules.match(OLD, NEW)]
    assert found == [
        ("1", "1", "same"),
        ("2", "2", "edited"),
        ("3", "3", "split"),
        ("3", "4", "split"),
        ("4", "5", "renumbered"),
        ("5", None, "repealed"),
        ("6", "6", "merged"),
        ("7", "6", "merged"),
        (None, "7", "new"),
    ]


def test_two_equal_texts_match_article_by_article():
    assert {each.kind for each in rules.match(OLD, OLD)} == {"same"}
    assert {each.confidence for each in rules.match(OLD, OLD)} == {1.0}
