"""``ilike``: contains, whatever the case, in the form that a trigram index answers.

Django's ``icontains`` compares ``UPPER(column)``, which no index on the column serves.
"""

from typing import Any

from django.db.models import CharField, TextField
from django.db.models.lookups import PatternLookup


@CharField.register_lookup
@TextField.register_lookup
class ILike(PatternLookup):
    """``name__ilike="建设"``: the term stands anywhere in the text."""

    lookup_name = "ilike"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} ILIKE {right}", (*left_params, *right_params)
