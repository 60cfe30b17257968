"""What a kind of act asks for by the handbook, which move leads where, and what may be laid as a paper."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from guanjia.rooms.approvals.events import ActStarted, ApprovalAsked
from guanjia.rooms.approvals.types import MatterState, VoiceState
from guanjia.rooms.handbook.types.conditions import Trigger
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.house import Act
from guanjia.rooms.handbook.types.standards import Checklist, Gate
from guanjia.rooms.promises.rules.conditions import read_condition
from guanjia.shared.errors import Invalid, Refused, gettext_noop

PICTURE, PDF = "image/jpeg", "application/pdf"
MEGABYTE = 1_048_576
_LEFT = frozenset({MatterState.STARTED, MatterState.WITHDRAWN})
_ENDED_WORDS = {
    MatterState.STARTED: gettext_noop("This has begun already; nothing can be added to it."),
    MatterState.WITHDRAWN: gettext_noop("These papers were withdrawn. Lay new ones."),
}
_LIVE = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
"""What a PDF may hold beside what is read; such a file is not taken."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A kind of act with the standards in force that judge it: gates and checklists at its start, checklists of what
    is laid. A kind without a gate waits for nobody and isn't offered."""

    act: Act
    gates: tuple[Gate, ...]
    laid: tuple[Checklist, ...]
    begun: tuple[Checklist, ...]

    @property
    def owed_role(self) -> str:
        """Who lays the papers and begins the act."""
        return self.gates[0].owed_by

    @property
    def lead(self) -> timedelta:
        """How long before the act its approvals must lie."""
        times = [gate.lead_time.in_seconds() for gate in self.gates if gate.lead_time]
        return timedelta(seconds=max(times, default=0))

    @property
    def apart(self) -> bool:
        """Whether nobody may approve in two roles."""
        return any(gate.different_people for gate in self.gates)

    def papers(self) -> dict[str, bool]:
        """The papers by code, and whether each must be there: those somebody approves, and those of the checklists."""
        items = {one.code: one.required for sheet in self.laid for one in sheet.items}
        approved = {code for gate in self.gates for one in gate.approvals for code in one.papers}
        order = [*items, *(code for gate in self.gates for one in gate.approvals for code in one.papers)]
        return {code: items.get(code, False) or code in approved for code in order}

    def roles_of(self, paper: str) -> tuple[str, ...]:
        """Who approves a paper."""
        return tuple(one.role for gate in self.gates for one in gate.approvals if paper in one.papers)


def askings(book: Book) -> dict[str, Asking]:
    """The kinds of act of a handbook that wait for somebody, by code."""
    found = {}
    for act in book.content.acts.values():
        mine = [one for one in book.standards.values() if one.enabled and one.subject == act.subject]
        gates = tuple(one for one in mine if isinstance(one, Gate) and _hears(one.activity, ActStarted.kind, act))
        sheets = [one for one in mine if isinstance(one, Checklist)]
        if gates:
            laid = tuple(one for one in sheets if _hears(one.activity, ApprovalAsked.kind, act))
            begun = tuple(one for one in sheets if _hears(one.activity, ActStarted.kind, act))
            found[act.code] = Asking(act, gates, laid, begun)
    return found


def _hears(triggers: Iterable[Trigger], kind: str, act: Act) -> bool:
    for one in triggers:
        when = read_condition(one.when.model_dump(mode="json", by_alias=True)) if one.when else None
        if one.event == kind and (when is None or when({"act": act.code})):
            return True
    return False


def check_open(state: MatterState) -> None:
    """Raises Refused for a matter that has ended."""
    if state in _LEFT:
        raise Refused("approvals.ended", _ENDED_WORDS[state])


def check_said(state: MatterState, current: int, seen: int) -> None:
    """Raises Refused for a word to papers that are no longer there, were refused, or have begun already."""
    check_open(state)
    if seen != current:
        message = gettext_noop("The papers were changed meanwhile: version %(now)s. Look at it, then decide.")
        raise Refused("approvals.changed", message, {"now": current})
    if state is MatterState.REFUSED:
        message = gettext_noop("This version was refused already. A new version must be laid first.")
        raise Refused("approvals.refused", message)


def state_after(voices: Iterable[VoiceState]) -> MatterState:
    """What the words to a version come to: one refusal refuses, all approvals grant."""
    said = set(voices)
    if VoiceState.REFUSED in said:
        return MatterState.REFUSED
    return MatterState.ASKED if VoiceState.WAITING in said else MatterState.GRANTED


def check_papers(asked: Mapping[str, bool], sent: Iterable[str], files: int, most: int) -> None:
    """Raises Invalid for a paper the handbook does not ask for, and for more files than it allows."""
    strange = next((code for code in sent if code not in asked), None)
    if strange is not None:
        message = gettext_noop("%(paper)s is no paper of this kind of act.")
        raise Invalid("approvals.paper", message, {"paper": strange}, field="papers")
    if files > most:
        message = gettext_noop("More than %(most)s files. Put several pages into one PDF.")
        raise Invalid("approvals.many", message, {"most": most}, field="papers")


def check_size(content: bytes, most: int, field: str) -> None:
    """Raises Invalid for a file that is empty, or has more bytes than the handbook allows."""
    if not content:
        raise Invalid("approvals.empty", gettext_noop("This file is empty. Choose it again."), field=field)
    if len(content) > most:
        message = gettext_noop("This file is larger than %(mb)s MB. Make it smaller, or send it in parts.")
        raise Invalid("approvals.large", message, {"mb": most // MEGABYTE}, field=field)


def is_pdf(content: bytes) -> bool:
    """Whether it begins as a PDF does; its name says nothing."""
    return content.startswith(b"%PDF-")


def check_pdf(content: bytes, field: str) -> None:
    """Raises Invalid for a PDF that is cut off, locked, or holds more than pages: scripts, other files."""
    if b"%%EOF" not in content[-2048:]:
        raise Invalid("approvals.pdf", gettext_noop("This PDF is broken. Save it anew and send it again."), field=field)
    if b"/Encrypt" in content:
        message = gettext_noop("This PDF is locked by a password. Save it without one.")
        raise Invalid("approvals.locked", message, field=field)
    if any(one in content for one in _LIVE):
        message = gettext_noop("This PDF holds more than pages (a script or another file). Print it anew as PDF.")
        raise Invalid("approvals.live", message, field=field)
