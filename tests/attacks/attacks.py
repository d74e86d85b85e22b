"""Ten ways to rewrite the past, each on rows that a witness has seen sealed."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from itertools import pairwise

from tests.attacks.rows import Row, Rows
from tests.attacks.scene import ADDED, LAST_SEEN, MIDDLE, VICTIM

Attack = Callable[[Rows, Rows], None]


def change_data(rows: Rows, _: Rows) -> None:
    """Another requirement than the one that was decided."""
    middle(rows)["data"] = middle(rows)["data"].replace("ledning", "tillsyn")


def change_topic(rows: Rows, _: Rows) -> None:
    """What happened is called something else that could have."""
    middle(rows)["topic"] = "choice_system.follow_up_planned"


def swap_two_rows(rows: Rows, _: Rows) -> None:
    """Two events of different cases change places."""
    one, other = middle(rows), rows.stream(VICTIM)[0]
    one["position"], other["position"] = other["position"], one["position"]


def delete_in_the_middle(rows: Rows, _: Rows) -> None:
    """An event with others of its case after it."""
    rows.events.remove(middle(rows))


def delete_the_last_of_a_stream(rows: Rows, _: Rows) -> None:
    """Nothing of the case came after it."""
    rows.events.remove(rows.stream(VICTIM)[-1])


def delete_a_stream(rows: Rows, _: Rows) -> None:
    """A case that never was."""
    for event in rows.stream(VICTIM):
        rows.events.remove(event)


def truncate_the_end(rows: Rows, _: Rows) -> None:
    """All that happened from some day on, with its commands and refusals."""
    end = rows.stream(LAST_SEEN)[0]["position"]
    lost = [event for event in rows.events if event["position"] >= end]
    late = [refusal for refusal in rows.refusals if refusal["after_position"] >= end]
    for row in lost:
        rows.events.remove(row)
    for row in late:
        rows.refusals.remove(row)
    gone = {row["command_id"] for row in (*lost, *late)}
    rows.commands = [row for row in rows.commands if row["command_id"] not in gone]


def restore_an_old_backup(rows: Rows, backup: Rows) -> None:
    """The whole database as it was, true in every row."""
    rows.commands, rows.events, rows.refusals = (
        backup.commands,
        backup.events,
        backup.refusals,
    )


def back_dated_insert(rows: Rows, _: Rows) -> None:
    """What nobody did, told as if it had been done long ago."""
    model = middle(rows)
    forged, command = deepcopy(model), deepcopy(rows.command_of(model))
    forged["command_id"] = command["command_id"] = (
        "019b7892-0000-7000-8000-000000000000"
    )
    for later in rows.events:
        later["position"] += later["position"] > model["position"]
    for later in rows.stream(model["stream_id"]):
        later["version"] += later["version"] > model["version"]
    forged["position"] = model["position"] + 1
    forged["version"] = model["version"] + 1
    forged["data"] = forged["data"].replace("ledning", "utbildning")
    command["first_position"] = command["last_position"] = forged["position"]
    for refusal in rows.refusals:
        refusal["after_position"] += refusal["after_position"] > model["position"]
    rows.events.append(forged)
    rows.commands.append(command)


def reorder(rows: Rows, _: Rows) -> None:
    """Some cases began in another order than they did."""
    began = [rows.stream(stream)[0] for stream in ADDED]
    places = [event["position"] for event in began]
    for event, place in zip(began, reversed(places), strict=True):
        event["position"] = place
    assert all(one < other for one, other in pairwise(places))


ATTACKS: dict[str, Attack] = {
    "change data": change_data,
    "change topic": change_topic,
    "swap two rows": swap_two_rows,
    "delete in the middle": delete_in_the_middle,
    "delete the last of a stream": delete_the_last_of_a_stream,
    "delete a stream": delete_a_stream,
    "truncate the end": truncate_the_end,
    "restore an old backup with its checkpoint file": restore_an_old_backup,
    "back-dated insert": back_dated_insert,
    "reorder": reorder,
}
"""By name; what reviewers read is in `table.py`."""

RESTORES = "restore an old backup with its checkpoint file"


def middle(rows: Rows) -> Row:
    """The event that somebody would rather have otherwise."""
    return next(event for event in rows.stream(MIDDLE[0]) if MIDDLE[1] in event["data"])
