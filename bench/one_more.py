"""One more message on a conversation: what recording it costs after 10 and after 10,000 of them."""

import sys
import time
from datetime import timedelta
from statistics import median

from figures import calibration, tell
from house import BEGIN, empty_house

FEW, MANY, TRIES = 10, 10_000, 60


def main() -> int:
    """0 when the bar is met."""
    calibration()
    with empty_house() as community:
        from django.db import transaction

        from guanjia.rooms.conversations.events import MessageReceived
        from guanjia.shared import journal
        from guanjia.shared.time import new_id

        contact, begin = new_id(), BEGIN + timedelta(days=60)
        journal.months_ready([begin])
        count = {}

        def more(conversation: object, number: int) -> float:
            begun = time.perf_counter()
            with transaction.atomic():
                for _ in range(number):
                    count[conversation] = count.get(conversation, 0) + 1
                    at = begin + timedelta(seconds=count[conversation])
                    fact = MessageReceived(
                        community_id=community, subject_id=conversation, at=at, contact_id=contact, channel="wechat"
                    )
                    journal.record(fact)
            return time.perf_counter() - begun

        few, many = new_id(), new_id()
        more(few, FEW)
        for _ in range(MANY // 500):
            more(many, 500)
        # turn and turn about, so that what else the machine does weighs on both alike
        spent = [(more(few, 1), more(many, 1)) for _ in range(TRIES)]
    first, last = median(one for one, _ in spent), median(one for _, one in spent)
    sys.stdout.write(f"one_more.after_10 {1000 * first:.2f} ms - -\none_more.after_10000 {1000 * last:.2f} ms - -\n")
    return 0 if tell("one_more", "ratio", round(last / first, 2)) else 1


if __name__ == "__main__":
    sys.exit(main())
