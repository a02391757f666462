"""The code at the door, as it is made and as people type it."""

from enforcement.models.firm_pages import readable


def entry_code() -> str:
    """Return a code that nobody guesses and everybody can read out: ``7K3F-9QHD-2MXP-WT4C``."""
    return readable(16)


def canonical_code(typed: str) -> str:
    """Return a code as it is kept, however somebody typed it."""
    letters = "".join(each for each in typed.upper() if each.isalnum())[:32]
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4)) or "-"
