"""Acts on supervised subjects: entering them, amending them, whom one reaches there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit, workdays
from common.errors import ConflictError, RuleError
from common.events import emit
from common.models import Event, User, reference
from common.sealed import fingerprints, seal
from registry import rules
from registry.choices import Datum, FormerKind, SubjectKind
from registry.models import Contact, Region, Subject, SubjectAlias
from registry.places import plane

RESIDENT = "registry.subject.id_number"
"""What digests of identity numbers are about."""

AMENDED = (
    "kind", "code", "name", "name_en", "uscc", "region_id", "address", "address_en", "lon", "lat",
    "datum", "place_source", "labels", "lines", "state",
)  # fmt: skip
FORMER = {
    "name": FormerKind.NAME,
    "code": FormerKind.CODE,
    "uscc": FormerKind.USCC,
    "address": FormerKind.ADDRESS,
}
TOLD = ("kind", "labels", "lines", "state", "datum", "place_source")
"""Columns whose old and new values an event may tell: they hold no personal data."""


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
    id_number: str = "",
    override: str = "",
    pk: UUID | None = None,
    **fields: Any,
) -> Subject:
    """Enter a supervised subject. ``fields`` are further columns of Subject.

    Degrees are in the frame ``datum`` says and are kept in WGS-84. A credit code (GB 32100-2015)
    or identity number (GB 11643-1999) whose check character is wrong is refused unless
    ``override`` says why it stands. Emits ``registry.registered``.
    """
    _check_numbers(kind, code, uscc, id_number, override)
    if Subject.objects.filter(kind=kind, code=code).exists():
        raise RuleError("known_subject", _("A subject has this code already."), field="code")
    subject = Subject(kind=kind, code=code, name=name, region=region, uscc=uscc)
    if pk is not None:
        subject.pk = pk
    for column, value in placed(fields).items():
        setattr(subject, column, value)
    _seal_number(subject, id_number)
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


def version_of(subject: Subject) -> str:
    """Return what changes when anything that ``amend`` writes has changed."""
    values = [getattr(subject, name) for name in AMENDED]
    return fingerprints(repr([*values, subject.id_digest, subject.canonical_id]), "version")[0][:16]


@transaction.atomic
def amend(
    subject: Subject,
    content: Mapping[str, Any],
    *,
    by: User,
    basis: str = "",
    override: str = "",
    id_number: str | None = None,
    seen: str = "",
) -> Subject:
    """Write ``content`` (columns of Subject); what was a name, code or address becomes an alias.

    ``seen`` is the ``version_of`` the row as the person saw it. Raises ConflictError when somebody
    else was first, RuleError for a merged record. Emits ``registry.amended`` if anything changed.
    """
    row: Subject = Subject.objects.select_for_update().get(pk=subject.pk)
    if seen and seen != version_of(row):
        raise ConflictError(
            _("Somebody else has changed this record meanwhile. Reload to see it as it is now.")
        )
    if row.canonical_id:
        raise RuleError("merged", _("This record was merged: amend the one it was merged into."))
    values = placed({name: value for name, value in content.items() if name in AMENDED}, row)
    before = {name: getattr(row, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    if id_number and id_number == row.id_number():
        id_number = None
    if not changed and id_number is None:
        return row
    kind, code = values.get("kind", row.kind), values.get("code", row.code)
    uscc = str(changed.get("uscc", ""))
    _check_numbers(kind, code, uscc, id_number or "", override)
    if {"kind", "code"} & changed.keys():
        others = Subject.objects.filter(kind=kind, code=code).exclude(pk=row.pk)
        if others.exists():
            raise RuleError("known_subject", _("A subject has this code already."), field="code")
    for name, value in changed.items():
        setattr(row, name, value)
    if id_number is not None:
        _seal_number(row, id_number)
    row.save()
    _keep_former(row, before, changed, by)
    emit(
        "registry.amended",
        row,
        subject=row.pk,
        facts=_facts(before, changed, override, number=id_number is not None),
        by=by,
        basis=basis,
    )
    return row


def placed(values: Mapping[str, Any], row: Subject | None = None) -> dict[str, Any]:
    """Return ``values`` with a place in WGS-84, in metres, and as its source gave it."""
    found = dict(values)
    if "lon" not in found or "lat" not in found:
        return found
    lon, lat = found["lon"], found["lat"]
    datum = found.get("datum") or (row.datum if row and "datum" not in found else Datum.WGS84)
    if lon is None or lat is None:
        return found | dict.fromkeys(("lon", "lat", "xy", "given_lon", "given_lat"))
    if row is not None and (lon, lat) == (row.lon, row.lat):  # as it is kept: nobody moved it
        return {name: value for name, value in found.items() if name not in ("lon", "lat", "datum")}
    true = rules.to_wgs84(lon, lat, datum)
    given = {} if true == (lon, lat) else {"given_lon": lon, "given_lat": lat}
    found |= {"given_lon": None, "given_lat": None, **given, "datum": datum}
    return found | {"lon": true[0], "lat": true[1], "xy": plane(*true)}


@transaction.atomic
def add_contact(
    subject: Subject, *, role: str, name: str, phone: str = "", by: User, basis: str = ""
) -> Contact:
    """Note whom one reaches at a subject; the number is sealed. Emits ``registry.amended``."""
    contact = Contact(subject=subject, role=role, name=name)
    if phone:
        contact.phone_sealed = seal(phone, reference(contact))
        contact.phone_shown = rules.masked_number(phone)
    contact.save(force_insert=True)
    facts = {"fields": ["contacts"]}
    emit("registry.amended", subject, subject=subject.pk, facts=facts, by=by, basis=basis)
    return contact


@transaction.atomic
def end_contact(contact: Contact, *, by: User, basis: str = "") -> Contact:
    """Note that somebody is no longer reached at a subject. Emits ``registry.amended``."""
    if not Contact.objects.filter(pk=contact.pk, ended_at=None).update(ended_at=timezone.now()):
        raise RuleError("ended", _("This contact was ended before."))
    subject = contact.subject
    facts = {"fields": ["contacts"]}
    emit("registry.amended", subject, subject=subject.pk, facts=facts, by=by, basis=basis)
    contact.refresh_from_db(fields=["ended_at"])
    return contact


@transaction.atomic
def reveal(
    subject: Subject, *, by: User, basis: str, request: HttpRequest | None = None
) -> dict[str, Any]:
    """Return a subject's personal data in clear; the look and its reason are in the audit trail."""
    contacts = list(subject.contacts.filter(ended_at=None).order_by("id"))
    audit.record(
        "reveal",
        by=by,
        row=reference(subject),
        facts={"basis": basis, "contacts": len(contacts), "id_number": subject.has_id_number},
        request=request,
    )
    return {
        "id_number": subject.id_number(),
        "contacts": [
            {"role": each.get_role_display(), "name": each.name, "phone": each.phone()}
            for each in contacts
        ],
    }


def id_digests(number: str) -> list[str]:
    """Return the digests under which an identity number may be kept."""
    return fingerprints(number.strip().upper(), RESIDENT)


def sealed_number(pk: UUID, number: str) -> tuple[bytes, str]:
    """Return an identity number sealed for the subject ``pk``, and its digest."""
    number = number.strip().upper()
    return seal(number, f"registry.subject:{pk}"), id_digests(number)[0]


def _seal_number(subject: Subject, number: str) -> None:
    sealed, digest = sealed_number(subject.pk, number) if number else (None, "")
    subject.id_sealed, subject.id_digest = sealed, digest


def _check_numbers(kind: str, code: str, uscc: str, id_number: str, override: str) -> None:
    if uscc and not override and not rules.is_credit_code(uscc):
        raise RuleError(
            "invalid_uscc",
            _("The check character of this code is wrong. Correct it, or say why it stands."),
            field="uscc",
        )
    if id_number and not override and not rules.is_resident_id(id_number):
        raise RuleError(
            "invalid_id_number",
            _("The check character of this number is wrong. Correct it, or say why it stands."),
            field="id_number",
        )
    if kind == SubjectKind.PERSON and rules.is_resident_id(code):
        raise RuleError(
            "number_as_code",
            _("An identity number is no code: it belongs into its own field, where it is sealed."),
            field="code",
        )


def _keep_former(
    row: Subject, before: Mapping[str, Any], changed: Mapping[str, Any], by: User
) -> None:
    """Keep what a subject was called, from the day of the last change to today."""
    today = workdays.today()
    former = []
    for name, kind in FORMER.items():
        if name not in changed or not before[name]:
            continue
        last = row.aliases.filter(kind=kind).order_by("-id").values_list("valid", flat=True).first()
        begin = last.upper if last and last.upper else timezone.localdate(row.created_at)
        valid = DateRange(min(begin, today), today, "[]" if begin >= today else "[)")
        former.append(
            SubjectAlias(subject=row, kind=kind, text=before[name], valid=valid, changed_by=by.pk)
        )
    SubjectAlias.objects.bulk_create(former)


def _facts(
    before: Mapping[str, Any], changed: Mapping[str, Any], override: str, *, number: bool
) -> dict[str, Any]:
    fields = [name.removesuffix("_id") for name in AMENDED if name in changed]
    facts: dict[str, Any] = {"fields": [*fields, *(["id_number"] if number else [])]}
    told = {name: [before[name], changed[name]] for name in TOLD if name in changed}
    if told:
        facts["changes"] = told
    if override:
        facts["override"] = override
    return facts
