"""A reminder by one touch: a line on the case, which whoever works on it sees at once and the resident never."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases import services
from guanjia.rooms.promises import selectors as promises
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Refused, gettext_noop
from guanjia.shared.templatetags.clockwork import due


def nudge(actor: Actor, promise_id: UUID, *, at: datetime) -> str:
    """Write the reminder on the case and return its number. Raises Missing, and Refused for what is about no case."""
    row = promises.promise(actor, promise_id, at=at)
    if row.subject_type != "case" or row.due_at is None:
        raise Refused("manager.no_case", gettext_noop("There is no case to write on. Speak to them."))
    found = cases.case_ref(row.subject_id)
    what = {"who": row.owed_name, "title": row.title, "at": due(row.due_at, at)}
    words = (
        _("%(who)s, please see to “%(title)s” first: due %(at)s.")
        if row.owed_name
        else _("Please see to “%(title)s” first: due %(at)s.")
    )
    services.note(actor, row.subject_id, words % what, at=at)
    return found.number
