"""Codes of who and where: the tree of GB/T 2260 and of the statistical bureau's longer codes."""

PROVINCE, CITY, COUNTY, TOWNSHIP, VILLAGE = 2, 3, 4, 5, 6


def region_code(text: str) -> str:
    """Return the shortest common form of a region's code: 6, 9 or 12 digits.

    Sources write a province as ``33``, ``330000`` or ``330000000000``; GB/T 2260 has six digits,
    the statistical bureau's codes add three for the township and three for the village. Raises
    ValueError.
    """
    if not text.isascii() or not text.isdigit() or len(text) not in (2, 4, 6, 9, 12):
        raise ValueError(text)
    text = text.ljust(6, "0")
    for tail in ("000000", "000"):
        if len(text) == 12 and text.endswith(tail):
            return text[: -len(tail)]
    return text


def region_level(code: str) -> int:
    """Return the level of a code in its common form: 2 province … 6 village (``Level``)."""
    if len(code) > 6:
        return TOWNSHIP if len(code) == 9 else VILLAGE
    if code.endswith("0000"):
        return PROVINCE
    return CITY if code.endswith("00") else COUNTY


def place_of(department_code: str) -> str:
    """Return the region code that a department's code starts with, or nothing."""
    head = department_code[:6]
    return head if len(head) == 6 and head.isascii() and head.isdigit() else ""
