"""What draws show elsewhere: the words for their events."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from common import timeline


def _hash(facts: Mapping[str, Any]) -> str:
    return f"SHA-256 {facts['sha256']}" if facts.get("sha256") else ""


timeline.route("enforcement.draw", "enforcement:draw-detail")
timeline.word("enforcement.draw_frozen", _("Pools frozen"), "database")
timeline.word("enforcement.draw_witnessed", _("Word or numbers added"), "eye")
timeline.word("enforcement.draw_committed", _("Committed to"), "lock", _hash)
timeline.word("enforcement.draw_drawn", _("Drawn"), "dice-5", _hash)
timeline.word("enforcement.draw_confirmed", _("Draw confirmed, tasks made"), "checks")
timeline.word("enforcement.draw_swapped", _("Replaced by the next in line"), "replace")
timeline.word("enforcement.draw_revealed", _("Name revealed with its proof"), "eye-check")
timeline.word("enforcement.draw_concealed", _("Name taken back"), "eye-off")
