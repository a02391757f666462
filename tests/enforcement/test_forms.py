"""Own results, conditions, repeat groups and verdict rules of a form, as officers answer it."""

import uuid

import pytest
from django.urls import reverse

from enforcement import services
from enforcement.choices import TaskKind, TaskState
from enforcement.models import Answer, Evidence
from enforcement.services.answers import Round, Submission
from enforcement.services.explaining import explain
from matters.models import CheckItem, LineSource
from tests import build
from tests.enforcement.test_pocket import as_officer, picture, url

pytestmark = pytest.mark.django_db

CARS = {"group": "车辆", "group_en": "vehicle"}


@pytest.fixture
def form(world):
    """A form of one question, one that waits for it, two lines for each vehicle."""
    version = build.checklist(
        lines=0,
        verdict={
            "rules": [
                {"when": "score", "below": 60, "result": "serious"},
                {"when": "score", "below": 90, "result": "minor"},
            ]
        },
    )
    own = [
        {"code": "r1", "means": "passed", "label": "符合", "label_en": "meets", "share": "1"},
        {
            "code": "r2",
            "means": "passed",
            "label": "基本符合",
            "label_en": "nearly",
            "share": "0.5",
        },
        {"code": "r3", "means": "failed", "label": "不符合", "label_en": "misses", "share": "0"},
    ]
    lines = [
        {"content": "Licence", "options": own, "score": 40, "finding": "未取得许可证。"},
        {"content": "Since when", "when_line": 1, "when_answers": ["r3"]},
        {"content": "Cover", "score": 30, **CARS},
        {"content": "Spill", "when_line": 3, "when_answers": ["failed"], **CARS},
        {"content": "Yard", "score": 30},
    ]
    CheckItem.objects.bulk_create(
        CheckItem(version=version, order=order, **line) for order, line in enumerate(lines, 1)
    )
    return version


@pytest.fixture
def task(world, form):
    made = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
    made.checklist_version = form
    made.save(update_fields=["checklist_version"])
    return made


@pytest.fixture
def send(client, world, task):
    """Send the phone's page with these lines, in English."""

    def send_(**fields):
        data = {"inspection": str(uuid.uuid4()), "outcome": "passed", "finding": "false", **fields}
        return as_officer(client, world, 0).post(url(task, "submit"), data)

    return send_


def given(task):
    return {
        (answer.item.content, answer.round): (answer.result, answer.choice, answer.about)
        for answer in Answer.objects.filter(inspection__task=task).select_related("item")
    }


def test_only_what_is_asked_is_stored(send, task):
    response = send(line_1="r1", line_2="failed", line_3="passed", line_4="failed", line_5="passed")
    assert response.status_code == 302
    assert given(task) == {
        ("Licence", 1): ("passed", "r1", ""),
        ("Cover", 1): ("passed", "", ""),
        ("Yard", 1): ("passed", "", ""),
    }


def test_a_line_that_waits_is_asked_once_its_answer_is_given(send):
    response = send(
        line_1="r3", note_1="none", line_3="passed", line_5="passed", outcome="rectify_by"
    )
    assert response.status_code == 422
    assert "id_line_2" in response.content.decode()


def test_lines_of_a_group_are_answered_for_each_thing(send, task):
    response = send(
        line_1="r1", line_5="passed", rounds_3="2", about_3="浙A1", line_3="passed",
        **{"about_3-2": "浙A2", "line_3-2": "failed", "note_3-2": "torn"},
        **{"line_4-2": "failed", "note_4-2": "oil"},
        outcome="rectify_now",
    )  # fmt: skip
    assert response.status_code == 302, response.content.decode()
    answers = given(task)
    assert answers["Cover", 1] == ("passed", "", "浙A1")
    assert answers["Cover", 2] == ("failed", "", "浙A2")
    assert answers["Spill", 2] == ("failed", "", "浙A2")
    assert ("Spill", 1) not in answers


def test_several_things_are_told_apart_by_name(send):
    fields = {"line_1": "r1", "line_5": "passed", "line_3": "passed", "line_3-2": "passed"}
    response = send(**fields, rounds_3="2", about_3="浙A1")
    assert response.status_code == 422
    assert "Say which one this is about." in response.content.decode()


def test_without_script_more_rounds_come_by_a_button_and_nothing_is_lost(send, task):
    response = send(line_1="r2", rounds_3="3", refresh="1")
    text = response.content.decode()
    assert response.status_code == 200
    assert 'name="line_3-3"' in text
    assert "field-error" not in text
    assert 'value="r2" id="id_line_1_1" checked' in text or 'value="r2"' in text
    assert not given(task)


def test_photos_belong_to_their_round(client, world, task):
    phone = as_officer(client, world, 0)
    response = phone.post(url(task, "photo"), {"photo_3-2": picture()})
    assert response.status_code == 201
    assert (Evidence.objects.get().item.content, Evidence.objects.get().round) == ("Cover", 2)


def test_the_verdict_of_the_form_is_proposed_and_explained(client, world, task):
    phone = as_officer(client, world, 0)
    data = {"line_1": "r2", "line_3": "passed", "line_5": "passed"}
    text = phone.post(url(task, "judge"), data).content.decode()
    assert "Score: 80 of 100 points, 80%." in text
    assert "Score below 90%: minor problems. It applies." in text
    assert "The answers speak for: corrected on the spot." in text


def test_a_failed_line_without_a_note_says_its_standard_wording(task):
    inspection = submit(task, {1: "r3", 2: "passed", 3: "passed", 5: "passed"}, "transferred")
    assert inspection.answers.get(item__order=1).note == "未取得许可证。"


def submit(task, by_order, outcome, **content):
    items = {item.order: item.pk for item in task.checklist_version.items.all()}
    officer = task.assignments.first().officer
    answers = {items[order]: code for order, code in by_order.items()}
    return services.submit(
        task,
        inspection=uuid.uuid4(),
        content=Submission(answers=answers, outcome=outcome, finding="false", **content),
        by=officer.user,
    )


def test_the_answer_is_explained_line_by_line_with_what_was_left_out(task, client, world):
    inspection = submit(task, {1: "r2", 3: "passed", 5: "passed"}, "rectify_now")
    found = explain(inspection)
    assert [line.points for line in found.lines] == ["20/40", "30/30", "30/30"]
    assert [item.content for item in found.left_out] == ["Since when", "Spill"]
    assert [text for text, decides in found.rules if decides] == [found.rules[2][0]]
    page = as_officer(client, world, 0).get(url(task)).content.decode()
    assert "nearly" in page
    assert "Not asked, given the answers before:" in page


def test_rounds_make_another_answer(task):
    one, two = (Submission(rounds={"车辆": [Round(about)]}).sha256 for about in ("a", "b"))
    assert one != two


def test_a_shared_line_counts_for_each_of_its_matters(task):
    """The same answer is judged by the form that each matter brought it from."""
    strict, lax = build.checklist(lines=1, key=1), build.checklist(lines=1, key=0)
    shared = task.checklist_version.items.get(order=5)
    one, two = build.matter(code="A1"), build.matter(code="B1")
    for version, matter in ((strict, one), (lax, two)):
        LineSource.objects.create(item=shared, source=version.items.get(), matter=matter)
    content = {"notes": {shared.pk: "dirty"}}
    inspection = submit(task, {1: "r1", 3: "passed", 5: "failed"}, "rectify_by", **content,
                        rectify_by=in_a_week())  # fmt: skip
    found = {each.matter: (each.result, each.lines) for each in explain(inspection).matters}
    assert found == {one: ("serious", ["5"]), two: ("minor", ["5"])}


def in_a_week():
    import datetime as dt

    from common import workdays

    return workdays.today() + dt.timedelta(days=7)


def test_the_desk_shows_it_too(client, world, task):
    submit(task, {1: "r1", 3: "passed", 5: "passed"}, "passed")
    reader = build.user()
    build.grant(
        reader,
        "enforcement.view_task",
        "enforcement.view_inspection",
        department=task.department,
    )
    client.force_login(reader)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    text = client.get(reverse("enforcement:task-detail", args=[task.pk])).content.decode()
    assert "How this comes about" in text
