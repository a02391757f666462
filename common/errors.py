"""The refusals that people and systems get to read, each with a code that machines rely on."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise


class RuleError(Exception):
    """An act was refused by a rule; the message is fit for the person who tried (answered as 422).

    ``field`` names the form field at fault, if there is one; ``params`` are values for machines.
    """

    def __init__(self, code: str, message: str | Promise, *, field: str = "", **params: Any):
        super().__init__(str(message))
        self.code, self.message, self.field, self.params = code, message, field, params


class ConflictError(Exception):
    """The row is no longer as the person saw it (answered as 409)."""

    code = "conflict"
    params: Mapping[str, Any] = {}
    """Values for machines."""


class IllegalMove(ConflictError):
    """The state machine has no such step."""

    code = "illegal_move"


class StaleState(ConflictError):
    """Somebody else moved the row first."""

    code = "stale_state"
