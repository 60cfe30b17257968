"""One thing of each kind a door may be about, and how it is named in addresses, forms and bodies."""

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from guanjia.rooms.approvals import services as approvals
from guanjia.rooms.approvals.models import Attachment
from guanjia.rooms.approvals.types import NewMatter, SentPaper
from guanjia.rooms.breaches import services as breaches
from guanjia.rooms.breaches.models import Photo as BreachPhoto
from guanjia.rooms.breaches.types import Answer, NewNotice, Talk
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.models import BroughtUp, Case, Improvement, Photo
from guanjia.rooms.cases.types import Because
from guanjia.rooms.cases.types.dockets import NewDocket
from guanjia.rooms.cases.types.sound import NewRecording
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.people import services
from guanjia.rooms.people.models import Post, Residence, Shift
from guanjia.rooms.people.services import exporting
from guanjia.rooms.people.services.importing import SentFile
from guanjia.rooms.people.types.asking import Asked, NewRequest
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises import services as promise_verbs
from guanjia.rooms.repairs import services as repairs
from guanjia.rooms.repairs.types import NewRefund, PaidBy, Wanted
from guanjia.rooms.rounds import services as rounds
from guanjia.rooms.rounds.models import Finding, FindingPhoto, Flag, Spot, Stop, VoiceNote
from guanjia.rooms.rounds.types.findings import ByTheWay
from guanjia.rooms.routines import services as routines
from guanjia.rooms.routines.models import Picture, Routine
from guanjia.rooms.routines.types import Entered, NewSheet, NewThing, SheetOf
from guanjia.shared import files
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import new_id
from tests.cast import PICTURE, SOUND, Cast


class World:
    """One thing of each kind in the garden; made when somebody asks for it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.edition = cast.publish()
        self.case = cast.done_case()

    @cached_property
    def conversation(self) -> Any:
        """A conversation of Zhou's."""
        return self.cast.writes("请问物业费怎么交")

    @cached_property
    def message(self) -> Any:
        """An answer given in it."""
        chen = self.cast.actor(self.cast.chen)
        return conversations.answer(chen, self.conversation, "您好，请看缴费通知", at=self.cast.now)

    def of_fact(self, kind: str, about: str) -> Any:
        """The subject of the first fact of a kind."""
        return JournalEvent.objects.filter(kind=kind, community_id=self.cast.garden.id).order_by("id")[0].refs[about]

    @cached_property
    def opening(self) -> Any:
        """Work that lies open for cleaners."""
        self.cast.hired("a-cleaner", "cleaner", skills=("cleaning",))
        case_id = self.cast.opened_case("bas.dispose", "旧沙发要清运")
        return JournalEvent.objects.get(kind="opening.made", refs__case=str(case_id)).refs["opening"]

    @cached_property
    def quote(self) -> Any:
        """A price that waits for the resident."""
        return self._priced(self.cast.taken_case("paid.repair", "换一个龙头"))

    @cached_property
    def receipt(self) -> Any:
        """What was paid for a repair."""
        case_id = self.cast.taken_case("paid.repair", "换一把锁")
        repairs.accept_quote(self.cast.resident(), self._priced(case_id), at=self.cast.now)
        return repairs.take_payment(self.cast.actor(self.cast.ma), case_id, PaidBy.CASH, at=self.cast.now)

    @cached_property
    def refund(self) -> Any:
        """What of it is asked to be given back."""
        given = NewRefund(amount=100, reason="overcharged")
        return repairs.ask_refund(self.cast.actor(self.cast.ma), self.receipt, given, at=self.cast.now)

    def _priced(self, case_id: Any) -> Any:
        zhao = self.cast.actor(self.cast.zhao)
        return repairs.offer_quote(zhao, case_id, [Wanted("P02")], at=self.cast.now)

    @cached_property
    def stop(self) -> Any:
        """A stop of a steward's day."""
        self.cast.hired("a-steward", "steward")
        while promise_verbs.sweep(at=self.cast.now):
            pass
        rounds.lay_out(self.cast.garden.id, at=self.cast.now, anew=True)
        return self.of_fact("round.planned", "stop")

    @cached_property
    def shot(self) -> Any:
        """A photo taken there."""
        who = self.cast.actor(self.cast.he)
        return rounds.keep_shot(who, self.stop, "litter", PICTURE, at=self.cast.now)

    @cached_property
    def flag(self) -> Any:
        """What was flagged about its record."""
        row = Stop.objects.get(pk=self.stop)
        named = {"community_id": row.community_id, "staff_id": row.staff_id, "kind": "hasty", "about": UUID(int=0)}
        return Flag.objects.create(stop=row, at=self.cast.now, figures={"items": 5, "seconds": 1}, **named).pk

    @cached_property
    def finding(self) -> Any:
        """What was found there, put right and not looked at again."""
        row, now = Stop.objects.get(pk=self.stop), self.cast.now
        named = {"community_id": row.community_id, "staff_id": row.staff_id, "item": "litter", "title": "x"}
        return Finding.objects.create(stop=row, at=now, state="fixed", fixed_at=now, **named).pk

    @cached_property
    def breach(self) -> Any:
        """A resident's breach that the supervisor wrote down, grave, with a photo."""
        seen = ByTheWay(kind="fire_lane", words="x", home_id=self.cast.home.id, photos=(PICTURE,))
        return breaches.open_breach(self.cast.actor(self.cast.he), self.cast.garden.id, seen, at=self.cast.now)

    @cached_property
    def finding_photo(self) -> Any:
        """That photo."""
        return FindingPhoto.objects.filter(finding=self.breach)[0].pk

    @cached_property
    def breach_photo(self) -> Any:
        """A photo of the talk about it."""
        said = Talk(words="x", answer=Answer.PROMISED, who="x", photos=(PICTURE,))
        breaches.talk(self.cast.actor(self.cast.he), self.breach, said, at=self.cast.now)
        return BreachPhoto.objects.filter(step__breach=self.breach)[0].pk

    @cached_property
    def notice(self) -> Any:
        """A written notice about it."""
        new = NewNotice(until=self.cast.now + timedelta(days=1), measure="x")
        return breaches.make_notice(self.cast.actor(self.cast.he), self.breach, new, at=self.cast.now)

    @cached_property
    def voice(self) -> Any:
        """What was said about it."""
        row, digest = Stop.objects.get(pk=self.stop), files.keep(SOUND)
        named = {"community_id": row.community_id, "item": "litter", "kind": "audio/webm"}
        return VoiceNote.objects.create(stop=row, digest=digest, at=self.cast.now, **named).pk

    @cached_property
    def spot(self) -> Any:
        """A label of Zhou's stairwell."""
        rounds.hang_labels(self.cast.actor(self.cast.he), self.cast.garden.id, "3", at=self.cast.now)
        return Spot.objects.order_by("id")[0].pk

    @cached_property
    def routine(self) -> Any:
        """A guard's round of today."""
        self.cast.hired("a-guard", "guard")
        routines.look_after_these(self.cast.garden.id, [NewThing(kind="guard_area", label="一区")], at=self.cast.now)
        while promise_verbs.sweep(at=self.cast.now):
            pass
        routines.lay_out(self.cast.garden.id, at=self.cast.now, anew=True)
        return Routine.objects.filter(community=self.cast.garden.id, task="guard_round").order_by("minute")[0].pk

    @cached_property
    def thing(self) -> Any:
        """A lift that is looked after."""
        new = NewThing(kind="lift", label="一号梯")
        return routines.look_after_these(self.cast.garden.id, [new], at=self.cast.now)[0]

    @cached_property
    def paper(self) -> Any:
        """A sheet of another round, entered afterwards, with a picture."""
        other = Routine.objects.filter(task="night_round", community=self.cast.garden.id).exclude(pk=self.routine)[0]
        who = self.cast.hired("night-guard", "guard")
        entered = Entered(staff_id=who, at=self.cast.now, photo=PICTURE)
        return routines.enter_routine(self.cast.actor(self.cast.zhao), other.pk, entered, at=self.cast.now)

    @cached_property
    def picture(self) -> Any:
        """A photo taken at routine work."""
        row = Routine.objects.get(pk=self.routine)
        named = {"community_id": row.community_id, "routine": row, "item": "x", "digest": "x", "at": self.cast.now}
        return Picture.objects.create(kept=files.keep(PICTURE), **named).pk

    @cached_property
    def sheet(self) -> Any:
        """Sheets of a day the manager had printed."""
        new = NewSheet(of=SheetOf.ROUTINES, day=self.cast.now.date())
        return routines.ask_for_sheet(self.cast.actor(self.cast.zhao), self.cast.garden.id, new, at=self.cast.now)

    @cached_property
    def matter(self) -> Any:
        """A brochure that waits for three approvals."""
        new = NewMatter(
            community_id=self.cast.garden.id,
            act="publicity_release",
            title="x",
            meant_for=self.cast.now,
            papers=(SentPaper("publicity_draft", "x.png", PICTURE),),
        )
        return approvals.lay(self.cast.actor(self.cast.zhao), new, at=self.cast.now)

    @cached_property
    def improvement(self) -> Any:
        """What is to be done better after the case."""
        case = Case.objects.get(pk=self.case)
        named = {"community_id": case.community_id, "staff_id": self.cast.he, "owner_id": self.cast.he, "text": "x"}
        return Improvement.objects.create(case=case, until=self.cast.now.date(), at=self.cast.now, **named).pk

    @cached_property
    def brought_up(self) -> Any:
        """The case as the supervisor brought it up to the manager."""
        why = Because("over_authority", "x")
        cases.escalate(self.cast.actor(self.cast.he), self.case, "manager", why, at=self.cast.now)
        return BroughtUp.objects.get(case=self.case).pk

    @cached_property
    def docket(self) -> Any:
        """A number under which the hotline follows the case."""
        ma = self.cast.actor(self.cast.ma)
        return cases.open_docket(ma, self.case, NewDocket(party="gov_hotline", number="12345-1"), at=self.cast.now)

    @cached_property
    def case_file(self) -> Any:
        """The whole file of the case, which the manager asked for."""
        return cases.ask_for_file(self.cast.actor(self.cast.zhao), self.case, None, at=self.cast.now)

    @cached_property
    def join(self) -> Any:
        """A trouble of somebody else's that Zhou joined."""
        return cases.join(self.cast.resident(), self.cast.neighbours_case(), "我家也等电梯", at=self.cast.now)

    @cached_property
    def recording(self) -> Any:
        """What Zhou said about the case instead of writing."""
        return cases.add_recording(self.cast.resident(), self.case, NewRecording(SOUND, 12), at=self.cast.now)

    @cached_property
    def request(self) -> Any:
        """A copy of their data that Zhou asked for."""
        return services.make_request(self.cast.resident(), NewRequest(what=Asked.COPY), at=self.cast.now)

    @cached_property
    def sent_file(self) -> Any:
        """A workbook of master data that was sent and not confirmed."""
        zhao = self.cast.actor(self.cast.zhao)
        sent = SentFile(self.cast.garden.id, "x.xlsx", exporting.template_book(self.cast.garden.id))
        return services.send_import(zhao, sent, at=self.cast.now)

    @cached_property
    def export(self) -> Any:
        """A file of master data the manager asked for."""
        return exporting.ask_for_export(self.cast.actor(self.cast.zhao), self.cast.garden.id, None, at=self.cast.now)

    @cached_property
    def cleaner(self) -> Any:
        """Somebody who may be let go."""
        return self.cast.hired("somebody", "cleaner")

    @cached_property
    def post(self) -> Any:
        """A role they have."""
        return Post.objects.get(staff=self.cleaner).pk

    @cached_property
    def shift(self) -> Any:
        """A shift of theirs."""
        return Shift.objects.get(staff=self.cleaner).pk

    @property
    def promise(self) -> Any:
        """A promise about the case."""
        return promises.of_subject("case", self.case, at=self.cast.now)[0].id

    @cached_property
    def plea(self) -> Any:
        """An appeal about a promise of the case."""
        row = next(
            one for one in promises.of_subject("case", self.case, at=self.cast.now) if one.owed_id and not one.ended_at
        )
        actor = self.cast.actor(row.owed_id)
        return promise_verbs.appeal(actor, row.id, promise_verbs.Asked("x", rests_on="x"), at=self.cast.now)


IDS: dict[str, Callable[[World], Any]] = {
    "community_id": lambda w: w.cast.garden.id,
    "home_id": lambda w: w.cast.home.id,
    "resident_id": lambda w: w.cast.zhou,
    "contact_id": lambda w: w.cast.zhou_contact,
    "people:unmask_resident person_id": lambda w: w.cast.zhou,
    "people:unmask_contact person_id": lambda w: w.cast.zhou_contact,
    "case_id": lambda w: w.case,
    "improvement_id": lambda w: w.improvement,
    "photo_id": lambda w: Photo.objects.filter(case=w.case).order_by("id")[0].pk,
    "assignment_id": lambda w: w.of_fact("assignment.taken", "assignment"),
    "follow_up_id": lambda w: w.of_fact("follow_up.planned", "follow_up"),
    "conversation_id": lambda w: w.conversation,
    "message_id": lambda w: w.message,
    "promise_id": lambda w: w.promise,
    "opening_id": lambda w: w.opening,
    "brought_id": lambda w: w.brought_up,
    "docket_id": lambda w: w.docket,
    "stop_id": lambda w: w.stop,
    "shot_id": lambda w: w.shot,
    "flag_id": lambda w: w.flag,
    "matter_id": lambda w: w.matter,
    "attachment_id": lambda w: Attachment.objects.get(matter=w.matter).pk,
    "spot_id": lambda w: w.spot,
    "finding_id": lambda w: w.finding,
    "breach_id": lambda w: w.breach,
    "breaches:paper paper_id": lambda w: w.notice,
    "breaches:photo photo_id": lambda w: w.breach_photo,
    "rounds:finding_photo photo_id": lambda w: w.finding_photo,
    "voice_id": lambda w: w.voice,
    "routine_id": lambda w: w.routine,
    "thing_id": lambda w: w.thing,
    "paper_id": lambda w: w.paper,
    "picture_id": lambda w: w.picture,
    "sheet_id": lambda w: w.sheet,
    "file_id": lambda w: w.case_file,
    "quote_id": lambda w: w.quote,
    "receipt_id": lambda w: w.receipt,
    "refund_id": lambda w: w.refund,
    "join_id": lambda w: w.join,
    "recording_id": lambda w: w.recording,
    "request_id": lambda w: w.request,
    "plea_id": lambda w: w.plea,
    "import_id": lambda w: w.sent_file,
    "export_id": lambda w: w.export,
    "staff_id": lambda w: w.cleaner,
    "post_id": lambda w: w.post,
    "shift_id": lambda w: w.shift,
    "residence_id": lambda w: Residence.objects.get(resident=w.cast.zhou).pk,
}
"""What stands in an address, of the garden; by its name, or by page and name."""

WORDS: dict[str, Callable[[World], Any]] = {
    "token": lambda w: "made.up",
    "account": lambda w: "nobody",
    "edition_id": lambda w: new_id(),
    "code": lambda w: "none.such",
    "session_id": lambda w: new_id(),
    "page": lambda w: "desk",
    "act": lambda w: "none.such",
    "view_id": lambda w: new_id(),
}
"""What stands in an address and belongs to no community: words, and the company's editions."""

FORMS: dict[str, Callable[[World], dict[str, Any]]] = {
    "people:unmask_resident": lambda w: {"reason": "call"},
    "people:unmask_contact": lambda w: {"reason": "call"},
    "service:keep_view": lambda w: {"name": "x"},
    "rounds:place_label": lambda w: {"point": "30.27,120.15,8"},
    "rounds:explain_flag": lambda w: {"words": "x"},
}
"""Forms that must be filled before anything is looked up."""


BODIES: dict[str, dict[str, Any]] = {
    "PUT /handbook/communities/{community_id}/division": {"division": "330106"},
    "POST /cases/{case_id}/feedback": {"what": "progress", "text": "x"},
    "POST /cases/{case_id}/decision": {"outcome": "upheld", "text": "x", "clause": "x"},
    "POST /cases/{case_id}/tell-joined": {"what": "progress", "text": "x"},
}
"""Bodies whose words are known to the rules and not to the description."""
