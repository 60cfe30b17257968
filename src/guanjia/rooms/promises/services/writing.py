"""Writing states and promises: one statement, whatever their number, from plain JSON.

The same text every time, so the server plans it once, and a case with a dozen clocks costs one round trip.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from guanjia.shared.riding import write

_WRITE = """
with states as (
    insert into promises_subjectstate (id, community_id, subject_type, subject_id, state, owing, seen_at, turns_at)
    select id, community_id, subject_type, subject_id, state, owing, seen_at, turns_at
      from jsonb_to_recordset(%s::jsonb) as r(
           id uuid, community_id uuid, subject_type text, subject_id uuid, state jsonb, owing jsonb,
           seen_at timestamptz, turns_at timestamptz)
    on conflict (subject_id, subject_type) do update
       set state = excluded.state, owing = excluded.owing, seen_at = excluded.seen_at,
           turns_at = excluded.turns_at
)
insert into promises_promise (
       id, community_id, standard, edition, subject_type, subject_id, root_event, opening_event, owed_role,
       owed_by_id, opened_at, began_at, warn_at, due_at, runs_again_at, next_tell_at, ended_at, state, closed,
       provisional, weight, late_credit, red_line, "limit", first_limit, pauses, changes, evidence, flags)
select id, community_id, standard, edition, subject_type, subject_id, root_event, opening_event, owed_role,
       owed_by_id, opened_at, began_at, warn_at, due_at, runs_again_at, next_tell_at, ended_at, state, closed,
       provisional, weight, late_credit, red_line, "limit", first_limit, pauses, changes, evidence, flags
  from jsonb_to_recordset(%s::jsonb) as r(
       id uuid, community_id uuid, standard text, edition uuid, subject_type text, subject_id uuid,
       root_event uuid, opening_event uuid, owed_role text, owed_by_id uuid, opened_at timestamptz,
       began_at timestamptz, warn_at timestamptz, due_at timestamptz, runs_again_at timestamptz,
       next_tell_at timestamptz, ended_at timestamptz, state text, closed boolean, provisional boolean,
       weight numeric, late_credit numeric, red_line boolean, "limit" text, first_limit text, pauses jsonb,
       changes jsonb, evidence jsonb, flags jsonb)
    on conflict (id) do update
       set owed_by_id = excluded.owed_by_id, opened_at = excluded.opened_at, began_at = excluded.began_at,
           edition = excluded.edition, weight = excluded.weight, owed_role = excluded.owed_role,
           late_credit = excluded.late_credit, red_line = excluded.red_line,
           warn_at = excluded.warn_at, due_at = excluded.due_at,
           runs_again_at = excluded.runs_again_at, next_tell_at = excluded.next_tell_at,
           ended_at = excluded.ended_at, state = excluded.state, closed = excluded.closed,
           provisional = excluded.provisional, "limit" = excluded."limit", first_limit = excluded.first_limit,
           pauses = excluded.pauses,
           changes = excluded.changes, evidence = excluded.evidence, flags = excluded.flags
"""
"""What later events may change is named at the end; the other columns follow from the promise's identity."""


def write_rows(states: Sequence[Mapping[str, Any]], promises: Sequence[Mapping[str, Any]]) -> None:
    """Insert what is new and change what is known. The rows are plain: keys are columns, times are ISO texts."""
    if states or promises:
        write(_WRITE, [json.dumps(states), json.dumps(promises)])
