"""Texts that the database holds sealed: AES-256-GCM under keys derived from SECRET_KEY.

The first byte is the version, the next four name the key: after a change of SECRET_KEY the old one
stays readable while it stands in SECRET_KEY_FALLBACKS.
"""

import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_VERSION = b"\x01"
_NONCE = 12


class Unreadable(Exception):
    """The sealed text was made under a key that is gone, for another row, or was changed."""


def seal(text: str, about: str) -> bytes:
    """Encrypt ``text``; ``about`` names its row, so that a copy in another row cannot be opened."""
    key = _key(settings.SECRET_KEY)
    nonce = os.urandom(_NONCE)
    body = AESGCM(key).encrypt(nonce, text.encode(), about.encode())
    return _VERSION + _name(key) + nonce + body


def unseal(sealed: bytes, about: str) -> str:
    """Return what was sealed for the row ``about``; raises Unreadable."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        key = _key(secret)
        head = _VERSION + _name(key)
        if sealed.startswith(head):
            nonce, body = sealed[len(head) :][:_NONCE], sealed[len(head) + _NONCE :]
            try:
                return AESGCM(key).decrypt(nonce, body, about.encode()).decode()
            except InvalidTag:
                break
    raise Unreadable(about)


@cache
def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"supervision-portal sealed v1")
    return derived.derive(secret.encode())


def _name(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:4]


def fingerprints(text: str, about: str) -> list[str]:
    """Return what exact matches of a sealed text are looked up by, the present key's first.

    A keyed hash: without SECRET_KEY nobody can try all numbers. ``about`` keeps the hashes of one
    kind of text apart from those of another.
    """
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    message = f"{about}\n{text}".encode()
    return [hmac.digest(_digest_key(secret), message, "sha256").hex() for secret in secrets]


@cache
def _digest_key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"supervision-portal digest v1")
    return derived.derive(secret.encode())
