"""What the events of disclosure are called."""

from django.utils.translation import gettext_lazy as _

from common import panels, timeline
from common.models import User
from supervision_portal.disclosure import terms


def meter_of(_row: None, user: User) -> panels.Panel | None:
    """Return the meter of publications for the dispatcher's desk."""
    if not user.has_perm("enforcement.view_inspection"):
        return None
    return panels.Panel(
        _("Publication in time"), "disclosure/_meter_panel.html", {"meter": terms.meter(user)}
    )


panels.register("enforcement:desk", "disclosure.meter", meter_of)

timeline.word("disclosure.published", _("Published"), "world")
timeline.word("disclosure.held", _("Held back from publication"), "hand-stop")
timeline.word("disclosure.withdrawn", _("Withdrawn from the public site"), "eye-off")
timeline.word("disclosure.publication_near", _("Reminded: to be published soon"), "bell")
timeline.word("disclosure.publication_late", _("Not published in time"), "alarm")
