"""Vocabularies of inspection documents (检查文书)."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentKind(TextChoices):
    APPROVAL = "approval", pgettext_lazy("document", "approval of an inspection")
    NOTICE = "notice", pgettext_lazy("document", "notice of an inspection")
    RECORD = "record", pgettext_lazy("document", "record of an inspection")
    ORDER = "order", pgettext_lazy("document", "order to correct")
    RECHECK = "recheck", pgettext_lazy("document", "opinion after the recheck")

    ICONS = nonmember(
        {
            "approval": "rubber-stamp",
            "notice": "mail",
            "record": "clipboard-text",
            "order": "tool",
            "recheck": "refresh",
        }
    )


class Missing(TextChoices):
    """Why a document cannot be issued yet."""

    NOT_AN_ACT = "not_an_act", _("This task is no inspection, so it has no documents.")
    NOT_APPROVED = "not_approved", _("The inspection is not approved yet.")
    NOT_SENT = "not_sent", _("Nobody is sent yet: the notice names the officers.")
    NO_RESULT = "no_result", _("The record is issued when the second officer has confirmed.")
    NO_ORDER = "no_order", _("No correction was ordered.")
    NO_RECHECK = "no_recheck", _("This task looks at no order again.")
