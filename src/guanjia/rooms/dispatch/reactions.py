"""Somebody is asked as soon as it is known what it is; nobody is expected when it is over."""

from guanjia.rooms.cases.events import (
    CaseAboutNamed,
    CaseClassified,
    CaseClosed,
    CaseDone,
    CaseFact,
    CaseMerged,
    CaseReclassified,
    CaseRefused,
    CaseReopened,
    CaseUrgencyChanged,
    CaseWithdrawn,
)
from guanjia.rooms.dispatch import services
from guanjia.shared.journal import reacts_to
from guanjia.shared.time import now


@reacts_to(CaseClassified, CaseReclassified)
def ask_somebody(fact: CaseFact) -> None:
    at = now()
    services.offer(fact.subject_id, at=at)
    services.offer_help(fact.subject_id, at=at)


@reacts_to(CaseUrgencyChanged)
def send_help(fact: CaseFact) -> None:
    services.offer_help(fact.subject_id, at=now())


@reacts_to(CaseDone, CaseClosed, CaseMerged, CaseWithdrawn)
def expect_nobody(fact: CaseFact) -> None:
    services.finish_case(fact.subject_id, at=now())


@reacts_to(CaseRefused, CaseReopened)
def take_up_again(fact: CaseFact) -> None:
    services.take_up_again(fact.subject_id, at=now())


@reacts_to(CaseAboutNamed)
def keep_out(fact: CaseAboutNamed) -> None:
    services.keep_out(fact.subject_id, at=now())
