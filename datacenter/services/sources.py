"""Who sends: registering a source, and knowing it again by its signature."""

import re
import secrets
import time
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common import audit
from common.models import User, reference
from common.sealed import Unreadable, seal, unseal
from datacenter.models import Dataset, Source
from datacenter.signing import SignedRequest
from registry.models import Department

KEY = re.compile(r"[\w-]{1,40}", re.ASCII)


class SignatureRefused(Exception):
    """A request is not proven to come from a source (answered as 401)."""

    def __init__(self, code: str, message: str | Promise):
        super().__init__(code)
        self.code, self.message = code, message


@transaction.atomic
def create_source(
    name: str,
    *,
    datasets: Iterable[Dataset],
    department: Department,
    name_en: str = "",
    is_simulated: bool = False,
    by: User | None = None,
) -> tuple[Source, str]:
    """Register a system that may send ``datasets``; return it and its secret.

    The secret is given out here and never again: the database holds it sealed.
    """
    secret = secrets.token_urlsafe(32)
    source = Source(
        name=name,
        name_en=name_en,
        department=department,
        key=f"src_{secrets.token_hex(10)}",
        is_simulated=is_simulated,
    )
    source.secret = seal(secret, _row(source))
    source.save(force_insert=True)
    source.datasets.set(datasets)
    audit.record(
        "datacenter.source_created", by=by, row=reference(source), facts={"key": source.key}
    )
    return source, secret


@transaction.atomic
def renew_secret(source: Source, *, by: User | None = None) -> str:
    """Give a source a new secret and return it; the old one is worth nothing from now on."""
    secret = secrets.token_urlsafe(32)
    source.secret = seal(secret, _row(source))
    source.save(update_fields=["secret"])
    audit.record("datacenter.secret_renewed", by=by, row=reference(source))
    return secret


def default_department() -> Department | None:
    """Return the head of the largest tree of departments: who answers when nobody else is named."""
    roots = Counter(
        path.partition("/")[0] for path in Department.objects.values_list("path", flat=True)
    )
    if not roots:
        return None
    code, _ = roots.most_common(1)[0]
    return Department.objects.get(path=f"{code}/")


def secret_of(source: Source) -> str:
    """Return the secret of a source; raises common.sealed.Unreadable."""
    return unseal(bytes(source.secret), _row(source))


def named_source(request: SignedRequest) -> Source:
    """Return the active source that a request says it comes from, before its body is read.

    Raises SignatureRefused: a header is missing, the clock is off, no active source has this key.
    """
    if not (request.key and request.request_id and request.timestamp and request.signature):
        raise SignatureRefused(
            "signature_missing",
            _(
                "The request is not signed: X-Source-Key, X-Request-Id, X-Timestamp and "
                "X-Signature are needed."
            ),
        )
    if not request.is_timely(time.time()):
        raise SignatureRefused(
            "timestamp_outside_window",
            _("X-Timestamp (Unix seconds) is more than 300 seconds away from the time here."),
        )
    source: Source | None = None
    if KEY.fullmatch(request.key):
        source = Source.objects.active().filter(key=request.key).first()
    if source is None:
        raise SignatureRefused("source_unknown", _("No active source has this key."))
    return source


def authenticate(request: SignedRequest, source: Source, sha256: str) -> None:
    """Prove that ``source`` signed a request whose body has this hash; raises SignatureRefused."""
    try:
        proven = request.is_signed_with(secret_of(source), sha256)
    except Unreadable:
        proven = False
    if not proven:
        raise SignatureRefused(
            "signature_wrong", _("X-Signature does not fit the request as it arrived.")
        )


def _row(source: Source) -> str:
    return f"datacenter.source.secret:{source.pk}"
