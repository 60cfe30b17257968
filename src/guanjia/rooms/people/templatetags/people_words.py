"""Words of the pages of people that are kept as sources and told in the reader's language."""

from django import template
from django.utils.translation import gettext

from guanjia.rooms.people.types.importing import CellProblem

register = template.Library()


@register.filter
def cell_what(problem: CellProblem) -> str:
    """What is wrong with a cell."""
    return gettext(problem.what) % problem.params


@register.filter
def cell_instead(problem: CellProblem) -> str:
    """What to write into it instead."""
    return gettext(problem.instead) % problem.params


SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


@register.filter
def device_words(agent: str) -> str:
    """What a browser says it is, in two words: Chrome · Windows."""
    browser = next((word for sign, word in BROWSERS if sign in agent), "")
    system = next((word for word in SYSTEMS if word in agent), "")
    return " · ".join(word for word in (browser, system) if word) or gettext("Unknown browser")


@register.filter
def marked(word: str) -> str:
    """A marked word in the reader's language."""
    return gettext(word)
