"""The officer's phone: from the card to the confirmed answer, and nothing typed is ever lost."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from enforcement.choices import TASK_FLOW, TaskKind, TaskState
from enforcement.models import Evidence, Inspection, Task
from tests import build
from tests.enforcement.conftest import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(client, world):
    """The first officer's phone, in English."""
    return as_officer(client, world, 0)


def as_officer(client, world, number):
    client.force_login(world.officers[number].user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def url(task, step="", *args):
    return reverse(f"enforcement:pocket-{step or 'task'}", args=[task.pk, *args])


def answer(world, *results, **changes):
    """Return a filled form; the last result stands for all lines that follow."""
    padded = [*results, *[results[-1]] * len(world.items)]
    lines = {
        f"line_{item.order}": result for item, result in zip(world.items, padded, strict=False)
    }
    return {"inspection": str(uuid.uuid4()), "finding": "false"} | lines | changes


def picture(name="a.jpg", **options):
    return SimpleUploadedFile(name, build.photo(**options), "image/jpeg")


class TestToday:
    def test_my_open_tasks_as_cards(self, world, phone):
        mine = [world.task(), world.task(TaskState.ON_SITE, TaskKind.ON_SITE)]
        build.task(build.officer(department=world.own))
        page = phone.get(reverse("enforcement:pocket"))
        text = page.content.decode()
        assert text.count("card-link") == 2
        assert all(url(task) in text for task in mine)

    def test_what_i_did_lately_comes_last(self, world, phone):
        done, long_ago = world.task(TaskState.CLOSED), world.task(TaskState.CLOSED)
        before = timezone.now() - dt.timedelta(days=31)
        Task.objects.filter(pk=long_ago.pk).update(changed_at=before)
        page = phone.get(reverse("enforcement:pocket")).content.decode()
        assert "Done in the last 30 days" in page
        assert url(done) in page
        assert url(long_ago) not in page

    def test_what_waits_for_my_confirmation_comes_first(self, world, phone):
        task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
        phone.post(url(task, "submit"), answer(world, "passed", outcome="passed"))
        page = phone.get(reverse("enforcement:pocket")).content.decode()
        assert "Waiting for the other officer" in page
        page = as_officer(phone, world, 1).get(reverse("enforcement:pocket")).content.decode()
        assert "To confirm" in page

    def test_nothing_to_do_says_so(self, world, phone):
        assert "Nothing to do" in phone.get(reverse("enforcement:pocket")).content.decode()

    def test_the_number_of_queries_does_not_grow(self, world, phone, django_assert_max_num_queries):
        for _each in range(20):
            world.task()
        with django_assert_max_num_queries(12):
            phone.get(reverse("enforcement:pocket"))


class TestOneTask:
    @pytest.mark.parametrize("kind", TaskKind.values)
    def test_a_page_in_every_state(self, world, phone, kind):
        for state in TASK_FLOW[kind]:
            task = world.task(state, kind)
            assert phone.get(url(task)).status_code == 200, (kind, state)

    def test_from_the_card_to_the_closed_visit(self, world, phone):
        task = world.verify()
        task = Task.objects.get(pk=task.pk)
        lead = task.assignments.get(position="lead").officer
        number = world.officers.index(lead)
        as_officer(phone, world, number)
        assert phone.post(url(task, "accept")).status_code == 302
        page = phone.get(url(task)).content.decode()
        assert task.entry_code.code in page
        assert "data:image/svg+xml" in page
        assert phone.post(url(task, "arrive")).status_code == 302
        assert "Line 1" in phone.get(url(task)).content.decode()
        sent = phone.post(
            url(task, "submit"),
            answer(world, "failed", "passed", outcome="refer_to_case", finding="confirmed")
            | {"note_1": "pump does not run", "photo_1": picture(), "photo": picture("b.jpg")},
        )
        assert sent.status_code == 302
        assert Evidence.objects.filter(task=task).count() == 2
        as_officer(phone, world, 1 - number)
        page = phone.get(url(task)).content.decode()
        assert "pump does not run" in page
        assert "correcting on the spot is not enough" in page
        made = Inspection.objects.get()
        assert phone.post(url(task, "confirm", made.pk)).status_code == 302
        assert told(task)[-2:] == ["confirmed", "closed"]
        assert "Nothing is left to do" in phone.get(url(task)).content.decode()

    def test_a_fact_check_asks_for_no_outcome(self, world, phone):
        task = world.task(TaskState.ACCEPTED)
        page = phone.get(url(task)).content.decode()
        assert 'name="outcome"' not in page
        assert 'name="finding"' in page
        phone.post(url(task, "submit"), answer(world, "passed"))
        assert Task.objects.get(pk=task.pk).state == TaskState.CLOSED

    def test_handing_back_takes_a_reason(self, world, phone):
        task = world.task()
        assert phone.post(url(task, "return"), {"reason": ""}).status_code == 422
        assert phone.post(url(task, "return"), {"reason": "I know the owner."}).status_code == 302
        assert Task.objects.get(pk=task.pk).state == TaskState.RETURNED

    def test_sending_back_takes_a_reason(self, world, phone):
        task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
        phone.post(url(task, "submit"), answer(world, "passed", outcome="passed"))
        as_officer(phone, world, 1)
        made = Inspection.objects.get().pk
        assert phone.post(url(task, "send-back", made), {"reason": ""}).status_code == 422
        phone.post(url(task, "send-back", made), {"reason": "Line 2 was not seen."})
        assert Task.objects.get(pk=task.pk).state == TaskState.ON_SITE

    def test_the_second_officer_may_tap_accept_and_arrive_too(self, world, phone):
        task = world.task(kind=TaskKind.ON_SITE)
        for step, state in (("accept", TaskState.ACCEPTED), ("arrive", TaskState.ON_SITE)):
            for officer in (0, 1):
                as_officer(phone, world, officer)
                assert phone.post(url(task, step)).status_code == 302
            assert Task.objects.get(pk=task.pk).state == state

    def test_who_comes_too_late_is_led_back_to_the_page(self, world, phone):
        task = world.task(TaskState.SUBMITTED, TaskKind.ON_SITE)
        build.inspection(task, world.officers[1])
        page = f"http://testserver{url(task)}"
        late = phone.post(url(task, "arrive"), headers={"referer": page})
        assert late.status_code == 409
        assert f'href="{page}"' in late.content.decode()
        elsewhere = phone.post(url(task, "arrive"), headers={"referer": "https://example.org/"})
        assert "example.org" not in elsewhere.content.decode()

    def test_an_address_that_only_takes_acts_says_so(self, world, phone):
        page = phone.get(url(world.task(), "accept"))
        assert page.status_code == 405
        assert "This address is no page" in page.content.decode()

    def test_who_submitted_reads_why_somebody_else_confirms(self, world, phone):
        task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
        phone.post(url(task, "submit"), answer(world, "passed", outcome="passed"))
        made = Inspection.objects.get().pk
        refused = phone.post(url(task, "confirm", made))
        assert refused.status_code == 403
        assert "The second officer confirms, not the one who submitted" in refused.content.decode()


class TestErrors:
    @pytest.fixture
    def task(self, world):
        return world.task(TaskState.ON_SITE, TaskKind.ON_SITE)

    def test_everything_typed_stands_there_again(self, world, phone, task):
        filled = answer(world, "failed", "passed", outcome="rectify_by", finding="confirmed") | {
            "rectify_by": "2020-01-01",
            "note": "Two pumps of three.",
            "note_2": "seal intact",
            "photo_2": picture(),
        }
        page = phone.post(url(task, "submit"), filled)
        text = page.content.decode()
        assert page.status_code == 422
        assert not Inspection.objects.exists()
        assert "Say in a few words what is wrong" in text
        assert "Two pumps of three." in text
        assert "seal intact" in text
        assert filled["inspection"] in text
        assert text.count("checked") >= 5
        assert reverse("enforcement:photo", args=[Evidence.objects.get().pk]) in text

    def test_all_errors_stand_at_their_fields(self, world, phone, task):
        text = phone.post(url(task, "submit"), {"inspection": str(uuid.uuid4())}).content.decode()
        assert text.count("Choose a result for this line.") == 2 * len(world.items)
        for item in world.items:
            assert f'id="id_line_{item.order}_error"' in text
            assert f'href="#id_line_{item.order}"' in text

    def test_a_bad_photo_is_said_and_the_good_one_kept(self, world, phone, task):
        filled = answer(world, "passed", outcome="passed") | {
            "photo_1": [picture(), SimpleUploadedFile("x.jpg", b"MZ" * 50)],
        }
        page = phone.post(url(task, "submit"), filled)
        assert page.status_code == 422
        assert "This is no photo" in page.content.decode()
        assert Evidence.objects.count() == 1

    def test_the_same_form_twice_is_one_answer(self, world, phone, task):
        filled = answer(world, "passed", outcome="passed")
        for _each in range(2):
            filled["photo"] = picture()
            assert phone.post(url(task, "submit"), filled).status_code == 302
        assert told(task) == ["submitted"]

    def test_another_form_after_it_is_a_conflict(self, world, phone, task):
        filled = answer(world, "passed", outcome="passed")
        phone.post(url(task, "submit"), filled)
        assert phone.post(url(task, "submit"), filled | {"note": "more"}).status_code == 409
        assert phone.post(url(task, "submit"), answer(world, "failed")).status_code == 409


class TestWhileFilling:
    @pytest.fixture
    def task(self, world):
        return world.task(TaskState.ON_SITE, TaskKind.ON_SITE)

    def test_only_fitting_outcomes_are_offered(self, world, phone, task):
        page = phone.post(url(task, "judge"), answer(world, "failed", "passed"))
        text = page.content.decode()
        assert 'value="rectify_by"' in text
        assert 'value="passed"' not in text
        assert 'value="rectify_now"' not in text
        assert "serious problems" in text

    def test_open_lines_are_named(self, world, phone, task):
        text = phone.post(url(task, "judge"), {"line_1": "passed"}).content.decode()
        assert 'data-go="id_line_2"' in text
        assert 'data-go="id_line_1"' not in text

    def test_a_photo_is_kept_at_once(self, world, phone, task):
        page = phone.post(url(task, "photo"), {"photo_2": picture()})
        assert page.status_code == 201
        assert "size=thumb" in page.content.decode()
        assert Evidence.objects.get().item == world.items[1]
        assert phone.post(
            url(task, "photo"), {"photo": SimpleUploadedFile("x", b"")}
        ).status_code in (
            201,
            422,
        )

    def test_a_bad_photo_is_refused_in_words(self, world, phone, task):
        bad = {"photo": SimpleUploadedFile("x.jpg", b"MZ" * 50)}
        page = phone.post(url(task, "photo"), bad)
        assert page.status_code == 422
        assert "no photo" in page.content.decode()


class TestDoors:
    """Strangers find nothing, colleagues are refused."""

    STEPS = ("accept", "arrive", "return", "judge", "photo", "submit")

    def test_the_stranger(self, world, client):
        client.force_login(build.user())
        task = world.task()
        assert client.get(reverse("enforcement:pocket")).status_code == 403
        assert client.get(url(task)).status_code == 403
        other = build.officer()
        client.force_login(other.user)
        assert client.get(url(task)).status_code == 404
        for step in self.STEPS:
            assert client.post(url(task, step)).status_code == 404

    def test_the_colleague(self, world, client):
        world.officers.append(build.officer(department=world.own))
        as_officer(client, world, 2)
        assert client.get(url(world.task())).status_code == 403
        assert client.post(url(world.task(), "accept")).status_code == 403
        at_work = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
        for step in ("judge", "photo", "submit"):
            assert client.post(url(at_work, step), answer(world, "passed")).status_code == 403

    def test_a_grid_member_sees_fact_checks_only(self, world, client):
        helper = build.officer(department=world.own, certificate_no=None, valid=None)
        helper.user.grants.all().delete()
        build.grant(helper.user, "enforcement.perform_fact_check", department=world.own)
        client.force_login(helper.user)
        look = build.task(helper, department=world.own)
        visit = build.task(helper, department=world.own, kind=TaskKind.ON_SITE)
        assert client.get(url(look)).status_code == 200
        assert client.get(url(visit)).status_code == 404

    def test_get_changes_nothing(self, world, phone):
        task = world.task()
        for step in self.STEPS:
            assert phone.get(url(task, step)).status_code == 405


class TestPhotos:
    def test_seen_by_those_who_may(self, world, phone, client):
        task = world.task(TaskState.ACCEPTED)
        phone.post(url(task, "photo"), {"photo": picture()})
        at = reverse("enforcement:photo", args=[Evidence.objects.get().pk])
        shown = phone.get(at)
        assert shown.status_code == 200
        assert shown["Content-Type"] == "image/jpeg"
        assert "private" in shown["Cache-Control"]
        assert phone.get(at, {"size": "thumb"}).status_code == 200
        assert phone.get(at, {"size": "sha"}).status_code == 404
        supervisor = build.user()
        build.grant(supervisor, "enforcement.view_evidence", department=world.top)
        client.force_login(supervisor)
        assert client.get(at).status_code == 200
        client.force_login(build.officer(department=world.own).user)
        assert client.get(at).status_code == 404

    def test_me(self, world, phone):
        page = phone.get(reverse("enforcement:pocket-me")).content.decode()
        assert world.officers[0].certificate_no in page
        assert "until" in page
