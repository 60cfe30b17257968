"""Reading a place out of what people write, and writing a home's label one way. Pure: text in, words out.

The signs below are the grammar of Chinese addresses (building, stairwell, floor, room), not texts of the product.
"""

import re
import unicodedata
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from guanjia.rooms.places import events
from guanjia.rooms.places.types import NewHome, Occupancy, PlaceWords
from guanjia.shared.errors import Invalid, gettext_noop

FIGURES = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
LONGEST = 1000
"""Signs of a text that are looked at; an address stands at the front of what people write."""

_N = r"(?:[0-9]{1,4}|[零〇一二三四五六七八九十两]{1,5})"
_SPOKEN = re.compile(
    rf"(?P<before>[有共每这整各几数哪本座栋]?)"
    rf"(?P<building>[A-Z]?{_N}|[A-Z])\s*(?P<word>号楼|栋|幢|座|#)\s*[,、]?\s*"
    rf"(?:(?P<unit>{_N}|[A-Z])\s*(?:单元|门|梯)\s*[,、]?\s*)?"
    rf"(?:(?P<floor>{_N})\s*(?:楼|层)\s*[,、]?\s*)?"
    rf"(?:(?P<bare_unit>[0-9]{{1,2}})-)?"
    rf"(?P<number>[0-9]{{3,4}}[A-Z]?(?![0-9.%元米平人个年月天户块])|{_N}(?=\s*(?:室|房|号房))|[A-Z](?=室))?"
    r"\s*(?:室|房|号房)?"
)
_DASHED = re.compile(
    r"(?<![0-9A-Z.\-/:])(?P<building>[A-Z]?[0-9]{1,3}|[A-Z])[-/](?:(?P<unit>[0-9]{1,2}|[A-Z])[-/])?"
    r"(?P<number>[0-9]{3,4}[A-Z]?)(?![0-9.\-/:%元米平人个年月天栋幢座楼层块])\s*(?:室|房)?"
)
_ZONE = re.compile(r"[A-Z0-9]{1,2}区")
_AREAS = (  # noqa: SIM905 - one word a line would bury the rules
    "地下停车场 地下车库 地下室 地库 停车场 停车位 车库 车位 车棚 充电桩 充电棚 道闸 电梯间 电梯 扶梯 "
    "东门 南门 西门 北门 正门 大门 侧门 后门 单元门 门禁 门岗 岗亭 大堂 大厅 楼道 楼梯间 走廊 消防通道 天台 楼顶 外墙 "
    "中心花园 小花园 绿化带 草坪 广场 儿童乐园 游乐场 健身房 健身器材 篮球场 网球场 游泳池 会所 "
    "垃圾房 垃圾站 垃圾桶 快递柜 配电房 水泵房 监控室 化粪池"
).split()


def plain(text: str) -> str:
    """The text with full-width signs made half-width, dashes made one, letters large."""
    return re.sub(r"[‐‑‒–—―−~]+", "-", unicodedata.normalize("NFKC", text[:LONGEST])).upper()


def figure(words: str) -> str:
    """A number as people write it, in digits: 十四 → 14, 二十 → 20, 一四〇二 → 1402, 03 → 3, B3 stays B3."""
    if not words or not any(sign in FIGURES or sign == "十" for sign in words):
        return re.sub(r"^([A-Z]?)0+(?=[0-9])", r"\1", words)
    letter, rest = ("", words) if not words[0].isascii() else (words[0], words[1:])
    tens, ten, ones = rest.partition("十")
    if not ten:
        return letter + str(int("".join(str(FIGURES[sign]) for sign in rest)))
    high = "".join(str(FIGURES.get(sign, "")) for sign in tens) or "1"
    low = "".join(str(FIGURES.get(sign, "")) for sign in ones) or "0"
    return letter + high + low


def place_in(text: str, areas: Iterable[str] = ()) -> PlaceWords:
    """The place a sentence speaks of; empty (false) when it names none.

    Understands 3-2-1402, 3-1402, 3栋2单元1402室, 3幢1402, 三栋二单元, 3#2-1402, 3号楼14楼02室 and shared places by
    their words; `areas` adds the names of a community's own. The first home wins, else the first building.
    """
    said = plain(text)
    found = [words for words in (*map(_spoken, _SPOKEN.finditer(said)), *map(_dashed, _DASHED.finditer(said))) if words]
    best = next((words for words in found if words.is_home), found[0] if found else PlaceWords())
    shared = _shared(said, areas)
    shown = best.text or (shared[0] if shared else "")
    if shown and not best.is_home:
        shown += _goes_on(said.partition(shown)[2], shared if best else ())
    return PlaceWords(best.building, best.unit, best.number, shared, shown)


def _goes_on(rest: str, shared: tuple[str, ...]) -> str:
    """What belongs to a place named right before: a shared place of that building, a zone of that garage."""
    near = next((name for name in shared if rest.startswith(name)), "")
    zone = _ZONE.match(rest[len(near) :])
    return near + (zone[0] if zone else "")


def _spoken(hit: re.Match[str]) -> PlaceWords | None:
    building, word = hit["building"], hit["word"]
    exact = bool(hit["unit"] or hit["bare_unit"] or hit["number"])
    counts = not building[-1].isdigit() and not building.isascii()
    if not exact and (hit["before"] or (counts and (word == "座" or building == "一"))):
        return None  # a measure word: 有9栋楼, 一座桥
    if word == "座" and counts:
        return None
    unit = figure(hit["unit"] or hit["bare_unit"] or "")
    number = _room(figure(hit["number"] or ""), figure(hit["floor"] or ""))
    return PlaceWords(figure(building), unit, number, (), hit[0][len(hit["before"]) :].strip(" ,、"))


def _room(number: str, floor: str) -> str:
    """14楼02室 is 1402; a number that already carries its floor stays."""
    if number and floor and len(number) <= 2 and number.isdigit():
        return f"{int(floor)}{int(number):02d}"
    return number


def _dashed(hit: re.Match[str]) -> PlaceWords:
    return PlaceWords(figure(hit["building"]), figure(hit["unit"] or ""), figure(hit["number"]), (), hit[0].strip())


def _shared(said: str, areas: Iterable[str]) -> tuple[str, ...]:
    """Shared places in the order they are named; the longer word hides the shorter one inside it."""
    taken: list[tuple[int, int, str]] = []
    for name in sorted({*_AREAS, *(plain(one) for one in areas if one)}, key=len, reverse=True):
        start = said.find(name)
        if start >= 0 and not any(a <= start < b for a, b, _ in taken):
            taken.append((start, start + len(name), name))
    return tuple(name for _, _, name in sorted(taken))


def label(home: NewHome) -> str:
    """The home's label, one way: building-unit-number, without the unit where there is none."""
    parts = [figure(plain(part).strip()) for part in (home.building, home.unit, home.number)]
    return "-".join(part for part in parts if part)


def place_order(text: str) -> str:
    """A key under which labels sort as people count: 2 before 10."""
    return re.sub(r"[0-9]+", lambda hit: hit[0].zfill(5), plain(text))


def floor_of(home: NewHome) -> int:
    """The floor, given or read from the number (1402 → 14, 302 → 3); 0 where it can't be read."""
    if home.floor is not None:
        return home.floor
    digits = re.match(r"[0-9]{3,5}", home.number)
    return int(digits[0][:-2]) if digits else 0


def check_home(home: NewHome) -> None:
    """Raises Invalid when a home has no building, no number, or parts too long to be one."""
    parts = (home.building.strip(), home.number.strip())
    if not all(parts) or any(len(part) > 10 for part in (*parts, home.unit)):
        message = gettext_noop("“%(home)s” is not a home: a building and a number are needed, 10 signs each at most.")
        shown = "-".join([home.building, home.unit, home.number])[:40]
        raise Invalid("places.home", message, {"home": shown})


def check_zone(zone: str) -> None:
    """Raises Invalid for a time zone nobody knows."""
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError) as unknown:
        message = gettext_noop("There is no time zone “%(zone)s”. Write it as in Asia/Shanghai.")
        raise Invalid("places.zone", message, {"zone": zone[:64]}, field="zone") from unknown


def check_division(code: str) -> None:
    """Raises Invalid for what is no code of a division: six digits as the national list has them, 330106."""
    if not re.fullmatch(r"[1-9][0-9]{5}", code):
        message = gettext_noop("The code of a division has six digits, like 330106.")
        raise Invalid("places.division", message, field="division")


_NOW_IS: dict[Occupancy, type[events.HomeFact]] = {
    Occupancy.OCCUPIED: events.HomeOccupied,
    Occupancy.VACANT: events.HomeVacated,
    Occupancy.RENOVATING: events.RenovationStarted,
}


def told_of(before: str, now: Occupancy) -> list[type[events.HomeFact]]:
    """What happened to a home that was `before` (empty: not known) and is something else now, in order."""
    if before == now:
        return []
    ended: list[type[events.HomeFact]] = [events.RenovationFinished] if before == Occupancy.RENOVATING else []
    return [*ended, _NOW_IS[now]]
