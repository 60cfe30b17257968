"""Where a standard applies: divisions by their codes, a level in every two digits (province, city, district)."""

from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.clocks import StandardPart


def lies_in(code: str, division: str) -> bool:
    """330106 lies in itself, in 330100 and in 330000; what is not said lies nowhere."""
    stem = division
    while stem.endswith("00"):
        stem = stem[:-2]
    return code.startswith(stem)


def divisions_of(content: HandbookContent, code: str) -> tuple[str, ...]:
    """The divisions of the book a community lies in; what is switched on by place follows from these alone."""
    return tuple(one for one in content.divisions if lies_in(code, one))


def applies(part: StandardPart, code: str) -> bool:
    """Whether a standard is for a community that lies there."""
    return not part.only_in or any(lies_in(code, one) for one in part.only_in)


def binds(part: StandardPart, code: str) -> bool:
    """Whether a community that lies there may not ask less: law anywhere, a local rule where place switches it on."""
    local = part.status == "local" and part.enabled and bool(part.only_in)
    return part.status == "law" or (local and applies(part, code))


def by_place(content: HandbookContent, code: str) -> HandbookContent:
    """What an edition says in a community that lies there: the rules of other places are not in force."""
    off = {
        one.code: one.model_copy(update={"enabled": False})
        for one in content.standards.values()
        if one.enabled and not applies(one, code)
    }
    return content.model_copy(update={"standards": {**content.standards, **off}}) if off else content
