"""The whole content of a handbook, and the files of a pack that hold its parts."""

from typing import Any

from pydantic import Field

from guanjia.rooms.handbook.types.base import Code, Part, Text
from guanjia.rooms.handbook.types.calendars import Calendar, YearTable
from guanjia.rooms.handbook.types.house import (
    Act,
    Department,
    Division,
    EventKind,
    Grades,
    Ground,
    Measure,
    Named,
    PackHead,
    Post,
    Reason,
    Role,
    Source,
    SubjectKind,
    Touchpoint,
)
from guanjia.rooms.handbook.types.needs import (
    Examples,
    Guide,
    Plan,
    Price,
    Questionnaire,
    Script,
    Topic,
    Urgency,
)
from guanjia.rooms.handbook.types.standards import Standard
from guanjia.rooms.handbook.types.terms import Terms


class Override(Part):
    """What one community, or the company over its base pack, has otherwise. Only the keys that differ."""

    code: Code
    title: Text
    why: Text
    """Overrides are answered for: what they rest on."""
    communities: tuple[Code, ...] = ()
    """Codes of the communities; none: all of the company."""
    standards: dict[Code, dict[str, Any]] = {}
    topics: dict[Code, dict[str, Any]] = {}
    calendars: dict[Code, dict[str, Any]] = {}
    terms: dict[str, dict[str, Any]] = {}


class HandbookContent(Part):
    """Everything an edition says."""

    pack: PackHead
    terms: Terms
    grades: Grades
    calendars: dict[Code, Calendar]
    urgencies: dict[Code, Urgency]
    departments: dict[Code, Department] = {}
    roles: dict[Code, Role] = {}
    skills: dict[Code, Named] = {}
    certificates: dict[Code, Named] = {}
    papers: dict[Code, Named] = {}
    acts: dict[Code, Act] = {}
    posts: dict[Code, Post] = {}
    touchpoints: dict[Code, Touchpoint] = {}
    reasons: dict[Code, Reason] = {}
    sources: dict[Code, Source] = {}
    divisions: dict[Code, Division] = {}
    grounds: dict[Code, Ground] = {}
    measures: dict[Code, Measure] = {}
    events: dict[Code, EventKind] = {}
    subjects: dict[Code, SubjectKind] = {}
    topics: dict[Code, Topic] = {}
    examples: dict[Code, Examples] = {}
    standards: dict[Code, Standard] = {}
    scripts: dict[Code, Script] = {}
    guides: dict[Code, Guide] = {}
    questionnaires: dict[Code, Questionnaire] = {}
    plans: dict[Code, Plan] = {}
    prices: dict[Code, Price] = {}
    overrides: dict[Code, Override] = {}


class CalendarsFile(Part):
    """calendars.yaml"""

    calendars: tuple[Calendar, ...]


class UrgencyFile(Part):
    """urgency.yaml"""

    urgencies: tuple[Urgency, ...]


class RolesFile(Part):
    """roles.yaml"""

    departments: tuple[Department, ...] = ()
    roles: tuple[Role, ...]
    skills: tuple[Named, ...] = ()
    certificates: tuple[Named, ...] = ()
    papers: tuple[Named, ...] = ()
    acts: tuple[Act, ...] = ()
    posts: tuple[Post, ...] = ()


class TouchpointsFile(Part):
    """touchpoints.yaml"""

    touchpoints: tuple[Touchpoint, ...]


class ReasonsFile(Part):
    """reasons.yaml"""

    reasons: tuple[Reason, ...]


class SourcesFile(Part):
    """sources.yaml"""

    sources: tuple[Source, ...] = ()
    divisions: tuple[Division, ...] = ()
    grounds: tuple[Ground, ...] = ()


class MeasuresFile(Part):
    """measures.yaml"""

    measures: tuple[Measure, ...]


class EventsFile(Part):
    """events.yaml"""

    events: tuple[EventKind, ...] = ()
    subjects: tuple[SubjectKind, ...] = ()


class PricesFile(Part):
    """prices.yaml"""

    prices: tuple[Price, ...]


class TopicsFile(Part):
    """topics/*.yaml"""

    defaults: dict[str, Any] = Field(default={}, description="Merged into each entry of this file.")
    topics: tuple[Topic, ...]


class ExamplesFile(Part):
    """examples/*.yaml"""

    examples: tuple[Examples, ...]


class StandardsFile(Part):
    """standards/*.yaml"""

    defaults: dict[str, Any] = Field(default={}, description="Merged into each entry of this file.")
    standards: tuple[Standard, ...]


class ScriptsFile(Part):
    """scripts/*.yaml"""

    defaults: dict[str, Any] = Field(default={}, description="Merged into each entry of this file.")
    scripts: tuple[Script, ...]


class GuidesFile(Part):
    """guides/*.yaml"""

    defaults: dict[str, Any] = Field(default={}, description="Merged into each entry of this file.")
    guides: tuple[Guide, ...]


class QuestionnairesFile(Part):
    """questionnaires/*.yaml"""

    questionnaires: tuple[Questionnaire, ...]


class PlansFile(Part):
    """plans/*.yaml"""

    defaults: dict[str, Any] = Field(default={}, description="Merged into each entry of this file.")
    plans: tuple[Plan, ...]


SINGLE: dict[str, type[Part]] = {
    "pack.yaml": PackHead,
    "terms.yaml": Terms,
    "grades.yaml": Grades,
    "calendars.yaml": CalendarsFile,
    "urgency.yaml": UrgencyFile,
    "roles.yaml": RolesFile,
    "touchpoints.yaml": TouchpointsFile,
    "reasons.yaml": ReasonsFile,
    "sources.yaml": SourcesFile,
    "measures.yaml": MeasuresFile,
    "events.yaml": EventsFile,
    "prices.yaml": PricesFile,
}
"""Files that stand at the top of a pack, each once."""

NEEDED = ("pack.yaml", "terms.yaml", "grades.yaml", "calendars.yaml", "urgency.yaml", "roles.yaml")
"""Files without which a pack is no handbook."""

FOLDERS: dict[str, type[Part]] = {
    "topics": TopicsFile,
    "examples": ExamplesFile,
    "standards": StandardsFile,
    "scripts": ScriptsFile,
    "guides": GuidesFile,
    "questionnaires": QuestionnairesFile,
    "plans": PlansFile,
    "years": YearTable,
    "overrides": Override,
}
"""Folders of a pack; every .yaml file in one has the same form."""

LISTS: dict[str, type[Part]] = {
    "calendars": Calendar,
    "urgencies": Urgency,
    "departments": Department,
    "roles": Role,
    "skills": Named,
    "certificates": Named,
    "papers": Named,
    "acts": Act,
    "posts": Post,
    "touchpoints": Touchpoint,
    "reasons": Reason,
    "sources": Source,
    "divisions": Division,
    "grounds": Ground,
    "measures": Measure,
    "events": EventKind,
    "subjects": SubjectKind,
    "prices": Price,
    "topics": Topic,
    "examples": Examples,
    "scripts": Script,
    "guides": Guide,
    "questionnaires": Questionnaire,
    "plans": Plan,
}
"""The lists of the files by their key, and what one entry of each is. (standards: seven kinds)"""
