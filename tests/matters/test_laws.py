"""The life of a law: entered, drafted, matched, published; what rests on it is reviewed."""

import datetime as dt

import pytest

from common.errors import RuleError
from common.models import Event
from matters import services
from matters.models import Article, Citation, ImpactReview
from tests import build

NEXT = dt.date(2026, 12, 1)
CHANGED = build.LAW_TEXT.replace("五万元", "十万元").replace(
    "第四条　本法", "第四条　处罚由县级主管部门决定。\n\n第五条　本法"
)


@pytest.fixture
def law(db):
    return build.law("中华人民共和国试验法", issuer="全国人大常委会")


@pytest.fixture
def first(law):
    return build.law_version(law)


@pytest.fixture
def second(law, first):
    """A draft of the next version."""
    return services.draft_version(law, CHANGED, by=build.user())


def published(version, day=NEXT):
    reviewer = build.user()
    services.confirm_mapping(version, by=reviewer)
    return services.publish_version(version, by=reviewer, from_day=day)


def test_a_law_is_entered_once(law):
    with pytest.raises(RuleError) as refused:
        services.add_law("试验法（2021年修正）", "law", by=None)
    assert refused.value.code == "known_law"


def test_articles_stand_in_a_tree(first):
    places = list(first.articles.values_list("locator", flat=True))
    assert places == ["c1", "1", "1.1", "2", "2.1", "2.1.1", "2.1.2", "2.2", "3", "3.1", "4", "4.1"]
    item = first.articles.get(locator="2.1.2")
    assert item.parent.locator == "2.1"
    assert first.articles.get(locator="2").parent.locator == "c1"


def test_a_text_without_articles_is_refused(law):
    with pytest.raises(RuleError) as refused:
        services.draft_version(law, "没有条文", by=None)
    assert refused.value.code == "no_article"


def test_a_draft_is_written_anew(law, second):
    again = services.draft_version(law, build.LAW_TEXT, by=build.user())
    assert again.pk == second.pk
    assert not again.articles.filter(locator="5").exists()
    assert {each.kind for each in again.matches.all()} == {"same"}


def test_whoever_drafts_does_not_publish(law, first):
    drafter = build.user()
    version = services.draft_version(law, CHANGED, by=drafter)
    services.confirm_mapping(version, by=build.user())
    with pytest.raises(RuleError) as refused:
        services.publish_version(version, by=drafter, from_day=NEXT)
    assert refused.value.code == "four_eyes"


def test_a_mapping_is_confirmed_before_the_next_version_is_published(second):
    with pytest.raises(RuleError) as refused:
        services.publish_version(second, by=build.user(), from_day=NEXT)
    assert refused.value.code == "not_mapped"


def test_the_next_version_ends_the_one_before(first, second):
    published(second)
    first.refresh_from_db()
    assert first.last_day == NEXT - dt.timedelta(days=1)
    assert second.first_day == NEXT
    with pytest.raises(RuleError):
        published(services.draft_version(first.law, CHANGED, by=None), NEXT)


def test_an_old_act_shows_the_text_that_was_in_force(first, second):
    citation = services.cite("test.act:1", "《试验法》第三条第一款")[0]
    published(second)
    assert "五万元" in citation.article(NEXT - dt.timedelta(days=1)).text
    assert "十万元" in citation.article(NEXT).text
    assert citation.article(dt.date(2019, 1, 1)) is None


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("第二条第一款第（二）项", "2.1.2"),
        ("第二条第（二）项", "2.1.2"),
        ("第二条第一款第（九）项", "2.1"),
        ("第三条第七款", "3"),
        ("第一章", "c1"),
    ],
)
def test_a_citation_finds_the_nearest_piece(first, words, place):
    assert services.cite("test.act:1", f"《试验法》{words}")[0].article().locator == place


def test_citing_again_drops_what_is_no_longer_said(first):
    kept, dropped = services.cite("test.act:1", "《试验法》第二条、第三条")
    again = services.cite("test.act:1", "《试验法》第二条", "《别的法》第一条")
    assert again[0].pk == kept.pk
    dropped.refresh_from_db()
    assert dropped.dropped_at is not None
    assert [each.locator for each in Citation.objects.of(["test.act:1"])] == ["2", "1"]


def test_a_citation_waits_for_its_law(db):
    citation = services.cite("test.act:1", "《后来的条例》第一条")[0]
    assert citation.law is None
    later = build.law("后来的条例")
    citation.refresh_from_db()
    assert citation.law == later


def test_citing_many_records_costs_no_more_than_one(first, django_assert_num_queries):
    many = [services.Cited(f"test.act:{n}", "《试验法》第二条、第三条") for n in range(50)]
    with django_assert_num_queries(5):
        services.cite_all(many)
    with django_assert_num_queries(4):
        services.cite_all(many)


def test_a_change_opens_reviews_by_itself(first, second):
    owner = build.department()
    changed = build.matter_version(department=owner)
    untouched = build.matter_version()
    services.cite(changed, "《试验法》第三条")
    services.cite(untouched, "《试验法》第一条")
    published(second)
    review = ImpactReview.objects.get()
    assert (review.origin, review.kind, review.department) == (
        f"matters.matterversion:{changed.pk}",
        "edited",
        owner,
    )
    assert review.due_on == dt.date(2026, 12, 14)
    assert Event.objects.filter(name="matters.review_opened").count() == 1


def test_lines_of_checklists_are_reviewed_by_the_department_of_their_matter(first, second):
    version = build.matter_version()
    form = build.checklist()
    form.checklist.matters.add(version.matter)
    services.cite(form.items.first(), "《试验法》第三条")
    published(second)
    assert ImpactReview.objects.get().department == version.department


def test_what_is_superseded_is_not_reviewed(first, second):
    old = build.matter_version(state="superseded")
    services.cite(old, "《试验法》第三条")
    published(second)
    assert not ImpactReview.objects.exists()


def test_the_mapping_can_be_corrected(second):
    services.remap(second, {"3": ["3", "4"]}, by=build.user())
    fates = {
        (match.old and match.old.locator, match.new and match.new.locator): match.kind
        for match in second.matches.select_related("old", "new")
    }
    assert fates["3", "3"] == fates["3", "4"] == "split"
    assert second.mapped_by is None
    services.remap(second, {"3": []}, by=build.user())
    assert second.matches.get(old__locator="3").kind == "repealed"


def test_reviews_are_settled_and_taken_back(first, second):
    services.cite(build.matter_version(), "《试验法》第三条")
    published(second)
    review = ImpactReview.objects.get()
    services.settle_review(review, "kept", by=build.user(), basis="only the amount changed")
    assert (review.state, review.reason) == ("kept", "only the amount changed")
    services.reopen_review(review, by=build.user(), basis="look again")
    assert review.state == "open"


def test_a_repealed_basis_is_announced_on_its_day(first, law, time_machine_at):
    version = build.matter_version()
    services.cite(version, "《试验法》第三条")
    services.repeal(first, by=build.user(), basis="主席令", on=NEXT)
    assert ImpactReview.objects.get().kind == "repealed"
    assert not Event.objects.filter(name="matters.basis_repealed").exists()
    time_machine_at.move_to(dt.datetime(2026, 12, 1, 3, tzinfo=dt.UTC))
    assert services.announce() == 1
    assert services.announce() == 0
    told = Event.objects.get(name="matters.basis_repealed")
    assert told.facts["origin"] == f"matters.matterversion:{version.pk}"


@pytest.mark.parametrize(
    ("query", "places"),
    [("消防", ["1"]), ("施工许可", ["2"]), ("许可施工", []), ("罚款 五万元", ["3"]), ("罚", ["3"])],
)
def test_articles_are_found_in_full_text(first, query, places):
    found = Article.objects.whole().matching(query).best_first(query)
    assert [each.locator for each in found] == places
