"""The code at the door: made so that nobody guesses it and everybody can read it out."""

import secrets

_READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def entry_code() -> str:
    """Return a code that nobody guesses and everybody can read out: ``7K3F-9QHD-2MXP-WT4C``."""
    letters = "".join(secrets.choice(_READABLE) for _each in range(16))
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def canonical_code(typed: str) -> str:
    """Return a code as it is kept, however somebody typed it."""
    letters = "".join(each for each in typed.upper() if each.isalnum())[:32]
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4)) or "-"
