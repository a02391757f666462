"""Vocabularies of dispatch: what keeps a rule of dispatch from reaching anybody."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RuleGap(TextChoices):
    """The first part of a dispatch rule that leaves nobody, or too few for a visit."""

    MATTER = "matter", _("no published matter has a code that begins so")
    EMPTY = "empty", _("nobody is named, and the team has no officers")
    INACTIVE = "inactive", _("the accounts are closed")
    UNCERTIFIED = "uncertified", _("nobody has a valid certificate today")
    OTHER_LINE = "other_line", _("nobody works in this line of business")
    AWAY = "away", _("all are on leave or lent out today")
    OFF_DUTY = "off_duty", _("nobody is on duty now")
    BUSY = "busy", _("all have as much open work as the rule allows")

    ICONS = nonmember(
        {
            "matter": "list-search",
            "empty": "users",
            "inactive": "lock",
            "uncertified": "certificate",
            "other_line": "route",
            "away": "calendar-x",
            "off_duty": "clock",
            "busy": "hourglass",
        }
    )


GAP_PARTS: dict[str, str | Promise] = {
    RuleGap.EMPTY: _("officers meant"),
    RuleGap.INACTIVE: _("accounts"),
    RuleGap.UNCERTIFIED: _("certificates"),
    RuleGap.OTHER_LINE: _("line of business"),
    RuleGap.AWAY: _("leave and lending"),
    RuleGap.OFF_DUTY: _("duty"),
    RuleGap.BUSY: _("open work"),
}
"""The parts of a rule by name, where one officer is left and a visit takes two."""

URGES_A_DAY = 3
"""How often the officers of one task are urged in a day [D]."""
