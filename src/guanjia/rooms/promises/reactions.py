"""Found at start: from then on every fact is judged where it is recorded, in the same transaction."""

from guanjia.rooms.promises import services
from guanjia.shared.journal import inside_record

inside_record(services.apply)
