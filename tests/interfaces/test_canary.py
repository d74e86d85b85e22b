"""A canary bid is found nowhere before the award: every verb of the tree is asked."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import create_engine, text

from tests.interfaces.small import ANNOUNCE, BID, CANCEL, OPEN, PREPARE, line, write
from upphandling.bootstrap import upgrade
from upphandling.interfaces.cli import main
from upphandling.interfaces.cli.app import app
from upphandling.projections.base import READ_MODELS

PRICE_ORE = 70_707_077
WORDS = "kanarie"  # in every name, key, text and motive of the bid
HASH = "ca9a51e0" * 8
CANARIES = (WORDS, HASH, str(PRICE_ORE), str(PRICE_ORE // 100))

ALTERNATIVES = (
    Path(__file__).parents[2] / "examples" / "orebro-planned" / "alternativ.toml"
)

TENDER = {"tender": "prov-2019"}
ABOUT = {**TENDER, "bid": "anbud-kanarie"}

SECRETS: list[tuple[str, str, dict[str, Any]]] = [
    ("2019-06-03T11:00", "tender.replace_bid", {**BID["data"], "content_hash": HASH}),
    (
        "2019-06-18T10:00",
        "tender.note_oral_information",
        {**ABOUT, "text": "Kanarie ringde"},
    ),
    (
        "2019-06-18T11:00",
        "tender.read_price",
        {**ABOUT, "lot": "hela", "price_ore": PRICE_ORE},
    ),
    (
        "2019-06-19T09:00",
        "tender.invite_correction",
        {
            **TENDER,
            "invitation": "rattelse-1",
            "kind": "clarification",
            "days": 5,
            "matters": [{"bid": "anbud-kanarie", "text": "Vad menar kanariefågeln?"}],
        },
    ),
    (
        "2019-06-19T10:00",
        "tender.receive_correction",
        {**ABOUT, "invitation": "rattelse-1", "content_hash": HASH},
    ),
    (
        "2019-06-19T11:00",
        "tender.ask_for_explanation",
        {**ABOUT, "about": "Kanariefågelns pris är lågt", "days": 5},
    ),
    (
        "2019-06-19T12:00",
        "tender.receive_explanation",
        {**ABOUT, "content_hash": HASH},
    ),
    (
        "2019-06-19T13:00",
        "tender.intend_exclusion",
        {
            **ABOUT,
            "ground": "insolvency",
            "circumstances": "Kanariefågeln",
            "days": 5,
        },
    ),
    (
        "2019-06-19T14:00",
        "tender.comment_on_exclusion",
        {**ABOUT, "content_hash": HASH},
    ),
    (
        "2019-06-19T15:00",
        "tender.drop_exclusion",
        {**ABOUT, "motive": "Kanariefågeln lever"},
    ),
    (
        "2019-06-20T09:00",
        "tender.assess_bid",
        {**ABOUT, "motive": "Kanariefågeln uppfyller alla krav"},
    ),
    (
        "2019-06-20T10:00",
        "tender.score_bid",
        {
            **ABOUT,
            "criterion": "kvalitet",
            "points": 7.5,
            "motive": "Kanariefågeln sjunger",
        },
    ),
    ("2019-06-21T09:00", "award.propose", {**TENDER, "award": "tilldelning-prov"}),
]
COURSE = [
    PREPARE,
    line("2019-05-02T07:10", "plan.draw_up", plan="tidplan", system="provkommun"),
    ANNOUNCE,
    BID,
    line(*SECRETS[0][:2], **SECRETS[0][2]),
    OPEN,
    *(line(at, command, **data) for at, command, data in SECRETS[1:]),
]

# What a verb needs to be told; "" for a verb that is told nothing.
TOLD = {
    "access explain": "auditor award.decide",
    "audit cosign": "finns-inte",
    "audit export": "tender:prov-2019 --role auditor --to finns-inte/paket.zip",
    "audit proof": "tender:prov-2019@3",
    "case show": "tender:prov-2019",
    "backup create": "finns-inte/kopia",
    "backup restore": "finns-inte",
    "backup verify": "finns-inte",
    "clock confirm": "--reason Prov",
    "case history": "tender:prov-2019",
    "case diff": "tender:prov-2019 2019-05-01T00:00 2019-06-21T12:00",
    "case pause": "tender:prov-2019 --reason Prov",
    "case resume": "tender:prov-2019 --reason Prov",
    "deadline calc": "standstill --from 2019-06-21",
    "deadline retry": "tender:prov-2019 tender_closes",
    "deadline explain": "standstill --from 2019-06-21",
    "deadletter show": "finns-inte",
    "deadletter retry": "finns-inte",
    "deadletter discard": "finns-inte --reason Prov",
    "outbox test": "finns-inte",
    "events export": "-",
    "events import": "finns-inte",
    "follow-up report": "--system provkommun --quarter 2019-Q2",
    "follow-up responsible": "--agreement ingen",
    "plan impact": "--plan tidplan --tender prov-2019 --on 2019-06-21",
    "plan compare": f"{ALTERNATIVES} --customers 20 --from-system provkommun",
    "import choices": "finns-inte.csv --round val --by handlaggare-1 --role registrar",
    "payment lines": "avtal-a.2026-01",
    "payment visits": "avtal-a.2026-01 --line 1",
    "payment controls": "avtal-a.2026-01",
    "payment export": (
        "avtal-a.2026-01 --out finns-inte.csv --by handlaggare-1 --role contract_manager"
    ),
    "import indicators": "finns-inte.csv --by handlaggare-1 --role registrar",
    "import customers": (
        "finns-inte.csv --system provkommun --by handlaggare-1 --role registrar"
    ),
    "import visits": (
        "finns-inte.csv --system provkommun --month 2019-05 --by handlaggare-1"
        " --role registrar"
    ),
    "projection rebuild": "tenders",
    "register batches": "--system provkommun",
    "register visits": "--agreement ingen --month 2019-05",
    "register published": "--tender prov-2019",
    "schema command": "tender.receive_bid",
    "vault find": "--personal-number",
    "vault forget": "gallring-1",
    "vault keep": "k-1 --field name",
    "vault protect": "k-1",
    "vault show": "k-1",
    "what-if": "tender:prov-2019 --change without=tender:prov-2019@3",
    "why": "tender:prov-2019",
}
# Verbs that read no case, or are the act itself; what they say is tested in its place.
ELSEWHERE = {
    "demo",
    "serve",
    "send",
    "scenario check",
    "deadline check",
    "deadline calc",
    "bid open",
    "bid seal",
    "service units",
    "vault init",
    "vault officer-key",
    "vault rotate",
    "signer init",
    "signer serve",
    "witness init",
    "witness watch",
    "witness serve",
    "witness add",
    "witness verify",
}


def verbs(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every verb of the command line, as it is typed."""
    group = group or typer.main.get_command(app)
    for name, verb in group.commands.items():
        if hasattr(verb, "commands"):
            yield from verbs(verb, (*path, name))
        else:
            yield " ".join((*path, name))


EVERY_VERB = sorted(set(verbs()) - ELSEWHERE - {"scenario run"})
with_json = pytest.mark.parametrize("how", [(), ("--json",)], ids=["text", "json"])


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> tuple[Path, str]:
    """A tender whose only bid has gone all the way to the proposal, and what was said."""
    room = tmp_path_factory.mktemp("kanarie")
    folder, database = write(room / "prov", COURSE), room / "upphandling.db"
    upgrade(f"sqlite:///{database}")
    with pytest.MonkeyPatch.context() as environment, StringIO() as said:
        environment.setenv("UPPHANDLING_DATABASE", f"sqlite:///{database}")
        environment.setattr(
            sys, "argv", ["upphandling", "scenario", "run", str(folder)]
        )
        with redirect_stdout(said), redirect_stderr(said), suppress(SystemExit):
            main()
        return database, said.getvalue()


@pytest.fixture
def sealed(course, tmp_path, monkeypatch) -> str:
    """A copy of that tender's database, to ask."""
    database, _ = course
    url = f"sqlite:///{shutil.copy(database, tmp_path)}"
    monkeypatch.setenv("UPPHANDLING_DATABASE", url)
    return url


@pytest.fixture
def send(cli, sealed):
    def call(command: str, data: dict[str, Any]) -> Any:
        envelope = {
            "command": command,
            "by": "handlaggare-1",
            "role": "procurement_officer",
            "mandate": "delegationsordning 4.2",
            "data": data,
        }
        return cli("send", "-", "--json", stdin=json.dumps(envelope))

    return call


def sightings(said: str) -> list[str]:
    return [canary for canary in CANARIES if canary in said.lower()]


def test_running_the_course_says_nothing_of_the_bid(course):
    _, said = course

    assert "provkommun" in said
    assert sightings(said) == []


@with_json
@pytest.mark.parametrize("verb", EVERY_VERB)
def test_no_verb_says_anything_of_the_bid(cli, sealed, verb, how):
    said = cli(*verb.split(), *TOLD.get(verb, "").split(), *how)

    assert "Fel i anropet" not in said.err
    assert sightings(said.out + said.err) == []


@pytest.mark.parametrize("case", ["tender:prov-2019", "award:tilldelning-prov"])
@pytest.mark.parametrize("verb", ["show", "history"])
def test_neither_case_says_anything_of_the_bid(cli, sealed, case, verb):
    for how in ((), ("--json",), ("--known-at", "2019-06-21T12:00")):
        if verb == "show" or "--known-at" not in how:
            said = cli("case", verb, case, *how)
            assert sightings(said.out + said.err) == []


def test_an_award_that_is_not_decided_cannot_be_asked_about(cli, sealed):
    def ask(award: str) -> tuple[int, str, str]:
        said = cli("plan", "impact", "--plan", "tidplan", "--award", award)
        return said.code, said.out, said.err.replace(award, "")

    assert ask("tilldelning-prov") == ask("ingen")


def test_no_read_model_holds_anything_of_the_bid(sealed):
    engine = create_engine(sealed)
    with engine.connect() as connection:
        for table in READ_MODELS.sorted_tables:
            rows = connection.execute(text(f"SELECT * FROM {table.name}")).all()
            assert sightings(str(rows)) == [], table.name
    engine.dispose()


@pytest.mark.parametrize(
    ("command", "data"),
    [(command, data) for _, command, data in SECRETS],
    ids=[command for _, command, _ in SECRETS],
)
def test_an_answer_about_the_bid_repeats_nothing_of_it(send, command, data):
    """Whether the command is carried out, refused by a rule, or of the wrong form."""
    again = send(command, data)
    refused = send(command, {**data, "tender": "finns-inte"})
    malformed = send(command, {**data, "bid": "KANARIE !", "award": 7})

    assert (refused.code, malformed.code) == (1, 2), (refused, malformed)
    for said in (again, refused, malformed):
        assert sightings(said.out + said.err) == []


def test_after_the_cancellation_the_bid_may_be_seen(cli, tmp_path, store):
    folder = write(tmp_path / "prov", [*COURSE, CANCEL])
    assert cli("scenario", "run", str(folder), "--json").code == 0

    shown = cli("case", "history", "tender:prov-2019", "--limit", "100", "--json")

    assert set(sightings(shown.out)) >= {WORDS, HASH, str(PRICE_ORE)}
