"""What a rule refuses is told on the form that asked for it, so that nothing typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from common.errors import RuleError


@contextmanager
def refusals_on(form: forms.BaseForm) -> Iterator[None]:
    """Lay the refusal of a rule onto a form, at its field where it names one.

    >>> with refusals_on(form):
    ...     return redirect(services.propose(**form.cleaned_data))
    """
    try:
        yield
    except RuleError as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, str(refused.message))
