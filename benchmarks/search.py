"""How long a search in full text takes at 5,000 matters and 20,000 articles.

The texts are made of the words that laws are made of, so that every word stands in many of them;
what is looked for stands in some. Each query is timed as the page asks it (the best twenty of each,
highlighted) and as a whole request; the plan shows the index.
"""

import datetime as dt
import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client

from benchmarks.report import Report, percentile
from common import workdays
from common.search import EXCERPT, highlight
from matters import services
from matters.models import Article, Law, LawVersion, MatterVersion
from tests import build

QUERIES = ("消防", "施工许可", "fire", "应当")
MATTERS, ARTICLES, PER_LAW = 5_000, 20_000, 100
ROUNDS = 40
WORDS = (  # noqa: SIM905 (fifty lines otherwise)
    "县级以上人民政府 住房和城乡建设主管部门 应当 依法 监督管理 建设单位 "
    "施工单位 监理单位 责令限期改正 处以罚款 情节严重 吊销许可证 安全生产 "
    "质量管理 排水设施 运行维护 定期检查 记录 保存 公布 申请 行政许可 "
    "受理 审查 决定 工程 现场 人员 设备 材料 标准 规范 规定 条件 措施 "
    "制度 责任 义务 危险 事故 报告 应急 预案 演练 救援 食品 药品 "
    "特种设备 环境保护 城市管理 市容 卫生 燃气 供水 道路 桥梁 房屋 "
).split()
TELLING = ("消防设计审查", "建筑工程施工许可证", "消防验收", "施工许可管理", "消防设施")


def measure(report: Report, *, quick: bool = False) -> None:
    scale = 10 if quick else 1
    _laws(ARTICLES // scale)
    _matters(MATTERS // scale)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE matters_article")
        cursor.execute("VACUUM ANALYZE matters_matterversion")
    sizes = f"{Article.objects.count():,} articles, {MatterVersion.objects.count():,} matters"
    user = build.user()
    build.grant(user, "matters.view_law", "matters.view_matterversion")
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    for query in QUERIES:
        hits, times = _timed(partial(_ask, user, query))
        report.add(f"{query}: both searches, p95", times, "ms", f"{hits} shown; {sizes}")
        _hits, page = _timed(partial(_page, client, query))
        report.add(f"{query}: page, p95", page, "ms", "aim: under 100")
    plan = services.find_articles(
        Article.objects.visible_to(user), "施工许可", workdays.today()
    ).explain()
    report.add("plan uses article_search", float("article_search" in plan), "", plan[:300])


def _timed(ask: Callable[[], int]) -> tuple[int, float]:
    hits = ask()
    times = []
    for _round in range(ROUNDS):
        begin = time.perf_counter()
        ask()
        times.append((time.perf_counter() - begin) * 1000)
    return hits, percentile(sorted(times), 0.95)


def _ask(user: Any, query: str) -> int:
    day = workdays.today()
    articles = services.find_articles(Article.objects.visible_to(user), query, day)[:20]
    matters = services.find_matters(MatterVersion.objects.visible_to(user), query)[:20]
    texts = [row.text for row in articles] + [row.basis for row in matters]
    return len([highlight(text, query, around=EXCERPT) for text in texts])


def _page(client: Client, query: str) -> int:
    answer = client.get("/laws/search/", {"q": query})
    if answer.status_code != 200 or b"<mark>" not in answer.content:
        raise RuntimeError(f"{query} was not found")
    return 0


def _laws(count: int) -> None:
    draw = random.Random(1)
    for number in range(count // PER_LAW):
        law = Law.objects.create(
            name=f"第{number}号管理条例", key=f"第{number}号管理条例", kind="admin_regulation"
        )
        version = LawVersion.objects.create(
            law=law, number=1, state="published", valid=(dt.date(2020, 1, 1), None)
        )
        Article.objects.bulk_create(
            Article(
                version=version,
                kind="article",
                number=place,
                label=f"第{place}条",
                locator=str(place),
                order=place,
                text=_text(draw, 30),
                text_en="Fire safety" if place == 7 else "",
            )
            for place in range(1, PER_LAW + 1)
        )


def _matters(count: int) -> None:
    draw = random.Random(2)
    department = build.department()
    for _number in range(count):
        build.matter_version(
            department=department,
            item=_text(draw, 3)[:200],
            object=_text(draw, 4),
            basis=_text(draw, 12),
            process=_text(draw, 8),
        )


def _text(draw: random.Random, words: int) -> str:
    """Return a sentence of so many words; one in thirty texts holds what is looked for."""
    chosen = draw.choices(WORDS, k=words)
    if draw.random() < 1 / 30:
        chosen[draw.randrange(words)] = draw.choice(TELLING)
    return "，".join("".join(chosen[at : at + 4]) for at in range(0, words, 4)) + "。"
