"""Phones that officers log in on, and the PINs they sign with on a colleague's phone."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import sealed
from common.errors import RuleError
from common.events import emit
from common.models import User
from enforcement.models import OfficerPin, PocketDevice
from registry.models import Officer

PIN_ROUNDS = 310_000
"""Rounds of PBKDF2-HMAC-SHA256 from a PIN to the key that signs, here and on the phone."""
MOST_FAILURES = 5
IN_SESSION = "pocket_device"
"""Where a session keeps which device it enrolled; a revoked device ends its session too."""
EASY = frozenset({"123456", "654321", "112233", "123123", "121212"})


@transaction.atomic
def enrol(user: User, *, name: str) -> tuple[PocketDevice, str]:
    """Bind a new token to the device that the user is logged in on; return both.

    The token is shown this once. Emits ``enforcement.device_enrolled``.
    """
    token = secrets.token_urlsafe(32)
    device = PocketDevice.objects.create(
        user=user,
        name=name[:200],
        token_sha256=_digest(token),
        expires_at=timezone.now() + settings.POCKET_TOKEN_LIFE,
    )
    emit("enforcement.device_enrolled", device, by=user)
    return device, token


def find_device(token: str) -> PocketDevice | None:
    """Return the device of a token that is open, with a user who is active."""
    found = PocketDevice.objects.select_related("user").filter(token_sha256=_digest(token))
    device = found.filter(user__is_active=True).first()
    return device if device and device.is_open else None


def was_revoked(token: str) -> bool:
    """Tell whether a token was ended by somebody, so that its phone is to be wiped."""
    ended = PocketDevice.objects.filter(token_sha256=_digest(token), revoked_at__isnull=False)
    return ended.exists()


def is_revoked(device: str) -> bool:
    """Tell whether the device that a session was bound to was ended by somebody."""
    return PocketDevice.objects.filter(pk=device, revoked_at__isnull=False).exists()


def store_keys(user: User) -> list[str]:
    """Return the keys that seal what the user's phones keep, the present one first.

    They follow from SECRET_KEY and its fallbacks, and are given to whoever is logged in alone: a
    phone that was logged out throws its copy away and can read nothing until the next login.
    """
    return sealed.fingerprints(str(user.pk), "pocket store")


@transaction.atomic
def revoke(device: PocketDevice, *, by: User) -> PocketDevice:
    """End a device's token; what it has not sent stays sealed on it until its officer logs in.

    Emits ``enforcement.device_revoked``.
    """
    if device.revoked_at is None:
        device.revoked_at = timezone.now()
        device.save(update_fields=["revoked_at"])
        emit("enforcement.device_revoked", device, by=by)
    return device


def officer_of(user: User) -> Officer:
    """Return the officer that a user is; PermissionDenied for anybody else."""
    officer: Officer | None = Officer.objects.filter(user=user).select_related("department").first()
    if officer is None:
        raise PermissionDenied(_("Your account is not linked to an officer."))
    return officer


@transaction.atomic
def set_pin(officer: Officer, pin: str, *, by: User) -> OfficerPin:
    """Set the six to twelve digits that the officer signs with on a colleague's phone.

    Emits ``enforcement.pin_set``.
    """
    is_easy = pin in EASY or len(set(pin)) < 3
    if not pin.isascii() or not pin.isdecimal() or not 6 <= len(pin) <= 12 or is_easy:
        raise RuleError(
            "weak_pin",
            _("Choose 6 to 12 digits that are not easily guessed, at least three different ones."),
            field="pin",
        )
    salt = secrets.token_hex(16)
    key = hashlib.pbkdf2_hmac("sha256", pin.encode(), bytes.fromhex(salt), PIN_ROUNDS)
    made, _is_new = OfficerPin.objects.update_or_create(
        officer=officer,
        defaults={
            "salt": salt,
            "sealed": sealed.seal(key.hex(), f"pin:{officer.pk}"),
            "failures": 0,
            "set_at": timezone.now(),
        },
    )
    emit("enforcement.pin_set", officer, by=by)
    return made


def signed_by(officer: Officer, message: str, proof: str) -> bool:
    """Tell whether ``proof`` is the officer's signature by PIN; wrong ones lock the PIN."""
    pin = OfficerPin.objects.select_for_update().filter(officer=officer).first()
    if pin is None or pin.failures >= MOST_FAILURES:
        return False
    key = bytes.fromhex(sealed.unseal(bytes(pin.sealed), f"pin:{officer.pk}"))
    right = hmac.compare_digest(hmac.digest(key, message.encode(), "sha256").hex(), proof.lower())
    failures = 0 if right else pin.failures + 1
    if failures != pin.failures:
        OfficerPin.objects.filter(pk=pin.pk).update(failures=failures)
    return right


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
