"""`upphandling plan impact`: what falls, in text and in JSON, and what cannot be asked."""

from __future__ import annotations

import pytest

from tests.town import SYSTEM, Town
from upphandling.infrastructure import logs

JANUARY = {"earliest": "2027-01-01", "latest": "2027-01-01"}
AUTUMN = {"earliest": "2026-10-01", "latest": "2026-11-30"}
PLAN = {"plan": "tidplan"}
ASK = ("plan", "impact", "--plan", "tidplan", "--on", "2026-03-02")


@pytest.fixture
def planned(store):
    """A plan, an agreement on notice, one that succeeds it, and a promise."""
    logs.configure("error", "console")
    with Town(store, "2026-03-02T09:00") as town:
        town.founded()
        town.do("plan.draw_up", {**PLAN, "system": "staden"})
        for milestone, title, when, depends_on in (
            ("val", "Kunderna väljer", AUTUMN, []),
            ("start", "Det nya gäller", JANUARY, ["val"]),
            ("fest", "Invigning", JANUARY, []),
        ):
            town.do(
                "plan.add_milestone",
                {
                    **PLAN,
                    "milestone": milestone,
                    "title": title,
                    "when": when,
                    "depends_on": depends_on,
                },
            )
        for promise, depends_on in (("vid-start", ["start"]), ("invigning", ["fest"])):
            town.do(
                "plan.promise",
                {
                    **PLAN,
                    "promise": promise,
                    "to": "Alla",
                    "text": "Ni får byta.",
                    "when": JANUARY,
                    "depends_on": depends_on,
                },
            )
        town.with_agreement("gamla", starts_on="2026-01-01", ends_on="2026-12-31")
        town.with_agreement("nya")
        town.registered(["k-1", "k-2"], agreement="gamla")
        yield town


@pytest.fixture
def falls(cli, planned):
    """What falls, by kind and key, as JSON."""

    def ask(*flags: str):
        said = cli(*ASK, *flags, "--json")
        assert said.code in (0, 1), said
        return {(row["kind"], row["key"]): row for row in said.json["data"]["falls"]}

    return ask


def test_a_lost_milestone_takes_with_it_what_rests_on_it(falls):
    found = falls("--milestone", "val")

    assert set(found) == {
        ("milestone", "start"),
        ("promise", "vid-start"),
        ("agreement", "nya"),
        ("agreement", "gamla"),
    }
    assert found["agreement", "gamla"]["customers"] == 2
    assert found["promise", "vid-start"]["because"] == [
        {"on": "milestone:start", "tie": "depends_on"}
    ]


def test_a_milestone_that_slips_gives_new_days(falls):
    found = falls("--milestone", "start", "--to", "2027-01-11")

    assert {row["slipped_days"] for row in found.values()} == {10}
    assert found["promise", "vid-start"]["new_earliest"] == "2027-01-11"
    assert found["agreement", "gamla"]["new_latest"] == "2027-01-10"


def test_an_agreement_that_does_not_begin_leaves_its_predecessor_without_one(falls):
    found = falls("--agreement", "nya", "--lost")

    assert found["agreement", "gamla"]["why"] == "skulle efterträdas av ”Utförare A”"


def test_a_running_agreement_that_falls_tells_how_many_it_serves(cli, planned):
    said = cli(*ASK, "--agreement", "gamla")

    assert "2 kunder har utföraren i dag" in " ".join(said.out.split())


def test_an_agreement_that_is_wound_up_leaves_its_customers_too(falls, planned):
    planned.do(
        "agreement.rescind",
        {"agreement": "gamla", "grounds": "Brister", "wind_up_until": "2026-12-31"},
    )

    found = falls("--milestone", "start")["agreement", "gamla"]

    assert found["latest"] == "2026-12-31"
    assert "Förläng avtalet, upphandla direkt" in found["decide"]


def test_an_agreement_given_notice_is_told_as_a_notice_that_runs(falls, planned):
    planned.do(
        "agreement.give_notice",
        {"agreement": "gamla", "ends_on": "2026-12-31", "reason": "Nytt system"},
    )

    assert (
        "Uppsägningstiden" in falls("--milestone", "start")["notice", "gamla"]["decide"]
    )


def test_a_round_falls_with_who_is_chosen_in_it_and_so_do_its_letters(falls, planned):
    planned.do(
        "choice_round.open",
        {
            "round": "host",
            "system": "staden",
            "bundle": "omvardnad",
            "last_day": "2026-10-31",
        },
    )
    planned.do(
        "choice_round.invite",
        {"round": "host", "customers": ["k-1", "k-2"], "channel": "brev"},
    )

    found = falls("--agreement", "nya")

    assert found["choice_round", "host"]["customers"] == 2
    assert "nytt brev" in found["letters", "host"]["decide"]
    assert ("letters", "host") in falls("--milestone", "val")


def test_what_falls_is_told_in_words_and_found(cli, planned):
    said = cli(*ASK, "--milestone", "val")

    assert said.code == 1
    assert "Om milstolpen Kunderna väljer" in said.out
    assert "inget nytt datum kan räknas" in said.out
    assert max(map(len, said.out.splitlines())) <= 100


def test_what_carries_nothing_is_done(cli, planned):
    said = cli(*ASK, "--agreement", "gamla", "--json")

    assert (said.code, said.json["status"]) == (0, "done")


def test_before_the_plan_was_known_there_is_nothing_to_ask(cli, planned):
    said = cli(
        *("plan", "impact", "--plan", "tidplan"),
        *("--milestone", "val", "--on", "2026-03-01"),
    )

    assert said.code == 1
    assert "Ärendet finns inte" in said.err


@pytest.mark.parametrize(
    ("flags", "code", "words"),
    [
        ([], 2, "ange precis en av dem"),
        (["--milestone", "val", "--award", "a"], 2, "ange precis en av dem"),
        (["--milestone", "val", "--lost", "--to", "2027-05-01"], 2, "bara en av dem"),
        (["--milestone", "val", "--to", "snart"], 2, "ska vara ett datum"),
        (["--milestone", "ingen"], 1, "UnknownPart"),
        (["--milestone", "val", "--to", "2026-10-01"], 1, "NothingHasSlipped"),
        (["--tender", "ingen"], 1, "Ärendet finns inte"),
        (["--award", "ingen"], 1, "Ärendet finns inte"),
        (["--agreement", "ingen"], 1, "Ärendet finns inte"),
        (["--agreement", "annans"], 1, "OfAnotherSystem"),
    ],
)
def test_what_cannot_be_asked_is_told(cli, planned, flags, code, words):
    planned.do("choice_system.establish", {**SYSTEM, "system": "byn"})
    planned.with_agreement("annans", system="byn")

    said = cli(*ASK, *flags)

    assert (said.code, said.out) == (code, "")
    assert words in said.err
