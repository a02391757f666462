"""Building a form: lines are added, moved, changed and taken out."""

import pytest

from common.errors import RuleError, StaleState
from matters import services
from matters.models import ChecklistVersion
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(staff):
    """A draft of four lines."""
    version = services.new_checklist("test", "F1", "表", by=staff.drafter)
    for content in ("一", "二", "三", "四"):
        services.add_line(
            version, {"content": content}, revision=version.revision, by=staff.drafter
        )
    return version


def lines(version):
    return list(version.items.all())


def said(version):
    return "".join(each.content for each in lines(version))


def edit(form, order, by, **content):
    line = lines(form)[order - 1]
    form.refresh_from_db()
    return services.edit_line(line, content, revision=form.revision, by=by)


def move(form, order, to, by):
    form.refresh_from_db()
    services.move_line(lines(form)[order - 1], to, revision=form.revision, by=by)


def test_a_line_moves_and_what_waits_for_it_follows(form, staff):
    edit(form, 3, staff.drafter, when_line=2, when_answers=["failed"])
    move(form, 4, 1, staff.drafter)
    assert said(form) == "四一二三"
    assert lines(form)[3].when_line == 3


def test_a_line_never_comes_before_the_one_it_waits_for(form, staff):
    edit(form, 3, staff.drafter, when_line=2, when_answers=["failed"])
    with pytest.raises(RuleError) as refused:
        move(form, 3, 1, staff.drafter)
    assert refused.value.code == "not_earlier"
    with pytest.raises(RuleError):
        move(form, 2, 4, staff.drafter)
    assert said(form) == "一二三四"


def test_a_line_goes_unless_others_wait_for_it(form, staff):
    edit(form, 3, staff.drafter, when_line=2, when_answers=["failed"])
    with pytest.raises(RuleError) as refused:
        services.delete_line(lines(form)[1], revision=form.revision, by=staff.drafter)
    assert refused.value.code == "awaited"
    form.refresh_from_db()
    services.delete_line(lines(form)[0], revision=form.revision, by=staff.drafter)
    assert said(form) == "二三四"
    assert lines(form)[1].when_line == 1


def test_a_line_is_put_between_two_others(form, staff):
    services.add_line(form, {"content": "新"}, revision=form.revision, by=staff.drafter, after=2)
    assert said(form) == "一二新三四"


def test_who_comes_second_is_told_and_nothing_is_overwritten(form, staff):
    seen = form.revision
    line = lines(form)[0]
    services.edit_line(line, {"how": "first"}, revision=seen, by=staff.drafter)
    with pytest.raises(StaleState):
        services.edit_line(line, {"how": "second"}, revision=seen, by=staff.head)
    line.refresh_from_db()
    assert line.how == "first"


def test_what_is_no_draft_is_not_changed(form, staff):
    services.submit(form, by=staff.drafter)
    with pytest.raises(RuleError) as refused:
        services.edit_line(lines(form)[0], {"how": "x"}, revision=form.revision, by=staff.drafter)
    assert refused.value.code == "not_a_draft"


def test_the_next_version_begins_with_the_lines_of_the_last(form, publish, staff):
    edit(form, 2, staff.drafter, options=services.read_own_results("是;否"), score=5)
    edit(form, 3, staff.drafter, when_line=2, when_answers=["r2"])
    form.refresh_from_db()
    publish(form)
    version = services.draft_checklist(form.checklist, by=staff.drafter)
    assert said(version) == said(form)
    assert [
        tuple(getattr(line, name) for name in services.LINE_FIELDS) for line in lines(version)
    ] == [tuple(getattr(line, name) for name in services.LINE_FIELDS) for line in lines(form)]
    with pytest.raises(RuleError):
        services.draft_checklist(form.checklist, by=staff.drafter)


def test_a_form_whose_lines_do_not_hang_together_goes_to_no_review(staff):
    version = build.checklist(state="draft", valid=None)
    version.items.filter(order=2).update(when_line=1, when_answers=["maybe"])
    with pytest.raises(RuleError) as refused:
        services.submit(version, by=staff.drafter)
    assert refused.value.field == "when_answers"


def test_the_database_refuses_a_line_that_waits_for_a_later_one(form):
    from django.db import IntegrityError, transaction

    for bad in (2, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            form.items.filter(order=2).update(when_line=bad, when_answers=["failed"])


def test_verdict_rules_are_checked_before_they_stand(form, staff):
    from matters.rules import verdicts

    verdict = verdicts.Verdict((verdicts.Rule("failed", "serious", least=2),))
    services.set_verdict(form, verdict, revision=form.revision, by=staff.drafter)
    assert ChecklistVersion.objects.get(pk=form.pk).ruling == verdict
    with pytest.raises(RuleError):
        services.verdict_checked({"rules": [{"when": "failed", "least": 0, "result": "minor"}]})
