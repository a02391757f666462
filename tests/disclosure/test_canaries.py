"""Nothing internal reaches the public: planted canaries, and a walk over every open address.

Weather and emergency warnings are for the authority in charge (Meteorology Law arts. 22 and 38,
Emergency Response Law art. 64), names of persons for nobody (OGI Regulation art. 15).
"""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.choices import AnswerResult, Finding, Outcome
from enforcement.models import Answer, EntryCode, Inspection
from registry.choices import SubjectKind
from registry.models import Link
from risk.choices import Condition, Stage, Verdict, WarningLevel
from risk.models import Episode, RiskWarning, Rule, RuleVersion
from supervision_portal.disclosure import services
from supervision_portal.disclosure import urls as public_urls
from supervision_portal.disclosure.models import PublicRecord
from tests import build
from tests.disclosure.acts import disclose, firm, inspection

pytestmark = pytest.mark.django_db

RULE = "canary-rule"
NOTE = "canary-note"
SECRETS = [
    *[RULE, "金丝雀规则", NOTE, "canary-answer", "canary-matter-note", "canary-withdrawn"],
    *["金丝雀", "Canary Officer", "138-1234-5678", "CANARY-CERT", "canary.login"],
    *["canary-template", "canary-entry-code", "canary-gauge", "王老五", "Wang Laowu"],
    *["330106199001011234", "canary-address"],
]
LEVELS = re.compile(
    r"\b(?:red|orange|yellow|blue)\b|红色|橙色|黄色|蓝色|risk\.warning", re.IGNORECASE
)


@pytest.fixture
def planted():
    """A red warning, the inspection it called for, everything secret about both, and results."""
    shop = build.subject(
        kind=SubjectKind.SELF_EMPLOYED,
        name="王老五排水服务部",
        name_en="Wang Laowu Drainage",
        address="canary-address 2幢301室",
    )
    person = build.subject(
        kind=SubjectKind.PERSON,
        name="王老五",
        name_en="Wang Laowu",
        uscc="330106199001011234",
        region=shop.region,
    )
    Link.objects.create(source=shop, target=person, kind="operated_by")
    warning = red_warning(shop)
    result = inspection(shop, outcome=Outcome.RECTIFY_BY, rectify_by=dt.date(2026, 12, 1))
    hide_all_about(result, warning)
    open_results = [disclose(result), disclose(inspection(firm(region=shop.region)))]
    withdrawn = disclose(inspection(person))
    services.withdraw(withdrawn, why="canary-withdrawn", by=build.user())
    disclose(inspection(firm(name="泄露公司 13812345678", region=shop.region)))
    return warning, [*open_results, withdrawn]


def red_warning(target):
    rule = Rule.objects.create(code=RULE, name="金丝雀规则", name_en=RULE)
    version = RuleVersion.objects.create(
        rule=rule,
        number=1,
        definition={"id": RULE},
        content_hash="0" * 64,
        department=build.department(region=target.region),
    )
    gauge = build.subject(kind=SubjectKind.EQUIPMENT, name="canary-gauge", region=target.region)
    now = timezone.now()
    episode = Episode.objects.create(
        rule=rule,
        subject=gauge,
        start=now,
        last_on=now,
        peak=WarningLevel.RED,
        peak_at=now,
        peak_values={"r3": "123.4"},
    )
    return RiskWarning.objects.create(
        rule_version=version,
        episode=episode,
        subject=gauge,
        target=target,
        region=target.region,
        level=WarningLevel.RED,
        condition=Condition.FIRING,
        stage=Stage.VERIFYING,
        verdict=Verdict.CONFIRMED,
        measures={"r3": "123.4"},
        event_time=now,
        batch=build.event().pk,
    )


def hide_all_about(result: Inspection, warning: RiskWarning) -> None:
    task = result.task
    type(task).objects.filter(pk=task.pk).update(
        origin=f"risk.warning:{warning.pk}", template="canary-template"
    )
    version = task.matter_version
    type(version).objects.filter(pk=version.pk).update(note="canary-matter-note")
    Inspection.objects.filter(pk=result.pk).update(note=NOTE, finding=Finding.CONFIRMED)
    officer = result.submitted_by
    type(officer).objects.filter(pk=officer.pk).update(
        phone="138-1234-5678", certificate_no="CANARY-CERT"
    )
    type(officer.user).objects.filter(pk=officer.user.pk).update(
        username="canary.login", name="金丝雀", name_en="Canary Officer"
    )
    item = task.checklist_version.items.first()
    Answer.objects.create(
        inspection=result, item=item, result=AnswerResult.FAILED, note="canary-answer"
    )
    EntryCode.objects.update_or_create(task=task, defaults={"code": "canary-entry-code"})


def open_addresses(records: list[PublicRecord]) -> list[str]:
    """Return every address of the public site and its interface; a new page must be named here.

    Consultations, policies, laws and plans are written for the public and carry nothing of a
    result; what a draw tells is tested with the draw.
    """
    versions = {record.matter_key for record in records}
    arguments = {
        "matter-detail": [[key] for key in versions],
        "result-detail": [[record.code] for record in records],
        "matter-file": [["csv"], ["json"]],
        "consultation-detail": [],
        "policy-detail": [],
        "policy-file": [],
        "law-detail": [],
        "law-article": [],
        "plan-detail": [],
        "draw-detail": [],
        "draw-file": [],
    }
    found = []
    for pattern in public_urls.urlpatterns:
        for args in arguments.get(pattern.name, [[]]):
            found.append(reverse(f"public:{pattern.name}", args=args))
    found += [f"{url}?q={word}" for url in found for word in ("王老五", "canary", "排水")]
    found += ["/api/v1/public-records/", "/api/v1/public-records/?q=排水"]
    found += [f"/api/v1/public-records/{record.code}/" for record in records]
    return found


def test_nothing_internal_is_told_anywhere(planted):
    warning, records = planted
    secrets = [*SECRETS, str(warning.pk), str(warning.episode_id), str(warning.rule_version_id)]
    told = 0
    for language in ("zh-hans", "en"):
        visitor = Client(headers={"accept-language": language})
        for url in open_addresses(records):
            answer = visitor.get(url)
            assert answer.status_code in (200, 302, 410), url
            text = answer.content.decode() + str(answer.headers)
            visible = re.sub(r'value="[^"]*"|[?&]q=[^"&]*|<title>[^<]*|next=[^"&]*', "", text)
            assert [each for each in secrets if each in visible] == [], url
            assert LEVELS.findall(visible) == [], url
            told += text.count("王**")
    assert told, "the walk has seen the masked record"


def test_the_public_copy_holds_none_of_it(planted):
    """What is not stored with the copy cannot be told by a page of tomorrow."""
    for row in PublicRecord.objects.values():
        row.pop("origin"), row.pop("withdrawn_why")
        text = str(row)
        assert [each for each in SECRETS if each in text] == []
        assert LEVELS.findall(text) == []
