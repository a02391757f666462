"""Acts on supervised subjects."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from stdnum.cn import uscc as uscc_numbers

from common.errors import RuleError
from common.events import emit
from common.models import Event, User
from registry.models import Region, Subject
from registry.places import plane


@transaction.atomic
def register(
    *,
    kind: str,
    code: str,
    name: str,
    region: Region,
    by: User | None = None,
    basis: str = "",
    cause: Event | None = None,
    uscc: str = "",
    override: str = "",
    **fields: Any,
) -> Subject:
    """Enter a supervised subject. ``fields`` are further columns of Subject (degrees for places).

    A unified social credit code whose check character is wrong (GB 32100-2015) is refused unless
    ``override`` says why it stands. Emits ``registry.registered``.
    """
    if uscc and not uscc_numbers.is_valid(uscc) and not override:
        raise RuleError(
            "invalid_uscc",
            _("The check character of this code is wrong. Correct it, or say why it stands."),
            field="uscc",
        )
    if Subject.objects.filter(kind=kind, code=code).exists():
        raise RuleError("known_subject", _("A subject has this code already."), field="code")
    subject = Subject(kind=kind, code=code, name=name, region=region, uscc=uscc, **fields)
    if subject.lon is not None and subject.lat is not None:
        subject.xy = plane(subject.lon, subject.lat)
    subject.save(force_insert=True)
    facts = {"override": override} if override else {}
    emit(
        "registry.registered",
        subject,
        subject=subject.pk,
        facts=facts,
        by=by,
        basis=basis,
        cause=cause,
    )
    return subject
