"""Whether a matter may still be written on."""

from django.utils.translation import gettext as _

from common.errors import RuleError
from matters.choices import ReformState
from matters.models import Matter, Reform


def check_standing(matter: Matter) -> None:
    """Refuse to write on a matter that gave way to others or is about to."""
    rows = Reform.objects.filter(olds=matter).exclude(news=matter)
    if rows.in_work().exists():
        raise RuleError("in_reform", _("This matter is about to give way: its reform is in work."))
    if not rows.filter(state=ReformState.CARRIED_OUT).exists():
        return
    heirs = Matter.objects.filter(succeeds__old=matter).order_by("code")
    if heirs:
        codes = ", ".join(str(each) for each in heirs)
        raise RuleError(
            "succeeded", _("This matter gave way to %(codes)s: write there.") % {"codes": codes}
        )
    raise RuleError("cancelled", _("This matter was cancelled. Enter a new one under a new code."))
