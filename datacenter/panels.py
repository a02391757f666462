"""What data coming in shows elsewhere: its events by name, the readings of a station."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import marks, panels, timeline
from common.models import User
from datacenter.choices import Fault
from datacenter.models import Indicator, Reading
from registry.models import Subject


def _counts(facts: Mapping[str, Any]) -> str:
    return _now("%(loaded)s readings loaded, %(duplicate)s duplicates, %(rejected)s rejected.") % {
        name: marks.number(facts.get(name, 0)) for name in ("loaded", "duplicate", "rejected")
    }


def _refused(facts: Mapping[str, Any]) -> str:
    """Say why the whole batch was refused, or how its rows fared."""
    if facts.get("fault") in Fault.values:
        return str(Fault(facts["fault"]).label) % facts["params"]
    return _counts(facts)


def readings_of(subject: Subject, user: User) -> panels.Panel | None:
    """Return the last reading of each series of a station."""
    if not user.has_perm("datacenter.view_reading"):
        return None
    series = list(
        Indicator.objects.filter(subject=subject)
        .select_related("dataset", "source")
        .order_by("dataset__code")
    )
    if not series:
        return None
    last = {
        reading.series_id: reading
        for reading in Reading.objects.filter(
            pk__in=[(each.pk, each.last_at) for each in series if each.last_at]
        )
    }
    rows = [{"series": each, "reading": last.get(each.pk)} for each in series]
    return panels.Panel(_("Readings"), "datacenter/_readings_panel.html", {"rows": rows})


panels.register("registry.subject", "readings", readings_of, order=40)
timeline.route("datacenter.batch", "datacenter:batch-detail")
timeline.word("datacenter.loaded", _("Readings loaded"), "database-import", _counts)
timeline.word("datacenter.rejected", _("No reading loaded"), "ban", _refused)
