"""An English text of a law, read by its articles: it explains the Chinese one, which counts.

``Article 12 …`` begins an article (``Article 10-1`` an inserted one), ``Chapter II …`` a heading;
every further line belongs to the article above it.
"""

import re

from matters.rules.citations import HEADING_LETTERS

_ARTICLE = re.compile(r"Article\s+(\d{1,4})(?:-(\d{1,2}))?\b\s*[.:]?\s*(.*)$", re.IGNORECASE)
_HEADING = re.compile(r"(Part|Chapter|Section)\s+(\d{1,3}|[IVXLC]+)\b\s*[.:]?\s*(.*)$")
_LETTERS = {"Part": HEADING_LETTERS["编"], "Chapter": HEADING_LETTERS["章"],
            "Section": HEADING_LETTERS["节"]}  # fmt: skip
_RANKS = list(_LETTERS.values())
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def read_english(text: str) -> dict[str, str]:
    """Return the words of each place by its locator; what stands before the first one is left out.

    >>> read_english("Chapter II  Duties\\nArticle 4  Operators\\nclean the drains.")
    {'c2': 'Duties', '4': 'Operators\\nclean the drains.'}
    """
    found: dict[str, str] = {}
    above: list[str] = []
    place = ""
    for raw in text.splitlines():
        line = re.sub(r"^#+\s*|\*\*", "", raw.strip())
        if heading := _HEADING.match(line):
            letter = _LETTERS[heading[1]]
            higher = _RANKS[: _RANKS.index(letter)]
            above = [each for each in above if each[0] in higher]
            above.append(f"{letter}{_value(heading[2])}")
            place, words = ".".join(above), heading[3]
        elif article := _ARTICLE.match(line):
            place = article[1] + (f"-{article[2]}" if article[2] else "")
            words = article[3]
        else:
            words = line
        if place and words:
            found[place] = f"{found[place]}\n{words}" if place in found else words
    return found


def write_english(places: dict[str, str]) -> str:
    """Return words by place as ``read_english`` reads them."""
    names = {letter: name for name, letter in _LETTERS.items()}
    lines = []
    for place, words in places.items():
        last = place.split(".")[-1]
        name = f"{names[last[0]]} {last[1:]}" if last[0] in names else f"Article {place}"
        lines.append(f"{name}  {words}")
    return "\n\n".join(lines)


def _value(text: str) -> int:
    """Return the number of a heading, Arabic or Roman."""
    if text.isdigit():
        return int(text)
    values = [_ROMAN[sign] for sign in text]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)
