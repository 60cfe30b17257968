"""What a file of master data would change, compared with what is written down. Pure: rows and known things in.

A home is the same by its label, a resident by home and name, somebody employed by the user name, a shift by its
beginning: so the same file sent twice changes nothing. An empty cell never takes anything away, and who is not in
the file stays as they are.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from guanjia.rooms.people.types import NewShift, NewStaff, ResidentKind
from guanjia.rooms.people.types.importing import (
    CellProblem,
    ChangedHome,
    ChangedResident,
    Count,
    ImportedResident,
    Known,
    Plan,
    ReadRow,
    ReadSheet,
    StaffChange,
)
from guanjia.rooms.places import rules as places
from guanjia.rooms.places.types import NewHome, Occupancy
from guanjia.shared.errors import Invalid, gettext_noop
from guanjia.shared.time import new_id

NEW, CHANGED, SAME = "new", "changed", "same"


class Planner:
    """Goes through the rows of a file and gathers what they would change; `plan` is what it found."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.plan = Plan()
        self.zone = ZoneInfo(known.zone)
        self._sheet = ReadSheet("", "", ())
        self._seen: dict[tuple[object, ...], int] = {}
        self._labels = set(known.homes)
        self._posts: dict[str, set[str]] = {name: set(one.roles) for name, one in known.staff.items()}
        self._spans = {name: list(spans) for name, spans in known.shifts.items()}

    def take(self, sheet: ReadSheet) -> None:
        """All rows of one sheet."""
        self._sheet, self._seen = sheet, {}
        judge: Mapping[str, Callable[[ReadRow], str]] = {
            "homes": self._home,
            "residents": self._resident,
            "staff": self._staff,
            "skills": self._skill,
            "shifts": self._shift,
        }
        found = [judge[sheet.code](row) for row in sheet.rows]
        self.plan.counts[sheet.code] = Count(found.count(NEW), found.count(CHANGED), found.count(SAME))

    def wrong(self, row: ReadRow, column: str, what: str, instead: str, **params: object) -> str:
        """Note what is wrong with a cell of a row."""
        at, shown = row.letters.get(column, ""), row.shown.get(column, "")
        self.plan.problems.append(CellProblem(self._sheet.name, row.number, at, shown, what, instead, params))
        return ""

    def _twice(self, row: ReadRow, column: str, *key: object) -> bool:
        first = self._seen.setdefault(key, row.number)
        if first != row.number:
            what = gettext_noop("Row %(first)s says the same already")
            self.wrong(row, column, what, gettext_noop("keep one of the two rows"), first=first)
        return first != row.number

    # Homes and residents ------------------------------------------------------------------------------------------

    def _home(self, row: ReadRow) -> str:
        said = row.values
        new = NewHome(
            building=str(said["building"]),
            number=str(said["number"]),
            unit=str(said.get("unit") or ""),
            floor=cast("int | None", said.get("floor")),
            area=cast("Decimal | None", said.get("area")),
            occupancy=Occupancy(str(said.get("occupancy") or Occupancy.OCCUPIED.value)),
        )
        label = places.label(new)
        if self._twice(row, "number", label):
            return ""
        self._labels.add(label)
        there = self.known.homes.get(label)
        if there is None:
            self.plan.homes.append(new)
            return NEW
        occupancy = Occupancy(str(said["occupancy"])) if said.get("occupancy") else None
        changed = ChangedHome(
            there.id,
            _other(new.floor, there.floor),
            _other(new.area, there.area),
            _other(occupancy, there.occupancy),
        )
        if changed == ChangedHome(there.id):
            return SAME
        self.plan.changed_homes.append(changed)
        return CHANGED

    def _resident(self, row: ReadRow) -> str:
        said = row.values
        label, name = self._label(str(said["home"])), str(said["name"])
        since, until = cast("date | None", said.get("since")), cast("date | None", said.get("until"))
        if label is None:
            what = gettext_noop("There is no such home in this community")
            return self.wrong(row, "home", what, gettext_noop("as in 3-2-1402, or add it to the sheet of homes"))
        if until and until > self.known.today:
            what = gettext_noop("This day is still to come")
            return self.wrong(row, "until", what, gettext_noop("leave it empty until they have moved out"))
        if since and until and until < since:
            what = gettext_noop("They moved out before they moved in")
            return self.wrong(row, "until", what, gettext_noop("a day not before %(day)s"), day=since.isoformat())
        if self._twice(row, "name", label, name, until):
            return ""
        left = self.known.left.get((label, name), frozenset())
        if until and until in left:
            return SAME
        return self._living(row, label, name, max(left, default=None))

    def _living(self, row: ReadRow, label: str, name: str, left_on: date | None) -> str:
        said = row.values
        since, until = cast("date | None", said.get("since")), cast("date | None", said.get("until"))
        kind, phone = ResidentKind(str(said["kind"])), str(said.get("phone") or "")
        there = self.known.living.get((label, name))
        if there is None and left_on and not until and (since is None or since < left_on):
            what = gettext_noop("They moved out on %(day)s")
            instead = gettext_noop("that day as the last one, or the day on which they moved in again as the first")
            return self.wrong(row, "name", what, instead, day=left_on.isoformat())
        if there is None:
            self.plan.residents.append(ImportedResident(label, name, phone, kind, since, until))
            return NEW
        changed = ChangedResident(
            there,
            _other(phone or None, there.phone),
            _other(kind, ResidentKind(there.kind)),
            _other(since, there.since),
            until,
        )
        if changed == ChangedResident(there):
            return SAME
        self.plan.changed_residents.append(changed)
        return CHANGED

    def _label(self, text: str) -> str | None:
        """The label of the home a text names, when there is one."""
        words = places.place_in(text)
        return next((one for one in (words.label, places.plain(text).strip()) if one in self._labels), None)

    # Staff --------------------------------------------------------------------------------------------------------

    def _staff(self, row: ReadRow) -> str:
        said = row.values
        username, name, role = str(said["username"]), str(said["name"]), str(said["role"])
        phone = str(said.get("phone") or "")
        there = self.known.staff.get(username)
        if self._twice(row, "role", username, role) or self._refused(row, username, role):
            return ""
        if there is None:
            return self._hire(row, username, name, phone, role)
        if not there.ours and name != there.name:
            what = gettext_noop("Somebody else has this user name")
            return self.wrong(row, "username", what, gettext_noop("another one, for example with the community's code"))
        roles = () if role in self._posts[username] else (role,)
        self._posts[username].add(role)
        change = StaffChange(there.id, _other(name, there.name), _other(phone or None, there.phone), roles)
        if not there.ours:
            change = StaffChange(there.id, roles=roles)
        if change == StaffChange(there.id):
            return SAME
        self.plan.changed_staff.append(change)
        return CHANGED

    def _refused(self, row: ReadRow, username: str, role: str) -> bool:
        there = self.known.staff.get(username)
        known = there is not None and role in there.roles
        if username in self.known.taken or (there and not there.employed):
            what = gettext_noop("This user name is taken, or of somebody who left")
            self.wrong(row, "username", what, gettext_noop("another one, for example with the community's code"))
        elif not known and role in self.known.reserved:
            what = gettext_noop("You may not give this role")
            self.wrong(row, "role", what, gettext_noop("ask somebody who has it to do so"))
        elif not known and username == self.known.importer:
            what = gettext_noop("Nobody gives a role to themselves")
            self.wrong(row, "role", what, gettext_noop("ask your supervisor to do so"))
        else:
            return False
        return True

    def _hire(self, row: ReadRow, username: str, name: str, phone: str, role: str) -> str:
        post = (self.known.community_id, role)
        made = self.plan.staff.get(username)
        if made is None:
            self.plan.staff[username] = NewStaff(username, name, phone, posts=(post,))
            self._posts[username] = {role}
            return NEW
        if made.name != name:
            what = gettext_noop("Another row gives this user name to %(name)s")
            return self.wrong(row, "username", what, gettext_noop("a user name of their own"), name=made.name)
        self.plan.staff[username] = NewStaff(username, name, phone or made.phone, posts=(*made.posts, post))
        self._posts[username].add(role)
        return NEW

    def _employed(self, row: ReadRow) -> str | None:
        username = str(row.values["username"])
        there = self.known.staff.get(username)
        if username in self.plan.staff or (there and there.employed and self._posts[username]):
            return username
        what = gettext_noop("Nobody with this user name works here")
        self.wrong(row, "username", what, gettext_noop("as on the sheet of staff, or add them there"))
        return None

    def _skill(self, row: ReadRow) -> str:
        username, code = self._employed(row), str(row.values["skill"])
        if username is None or self._twice(row, "skill", username, code):
            return ""
        until = self._day_over(cast("date | None", row.values.get("valid_until")))
        known = (username, code) in self.known.skills
        if known and (until is None or self.known.skills[username, code] == until):
            return SAME
        self.plan.skills.append((username, code, until))
        return CHANGED if known else NEW

    def _day_over(self, day: date | None) -> datetime | None:
        """The end of a day in the community; a certificate counts on its last day."""
        return datetime.combine(day + timedelta(1), time(), self.zone) if day else None

    def _shift(self, row: ReadRow) -> str:
        username, role = self._employed(row), str(row.values["role"])
        if username is None:
            return ""
        if role not in self._posts[username]:
            what = gettext_noop("They do not have this role here")
            return self.wrong(row, "role", what, gettext_noop("one of their roles, or add it on the sheet of staff"))
        starts, ends = self._span(row.values)
        if self._twice(row, "starts", username, starts):
            return ""
        spans = self._spans.setdefault(username, [])
        if (starts, ends, role) in spans:
            return SAME
        if any(a < ends and starts < b for a, b, _ in spans):
            what = gettext_noop("They are on duty at that time already")
            return self.wrong(row, "starts", what, gettext_noop("hours that do not lie over another shift"))
        spans.append((starts, ends, role))
        there = self.known.staff.get(username)
        staff_id = there.id if there else new_id()
        self.plan.shifts.append((username, NewShift(staff_id, self.known.community_id, role, starts, ends)))
        return NEW

    def _span(self, said: Mapping[str, object]) -> tuple[datetime, datetime]:
        """A shift that ends at or before its beginning ends on the next day."""
        day, begins, over = cast("date", said["day"]), said["starts"], said["ends"]
        start = time() if isinstance(begins, str) else cast("time", begins)
        late = isinstance(over, str) or cast("time", over) <= start
        end = time() if isinstance(over, str) else cast("time", over)
        starts = datetime.combine(day + timedelta(1 if isinstance(begins, str) else 0), start, self.zone)
        return starts, datetime.combine(day + timedelta(1 if late else 0), end, self.zone)


T = TypeVar("T")


def _other(said: T | None, there: T | None) -> T | None:
    return None if said is None or said == there else said


def planned(sheets: Iterable[ReadSheet], known: Known) -> Plan:
    """What these sheets would change."""
    planner = Planner(known)
    for sheet in sheets:
        planner.take(sheet)
    return planner.plan


def check_sound(plan: Plan) -> None:
    """Raises Invalid for a file with a cell that can't be taken: all of it or nothing."""
    if plan.problems:
        message = gettext_noop("%(count)s cells must be put right first. Nothing was changed.")
        raise Invalid("people.import_unsound", message, {"count": len(plan.problems)})
