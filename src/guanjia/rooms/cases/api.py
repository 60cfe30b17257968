"""Endpoints of cases: the same verbs as the pages'."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form, Router, UploadedFile
from ninja.responses import Status

from guanjia.rooms.cases import schemas, selectors, services
from guanjia.rooms.cases.schemas import raising as raised
from guanjia.rooms.cases.schemas import remedies
from guanjia.rooms.cases.types import CaseView, NewPhoto, PhotoOf, QueueFilter, QueueRow, Signed, TimelineRow
from guanjia.rooms.cases.types.complaints import ComplaintView
from guanjia.rooms.cases.types.dockets import DocketRow
from guanjia.rooms.cases.types.raising import BroughtRow
from guanjia.rooms.people.types import Duty
from guanjia.shared.api import bearer, repeatable
from guanjia.shared.db import Page
from guanjia.shared.errors import Invalid, gettext_noop
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

SEE, WORK, UP = bearer(Duty.SEE_QUEUE), bearer(), bearer(Duty.RECEIVE_ESCALATION)
router = Router(tags=["cases"])
Nothing = Status[None]


@router.get("", response=schemas.CasePage, auth=SEE, summary="Cases: open ones by what is due first, or closed ones")
def queue(
    request: StaffRequest, state: schemas.Code = "", closed: bool = False, after: schemas.After | None = None
) -> Page[QueueRow]:
    return selectors.queue(request.auth, QueueFilter(state=state, closed=closed), at=now(), after=after)


@router.post("", response={201: schemas.OpenedOut}, auth=bearer(Duty.REGISTER), summary="Take a need down")
def open_case(request: StaffRequest, body: schemas.OpenIn) -> HttpResponse:
    """With an Idempotency-Key, sending it again opens nothing: the first answer comes back."""
    actor = request.auth
    community_id = body.community_id or (actor.community_ids[0] if len(actor.community_ids) == 1 else None)
    if community_id not in actor.community_ids:
        raise Invalid("cases.community", gettext_noop("Name one of the communities you serve."), field="community_id")

    def act() -> tuple[int, bytes]:
        opened = services.register(actor, body.wanted(community_id, actor.staff_id), at=now())
        return 201, json.dumps({"id": str(opened.id), "number": opened.number}).encode()

    status, content = repeatable(request, act)
    return HttpResponse(content, status=status, content_type="application/json; charset=utf-8")


@router.get(
    "/brought-up", response=raised.BroughtPage, auth=UP, summary="What was brought up to you by hand, the longest first"
)
def brought_up(request: StaffRequest, seen: bool = False, after: schemas.After | None = None) -> Page[BroughtRow]:
    """With `seen`: what was seen to, the latest first."""
    read = selectors.brought_seen if seen else selectors.brought_waiting
    return read(request.auth, at=now(), after=after)


@router.post("/brought-up/{brought_id}", response={204: None}, auth=UP, summary="Say you have seen it, or answer it")
def see_to(request: StaffRequest, brought_id: UUID, body: raised.SeeToIn) -> Nothing:
    return _done(services.see_to, request.auth, brought_id, body.how, body.words, body=body)


@router.get("/{case_id}", response=schemas.CaseOut, auth=WORK, summary="One case")
def case(request: StaffRequest, case_id: UUID) -> CaseView:
    return selectors.case(request.auth, case_id, at=now())


@router.get("/{case_id}/facts", response=list[schemas.FactOut], auth=WORK, summary="The course of a case")
def facts(request: StaffRequest, case_id: UUID) -> list[TimelineRow]:
    return selectors.timeline(request.auth, case_id, at=now())


def _done(act: Callable[..., Any], *given: Any, body: schemas.ActIn) -> Nothing:
    act(*given, at=body.at or now())
    return Status(204, None)


@router.post("/{case_id}/classify", response={204: None}, auth=WORK, summary="Give it its topic, or put it right")
def classify(request: StaffRequest, case_id: UUID, body: schemas.ClassifyIn) -> Nothing:
    return _done(services.classify, request.auth, case_id, body.topic, body.urgency, body=body)


@router.post("/{case_id}/urgency", response={204: None}, auth=WORK, summary="Raise or lower the urgency")
def urgency(request: StaffRequest, case_id: UUID, body: schemas.UrgencyIn) -> Nothing:
    return _done(services.change_urgency, request.auth, case_id, body.urgency, body.note, body=body)


@router.post("/{case_id}/take-on", response={204: None}, auth=WORK, summary="Do it yourself")
def take_on(request: StaffRequest, case_id: UUID, body: schemas.ActIn) -> Nothing:
    return _done(services.taken_on, request.auth, case_id, body=body)


@router.post("/{case_id}/depart", response={204: None}, auth=WORK, summary="On the way")
def depart(request: StaffRequest, case_id: UUID, body: schemas.ActIn) -> Nothing:
    return _done(services.depart, request.auth, case_id, body=body)


@router.post("/{case_id}/arrive", response={204: None}, auth=WORK, summary="There")
def arrive(request: StaffRequest, case_id: UUID, body: schemas.ActIn) -> Nothing:
    return _done(services.arrive, request.auth, case_id, body=body)


@router.post("/{case_id}/contain", response={204: None}, auth=WORK, summary="The damage is stopped")
def contain(request: StaffRequest, case_id: UUID, body: schemas.ActIn) -> Nothing:
    return _done(services.contain, request.auth, case_id, body=body)


@router.post("/{case_id}/appointment", response={204: None}, auth=WORK, summary="Agree a window, or move it")
def appointment(request: StaffRequest, case_id: UUID, body: schemas.WindowIn) -> Nothing:
    return _done(services.agree_appointment, request.auth, case_id, body.window(), body=body)


@router.post("/{case_id}/pause", response={204: None}, auth=WORK, summary="Let it rest for a reason of the handbook")
def pause(request: StaffRequest, case_id: UUID, body: schemas.BecauseIn) -> Nothing:
    return _done(services.pause, request.auth, case_id, body.why(), body=body)


@router.post("/{case_id}/resume", response={204: None}, auth=WORK, summary="Go on")
def resume(request: StaffRequest, case_id: UUID, body: schemas.ActIn) -> Nothing:
    return _done(services.resume, request.auth, case_id, body=body)


@router.post("/{case_id}/done", response={204: None}, auth=WORK, summary="Report the work as finished")
def done(request: StaffRequest, case_id: UUID, body: schemas.DoneIn) -> Nothing:
    return _done(services.done, request.auth, case_id, body.report(), body=body)


@router.post("/{case_id}/answer", response={204: None}, auth=WORK, summary="Answer on the spot and close")
def answer(request: StaffRequest, case_id: UUID, body: schemas.SpotAnswerIn) -> Nothing:
    return _done(services.answer_on_the_spot, request.auth, case_id, body.text, body.topic, body=body)


@router.post("/{case_id}/accept", response={204: None}, auth=WORK, summary="The work is accepted")
def accept(request: StaffRequest, case_id: UUID, body: schemas.NotedIn) -> Nothing:
    return _done(services.accept, request.auth, case_id, body.note, body=body)


@router.post("/{case_id}/refuse", response={204: None}, auth=WORK, summary="The work is not accepted")
def refuse(request: StaffRequest, case_id: UUID, body: schemas.BecauseIn) -> Nothing:
    return _done(services.refuse, request.auth, case_id, body.why(), body=body)


@router.post("/{case_id}/close", response={204: None}, auth=WORK, summary="Close what was accepted")
def close(request: StaffRequest, case_id: UUID, body: schemas.NotedIn) -> Nothing:
    return _done(services.close, request.auth, case_id, body.note, body=body)


@router.post("/{case_id}/reopen", response={204: None}, auth=WORK, summary="It is not over")
def reopen(request: StaffRequest, case_id: UUID, body: schemas.BecauseIn) -> Nothing:
    return _done(services.reopen, request.auth, case_id, body.why(), body=body)


@router.post("/{case_id}/merge", response={204: None}, auth=WORK, summary="Carry it on in another case")
def merge(request: StaffRequest, case_id: UUID, body: schemas.IntoIn) -> Nothing:
    return _done(services.merge, request.auth, case_id, body.into_id, body=body)


@router.post("/{case_id}/withdraw", response={204: None}, auth=WORK, summary="It is not wanted any more")
def withdraw(request: StaffRequest, case_id: UUID, body: schemas.WithdrawIn) -> Nothing:
    return _done(services.withdraw, request.auth, case_id, body.why(), body=body)


@router.post("/{case_id}/transfer", response={204: None}, auth=WORK, summary="Give it to another owner")
def transfer(request: StaffRequest, case_id: UUID, body: schemas.TransferIn) -> Nothing:
    return _done(services.transfer, request.auth, case_id, body.to_staff_id, body.why(), body=body)


@router.post("/{case_id}/escalate", response={204: None}, auth=WORK, summary="Bring it one step up")
def escalate(request: StaffRequest, case_id: UUID, body: schemas.EscalateIn) -> Nothing:
    return _done(services.escalate, request.auth, case_id, body.to_role, body.why(), body=body)


@router.post("/{case_id}/take-back", response={204: None}, auth=WORK, summary="No merging or withdrawing after all")
def take_back(request: StaffRequest, case_id: UUID, body: schemas.BecauseIn) -> Nothing:
    return _done(services.take_back, request.auth, case_id, body.why(), body=body)


@router.post("/{case_id}/hurry", response={204: None}, auth=WORK, summary="The resident asks again")
def hurry(request: StaffRequest, case_id: UUID, body: schemas.NotedIn) -> Nothing:
    return _done(services.hurry, request.auth, case_id, body.note, body=body)


@router.post("/{case_id}/feedback", response={204: None}, auth=WORK, summary="Tell the resident how it goes")
def feedback(request: StaffRequest, case_id: UUID, body: schemas.FeedbackIn) -> Nothing:
    return _done(services.give_feedback, request.auth, case_id, body.feedback(), body=body)


@router.post("/{case_id}/about", response={204: None}, auth=WORK, summary="Say whom a complaint is about")
def about(request: StaffRequest, case_id: UUID, body: schemas.AboutIn) -> Nothing:
    """They keep out of it; one about a department with its own way is hidden from it from now on."""
    act = partial(services.name_about, department=body.department)
    return _done(act, request.auth, case_id, body.staff_id, body=body)


@router.get("/{case_id}/complaint", response=schemas.ComplaintOut | None, auth=SEE, summary="How far a complaint is")
def complaint(request: StaffRequest, case_id: UUID) -> ComplaintView | None:
    """What was found, decided and talked through, and what closing still asks for; null for another class."""
    return selectors.complaint(request.auth, case_id, at=now())


@router.post("/{case_id}/findings", response={204: None}, auth=WORK, summary="Note what was found about a complaint")
def findings(request: StaffRequest, case_id: UUID, body: schemas.FindingIn) -> Nothing:
    return _done(services.note_facts, request.auth, case_id, body.given(), body=body)


@router.post("/{case_id}/decision", response={204: None}, auth=WORK, summary="Decide a complaint, and on what ground")
def decision(request: StaffRequest, case_id: UUID, body: schemas.DecisionIn) -> Nothing:
    return _done(services.decide, request.auth, case_id, body.given(), body=body)


@router.post("/{case_id}/talk", response={204: None}, auth=WORK, summary="Talk the solution through with the resident")
def talk(request: StaffRequest, case_id: UUID, body: schemas.TalkIn) -> Nothing:
    return _done(services.talk_through, request.auth, case_id, body.given(), body=body)


@router.post("/{case_id}/improvements", response={204: None}, auth=WORK, summary="Settle what is done better")
def improvements(request: StaffRequest, case_id: UUID, body: remedies.ImprovementIn) -> Nothing:
    return _done(services.set_action, request.auth, case_id, body.given(), body=body)


@router.post("/improvements/{improvement_id}/done", response={204: None}, auth=WORK, summary="It is done better")
def improvement_done(request: StaffRequest, improvement_id: UUID, body: remedies.ImprovementDoneIn) -> Nothing:
    """Said by who sees to it, or by who decides complaints."""
    return _done(services.finish_action, request.auth, improvement_id, body.how, body=body)


@router.post("/{case_id}/compensation", response={204: None}, auth=WORK, summary="Ask for money for the resident")
def compensation(request: StaffRequest, case_id: UUID, body: remedies.CompensationIn) -> Nothing:
    """It waits for the role whose decision an amount like this is."""
    return _done(services.ask_compensation, request.auth, case_id, body.amount, body.why, body=body)


@router.post("/{case_id}/compensation/decision", response={204: None}, auth=WORK, summary="Say yes or no to it")
def compensation_decision(request: StaffRequest, case_id: UUID, body: remedies.CompensationDecisionIn) -> Nothing:
    act = partial(services.decide_compensation, approve=body.approve, answer=body.answer)
    return _done(act, request.auth, case_id, body=body)


@router.post("/{case_id}/compensation/given", response={204: None}, auth=WORK, summary="The resident has it")
def compensation_given(request: StaffRequest, case_id: UUID, body: remedies.CompensationGivenIn) -> Nothing:
    return _done(services.give_compensation, request.auth, case_id, body.how, body=body)


@router.post("/{case_id}/tell-joined", response={204: None}, auth=WORK, summary="Tell every home that joined")
def tell_joined(request: StaffRequest, case_id: UUID, body: schemas.FeedbackIn) -> Nothing:
    return _done(services.tell_joined, request.auth, case_id, body.feedback(), body=body)


@router.post("/{case_id}/photos", response={201: schemas.KeptOut}, auth=WORK, summary="Keep a photo")
def photo(
    request: StaffRequest, case_id: UUID, photo: File[UploadedFile], of: Form[PhotoOf] = PhotoOf.AFTER
) -> Status[schemas.KeptOut]:
    """JPEG, PNG, GIF or WebP; the same photo sent again is kept once."""
    kept = services.add_photo(request.auth, case_id, NewPhoto(photo.read(), of, photo.name or ""), at=now())
    return Status(201, schemas.KeptOut(id=kept))


@router.post("/{case_id}/sign", response={204: None}, auth=WORK, summary="The resident signs on the worker's phone")
def sign(request: StaffRequest, case_id: UUID, signature: File[UploadedFile], name: Form[str] = "") -> Status[None]:
    """PNG or JPEG of what was drawn; it is written anew in black and white, and the work is accepted with it."""
    services.accept_signed(request.auth, case_id, Signed(signature.read(), name[:200]), at=now())
    return Status(204, None)


@router.post("/{case_id}/note", response={204: None}, auth=WORK, summary="A line for colleagues")
def note(request: StaffRequest, case_id: UUID, body: schemas.NotedIn) -> Nothing:
    return _done(services.note, request.auth, case_id, body.note, body=body)


@router.get("/{case_id}/dockets", response=list[schemas.DocketOut], auth=SEE, summary="Who else follows a case")
def dockets(request: StaffRequest, case_id: UUID) -> list[DocketRow]:
    return selectors.dockets(request.auth, case_id, at=now())


@router.post("/{case_id}/dockets", response={201: schemas.KeptOut}, auth=WORK, summary="Register an order or a part")
def open_docket(request: StaffRequest, case_id: UUID, body: schemas.DocketIn) -> Status[schemas.KeptOut]:
    """The same number of the same body sent again is kept once."""
    kept = services.open_docket(request.auth, case_id, body.wanted(), at=body.at or now())
    return Status(201, schemas.KeptOut(id=kept))


@router.post("/dockets/{docket_id}/contacted", response={204: None}, auth=WORK, summary="The resident was spoken to")
def docket_contacted(request: StaffRequest, docket_id: UUID, body: schemas.NotedIn) -> Nothing:
    return _done(services.docket_contacted, request.auth, docket_id, body.note, body=body)


@router.post("/dockets/{docket_id}/answer", response={204: None}, auth=WORK, summary="Answered, or the part is done")
def answer_docket(request: StaffRequest, docket_id: UUID, body: schemas.DocketAnswerIn) -> Nothing:
    return _done(services.answer_docket, request.auth, docket_id, body.text, body=body)


@router.post("/dockets/{docket_id}/move", response={204: None}, auth=WORK, summary="Another time was agreed")
def move_docket(request: StaffRequest, docket_id: UUID, body: schemas.BecauseIn) -> Nothing:
    return _done(services.move_docket, request.auth, docket_id, body.why(), body=body)


@router.post("/dockets/{docket_id}/return", response={204: None}, auth=WORK, summary="Sent back or taken back")
def return_docket(request: StaffRequest, docket_id: UUID, body: schemas.BecauseIn) -> Nothing:
    return _done(services.return_docket, request.auth, docket_id, body.why(), body=body)
