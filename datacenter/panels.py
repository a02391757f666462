"""What the events of data in and out are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import timeline


def _counts(facts: Mapping[str, Any]) -> str:
    return _now("%(loaded)s readings loaded, %(duplicate)s duplicates, %(rejected)s rejected.") % {
        name: facts.get(name, 0) for name in ("loaded", "duplicate", "rejected")
    }


timeline.route("datacenter.batch", "datacenter:batch-detail")
timeline.word("datacenter.loaded", _("Readings loaded"), "database-import", _counts)
