"""What two spellings of one name or address have in common."""

import re
import unicodedata

_PROVINCES = (
    "北京天津河北山西内蒙古辽宁吉林黑龙江上海江苏浙江安徽福建江西山东河南湖北湖南广东广西海南重庆四川"
    "贵州云南西藏陕西甘肃青海宁夏新疆"
)
_TWO_OR_THREE = re.findall("内蒙古|黑龙江|..", _PROVINCES)
_PROVINCE = f"(?:{'|'.join(_TWO_OR_THREE)})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)?"
_CITIES = "杭州|宁波|温州|嘉兴|湖州|绍兴|金华|衢州|舟山|台州|丽水"
_CITY = f"(?:(?:{_CITIES})市?|[\u4e00-\u9fff]{{2,3}}(?<![超门夜菜集花股])市)"
_COUNTY = "[\u4e00-\u9fff]{1,3}(?:自治县|[区县市])"
_PREFIX = re.compile(f"(?:中国)?(?:{_PROVINCE})?(?:{_CITY})?")
_FULL_PREFIX = re.compile(f"(?:{_PROVINCE})?{_CITY}(?:{_COUNTY})?|{_PROVINCE}")
_NOISE = re.compile(r"[\W_]+")
_FORMS = (("有限责任公司", "有限公司"), ("股份制有限公司", "股份有限公司"))
_BUILDINGS = (("栋", "幢"), ("号楼", "幢"), ("单元", "-"), ("房间", "室"))
SHORTEST = 2
"""Characters that a name keeps at least when the place before it is taken away."""


def name_key(name: str) -> str:
    """Return what the spellings of one name share.

    Full and half width, case, spaces, brackets and other marks do not count, nor do the two words
    for a limited company, nor the province and city that stand before the name.
    """
    text = _plain(name)
    for said, meant in _FORMS:
        text = text.replace(said, meant)
    return _without(_PREFIX, text)


def address_key(address: str) -> str:
    """Return what the spellings of one address share: no province, city or county before it."""
    text = _plain(address)
    for said, meant in _BUILDINGS:
        text = text.replace(said, meant)
    text = _without(_FULL_PREFIX, text)
    return text.removesuffix("室")


def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def _without(prefix: re.Pattern[str], text: str) -> str:
    found = prefix.match(text)
    rest = text[found.end() :] if found else text
    says = rest.removesuffix("有限公司").removesuffix("股份")
    return rest if len(says) >= SHORTEST else text
