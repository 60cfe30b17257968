"""A complaint's road: facts noted, decided on a ground, talked through with the resident."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import events
from guanjia.rooms.cases.models import Case, Decision, Finding, Offer, Photo
from guanjia.rooms.cases.rules import Verb, complaints
from guanjia.rooms.cases.selectors.complaints import tried_on
from guanjia.rooms.cases.services.ground import allowed, begin, finish, move, owned, reason_of, roles_acting, told
from guanjia.rooms.cases.types import COMPLAINT, Because
from guanjia.rooms.cases.types.complaints import NewDecision, NewFinding, NewOffer, Reply
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Denied, Invalid, Refused, gettext_noop

NOT_APPLICABLE = "not_applicable"


def _begun(actor: Actor, case_id: UUID, verb: Verb, at: datetime) -> tuple[Case, Book, UUID]:
    """The complaint locked, and who acts. Raises Refused for what is no complaint, or from where the verb leads not."""
    case, book = begin(actor, case_id, at)
    complaints.check_is_complaint(case.case_class, COMPLAINT)
    move(case, verb, at)
    if actor.staff_id is None:
        raise Denied("cases.no_staff", gettext_noop("Only staff can work on a case."))
    return case, book, actor.staff_id


@transaction.atomic
def note_facts(actor: Actor, case_id: UUID, given: NewFinding, *, at: datetime) -> UUID:
    """Write down what was found, with what both sides say, or a reason of the handbook why one says nothing.

    More may be found later; each is kept. Raises Refused where the handbook's checklist misses something, Invalid
    without what was found, Denied for who must keep out.
    """
    if not actor.may(Duty.DO_WORK):
        actor.need(Duty.ANSWER)
    case, book, who = _begun(actor, case_id, Verb.NOTE_FACTS, at)
    complaints.check_finding(given)
    for code in (given.no_resident, given.no_other):
        if code:
            reason_of(book, NOT_APPLICABLE, Because(code, note="-"))
    sides = {"resident": _side(given.resident_side, given.no_resident)}
    sides["other"] = _side(given.other_side, given.no_other)
    photos = Photo.objects.filter(case=case).count()
    fact = told(
        case,
        events.ComplaintFactsNoted,
        at,
        evidence={name: value for name, value in sides.items() if value},
        photos=photos,
        roles=roles_acting(case, who),
        staff_id=who,
    )
    allowed(fact)
    made = Finding.objects.create(
        community_id=case.community_id,
        case=case,
        staff_id=who,
        found=given.found.strip(),
        resident_side=given.resident_side.strip(),
        other_side=given.other_side.strip(),
        no_resident="" if given.resident_side.strip() else given.no_resident,
        no_other="" if given.other_side.strip() else given.no_other,
        at=at,
    )
    finish(case, ["owner"], *owned(case, actor, at), fact)
    return made.id


def _side(said: str, why_not: str) -> object:
    """As a checklist reads it: said, left out for a reason, or missing."""
    return True if said.strip() else {NOT_APPLICABLE: why_not} if why_not else None


@transaction.atomic
def decide(actor: Actor, case_id: UUID, given: NewDecision, *, at: datetime) -> UUID:
    """Decide a complaint, with what that rests on. A later decision takes the place of this one; both are kept.

    Raises Denied without the duty (what one may not decide is brought up) and for who must keep out, Invalid without
    words or ground, Refused where the handbook misses something.
    """
    actor.need(Duty.DECIDE_COMPLAINTS)
    case, book, who = _begun(actor, case_id, Verb.DECIDE, at)
    complaints.check_decision(given, book.content.grounds.get(given.ground))
    fact = told(
        case,
        events.ComplaintDecided,
        at,
        outcome=given.outcome.value,
        ground=given.ground,
        liability=given.liability.value if given.liability else "",
        evidence={"basis": True},
        roles=roles_acting(case, who),
        staff_id=who,
    )
    allowed(fact)
    made = Decision.objects.create(
        community_id=case.community_id,
        case=case,
        staff_id=who,
        outcome=given.outcome.value,
        text=given.text.strip(),
        ground=given.ground,
        clause=given.clause.strip(),
        liability=given.liability.value if given.liability else "",
        at=at,
    )
    finish(case, ["owner"], *owned(case, actor, at), fact)
    return made.id


@transaction.atomic
def talk_through(actor: Actor, case_id: UUID, given: NewOffer, *, at: datetime) -> UUID:
    """Put the solution to the resident and write down what they say; or that nobody was reached.

    On the conversation's channel the words are sent as well. After the handbook's tries the resident counts as not to
    be reached. Raises Invalid without what was offered, Denied for who must keep out, Refused by a gate.
    """
    if not actor.may(Duty.DO_WORK):
        actor.need(Duty.ANSWER)
    case, book, who = _begun(actor, case_id, Verb.TALK_THROUGH, at)
    complaints.check_offer(given)
    number = Offer.objects.filter(case=case).count() + 1
    fact = _talked(case, given, who, number, at)
    if given.reply is Reply.WAITS:  # what the handbook asks of a talk is asked before it is put, not after the answer
        complaints.check_can_answer(has_page=case.contact_id is not None)
        allowed(_talked(case, replace(given, reply=Reply.ACCEPTS), who, number, at))
    allowed(fact)
    if given.reply is not Reply.NOT_REACHED:
        _no_longer_asked(case)
    made = Offer.objects.create(
        community_id=case.community_id,
        case=case,
        staff_id=who,
        reply=given.reply.value,
        channel=given.channel,
        text=given.text.strip(),
        words=given.words.strip(),
        number=number,
        at=at,
    )
    facts = [*owned(case, actor, at), fact]
    if given.reply is Reply.NOT_REACHED and complaints.unreachable(tried_on(case), book.terms.complaint):
        facts.append(told(case, events.ComplaintUnreached, at, staff_id=who))
    finish(case, ["owner"], *facts)
    if given.reply is not Reply.NOT_REACHED and case.conversation_id is not None and given.channel == case.channel:
        conversations.answer(actor, case.conversation_id, given.text, at=at, case_id=case.id)
    return made.id


@transaction.atomic
def answer_offer(actor: Actor, case_id: UUID, reply: Reply, words: str, *, at: datetime) -> None:
    """The resident's own word on the solution that waits for it. The same answer again changes nothing.

    Raises Refused when none waits any more, Invalid for a no without words, Denied for anybody else.
    """
    if actor.contact_id is None or reply not in (Reply.ACCEPTS, Reply.REFUSES):
        raise Denied("cases.residents_word", gettext_noop("Only the resident answers this."))
    case, _ = begin(actor, case_id, at)
    found = Offer.objects.filter(case=case, stands=True).order_by("-number").first()
    if found is not None and found.answered_at and found.reply == reply.value:
        return
    if found is None or found.reply != Reply.WAITS.value or not case.is_open:
        message = gettext_noop("Nothing waits for your word here any more. Reload to see how it stands.")
        raise Refused("cases.no_offer", message)
    if reply is Reply.REFUSES and not words.strip():
        raise Invalid("cases.empty", gettext_noop("Tell us what is not right about it."), field="words")
    found.reply, found.words, found.answered_at = reply.value, words.strip(), at
    found.save(update_fields=["reply", "words", "answered_at"])
    given = NewOffer(reply=reply, text=found.text, channel=found.channel, words=found.words)
    case.needs_desk, case.needs_why = True, "offer_answered"
    columns = move(case, Verb.TALK_THROUGH, at)
    finish(case, [*columns, "needs_desk", "needs_why"], _talked(case, given, found.staff_id, found.number, at))


def _no_longer_asked(case: Case) -> None:
    """A newer talk takes the place of what still waits for the resident's word."""
    Offer.objects.filter(case=case, reply=Reply.WAITS.value, stands=True).update(stands=False)


def _talked(case: Case, given: NewOffer, who: UUID, number: int, at: datetime) -> events.CaseFact:
    if given.reply is Reply.NOT_REACHED:
        return told(case, events.ComplaintTalkTried, at, number=number, channel=given.channel, staff_id=who)
    if given.reply is Reply.WAITS:
        return told(case, events.ComplaintSolutionPut, at, number=number, channel=given.channel, staff_id=who)
    roles = roles_acting(case, who)
    said = {"reply": given.reply.value, "channel": given.channel}
    return told(case, events.ComplaintSolutionOffered, at, roles=roles, staff_id=who, **said)


def talk_anew(case: Case) -> None:
    """The resident did not accept, or it came again: the solution is talked through once more before closing."""
    Offer.objects.filter(case=case, stands=True).update(stands=False)
