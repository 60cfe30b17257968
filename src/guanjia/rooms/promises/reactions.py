"""Found at start: from then on every fact is judged where it is recorded, in the same transaction."""

from guanjia.rooms.handbook.events import YearTableLoaded
from guanjia.rooms.promises import services, tasks
from guanjia.shared import jobs
from guanjia.shared.journal import inside_record, reacts_to

inside_record(services.apply)
services.after_folding(services.enrol)


@reacts_to(YearTableLoaded)
def reckon_again(fact: YearTableLoaded) -> None:
    jobs.defer(tasks.reckon_year, community_id=str(fact.community_id), year=fact.year)
