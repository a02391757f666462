"""What a firm's page without an account stands on: a link that nobody guesses, a last day."""

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import workdays
from common.models import Row


def new_token() -> str:
    """Return what the link of a firm's page ends in: 128 bits that nobody guesses."""
    return secrets.token_urlsafe(16)


READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def readable(length: int) -> str:
    """Return a code in groups of four."""
    letters = "".join(secrets.choice(READABLE) for _each in range(length))
    return "-".join(letters[at : at + 4] for at in range(0, length, 4))


def short_code() -> str:
    """Return a code that is told beside a link: ``7K3F-9QHD``."""
    return readable(8)


class FirmPage(Row):
    """Something a firm answers by a day on a page of its own, opened by the link alone.

    ``extended_from`` is the first last day where it was extended, once. ``reminded_on`` and
    ``escalated_on`` keep the clockwork from saying a thing twice.
    """

    due_on = models.DateField(_("to be corrected by"))
    extended_from = models.DateField(_("first day set"), null=True)
    extension_reason = models.CharField(_("reason for more time"), max_length=500, blank=True)
    token = models.CharField(
        _("key of the link"), max_length=40, unique=True, default=new_token, editable=False
    )
    reminded_on = models.DateField(_("reminded on"), null=True, editable=False)
    escalated_on = models.DateField(_("escalated on"), null=True, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    class Meta:
        abstract = True

    @property
    def is_over(self) -> bool:
        """Tell whether the last day is over."""
        return bool(self.due_on < workdays.today())
