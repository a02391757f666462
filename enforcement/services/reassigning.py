"""Giving several tasks to other officers at once: each by itself, refusals with their reason."""

from collections.abc import Iterable
from dataclasses import dataclass

from common.errors import ConflictError, RuleError
from common.models import User
from enforcement.choices import BEFORE_DISPATCH
from enforcement.models import Task
from enforcement.services import desk
from enforcement.services.officers import needed
from registry.models import Officer


@dataclass(frozen=True)
class Handed:
    """One task, and why it could not change hands; empty where it did."""

    task: Task
    refused: str = ""


def reassign_all(
    tasks: Iterable[Task], *, lead: Officer, second: Officer | None, by: User, reason: str
) -> list[Handed]:
    """Give each of the tasks to the officers chosen; one that is refused keeps no other back.

    Work for one goes to ``lead`` alone. Emits what ``desk.reassign`` or ``desk.dispatch`` emits.
    """
    found = []
    for task in tasks:
        act = desk.dispatch if task.state in BEFORE_DISPATCH else desk.reassign
        partner = second if needed(task.kind) > 1 else None
        try:
            act(task, lead=lead, second=partner, by=by, reason=reason)
        except (RuleError, ConflictError) as error:
            found.append(Handed(task, str(error)))
        else:
            found.append(Handed(task))
    return found
