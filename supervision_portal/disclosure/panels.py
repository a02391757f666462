"""What the events of disclosure are called."""

from django.utils.translation import gettext_lazy as _

from common import timeline

timeline.word("disclosure.published", _("Published"), "world")
timeline.word("disclosure.held", _("Held back from publication"), "hand-stop")
timeline.word("disclosure.withdrawn", _("Withdrawn from the public site"), "eye-off")
