"""Complaints: who keeps out and what is hidden from whom, and what must be there before one is closed."""

from collections.abc import Collection, Iterable
from datetime import date

from guanjia.rooms.cases.types.complaints import NewDecision, NewFinding, NewOffer, Reply, ResidentsWord
from guanjia.rooms.handbook.rules.standing import Ranks, at_or_under
from guanjia.rooms.handbook.types.house import Ground
from guanjia.rooms.handbook.types.terms import ComplaintTerms, OwnWay
from guanjia.shared.errors import Denied, Invalid, Refused, gettext_noop


def closed_to(roles: Iterable[str]) -> str:
    """Roles as they stand beside a case that is hidden from them; empty for none."""
    found = sorted(set(roles))
    return f"|{'|'.join(found)}|" if found else ""


def is_closed_to(closed: str, roles: Iterable[str]) -> bool:
    """Whether a case is hidden from somebody with these roles."""
    return any(f"|{role}|" in closed for role in roles)


def department_about(way: OwnWay | None, departments: Collection[str]) -> str:
    """The department a complaint is about that goes a way of its own; empty where it goes as all do."""
    return next((one for one in way.departments if one in departments), "") if way is not None else ""


def hidden_from(ranks: Ranks, of_department: Iterable[str], about_roles: Iterable[str], way: OwnWay) -> frozenset[str]:
    """The roles a complaint on its own way is hidden from: the department's, and all beside or under who is named."""
    return frozenset(of_department) | at_or_under(ranks, about_roles) - (frozenset(way.goes_to) - set(about_roles))


def check_not_involved(*, involved: bool) -> None:
    """Raises Denied for who must keep out of a complaint, whatever they want to do with it.

    Source: nobody handles a complaint about himself, nor their own team's lead.
    """
    if involved:
        message = gettext_noop("You must keep out of this complaint: it is about you or your team. Somebody else acts.")
        raise Denied("cases.keep_out", message)


def check_is_complaint(case_class: str, complaint: str) -> None:
    """Raises Refused for a case that is no complaint."""
    if case_class != complaint:
        raise Refused("cases.no_complaint", gettext_noop("This is no complaint. Classify it as one first."))


def check_finding(given: NewFinding) -> None:
    """Raises Invalid without what was found."""
    if not given.found.strip():
        raise Invalid("cases.found", gettext_noop("Write down what was found."), field="found")


def check_decision(given: NewDecision, ground: Ground | None) -> None:
    """Raises Invalid for a decision without words or without what it rests on, or a ground that is not listed."""
    if not given.text.strip():
        raise Invalid("cases.decision", gettext_noop("Write down what was decided."), field="text")
    if given.ground and ground is None:
        raise Invalid("cases.ground", gettext_noop("Choose a ground of the handbook."), field="ground")
    if not given.ground and not given.clause.strip():
        message = gettext_noop("Name the law, the clause of the contract or the rule it rests on.")
        raise Invalid("cases.ground", message, field="ground")
    if ground is not None and ground.clause_needed and not given.clause.strip():
        raise Invalid("cases.clause", gettext_noop("Write down which clause it is."), field="clause")


def check_offer(given: NewOffer) -> None:
    """Raises Invalid for a talk without what was offered."""
    if given.reply is not Reply.NOT_REACHED and not given.text.strip():
        raise Invalid("cases.offer", gettext_noop("Write down what was offered."), field="text")


def check_can_answer(*, has_page: bool) -> None:
    """Raises Refused where nobody could answer on a page."""
    if not has_page:
        message = gettext_noop(
            "Nobody of this case has a page to answer on. Talk to them and write down what they say."
        )
        raise Refused("cases.no_page", message)


def check_word(word: ResidentsWord | None, *, said: bool) -> None:
    """Raises Refused for a complaint taken back without the resident's own word. `said`: the message named is theirs.

    Source: a complaint is followed to a fair end; nobody but who complained takes it back.
    """
    heard = word is not None and bool(word.channel.strip() and word.words.strip())
    if not said and not heard:
        message = gettext_noop(
            "A complaint is taken back on the resident's own word only. Name their message, or write down how they "
            "said it and in which words. Without it, check it, decide and talk it through."
        )
        raise Refused("cases.no_word", message)


def unreachable(days: Collection[date], terms: ComplaintTerms | None) -> bool:
    """Whether it was tried often enough, on enough days, by the handbook; without a rule never."""
    if terms is None:
        return False
    return len(days) >= terms.talk_attempts and len(set(days)) >= terms.talk_over_days


def tries_left(days: Collection[date], terms: ComplaintTerms | None) -> int:
    """How many more tries the handbook asks for; a day that is missing needs a try of its own."""
    if terms is None or unreachable(days, terms):
        return 0
    return max(terms.talk_attempts - len(days), terms.talk_over_days - len(set(days)))


def check_carried_on(in_a_complaint: bool, *, about_the_same: bool) -> None:
    """A complaint goes on in a complaint only, and in one about the same people: else merging would end it unheard,
    or show it to whom it is about. Raises Refused."""
    if not in_a_complaint:
        message = gettext_noop(
            "A complaint goes on in another complaint only. Choose one, or settle it by its own road."
        )
        raise Refused("cases.complaint_into_other", message)
    if not about_the_same:
        message = gettext_noop("The two complaints are not about the same people. Settle each by its own road.")
        raise Refused("cases.complaint_about_others", message)
