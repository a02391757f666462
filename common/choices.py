"""Vocabularies of the common app."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryState(TextChoices):
    DUE = "due", _("due")
    DONE = "done", _("done")
    PARKED = "parked", _("parked")

    ICONS = nonmember({"due": "clock", "done": "check", "parked": "alert-circle"})


class DayKind(TextChoices):
    HOLIDAY = "holiday", _("day off")
    WORKDAY = "workday", _("worked day")


class AuditAction(TextChoices):
    """What the audit trail tells of; the database takes any word, so that none is ever lost."""

    LOGIN = "login", _("logged in")
    LOGOUT = "logout", _("logged out")
    LOGIN_FAILED = "login_failed", _("login failed")
    DENIED = "denied", _("refused for want of a right")
    ADD = "add", _("added")
    CHANGE = "change", _("changed")
    GRANT = "grant", _("role granted")
    REVOKE = "revoke", _("role taken back")
    RETRY = "retry", _("delivery tried again")
    WITHDRAW = "withdraw", _("publication withdrawn")
    EXPORT = "export", _("exported")
    IMPORT = "import", _("imported")
    DEMO = "demo.loaded", _("demonstration loaded")
    SOURCE = "datacenter.source_created", _("source registered")
    SECRET = "datacenter.secret_renewed", _("secret of a source renewed")

    ICONS = nonmember(
        {
            "login": "login",
            "logout": "logout",
            "login_failed": "user-x",
            "denied": "shield-x",
            "add": "plus",
            "change": "pencil",
            "grant": "user-plus",
            "revoke": "user-minus",
            "demo.loaded": "player-play",
            "datacenter.source_created": "antenna",
            "datacenter.secret_renewed": "key",
            "retry": "refresh",
            "withdraw": "eye-off",
            "export": "file-export",
            "import": "file-import",
        }
    )
