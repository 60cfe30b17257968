"""What programs send about what follows from a complaint."""

from datetime import date
from uuid import UUID

from pydantic import Field

from guanjia.rooms.cases.schemas import ActIn, Fen, Words
from guanjia.rooms.cases.types.remedies import NewImprovement


class ImprovementIn(ActIn):
    text: Words = Field(description="What is done so that it doesn't happen again")
    owner_id: UUID = Field(description="Who sees to it")
    until: date

    def given(self) -> NewImprovement:
        return NewImprovement(text=self.text, owner_id=self.owner_id, until=self.until)


class ImprovementDoneIn(ActIn):
    how: Words = Field(description="What was done")


class CompensationIn(ActIn):
    amount: Fen
    why: Words


class CompensationDecisionIn(ActIn):
    approve: bool
    answer: Words = ""


class CompensationGivenIn(ActIn):
    how: Words = Field("", description="How the resident got it")
