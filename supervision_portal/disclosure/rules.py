"""What the public may read: masks for names and plates, the check for leaks, the term.

Organisations are named in full. Natural persons, and their names inside the trade name of a
self-employed business, are masked (Zhejiang measures on publishing penalties; Regulation on Open
Government Information arts. 14-15). Everything here is plain text in, plain text out.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping

from supervision_portal.disclosure.vocabulary import COMPOUND_SURNAMES, SURNAMES, TRADES

PUBLISH_WITHIN_WORKDAYS = 20
"""Term from the day of the result (Regulation on Open Government Information art. 26)."""

MOST_WORDS = 8
"""Words of a search that count; the rest are ignored."""

ORGANISATIONS = frozenset({"enterprise", "self_employed", "institution", "organisation"})

RESULTS: Mapping[str, str] = {
    "passed": "passed",
    "rectify_now": "rectify_now",
    "rectify_by": "rectify_by",
    "refer_to_case": "further",
    "transferred": "further",
    "unable": "unable",
}
"""Outcome of an inspection → what the public reads. An undecided suspicion is not published."""

_TRADES = re.compile("|".join(sorted(TRADES, key=len, reverse=True)))
_PLACE = re.compile(r"(?:[^省市县区镇乡村((]{1,4}(?:省|(?<![超夜菜门集])市|县|区|镇|乡|街道|村))*")
_PLACE_END = re.compile(r"(?:省|市|县|区|镇|乡|街道)$")
_BRAND = re.compile(r"[记氏家府坊轩阁斋的牌]$")

_PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z])[·•\s-]?"
    r"[A-HJ-NP-Z0-9]{3,4}([A-HJ-NP-Z0-9][A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])"
)

_ID_18 = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")
_ID_15 = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{14}(?![0-9A-Za-z])")
_ID_AREA = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[\s-]\d{7,8}(?!\d)|[((]0\d{2,3}[))]\s?\d{7,8}(?!\d)")
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z])\d(?:[\s-]?\d){15,18}(?![0-9A-Za-z])")
_ACCOUNT_NAMED = re.compile(r"(?:账号|帐号|账户|帐户|卡号|account)\D{0,6}\d{8,}", re.IGNORECASE)
_HOME = re.compile(
    r"\d+\s*(?:幢|栋|号楼|座|单元)\s*[\d-]*\s*(?:单元)?\s*[A-Za-z]?\d{1,4}\s*室"
    r"|\d+\s*号\s*\d{3,4}\s*室|\b(?:room|flat|apartment)\s*[A-Za-z]?\d{1,4}\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def mask_person(name: str) -> str:
    """Mask a natural person's name: 张三 → 张**, 欧阳锋 → 欧阳**, Zhang San → Z**."""
    name = name.strip()
    if not name:
        return ""
    keep = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return f"{name[:keep]}**"


def mask_plates(text: str) -> str:
    """Mask the number plates in a text: 浙A12345 → 浙A***45."""
    return _PLATE.sub(r"\1***\2", text)


def mask_trade_name(name: str, persons: Iterable[str] = (), places: Iterable[str] = ()) -> str:
    """Mask persons' names inside the trade name of a self-employed business.

    ``persons`` are names known to stand behind it, ``places`` the regions it lies in. Without
    known persons a name is guessed between place and trade: a surname and one or two characters.
    Over-masking is the safe side: 杭州市西湖区张小三面馆 → 杭州市西湖区张**面馆; 好滋味面馆 stays.
    """
    name = masked = name.strip()
    for person in sorted((p.strip() for p in persons if len(p.strip()) > 1), key=len, reverse=True):
        masked = masked.replace(person, mask_person(person))
    if masked != name:
        return masked
    start = _after_places(name, places)
    trade = _TRADES.search(name, start + 1)
    core = name[start : trade.start()] if trade else name[start:]
    person = core if _is_name(core) else _BRAND.sub("", core)
    if not _is_name(person):
        return name
    return name[:start] + mask_person(person) + name[start + len(person) :]


def _after_places(name: str, places: Iterable[str]) -> int:
    """Return where the places at the head of a trade name end."""
    stems = {stem for place in places for stem in (place, _PLACE_END.sub("", place))}
    longest_first = sorted((stem for stem in stems if len(stem) > 1), key=len, reverse=True)
    start = 0
    while found := next((stem for stem in longest_first if name.startswith(stem, start)), ""):
        start += len(found)
    match = _PLACE.match(name, start)
    return match.end() if match and len(name) - match.end() > 1 else start


def _is_name(core: str) -> bool:
    if core[:2] in COMPOUND_SURNAMES:
        return len(core) in (3, 4)
    if len(core) == 2 and _BRAND.search(core):
        return False
    return len(core) in (2, 3) and core[0] in SURNAMES


def public_names(
    kind: str,
    name: str,
    name_en: str,
    persons: Iterable[str] = (),
    places: Iterable[str] = (),
) -> tuple[str, str]:
    """Return the name of an inspected subject as the public reads it, in Chinese and English.

    ``kind`` is the registry's kind of subject. Where the Chinese name had to be masked and the
    English one shows nothing to mask, it is left out: nobody can tell which of its words gives away
    whom.
    """
    if kind == "person":
        return mask_person(name), mask_person(name_en)
    name, name_en = name.strip(), name_en.strip()
    masked = mask_trade_name(name, persons, places) if kind == "self_employed" else name
    if masked != name:
        return mask_plates(masked), ""
    masked, masked_en = mask_plates(name), mask_plates(name_en)
    return masked, "" if masked != name and masked_en == name_en else masked_en


def public_code(kind: str, uscc: str) -> str:
    """Return the unified code of an organisation; nothing for others, nor when it hides an id."""
    return uscc if kind in ORGANISATIONS and not _is_citizen_id(uscc) else ""


def leaks(text: str) -> list[str]:
    """Return what a text gives away, as values of ``Leak``, in the order of that vocabulary."""
    text = unicodedata.normalize("NFKC", text)
    ids = [match for match in _ID_18.findall(text) if _is_citizen_id(match)]
    ids += [match for match in _ID_15.findall(text) if _is_date(f"19{match[6:12]}")]
    rest = text
    for match in ids:
        rest = rest.replace(match, " ")
    found = {
        "id_number": bool(ids),
        "phone": bool(_MOBILE.search(rest) or _LANDLINE.search(rest)),
        "bank_account": bool(_ACCOUNT_NAMED.search(rest))
        or any(map(_is_account, _ACCOUNT.findall(rest))),
        "home_address": bool(_HOME.search(rest)),
        "email": bool(_EMAIL.search(rest)),
    }
    return [code for code, present in found.items() if present]


def _is_citizen_id(text: str) -> bool:
    """Tell whether a text has the shape of a citizen id (GB 11643): area, date of birth, 18 long.

    The check digit does not count: a mistyped number gives the person away all the same.
    """
    digits = len(text) == 18 and text[:17].isdigit()
    return digits and _ID_AREA.match(text) is not None and _is_date(text[6:14])


def _is_date(text: str) -> bool:
    try:
        day = dt.date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return 1900 <= day.year <= 2100


def _is_account(text: str) -> bool:
    """Tell whether 16 to 19 digits look like a bank card: UnionPay's 62, or a Luhn check."""
    digits = [int(char) for char in text if char.isdigit()]
    doubled = [each * 2 - 9 * (each > 4) for each in digits[-2::-2]]
    return digits[:2] == [6, 2] or (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def words(text: str) -> list[str]:
    """Return the words of a text, folded for comparison."""
    return re.findall(r"[\w*]+", unicodedata.normalize("NFKC", text).casefold())


def grams(*texts: str) -> list[str]:
    """Return the overlapping pairs of characters in the words of some texts, sorted, each once.

    An index over them answers Chinese searches of two characters, which trigrams cannot.
    """
    found = (word for text in texts for word in words(text))
    return sorted({word[at : at + 2] for word in found for at in range(len(word) - 1)})
