"""What breaches do when something happened elsewhere: one was found, a superior leads it, a promise moved."""

from guanjia.rooms.breaches import services
from guanjia.rooms.promises.events import PromiseFact, PromiseMetAfterAll, PromiseWaived
from guanjia.rooms.rounds.events.findings import FindingBreach, FindingLed
from guanjia.shared.journal import reacts_to


@reacts_to(FindingBreach)
def take_up(fact: FindingBreach) -> None:
    services.take_up(fact.subject_id)


@reacts_to(FindingLed)
def led(fact: FindingLed) -> None:
    services.led(fact.subject_id, fact.at)


@reacts_to(PromiseMetAfterAll, PromiseWaived)
def look_again(fact: PromiseFact) -> None:
    if fact.subject_type == "finding":
        services.refresh_due(fact.about_id)
