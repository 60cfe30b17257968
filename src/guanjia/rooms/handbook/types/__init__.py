"""The typed content of a handbook."""

from guanjia.rooms.handbook.types.base import (
    Evidence,
    Length,
    Part,
    Period,
    Status,
    Text,
    Within,
)
from guanjia.rooms.handbook.types.book import HandbookContent, Override
from guanjia.rooms.handbook.types.calendars import Calendar, ResolvedCalendar, YearTable
from guanjia.rooms.handbook.types.clocks import Clock, StandardPart
from guanjia.rooms.handbook.types.conditions import Condition, Trigger
from guanjia.rooms.handbook.types.house import (
    EventKind,
    Grades,
    Measure,
    PackHead,
    Post,
    Reason,
    Role,
    Source,
    Touchpoint,
)
from guanjia.rooms.handbook.types.needs import (
    Guide,
    Plan,
    Price,
    Questionnaire,
    Script,
    Topic,
    TopicClass,
    Urgency,
)
from guanjia.rooms.handbook.types.standards import (
    Checklist,
    Coverage,
    Gate,
    Quota,
    Sample,
    Standard,
    Target,
)
from guanjia.rooms.handbook.types.terms import Terms

__all__ = [
    "Calendar",
    "Checklist",
    "Clock",
    "Condition",
    "Coverage",
    "EventKind",
    "Evidence",
    "Gate",
    "Grades",
    "Guide",
    "HandbookContent",
    "Length",
    "Measure",
    "Override",
    "PackHead",
    "Part",
    "Period",
    "Plan",
    "Post",
    "Price",
    "Questionnaire",
    "Quota",
    "Reason",
    "ResolvedCalendar",
    "Role",
    "Sample",
    "Script",
    "Source",
    "Standard",
    "StandardPart",
    "Status",
    "Target",
    "Terms",
    "Text",
    "Topic",
    "TopicClass",
    "Touchpoint",
    "Trigger",
    "Urgency",
    "Within",
    "YearTable",
]
