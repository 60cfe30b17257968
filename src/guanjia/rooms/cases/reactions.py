"""What cases do when something happened elsewhere: a message came, a promise moved."""

from guanjia.rooms.cases import access, selectors, services
from guanjia.rooms.cases.events import (
    CaseAcceptanceAsked,
    CaseAppointmentAgreed,
    CaseDone,
    CaseMerged,
    CaseOpened,
    CasePaused,
    CaseRefused,
    CaseWithdrawn,
)
from guanjia.rooms.cases.services import erasing
from guanjia.rooms.conversations import selectors as conversations
from guanjia.rooms.conversations import services as conversation_services
from guanjia.rooms.conversations.events import MessageAnswered, MessageReceived
from guanjia.rooms.people.services.erasing import Holding, holds
from guanjia.rooms.promises.events import (
    PromiseEscalated,
    PromiseFact,
    PromiseMetAfterAll,
    PromiseWaived,
)
from guanjia.rooms.promises.rules.keeping_out import Keeper, kept_by
from guanjia.shared.errors import gettext_noop
from guanjia.shared.journal import reacts_to
from guanjia.shared.time import now

conversation_services.busy_by(selectors.conversations_at_work)
conversation_services.barred_by(selectors.is_complained_about)
kept_by("case", Keeper(access.case, services.check_acts_on))
kept_by("improvement", Keeper(access.improvement, services.check_acts_on_better))
kept_by("docket", Keeper(access.docket, services.check_acts_under))
NAMED = gettext_noop("cases, of which name and phone go")
PLACES = gettext_noop("photos of cases, of which the place they were taken at goes")
holds("photos", Holding(PLACES, erasing.photos_placed, erasing.take_places_away))
holds("cases", Holding(NAMED, erasing.cases_held, erasing.take_names_away, erasing.cases_open))


@reacts_to(MessageReceived)
def take_in_message(fact: MessageReceived) -> None:
    heard = conversations.heard(fact)
    if heard is not None and fact.by_resident:
        services.take_in_message(services.Heard(**heard), at=fact.at)


@reacts_to(MessageAnswered)
def look_after_answer(fact: MessageAnswered) -> None:
    if fact.case_id is not None:
        services.refresh_due(fact.case_id, at=now())


@reacts_to(PromiseMetAfterAll, PromiseWaived)
def look_again(fact: PromiseFact) -> None:
    if fact.subject_type in ("docket", "join"):
        services.refresh_due_under(fact.about_id, at=now())
    elif fact.case_id is not None:
        services.refresh_due(fact.case_id, at=now())


@reacts_to(PromiseEscalated)
def keep_who_was_told(fact: PromiseEscalated) -> None:
    if fact.case_id is not None:
        services.raised_to(fact.case_id, fact.to_role)


@reacts_to(CaseOpened)
def tell_it_is_taken_down(fact: CaseOpened) -> None:
    services.tell_resident(fact.subject_id, "opened", at=now())


@reacts_to(CaseAppointmentAgreed)
def tell_when_somebody_comes(fact: CaseAppointmentAgreed) -> None:
    moment = "appointment_moved" if fact.reason else "appointment"
    services.tell_resident(fact.subject_id, moment, at=now(), reason=fact.reason)


@reacts_to(CasePaused)
def tell_why_it_rests(fact: CasePaused) -> None:
    services.tell_resident(fact.subject_id, "paused", at=now(), reason=fact.reason)


@reacts_to(CaseDone)
def ask_whether_it_is_accepted(fact: CaseDone) -> None:
    if not fact.on_the_spot:
        services.tell_resident(fact.subject_id, "done", at=now())


@reacts_to(CaseAcceptanceAsked)
def ask_again(fact: CaseAcceptanceAsked) -> None:
    services.tell_resident(fact.subject_id, "done", at=now())


@reacts_to(CaseRefused)
def tell_it_goes_on(fact: CaseRefused) -> None:
    services.tell_resident(fact.subject_id, "refused", at=now(), reason=fact.reason)


@reacts_to(CaseMerged)
def tell_where_it_goes_on(fact: CaseMerged) -> None:
    services.tell_resident(fact.subject_id, "merged", at=now())


@reacts_to(CaseWithdrawn)
def tell_it_is_taken_back(fact: CaseWithdrawn) -> None:
    services.tell_resident(fact.subject_id, "withdrawn", at=now(), reason=fact.reason)
