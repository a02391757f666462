"""Random numbers that anyone can make again from a seed: HMAC-DRBG with SHA-256.

Source: NIST SP 800-90A Rev. 1, 10.1.2, without prediction resistance, reseeding or additional
input; checked against the test vectors of NIST's CAVP.
"""

import hmac
import struct
from collections.abc import Iterator

BLOCK = 1024
"""Bytes asked for at a time, so that everybody who draws again asks alike."""


class HmacDrbg:
    """The generator of SP 800-90A, instantiated from entropy, nonce and personalization."""

    def __init__(self, entropy: bytes, nonce: bytes = b"", personalization: bytes = b""):
        self._key, self._value = bytes(32), b"\x01" * 32
        self._update(entropy + nonce + personalization)

    def generate(self, count: int) -> bytes:
        """Return the next ``count`` bytes of one request (at most 65,536)."""
        if not 0 < count <= 65_536:
            raise ValueError(count)
        key, value = self._key, self._value
        made = []
        for _each in range(-(-count // 32)):
            value = hmac.digest(key, value, "sha256")
            made.append(value)
        self._value = value
        self._update(b"")
        return b"".join(made)[:count]

    def _update(self, data: bytes) -> None:
        for mark in (b"\0", b"\x01"):
            self._key = hmac.digest(self._key, self._value + mark + data, "sha256")
            self._value = hmac.digest(self._key, self._value, "sha256")
            if not data:
                return


class Numbers:
    """Whole numbers without bias from a seed; ``label`` gives each use a stream of its own."""

    def __init__(self, seed: bytes, label: str):
        self._words = _words(HmacDrbg(seed, personalization=label.encode()))

    def below(self, limit: int) -> int:
        """Return a number from 0 to ``limit`` - 1 (``limit`` from 1 to 2**32), all equally likely.

        A word of 32 bits at or above the greatest multiple of ``limit`` is thrown away.
        """
        whole = 0x1_0000_0000 - 0x1_0000_0000 % limit
        for word in self._words:
            if word < whole:
                return word % limit
        raise AssertionError  # the words never end


def _words(drbg: HmacDrbg) -> Iterator[int]:
    """Yield the generator's bytes as words of 32 bits, the most significant byte first."""
    while True:
        yield from struct.unpack(f">{BLOCK // 4}I", drbg.generate(BLOCK))
