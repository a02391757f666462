"""Workers die at every step and Redis forgets: the loop closes all the same, and nothing twice."""

import datetime as dt

import pytest
from django.utils import timezone

from common.choices import DeliveryState
from common.events import HANDLERS
from common.models import Delivery, Event, Message
from datacenter.models import Batch, Indicator
from enforcement.choices import Finding, TaskKind
from enforcement.models import Inspection, Task
from risk.choices import Stage, Verdict
from risk.models import Episode, RiskWarning
from supervision_portal.disclosure.models import PublicRecord
from tests.ingest_client import Sender
from tests.loop_world import answer, build_world
from tests.stack import fault_points

pytestmark = pytest.mark.chaos

# These steps are taken by the web server or by people, not by a worker.
ELSEWHERE = ("receive.", "photo.", "pocket.")
# Here the whole worker dies, everywhere else the process that does the work.
WHOLE_WORKER = ("load.stored", "deliver.verify_warning", "delivered.settle_warning")
EMITTED_BY_WORKERS = (
    "datacenter.loaded", "risk.warned", "risk.pushed", "risk.verifying", "risk.settled",
    "risk.handling", "risk.closed", "enforcement.task_drafted", "enforcement.task_approved",
    "enforcement.task_dispatched", "disclosure.published",
)  # fmt: skip
IN_THIS_LOOP = (
    "judge_readings", "push_warning", "verify_warning", "tell_officers", "begin_verifying",
    "settle_warning", "disclose_result",
)  # fmt: skip


def places() -> list[str]:
    """Return every fault point that a worker passes in this loop; a new one is among them."""
    known = {name for handlers in HANDLERS.values() for name in handlers}
    assert set(IN_THIS_LOOP) <= known
    found = []
    for point in fault_points():
        if point.startswith(ELSEWHERE):
            continue
        if point == "emit.{name}":
            found += [f"emit.{name}" for name in EMITTED_BY_WORKERS]
        elif point.endswith(".{delivery.handler}"):
            found += [point.replace("{delivery.handler}", name) for name in IN_THIS_LOOP]
        else:
            found.append(point)
    return found


class Workers:
    """One worker that is started again whenever it has died as a whole."""

    def __init__(self, stack, faults):
        self.stack, self.faults = stack, faults
        stack.start("worker", faults=faults)

    def until(self, condition, what):
        def look():
            if self.stack.running["worker"].poll() is not None:
                self.stack.kill("worker")
                self.stack.start("worker", faults=self.faults)
            return condition()

        return self.stack.wait_for(look, seconds=120, what=what)


# A batch that has killed its loader five times is refused: its steps die in two rounds.
ROUNDS = {
    "loading": lambda point: point.startswith("load.") or point == "emit.risk.warned",
    "the rest": lambda point: not point.startswith("load."),
}


def is_quiet():
    return not Delivery.objects.filter(state=DeliveryState.DUE).exists()


@pytest.mark.parametrize("round_", ROUNDS)
def test_killed_at_every_step_the_loop_closes_once(stack, round_):
    world = build_world()
    points = [point for point in places() if ROUNDS[round_](point)]
    faults = ",".join(
        f"{point}:{'kill-all' if point in WHOLE_WORKER else 'kill'}" for point in points
    )
    stack.start("web", "beat")
    workers = Workers(stack, faults)
    sender = Sender.new(url=stack.url, department=world.department, datasets=[world.dataset])
    Indicator.objects.update(source=sender.source)
    at = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=5)
    rows = [("G1", at.isoformat(), "110")]
    assert sender.post(rows).status == 202
    workers.until(lambda: Task.objects.filter(state="dispatched").count() == 2, "two tasks")
    stack.flush_redis()
    workers.until(is_quiet, "quiet after the warning")

    answer(Task.objects.get(kind=TaskKind.FACT_CHECK), Finding.CONFIRMED)
    stack.flush_redis()
    workers.until(is_quiet, "quiet after the fact check")
    answer(Task.objects.get(kind=TaskKind.ON_SITE), Finding.CONFIRMED)
    stack.flush_redis()
    workers.until(lambda: PublicRecord.objects.exists(), "the public record")
    workers.until(is_quiet, "quiet at the end")

    assert {point for point in points if not stack.hit(point)} == set()
    warning = RiskWarning.objects.get()
    assert (warning.stage, warning.verdict) == (Stage.CLOSED, Verdict.CONFIRMED)
    assert Batch.objects.get().loaded == 1
    assert Episode.objects.count() == 1
    assert Task.objects.count() == 2
    assert Inspection.objects.count() == 2
    assert PublicRecord.objects.count() == 1
    assert Message.objects.filter(code="risk.warned").count() == 1
    assert Message.objects.filter(code="task.dispatched").count() == 3
    assert not Delivery.objects.exclude(state=DeliveryState.DONE).exists()
    told = list(Event.objects.values_list("name", "row", "cause"))
    assert len(told) == len(set(told)), "an event was told twice"
