"""Breaches in words, on every page that shows one."""

from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guanjia.rooms.breaches.types import BreachState, PaperKind, Verb
from guanjia.rooms.breaches.wording import LOOKS, PAPERS, STATES, VERBS
from guanjia.shared.templatetags.guanjia import icon

register = template.Library()
PICTURES = {
    Verb.TALK: "chat",
    Verb.NOTICE: "note",
    Verb.DELIVER: "mail",
    Verb.REPORT: "up",
    Verb.PUT_RIGHT: "wrench",
    Verb.CHECK: "camera",
    Verb.TAKE_OVER: "arrow",
    Verb.WITHDRAW: "miss",
    Verb.LEAD: "flag",
}


@register.simple_tag
def breach_state(state: BreachState) -> SafeString:
    """How far a breach has come."""
    found = BreachState(state)
    look, picture = LOOKS[found]
    return format_html('<span class="st {}">{}<span>{}</span></span>', look, icon(picture), str(STATES[found]))


@register.simple_tag
def breach_verb(verb: Verb) -> SafeString:
    """What can be done, as a button says it."""
    return format_html("{}<span>{}</span>", icon(PICTURES[Verb(verb)]), str(VERBS[Verb(verb)]))


@register.simple_tag
def breach_step(verb: Verb, breach_id: UUID) -> str:
    """Where the form of a step is."""
    return reverse(f"breaches:{Verb(verb).value}", args=[breach_id])


@register.simple_tag
def breach_paper(kind: PaperKind) -> str:
    """What a paper is."""
    return str(PAPERS[PaperKind(kind)])
