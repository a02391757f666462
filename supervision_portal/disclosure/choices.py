"""Vocabulary of the public copy, in words that people outside the administration use."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PublicResult(TextChoices):
    """What an inspection came to; whether a clue went on to a case or elsewhere stays unsaid."""

    PASSED = "passed", _("no problem found")
    RECTIFY_NOW = "rectify_now", _("problem found, corrected on the spot")
    RECTIFY_BY = "rectify_by", _("problem found, ordered to correct it")
    FURTHER = "further", _("problem found, being dealt with further")
    UNABLE = "unable", _("inspection was not possible")

    ICONS = nonmember(
        {
            "passed": "check",
            "rectify_now": "tool",
            "rectify_by": "calendar-due",
            "further": "arrow-right",
            "unable": "ban",
        }
    )


class Leak(TextChoices):
    """What the check before publishing may find."""

    ID_NUMBER = "id_number", _("citizen id number")
    PHONE = "phone", _("telephone number")
    BANK_ACCOUNT = "bank_account", _("bank account")
    HOME_ADDRESS = "home_address", _("home address")
    EMAIL = "email", _("e-mail address")


MEANINGS = {
    PublicResult.PASSED: _("The officers found nothing to object to in what they checked."),
    PublicResult.RECTIFY_NOW: _(
        "The officers found a problem and it was corrected before they left."
    ),
    PublicResult.RECTIFY_BY: _(
        "The officers found a problem and set a day by which it has to be corrected."
    ),
    PublicResult.FURTHER: _(
        "The officers found something that has to be examined further. Nothing is decided yet: "
        "this is no finding of a violation."
    ),
    PublicResult.UNABLE: _(
        "The officers could not inspect, for example because the place was closed."
    ),
}
"""What each result means to somebody who reads it for the first time."""
