"""How far the claims of a department are, as a bar."""

from django.template.defaultfilters import floatformat
from django.utils.safestring import SafeString

from common.pieces import Shape
from matters.models import ClaimTally

_RATE = Shape(
    '<span class="rate"><svg class="rate-bar" viewBox="0 0 100 8" preserveAspectRatio="none"'
    ' aria-hidden="true"><rect class="rate-claimed" width="{0}" height="8"/>'
    '<rect class="rate-refused" x="{0}" width="{1}" height="8"/></svg>'
    '<span class="rate-number">{2}%</span></span>'
)


def rate(row: ClaimTally) -> SafeString:
    """Return the shares of what is due that are claimed and refused, drawn, with the number."""
    return _RATE(row.rate, row.refused_rate, floatformat(row.rate, 0))
