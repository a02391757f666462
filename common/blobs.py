"""Files stored by the hash of their bytes: written once, never changed, found again by the hash.

Knowing a hash gives no access: a row says whose file it is and who may read it.
"""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import storages


def path_of(sha256: str) -> str:
    """Return the storage path of sealed bytes: ``sha/ab/cd/<hash>``."""
    return f"sha/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def keep(data: bytes) -> str:
    """Store bytes under their hash and return it."""
    sha256 = hashlib.sha256(data).hexdigest()
    write(path_of(sha256), data)
    return sha256


def write(path: str, data: bytes) -> None:
    """Write bytes under a name made of their hash; what is there in full is left alone."""
    storage = storages["evidence"]
    if not storage.exists(path) or storage.size(path) != len(data):
        storage.save(path, ContentFile(data))


def read(path: str) -> bytes:
    """Return stored bytes."""
    with storages["evidence"].open(path) as file:
        return bytes(file.read())
