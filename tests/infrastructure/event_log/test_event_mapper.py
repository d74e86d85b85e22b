"""How events are written down, and what is never read."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent

from tests.given import local, person
from tests.test_replay import HISTORIES, MAPPER, stored
from upphandling.domain.tender import Tender
from upphandling.infrastructure.event_log.event_mapper import (
    EventMapper,
    UnreadableEvent,
)
from upphandling.infrastructure.event_log.upcasts import Upcast, lifted
from upphandling.infrastructure.storage.troubles import DamagedRow

CANARY = "kanariefageln-ab"
WRITTEN: dict[str, Any] = {
    "effective_at": "2026-05-04T07:00:00Z",
    "by": "handlaggare-1",
    "role": "procurement_officer",
    "mandate": "delegationsordning 4.2",
    "because": None,
    "award": CANARY,
}


def row(data: Any, topic: str = "tender.awarded") -> StoredEvent:
    return StoredEvent("tender:hemtjanst", 7, topic, json.dumps(data).encode())


def read(data: Any, topic: str = "tender.awarded") -> Any:
    return MAPPER.to_domain_event(row(data, topic))


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in WRITTEN.items() if key != name}


# -- Reading and writing -------------------------------------------------------------


def test_an_event_is_read_with_its_place_in_the_log():
    event = read(WRITTEN)

    assert type(event) is Tender.Awarded
    assert event.award == CANARY
    assert event.effective_at == local("2026-05-04T09:00")
    assert event.reference == "tender:hemtjanst@7"


QUESTION = {"left_out": {}}
CONTENDER = {"queue_order": None, "queue_seed": None, "stopped": None}
LATER: dict[tuple[str, str], dict[str, Any]] = {
    ("agreement.places_taken", "taken.*"): {"minutes": 0, "services": []},
    ("agreement.queued", "waiting.*"): {
        "since": None,
        "need": 0,
        "minutes": 0,
        "services": [],
        "turn": "",
    },
    ("choice_round.allocation_proposed", ""): {
        "question": None,
        "seed": "",
        "stages": [],
        "shortfalls": [],
        "solver": "",
    },
    ("choice_round.allocation_proposed", "placements.*"): {
        "code": "",
        "rank": None,
        "missed": [],
    },
    ("choice_round.allocation_proposed", "question"): QUESTION,
    ("choice_round.allocation_proposed", "question.contenders.*"): CONTENDER,
    ("transition.reassignment_proposed", "question"): QUESTION,
    ("transition.reassignment_proposed", "question.contenders.*"): CONTENDER,
    ("choice_system.established", "configuration"): {
        "choosing": {
            "valid_from": "1990-01-01",
            "notice_days": 0,
            "offer_days": 7,
            "queue_order": "chosen_at",
            "queue_seed": None,
            "when_provider_falls": "in_house",
        }
    },
    ("choice_system.established", "configuration.default"): {
        "valid_from": "1990-01-01",
        "order": [],
    },
    ("choice_system.established", "configuration.bundles.*"): {"without_choice": []},
    ("choice_system.flag_policy_decided", "policy"): {"days_to_record": 7},
    ("customer_choice.registered", ""): {"services": []},
    ("indicator.defined", "definition"): {"punctuality": None},
    ("plan.promise_made", ""): {"depends_on": []},
}
"""Fields that came to an event, or to a value in it, after histories were written."""


@pytest.mark.parametrize("case_id", HISTORIES)
def test_what_was_read_is_written_again_with_its_later_fields_and_no_others(case_id):
    for row in stored(case_id):
        event = MAPPER.to_domain_event(row)
        again = MAPPER.to_stored_event(event)
        old = json.loads(row.state)
        expected = with_later_fields(row.topic, old)

        assert again.topic == row.topic
        assert in_one_order(json.loads(again.state)) == in_one_order(expected)
        if expected == old:
            assert again.state == row.state  # byte for byte
        assert MAPPER.to_domain_event(again) == event


def in_one_order(data: Any) -> str:
    """As text, in which 0, 0.0 and false differ."""
    return json.dumps(data, sort_keys=True)


def with_later_fields(topic: str, old: Any) -> Any:
    """What a history says, with the fields it lacks at what they were before."""
    new = copy.deepcopy(old)
    for (where, path), fields in LATER.items():
        if where == topic:
            for part in parts_at(new, path):
                for name, default in fields.items():
                    part.setdefault(name, copy.deepcopy(default))
    return new


def parts_at(data: Any, path: str) -> list[Any]:
    """The objects at a dotted path; `*` is every part of a list."""
    found = [data]
    for step in path.split(".") if path else []:
        inner = [
            part for one in found for part in (one if step == "*" else [one.get(step)])
        ]
        found = [part for part in inner if part is not None]
    return found


def test_each_later_field_is_lacking_in_some_history():
    lacking = {
        (row.topic, path, name)
        for case_id in HISTORIES
        for row in stored(case_id)
        for (topic, path), fields in LATER.items()
        if topic == row.topic
        for part in parts_at(json.loads(row.state), path)
        for name in fields
        if name not in part
    }

    assert lacking == {
        (topic, path, name)
        for (topic, path), fields in LATER.items()
        for name in fields
    }


def test_an_event_is_written_as_plain_json_without_what_the_columns_say():
    (event,) = Tender.prepare(
        person("2026-02-02T09:00"),
        "hemtjanst",
        system="staden",
        title="Hemtjänst i Åsen",
        lots=(),
        criteria=(),
    ).collect_events()

    written = MAPPER.to_stored_event(event)

    assert (written.originator_id, written.originator_version, written.topic) == (
        "tender:hemtjanst",
        1,
        "tender.prepared",
    )
    assert "Hemtjänst i Åsen" in written.state.decode()
    assert json.loads(written.state) == {
        "effective_at": "2026-02-02T08:00:00Z",
        "by": "handlaggare-1",
        "role": "procurement_officer",
        "mandate": "delegationsordning 4.2",
        "because": None,
        "system": "staden",
        "title": "Hemtjänst i Åsen",
        "lots": [],
        "criteria": [],
    }


# -- What is never read --------------------------------------------------------------


@pytest.mark.parametrize(
    "topic",
    [
        "tender.celebrated",
        "os:system",
        "upphandling.domain.tender:Tender.Awarded",
        "eventsourcing.domain:Aggregate.Created",
        "",
    ],
)
def test_a_topic_that_is_not_ours_is_refused_and_runs_nothing(topic):
    with pytest.raises(UnreadableEvent) as refusal:
        read(WRITTEN, topic)

    place = f"tender:hemtjanst ({topic})"
    assert refusal.value.details == {"place": place, "why": "okänd händelsetyp"}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({**WRITTEN, "award": [CANARY]}, "award"),
        ({**WRITTEN, "effective_at": "2026-05-04T07:00:00"}, "effective_at"),
        ({**WRITTEN, "role": CANARY}, "role"),
        ({**WRITTEN, "mandate": None}, "mandate"),
        ({**WRITTEN, "bidder": CANARY}, "bidder"),
        (without("award"), "award"),
        (without("by"), "by"),
        ([CANARY], "data"),
        (CANARY, "data"),
    ],
)
def test_another_shape_is_refused_by_the_name_of_the_field_and_never_its_value(
    data, field
):
    with pytest.raises(UnreadableEvent) as refusal:
        read(data)

    place = "tender:hemtjanst (tender.awarded)"
    assert refusal.value.details == {"place": place, "why": f"fel i {field}"}
    assert CANARY not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


def test_what_is_wrong_deep_inside_is_pointed_out():
    data = json.loads(stored("tender:hemtjanst-2026")[0].state)
    data["lots"][0]["winners"] = CANARY

    with pytest.raises(UnreadableEvent) as refusal:
        read(data, "tender.prepared")

    assert refusal.value.details["why"] == "fel i lots.0.winners"


def test_an_unreadable_event_is_told_as_any_damaged_row_also_to_another_process():
    with pytest.raises(DamagedRow) as refusal:
        read(WRITTEN, "tender.celebrated")
    told = pickle.loads(pickle.dumps(refusal.value))  # noqa: S301 -- our own

    assert type(told) is UnreadableEvent
    assert str(told) == (
        "En händelse kan inte läsas av den här versionen av programmet:"
        " tender:hemtjanst (tender.celebrated), okänd händelsetyp."
        ' Kör "upphandling verify"; är händelsen nyare, uppgradera programmet.'
    )


def test_what_is_no_json_at_all_is_refused():
    torn = StoredEvent("tender:hemtjanst", 7, "tender.awarded", b'{"award": "kanar')

    with pytest.raises(UnreadableEvent) as refusal:
        MAPPER.to_domain_event(torn)

    assert "kanar" not in str(refusal.value)


# -- Old forms -----------------------------------------------------------------------

OLD_FORMS = {
    "tender.awarded.0": Upcast(
        "tender.awarded.1", lambda old: {**old, "mandate": old.get("mandate", "KL")}
    ),
    "tender.awarded.1": Upcast(
        "tender.awarded",
        lambda old: {
            **{name: value for name, value in old.items() if name != "decision"},
            "award": old["decision"],
        },
    ),
}


def test_an_old_form_is_lifted_step_by_step_to_the_form_of_today():
    oldest = {
        "effective_at": "2019-05-04T07:00:00Z",
        "by": "handlaggare-1",
        "role": "procurement_officer",
        "decision": "tilldelning-2019",
    }
    mapper = EventMapper(upcasts=OLD_FORMS)

    event = mapper.to_domain_event(row(oldest, "tender.awarded.0"))

    assert type(event) is Tender.Awarded
    assert (event.mandate, event.award) == ("KL", "tilldelning-2019")
    assert mapper.to_stored_event(event).topic == "tender.awarded"


def test_todays_form_is_not_lifted():
    assert lifted("tender.awarded", WRITTEN, OLD_FORMS) == ("tender.awarded", WRITTEN)


def test_an_old_form_that_cannot_be_lifted_to_ours_is_refused():
    mapper = EventMapper(upcasts={"tender.x": Upcast("tender.y", lambda old: old)})

    with pytest.raises(UnreadableEvent, match="okänd händelsetyp"):
        mapper.to_domain_event(row(WRITTEN, "tender.x"))
