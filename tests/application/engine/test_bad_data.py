"""Bad data is answered with the name of the field, before anything happens."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.application.engine.matters import DECISION, place
from tests.town import SYSTEM, command


@pytest.mark.parametrize(
    ("name", "changed", "field"),
    [
        ("choice_system.record_decision", {"decision": "KF 1"}, "decision"),
        ("choice_system.record_decision", {"taken_on": "i maj"}, "taken_on"),
        ("choice_system.record_decision", {"body": "kungen"}, "body"),
        ("choice_system.record_decision", {"urgent": "ja"}, "urgent"),
        ("choice_system.record_decision", {"beslut": "kf-1"}, "beslut"),
        ("choice_system.record_decision", {"matter": ""}, "matter"),
        ("choice_system.record_decision", {"minutes": None}, "minutes"),
        ("choice_system.establish", {"areas": [{"key": "norr"}]}, "areas.0.name"),
        ("choice_system.establish", {"areas": []}, "areas"),
    ],
)
def test_bad_data_is_answered_with_the_name_of_the_field(name, changed, field):
    whole = SYSTEM if name.endswith("establish") else DECISION

    with pytest.raises(ValidationError) as refusal:
        command(name, {**whole, **changed})

    assert [".".join(map(str, e["loc"])) for e in refusal.value.errors()] == [field]


@pytest.mark.parametrize("customer", ["Utförare A", "åsa", "Person-1", ""])
def test_a_person_is_a_reference_and_never_a_name(customer):
    with pytest.raises(ValidationError):
        command("customer_choice.place", place(customer))


def test_an_instant_says_in_which_zone_it_is():
    with pytest.raises(ValidationError, match="saknar tidszon"):
        command(
            "tender.announce",
            {
                "tender": "hemtjanst",
                "last_day": "2026-06-30",
                "closes_at": "2026-06-30T12:00:00",
                "notice": "Annons",
            },
        )
