"""The field app in a real browser: a day without network, and whatever may happen to it."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from enforcement.choices import TaskKind, TaskState
from enforcement.models import EntryCode, Evidence, FieldRecord, Inspection, PocketDevice, Task
from enforcement.rules.tasks import Line, judge, line_fault
from enforcement.services import pocket_devices
from enforcement.words import WORDS
from matters.rules import verdicts
from tests import build
from tests.enforcement.conftest import look_over, shot

VECTORS = Path(__file__).parent / "vectors" / "verdicts.json"
SCRIPTS = sorted((settings.BASE_DIR / "static" / "pocket").rglob("*.js"))
PIN = "274913"


def test_the_app_says_nothing_that_is_not_translated():
    said = {"Today", "New", "Outbox", "Me"}
    for path in SCRIPTS:
        said |= set(re.findall(r'(?<![\w.])t\("((?:[^"\\]|\\.)*)"', path.read_text()))
    assert said == set(WORDS)


def test_scripts_are_small_and_import_what_the_hashing_storage_follows():
    for path in SCRIPTS:
        text = path.read_text()
        assert text.count("\n") <= 260, path
        for found in re.findall(r"^import .*$|^\} from .*$", text, re.M):
            assert re.search(r'from "\.{1,2}/[^"]+\.js";$', found), (path, found)


def test_the_portal_judges_the_vectors_as_they_say():
    for case in json.loads(VECTORS.read_text()):
        lines = [
            Line(
                each["key"],
                each["means"],
                is_key=each["is_key"],
                photo_required=each.get("photo_required", False),
                has_note=each.get("has_note", False),
                photos=each.get("photos", 0),
                score=verdicts.Decimal(each["score"]),
                share=verdicts.Decimal(each["share"]),
            )
            for each in case["lines"]
        ]
        found = judge(lines, verdicts.read(case["verdict"]))
        percent = found.ruling.percent
        assert {
            "result": found.result,
            "why": {str(slot.order): why for slot, why in found.why.items()},
            "percent": None if percent is None else str(percent),
            "outcomes": list(found.outcomes),
            "faults": [line_fault(line) for line in lines],
        } == case["expected"], case["name"]


def test_the_worker_keeps_every_file_by_its_content(client):
    text = client.get("/sw.js").content.decode()
    setup = json.loads(re.search(r"const SETUP = (.*);", text)[1])
    kept = dict(setup["files"])
    assert "/pocket/" in kept
    assert len([each for each in kept if "/pocket/pages/" in each]) == 7
    assert client.get(setup["shell"]).status_code == 200
    manifest = client.get("/pocket/app.webmanifest").json()
    assert manifest["start_url"] == "/pocket/"


@pytest.mark.django_db
def test_a_pin_takes_the_password(world, client):
    user = world.officers[0].user
    user.set_password("a long password 1")
    user.save()
    client.force_login(user)
    path = reverse("enforcement:pocket-pin")
    wrong = {"password": "x", "pin": PIN, "again": PIN}
    assert client.post(path, wrong).status_code == 422
    assert client.post(path, wrong | {"password": "a long password 1"}).status_code == 302
    assert world.officers[0].pin.failures == 0


# ---- in a browser

BEHIND = """
const Real = Date; const off = -365 * 86400000;
Date = class extends Real {
  constructor(...parts) { parts.length ? super(...parts) : super(Real.now() + off); }
  static now() { return Real.now() + off; }
};
"""
JUDGE = """async (cases) => {
  const { evaluate, outcomesOf, lineFault } = await import("/static/pocket/verdict.js");
  return cases.map(({ verdict, lines }) => {
    const found = evaluate(verdict, lines);
    const percent = found.percent === null ? null : (Number(found.percent) / 10).toFixed(1);
    return { result: found.result, why: found.why, percent, outcomes: outcomesOf(found),
      faults: lines.map(lineFault) };
  });
}"""


@pytest.fixture
def visit(world):
    task = world.task(TaskState.DISPATCHED, TaskKind.ON_SITE)
    EntryCode.objects.create(task=task, code="7K3F-9QHD-2MXP-WT4C")
    return task


@pytest.fixture
def phone(live_server, browser, world):
    """Return a function that opens the app on a phone of 360 pixels, logged in as the lead."""
    contexts = []

    def open_(*, check=False, setup="", workers="allow", language="en", **options):
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": 360, "height": 740}, has_touch=True,
            bypass_csp=check, geolocation={"longitude": 120.2, "latitude": 30.2, "accuracy": 5},
            permissions=["geolocation"], service_workers=workers, **options,
        )  # fmt: skip
        contexts.append(context)
        log_in(context, world, live_server.url)
        context.add_init_script(f"localStorage.setItem('pocket.language', '{language}'); {setup}")
        page = context.new_page()
        page.goto("/pocket/")
        expect(page.locator(".card-link").first).to_be_visible()
        if workers == "allow":
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return page

    yield open_
    for context in contexts:
        context.close()


def log_in(context, world, url=None):
    client = Client()
    client.force_login(world.officers[0].user)
    session = client.cookies["sessionid"].value
    url = url or "/".join(context.pages[0].url.split("/")[:3])  # a cookie of the whole portal
    context.add_cookies([{"name": "sessionid", "value": session, "url": url}])


def answer(page, key, code):
    page.locator(f"#line-{key} .choice", has=page.locator(f"[value={code}]")).click()


def choose(page, text):
    page.locator(".choice", has_text=text).first.click()


def do_the_visit(page, world, tmp_path, *, photos=2):
    """Go from the card to the finished record, as far as handing in."""
    page.get_by_role("link", name=str(world.subject)).first.click()
    choose(page, "the firm checked the officers' code")
    expect(page.get_by_alt_text("Code for the firm to scan")).to_be_visible()
    shot(page, "pocket-02-task")
    page.get_by_role("button", name="We are there: begin").click()
    answer(page, 1, "passed")
    answer(page, 2, "failed")
    page.locator("#line-2 textarea").fill("No guard rail.")
    for number in range(photos):
        picture = tmp_path / f"{number}.jpg"
        picture.write_bytes(build.photo((600 + number, 400)))
        page.locator("#line-2 [data-kind=photo]").set_input_files(picture)
        expect(page.locator("#line-2 .pocket-files li")).to_have_count(number + 1)
    answer(page, 3, "not_applicable")
    choose(page, "corrected on the spot")
    choose(page, "the risk is there")
    shot(page, "pocket-03-check")
    page.get_by_role("button", name="Go on to sign").click()
    pad = page.get_by_role("img", name="Field to sign in with a finger").first
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 40, steps=4)
    page.mouse.up()
    choose(page, "refused to sign")
    page.locator("[data-name=refusal]").fill("Does not agree.")
    page.locator("[data-name=witness]").fill("Wang Wu")


def expect_state(page, state):
    rows = page.locator(".pocket-list li")
    expect(rows).to_have_count(1)
    expect(rows).to_have_attribute("data-state", state, timeout=20_000)


browser_test = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class TestInABrowser:
    pytestmark = browser_test

    def test_a_day_without_network_on_a_phone_a_year_behind(self, world, visit, phone, tmp_path):
        """Offline, reloaded, killed: one record, all photos, in the order they were taken."""
        second = world.officers[1]
        pocket_devices.set_pin(second, PIN, by=second.user)
        page = phone(setup=BEHIND)
        cases = json.loads(VECTORS.read_text())
        assert page.evaluate(JUDGE, cases) == [case["expected"] for case in cases]
        assert page.evaluate(FAILED_IN_ROUNDS) == ["lift 1 Cable worn", "lift 2 Cable No cable."]
        shot(page, "pocket-01-today")
        context = page.context
        context.set_offline(True)
        page.reload()
        expect(page.get_by_role("heading", name="Today")).to_be_visible()
        do_the_visit(page, world, tmp_path)
        page.locator("[data-name=pin]").fill(PIN)
        shot(page, "pocket-04-sign")
        page.get_by_role("button", name="Hand in").click()
        expect_state(page, "waiting")
        shot(page, "pocket-05-outbox")
        page.close()
        context.set_offline(False)
        page = context.new_page()
        page.goto("/pocket/#/outbox")
        expect_state(page, "sent")
        made = Inspection.objects.get()
        assert made.confirmed_by == second
        assert Task.objects.get(pk=visit.pk).state == TaskState.CLOSED
        times = list(Evidence.objects.order_by("pk").values_list("elapsed_ms", flat=True))
        assert len(times) == 2
        assert times == sorted(times)
        assert Evidence.objects.first().lon == 120.2
        assert made.signatures.get(signer="party").reason == "Does not agree."
        row = FieldRecord.objects.get()
        assert abs(row.finished_at - timezone.now()) < dt.timedelta(minutes=2)

    def test_a_lost_reply_a_killed_page_and_two_tabs_are_one_record(
        self, world, visit, phone, tmp_path
    ):
        page = phone(workers="block")
        met = []

        def lose(route):
            """Let the portal commit, then lose its reply; the page is killed while it waits."""
            met.append(route.fetch().status)
            route.abort()

        page.route("**/api/v1/pocket/records/*", lose, times=1)
        do_the_visit(page, world, tmp_path, photos=1)
        with page.expect_event("requestfailed"):  # before it is sent it waits too
            page.get_by_role("button", name="Hand in").click()
        expect_state(page, "waiting")
        assert met == [201]
        assert "Wang Wu" not in page.evaluate(READ_ALL)
        other = page.context.new_page()
        other.goto("/pocket/#/outbox")
        page.close()
        third = page.context.new_page()
        third.goto("/pocket/#/outbox")
        for tab in (other, third):
            tab.evaluate("() => { dispatchEvent(new Event('online')); }")  # both send at once
        expect_state(other, "sent")
        expect_state(third, "sent")
        assert FieldRecord.objects.count() == Inspection.objects.count() == 1
        assert Evidence.objects.count() == 1

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_every_page_is_accessible_and_fits(self, world, visit, phone, scheme):
        world.subject.name = "Hangzhou Binjiang Deep Foundation Pit Construction " * 3
        world.subject.save()
        language = "en" if scheme == "light" else "zh-hans"
        page = phone(check=True, color_scheme=scheme, language=language)
        pages = ["", f"task/{visit.pk}", f"task/{visit.pk}/check", f"task/{visit.pk}/sign"]
        for at in [*pages, "outbox", "new", "me"]:
            page.goto(f"/pocket/#/{at}")
            expect(page.locator("main h1")).to_be_focused()
            page.locator("details").evaluate_all(
                "all => all.forEach((each) => { each.open = true; })"
            )
            shot(page, f"pocket-{scheme}-{at.replace('/', '-')[-8:] or 'today'}")
            look_over(page)

    def test_an_ended_login_keeps_the_queue(self, world, visit, phone, tmp_path):
        page = phone(workers="block")
        do_the_visit(page, world, tmp_path, photos=0)
        PocketDevice.objects.update(revoked_at=timezone.now())
        page.get_by_role("button", name="Hand in").click()
        expect(page.get_by_text("Your login on this phone has ended.")).to_be_visible()
        assert not FieldRecord.objects.exists()
        assert page.evaluate(KEPT) == {"outbox": 1, "drafts": 1, "keys": 0, "bundle": 0, "named": 1}
        assert "Wang Wu" not in page.evaluate(READ_ALL)
        page.reload()  # the session that the phone was bound by has ended with it
        expect(page.get_by_role("link", name="Log in").first).to_be_visible()
        assert page.evaluate(KEPT)["keys"] == 0
        log_in(page.context, world)
        page.goto("/pocket/")
        page.goto("/pocket/#/outbox")
        expect_state(page, "sent")
        page.goto("/pocket/#/me")
        page.get_by_text("Log this phone out").click()
        expect(page.get_by_text("Not sent yet")).to_have_count(0)
        page.get_by_role("button", name="Log out and wipe").click()
        page.wait_for_url("**/pocket/online/me/")
        assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
        assert not PocketDevice.objects.open_of(world.officers[0].user).exists()

    def test_a_photo_still_waiting_for_its_place_is_not_lost_on_the_way(
        self, world, visit, phone, tmp_path
    ):
        """The fix takes seconds indoors; meanwhile the officer turns the page and goes on."""
        page = phone(setup=SLOW_FIX, workers="block")
        picture = tmp_path / "0.jpg"
        picture.write_bytes(build.photo((600, 400)))
        page.goto(f"/pocket/#/task/{visit.pk}/check")
        page.locator("#line-2 [data-kind=photo]").set_input_files(picture)
        page.goto(f"/pocket/#/task/{visit.pk}")
        told = page.get_by_label("The firm was told")
        page.get_by_text("What the firm is told").click()
        page.wait_for_timeout(2500)  # the fix comes while another page is open
        told.check()
        page.goto(f"/pocket/#/task/{visit.pk}/check")
        page.reload()
        expect(page.locator("#line-2 .pocket-files li")).to_have_count(1)

    def test_two_tabs_on_one_visit_lose_no_answer(self, world, visit, phone):
        one = phone(workers="block")
        other = one.context.new_page()
        for page in (one, other):
            page.goto(f"/pocket/#/task/{visit.pk}/check")
            expect(page.locator("#line-1")).to_be_visible()
        answer(one, 1, "passed")
        expect(other.locator("#line-1 [value=passed]")).to_be_checked()
        answer(other, 2, "failed")
        expect(one.locator("#line-2 [value=failed]")).to_be_checked()
        answer(one, 3, "not_applicable")
        expect(other.locator("#line-3 [value=not_applicable]")).to_be_checked()
        other.close()
        one.evaluate(AS_BEFORE)  # a phone whose key was made on it, by an earlier app
        one.reload()
        for key, code in (("1", "passed"), ("2", "failed"), ("3", "not_applicable")):
            expect(one.locator(f"#line-{key} [value={code}]")).to_be_checked()
        assert one.evaluate(KEPT) == {"outbox": 0, "drafts": 1, "keys": 1, "bundle": 1, "named": 1}

    def test_a_clock_set_back_does_not_hold_up_the_queue(self, world, visit, phone, tmp_path):
        page = phone(workers="block")
        page.route("**/api/v1/pocket/records/*", lambda route: route.abort(), times=1)
        do_the_visit(page, world, tmp_path, photos=0)
        page.route(  # an answer of something before the portal: a page, no problem in words
            "**/api/v1/pocket/records/*",
            lambda route: route.fulfill(status=413, body="<h1>413</h1>"),
            times=1,
        )
        page.get_by_role("button", name="Hand in").click()
        expect_state(page, "parked")
        expect(page.get_by_text("This is larger than the portal")).to_be_visible()
        with page.expect_event("requestfailed"):
            page.get_by_role("button", name="Try again").click()
        expect_state(page, "waiting")
        page.evaluate(A_YEAR_AHEAD)
        page.reload()
        expect_state(page, "sent")

    def test_a_full_phone_says_so_and_keeps_what_is_there(self, world, visit, phone, tmp_path):
        page = phone(setup=FULL, workers="block")
        do_the_visit(page, world, tmp_path, photos=0)
        page.evaluate("window.isFull = true")
        page.get_by_role("button", name="Hand in").click()
        expect(page.get_by_text("This phone has no room left")).to_be_visible()
        choose(page, "signed")
        paper = tmp_path / "paper.jpg"
        paper.write_bytes(build.photo((600, 400)))
        page.locator("#party ~ div [type=file]").set_input_files(paper)
        expect(page.get_by_text("This file could not be kept. Try again.")).to_be_visible()
        page.evaluate("window.isFull = false")
        choose(page, "refused to sign")
        page.get_by_role("button", name="Hand in").click()
        expect_state(page, "sent")
        assert Inspection.objects.count() == 1


SLOW_FIX = """
navigator.geolocation.getCurrentPosition = (done) => setTimeout(() => done({
  coords: { longitude: 120.2, latitude: 30.2, accuracy: 5 }, timestamp: Date.now() }), 1500);
"""
FAILED_IN_ROUNDS = """async () => {
  const { failedLines } = await import("/static/pocket/draft.js");
  const options = [{ code: "failed", means: "failed", share: "0" }];
  const line = { id: "a", order: 3, group: "lift", content: "Cable", content_en: "Cable",
    finding: "worn", finding_en: "worn", options, when_line: null, score: "0", is_key: false };
  return failedLines({ form: { lines: [line], verdict: { rules: [] } } }, { rounds: { lift: 2 },
    answers: { 3: "failed", "3-2": "failed" }, notes: { "3-2": "No cable." },
    about: { 3: "lift 1", "3-2": "lift 2" }, files: [] });
}"""
A_YEAR_AHEAD = """async () => {
  const { mark } = await import("/static/pocket/store.js");
  const { items } = await import("/static/pocket/outbox.js");
  const [{ id }] = await items();
  await mark("outbox", id, { next: Date.now() + 365 * 86400000 });
}"""
FULL = """
for (const name of ["put", "add"]) {
  const real = IDBObjectStore.prototype[name];
  IDBObjectStore.prototype[name] = function (...parts) {
    if (window.isFull) throw new DOMException("full", "QuotaExceededError");
    return real.apply(this, parts);
  };
}
"""
AS_BEFORE = """async () => {
  const [{ name }] = await indexedDB.databases();
  const db = await new Promise((done) => {
    const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result);
  });
  const ask = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const old = await ask(db.transaction("meta").objectStore("meta").get("key"));
  const own = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false,
    ["encrypt", "decrypt"]);
  for (const store of db.objectStoreNames) {
    for (const id of await ask(db.transaction(store).objectStore(store).getAllKeys())) {
      const row = await ask(db.transaction(store).objectStore(store).get(id));
      if (!row.data) continue;
      const iv = row.iv;
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, old, row.data);
      const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, own, plain);
      await ask(db.transaction(store, "readwrite").objectStore(store).put({ ...row, data }, id));
    }
  }
  const meta = db.transaction("meta", "readwrite").objectStore("meta");
  await ask(meta.put(own, "key"));
  await ask(meta.delete("keyname"));
  db.close();
}"""
KEPT = """async () => {
  const [{ name }] = await indexedDB.databases();
  const db = await new Promise((done) => {
    const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result);
  });
  const keys = (store) => new Promise((done) => {
    const asked = db.transaction(store).objectStore(store).getAllKeys();
    asked.onsuccess = () => done(asked.result);
  });
  const meta = await keys("meta");
  const count = async (store) => (await keys(store)).length;
  const found = { outbox: await count("outbox"), drafts: await count("drafts"),
    keys: meta.filter((each) => each === "key").length,
    bundle: meta.filter((each) => each === "bundle").length,
    named: meta.filter((each) => each === "keyname").length };
  db.close();
  return found;
}"""
READ_ALL = """async () => {
  const [{ name }] = await indexedDB.databases();
  const db = await new Promise((done) => {
    const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result);
  });
  const read = (store) => new Promise((done) => {
    const asked = db.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const rows = (await Promise.all([...db.objectStoreNames].map(read))).flat();
  const bytes = rows.map(({ data }) => (data ? new TextDecoder().decode(data) : ""));
  db.close();
  return JSON.stringify(rows) + bytes.join("");
}"""
