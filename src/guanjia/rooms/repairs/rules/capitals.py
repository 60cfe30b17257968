"""An amount in the signs of cheques and receipts (大写), which can't be changed by a stroke of the pen."""

from dataclasses import dataclass

from guanjia.shared.money import FEN

JIAO, GROUP, TEN = 10, 10_000, 10


@dataclass(frozen=True, slots=True)
class Capitals:
    """The signs: ten digits, the places within four digits, the groups of four, and the words of money."""

    digits: str
    places: tuple[str, ...]
    groups: tuple[str, ...]
    yuan: str
    jiao: str
    fen: str
    whole: str


def in_capitals(fen: int, signs: Capitals) -> str:
    """The amount (fen, not negative) written out: 123450 is 壹仟贰佰叁拾肆元伍角整.

    Source: 支付结算办法, annex 1 (how amounts are written on bills).
    """
    yuan, rest = divmod(fen, FEN)
    text = _whole(yuan, signs) + signs.yuan if yuan or not rest else ""
    if not rest:
        return text + signs.whole
    jiao, last = divmod(rest, JIAO)
    if jiao:
        text += signs.digits[jiao] + signs.jiao
    elif yuan:
        text += signs.digits[0]
    return text + (signs.digits[last] + signs.fen if last else signs.whole)


def _whole(number: int, signs: Capitals) -> str:
    groups = []
    while number:
        number, group = divmod(number, GROUP)
        groups.append(group)
    text, gap = "", False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            gap = True
            continue
        if text and (gap or group < GROUP // TEN):
            text += signs.digits[0]
        text += _four(group, signs) + signs.groups[place]
        gap = not group % TEN
    return text or signs.digits[0]


def _four(number: int, signs: Capitals) -> str:
    text, gap = "", False
    for place, sign in reversed(list(enumerate(signs.places))):
        digit = number // TEN**place % TEN
        if not digit:
            gap = bool(text)
            continue
        text += (signs.digits[0] if gap else "") + signs.digits[digit] + sign
        gap = False
    return text
