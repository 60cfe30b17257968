"""What can be read of approvals: what waits for whom, and one matter with all that was laid and said."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from guanjia.rooms.approvals import access, rules
from guanjia.rooms.approvals.events import ActStarted
from guanjia.rooms.approvals.models import Attachment, Matter, Version, Voice
from guanjia.rooms.approvals.rules import Asking
from guanjia.rooms.approvals.services.ground import leads, told
from guanjia.rooms.approvals.types import (
    ActKind,
    AttachmentRow,
    MatterRow,
    MatterState,
    MatterView,
    PaperAsked,
    ProofAsked,
    Shown,
    VersionRow,
    VoiceRow,
    VoiceState,
)
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import selectors as owed
from guanjia.rooms.promises import services as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset
from guanjia.shared.errors import Missing, Refused, gettext_noop

_GOING = [MatterState.ASKED.value, MatterState.GRANTED.value, MatterState.REFUSED.value]
_BY_FILE = frozenset({"photo", "file", "form", "certificate", "signature", "audio"})


def chosen(actor: Actor, community: str = "") -> UUID:
    """The community asked for, of those served; the first for "". Raises Missing."""
    found = next((key for key in actor.community_ids if community in {"", str(key)}), None)
    if found is None:
        raise Missing("approvals.community", gettext_noop("You serve no such community."))
    return found


def kinds(actor: Actor, community_id: UUID, *, at: datetime, led: bool = True) -> list[ActKind]:
    """The kinds of act that wait for somebody's approval here; `led`: only those this person may lay papers for."""
    try:
        book = handbook.edition_in_force(community_id, at)
    except Refused:  # nothing is owed where no handbook holds
        return []
    return [
        _kind(book, one, _titles(community_id, at))
        for one in rules.askings(book).values()
        if not led or leads(actor, community_id, one.owed_role)
    ]


def kind(actor: Actor, community_id: UUID, act: str, *, at: datetime) -> ActKind:
    """One of those this person may lay papers for. Raises Missing."""
    found = next((one for one in kinds(actor, community_id, at=at) if one.code == act), None)
    if found is None:
        raise Missing("approvals.no_kind", gettext_noop("There is nothing of this kind that you lay papers for here."))
    return found


def listed(actor: Actor, shown: Shown, *, at: datetime, after: str | None = None) -> Page[MatterRow]:
    """A page of matters: those that wait for this person or are under way by the time at which the approvals must be
    there, those that have ended by when they were laid, the newest first. Eight queries, however long."""
    if shown is Shown.ENDED:
        rows = access.matters(actor).exclude(state__in=_GOING)
        return _page(keyset(rows, by="asked_at", after=after, down=True), at)
    rows = access.waiting(actor) if shown is Shown.MINE else access.matters(actor).filter(state__in=_GOING)
    return _page(keyset(rows, by="decide_by", after=after), at)


def waiting_count(actor: Actor) -> int:
    """How many matters wait for a word of this person."""
    return access.waiting(actor).count()


def _page(page: Page[Matter], at: datetime) -> Page[MatterRow]:
    return Page(_rows(page.rows, at), page.next)


def _rows(found: Sequence[Matter], at: datetime) -> list[MatterRow]:
    homes = places.homes([one.home_id for one in found if one.home_id])
    names = people.staff_names([one.staff_id for one in found])
    voices: dict[tuple[UUID, int], list[Voice]] = defaultdict(list)
    for voice in Voice.objects.filter(matter__in=found).order_by("id"):
        voices[voice.matter_id, voice.version].append(voice)
    rows = []
    for one in found:
        said = voices[one.pk, one.version]
        titles = _titles(one.community_id, at)
        acts = handbook.edition_in_force(one.community_id, at).content.acts
        waits = [each.role for each in said if each.state == VoiceState.WAITING]
        rows.append(
            MatterRow(
                id=one.pk,
                community_id=one.community_id,
                community=places.community(one.community_id).name,
                act=one.act,
                act_title=acts[one.act].title.told_in(get_language() or "") if one.act in acts else one.act,
                title=one.title,
                home=homes[one.home_id].label if one.home_id else "",
                state=MatterState(one.state),
                version=one.version,
                laid_by=names.get(one.staff_id, ""),
                asked_at=one.asked_at,
                meant_for=one.meant_for,
                decide_by=one.decide_by,
                started_at=one.started_at,
                outside=one.outside,
                waits_for=tuple(dict.fromkeys(titles.get(role, role) for role in waits)),
                approved=sum(each.state == VoiceState.APPROVED for each in said),
                needed=len(said),
            )
        )
    return rows


def matter(actor: Actor, matter_id: UUID, *, at: datetime) -> MatterView:
    """One matter with its versions, what was said, what is missing and what this person may do. Raises Missing."""
    row = access.matter(actor, matter_id)
    book = handbook.edition_in_force(row.community_id, at)
    asking, titles = rules.askings(book).get(row.act), _titles(row.community_id, at)
    kind = _kind(book, asking, titles) if asking else _bare_kind(book, row)
    voices = list(Voice.objects.filter(matter=row).order_by("id"))
    files = list(Attachment.objects.filter(matter=row).order_by("id"))
    said = _Said(row, kind, titles, voices, files)
    free_from = _free_from(row, voices, asking)
    may_say, going = _may_say(actor, row, voices), row.state in _GOING
    lead = going and leads(actor, row.community_id, row.owed_role)
    return MatterView(
        row=_rows([row], at)[0],
        kind=kind,
        words=row.words,
        versions=_versions(said, may_say),
        proofs=tuple(_file(one, kind) for one in files if one.at_start),
        started_by=people.staff_names([row.started_by_id]).get(row.started_by_id, "") if row.started_by_id else "",
        missing=_missing(actor, row, max(at, free_from or at)) if going else (),
        free_from=free_from if free_from and free_from > at else None,
        may_say=tuple((role, titles.get(role, role)) for role in may_say),
        may_lay=lead,
        may_start=lead,
        may_withdraw=lead,
        may_read=access.may_read(actor, row.pk),
    )


def judged(view: MatterView, *, at: datetime) -> list[PromiseRow]:
    """What the handbook makes of a matter: of each standard what it says of the last version. Three queries."""
    titles = _titles(view.row.community_id, at)
    found = {one.code: one for one in owed.of_subject(view.kind.subject, view.row.id, at=at)}
    return [replace(one, owed_role=titles.get(one.owed_role, one.owed_role)) for one in found.values()]


def _titles(community_id: UUID, at: datetime) -> dict[str, str]:
    return handbook.titles(community_id, get_language() or "", at=at)


def _kind(book: Book, asking: Asking, titles: dict[str, str]) -> ActKind:
    language, act = get_language() or "", asking.act
    items = {item.code: item.title for sheet in asking.laid for item in sheet.items}
    papers = {code: one.title for code, one in book.content.papers.items()} | items
    roles = dict.fromkeys(one.role for gate in asking.gates for one in gate.approvals)
    return ActKind(
        code=act.code,
        title=act.title.told_in(language),
        start=act.start.told_in(language),
        subject=act.subject,
        of_home=act.of_home,
        papers=tuple(
            PaperAsked(
                code,
                papers[code].told_in(language) if code in papers else code,
                need,
                tuple(titles.get(role, role) for role in asking.roles_of(code)),
            )
            for code, need in asking.papers().items()
        ),
        proofs=tuple(
            ProofAsked(item.code, item.title.told_in(language), item.required, bool(_BY_FILE & set(item.evidence)))
            for sheet in asking.begun
            for item in sheet.items
        ),
        roles=tuple(titles.get(role, role) for role in roles),
        lead_days=asking.lead.days,
    )


def _bare_kind(book: Book, row: Matter) -> ActKind:
    """A kind the handbook has no approvals for any more."""
    act, language = book.content.acts.get(row.act), get_language() or ""
    return ActKind(
        code=row.act,
        title=act.title.told_in(language) if act else row.act,
        start=act.start.told_in(language) if act else row.act,
        subject=row.subject_type,
        of_home=row.home_id is not None,
        papers=(),
        proofs=(),
        roles=(),
    )


def _free_from(row: Matter, voices: Iterable[Voice], asking: Asking | None) -> datetime | None:
    """From when the act may begin, where everybody approved and that must lie some time back."""
    said = [one.at for one in voices if one.version == row.version and one.at]
    if asking is None or not asking.lead or not said or row.state != MatterState.GRANTED:
        return None
    return max(said) + asking.lead


def _missing(actor: Actor, row: Matter, at: datetime) -> tuple[str, ...]:
    """What the gates would miss if it began then, in words; the engine says so."""
    if actor.staff_id is None:
        return ()
    fact = told(row, ActStarted, actor.staff_id, at)
    return tuple(one.said.text for one in promises.lacking(fact) if one.kind == "gate")


def _may_say(actor: Actor, row: Matter, voices: Sequence[Voice]) -> list[str]:
    """The roles in which this person may approve or refuse the version that counts."""
    current = [one for one in voices if one.version == row.version]
    if row.state != MatterState.ASKED or actor.staff_id is None:
        return []
    mine = people.roles_of(actor.staff_id, row.community_id)
    said = [one for one in current if one.staff_id == actor.staff_id]
    if any(one.apart for one in said):
        return []
    spoken = {one.role for one in said}
    open_roles = dict.fromkeys(one.role for one in current if one.state == VoiceState.WAITING)
    return [role for role in open_roles if role in mine and role not in spoken]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is read of one matter: its kind, what roles are called, every voice and every file."""

    row: Matter
    kind: ActKind
    titles: dict[str, str]
    voices: Sequence[Voice]
    files: Sequence[Attachment]


def _versions(said: _Said, may_say: Sequence[str]) -> tuple[VersionRow, ...]:
    found = list(Version.objects.filter(matter=said.row).order_by("-number"))
    names = people.staff_names([*(one.staff_id for one in found), *(one.staff_id for one in said.voices)])
    waiting = {one.role for one in said.voices if one.version == said.row.version and one.state == VoiceState.WAITING}
    who = {role: tuple(one.name for one in people.staff_of_role(said.row.community_id, role)) for role in waiting}
    return tuple(
        VersionRow(
            number=one.number,
            laid_by=names.get(one.staff_id, ""),
            at=one.at,
            words=one.words,
            files=tuple(_file(f, said.kind) for f in said.files if f.version == one.number and not f.at_start),
            voices=tuple(_voice(v, said, names, who, may_say) for v in said.voices if v.version == one.number),
        )
        for one in found
    )


def _voice(
    one: Voice, said: _Said, names: dict[UUID, str], who: dict[str, tuple[str, ...]], may_say: Sequence[str]
) -> VoiceRow:
    waits = one.state == VoiceState.WAITING
    return VoiceRow(
        role=one.role,
        role_title=said.titles.get(one.role, one.role),
        version=one.version,
        state=VoiceState(one.state),
        staff=names.get(one.staff_id, "") if one.staff_id else "",
        at=one.at,
        words=one.words,
        people=who.get(one.role, ()) if waits and one.version == said.row.version else (),
        may_say=waits and one.version == said.row.version and one.role in may_say,
    )


def _file(one: Attachment, kind: ActKind) -> AttachmentRow:
    titles = {p.code: p.title for p in kind.papers} | {p.code: p.title for p in kind.proofs}
    return AttachmentRow(
        id=one.pk,
        code=one.code,
        title=titles.get(one.code, one.code),
        name=one.name,
        is_picture=one.kind == rules.PICTURE,
        size=one.size,
        new=one.since == one.version and one.version > 1 and not one.at_start,
    )
