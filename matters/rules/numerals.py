"""Chinese numerals, as laws number their chapters and articles."""

_DIGITS = {"零": 0, "〇": 0, "○": 0, "两": 2} | {
    word: value for value, word in enumerate("一二三四五六七八九", 1)
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_WORDS = "零一二三四五六七八九"

NUMERAL = r"[零〇○一二两三四五六七八九十百千万0-9０-９]+"
"""The pattern of a number in either script."""


def number(text: str) -> int | None:
    """Read a whole number below 100,000,000 in Chinese or Arabic figures; None if it is none.

    >>> number("一百二十"), number("一千二百零五"), number("二〇二六"), number("４３")
    (120, 1205, 2026, 43)
    """
    text = text.strip()
    if not text:
        return None
    if text.isdigit() and text.isdecimal():
        return int(text)
    if "万" in text:
        high, _ten_thousand, low = text.partition("万")
        upper, lower = number(high), number(low) if low else 0
        return None if upper is None or lower is None else upper * 10_000 + lower
    if any(each not in _DIGITS and each not in _UNITS for each in text):
        return None
    if not any(each in _UNITS for each in text):
        return int("".join(str(_DIGITS[each]) for each in text))
    total, digit = 0, None
    for each in text:
        if each in _UNITS:
            total += (1 if digit is None else digit or 1) * _UNITS[each]
            digit = None
        else:
            digit = _DIGITS[each]
    return total + (digit or 0)


def numeral(value: int) -> str:
    """Write a whole number from 0 to 9999 as laws do.

    >>> numeral(10), numeral(43), numeral(120), numeral(1205)
    ('十', '四十三', '一百二十', '一千二百零五')
    """
    if value < 10:
        return _WORDS[value]
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            words += ("零" if gap else "") + _WORDS[digit] + name
            gap = False
        elif words and value:
            gap = True
    return words.removeprefix("一") if words.startswith("一十") else words
