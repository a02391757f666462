"""What codes of the list say: the catalogue's 14 digits, power items of the province."""

import re

CATALOGUE_CODE = re.compile(r"\d{14}", re.ASCII)
_POWER_ITEM = re.compile(r"33(?P<category>\d\d)[0-9x]{8}", re.ASCII | re.IGNORECASE)
_CATEGORIES = {"02": "penalty", "03": "compulsion", "06": "inspection"}


def is_catalogue_code(text: str) -> bool:
    """Tell whether a text is a code of the national catalogue (监管事项目录编码, 14 digits)."""
    return bool(CATALOGUE_CODE.fullmatch(text))


def power_type(code: str) -> str:
    """Return the administrative type that a power item of the province is of, or nothing.

    Twelve signs: 33, category, department, main item, sub item; other bodies number otherwise.

    >>> power_type("330217xxx000"), power_type("A028-7")
    ('penalty', '')
    """
    found = _POWER_ITEM.fullmatch(code)
    return _CATEGORIES.get(found["category"], "") if found else ""


def contradicts(code: str, administrative_type: str) -> bool:
    """Tell whether a power item is of another administrative type than the matter."""
    return power_type(code) not in ("", administrative_type)
