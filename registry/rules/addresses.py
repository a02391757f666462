"""Chinese addresses: which characters name the province, city, county, township, road, number."""

import re
import unicodedata
from dataclasses import dataclass

SUFFIXES = (
    "特别行政区", "自治区", "自治州", "自治县", "地区", "街道", "省", "市", "盟", "区", "县", "旗",
    "镇", "乡", "村", "社区",
)  # fmt: skip
"""What ends the name of a division, longest first; people leave it out."""

_PARTS = (
    ("province", r"(?:[^\d市区县]{2,6}?(?:省|自治区|特别行政区)|(?:北京|上海|天津|重庆)市?)"),
    ("city", r"[^\d省区县镇乡路]{2,6}?(?:市|地区|自治州|盟)"),
    ("county", r"[^\d省镇乡路街]{1,7}?(?:自治县|区|县|市|旗)"),
    ("township", r"[^\d省市县路]{1,8}?(?:街道|镇|乡)(?!村)"),
    ("village", r"[^\d路街]{1,8}?(?:社区|村)"),
    ("road", r"[^\d号]{1,12}?(?:大道|公路|路|街|巷|弄|道)"),
    ("number", r"\d+(?:[-－之]\d+)?号?"),
)


@dataclass(frozen=True)
class Address:
    """The parts of an address as far as it names them; ``rest`` is what follows the number."""

    province: str = ""
    city: str = ""
    county: str = ""
    township: str = ""
    village: str = ""
    road: str = ""
    number: str = ""
    rest: str = ""

    @property
    def street(self) -> str:
        """Return road and number, which tell two places of one township apart."""
        return self.road + self.number


def split_address(text: str) -> Address:
    """Split an address into its parts; one that is not named stays empty.

    ``浙江省杭州市西湖区北山街道北山路84号`` → province, city, county, township, road, number. A
    single ``市`` before a township is taken for the city even where it is a county-level one: the
    tree of regions knows better (``registry.services.find_places``).
    """
    left = plain_address(text)
    parts = {}
    for name, pattern in _PARTS:
        found = re.match(pattern, left)
        if found:
            parts[name] = found[0]
            left = left[found.end() :]
    return Address(**parts, rest=left)


def plain_address(text: str) -> str:
    """Return an address in normal width, without spaces and what stands in brackets."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"\(.*?\)|[\s,，。]", "", text)


def bare(name: str) -> str:
    """Return the name of a division without its suffix, as long as two characters are left."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def heads(text: str, longest: int = 12) -> list[str]:
    """Return the beginnings of a text that may name a division, longest first."""
    return [text[:length] for length in range(min(longest, len(text)), 1, -1)]
