"""Files on the command line: carried in whole, or nothing and every reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.town import SYSTEM, Town

HEADER = "kund;beslut;område;insats;timmar per vecka;från;till;avtal"
WHO = ("--by", "handlaggare-1", "--role", "care_administrator", "--mandate", "4.2")


@pytest.fixture
def town(store: str, capsys) -> Iterator[Town]:
    """Agreements in the north; `avtal-a` has two places."""
    with Town(store, "2026-05-18T09:00") as town:
        town.do("choice_system.establish", SYSTEM)
        for agreement, places in (("avtal-a", {"norr": 2}), ("avtal-b", {})):
            town.with_agreement(agreement, places=places, starts_on="2026-01-01")
        capsys.readouterr()  # what the town itself had to say
        yield town


@pytest.fixture
def load(cli, town, tmp_path: Path):
    def call(*rows: str, header: str = HEADER, verb: str = "customers", more=()):
        file = tmp_path / "kunder.csv"
        file.write_text("\n".join([header, *rows]), encoding="utf-8")
        where = ("--system", "staden") if verb == "customers" else ("--round", "val")
        return cli("import", verb, str(file), *where, *WHO, *more, "--json")

    return call


def diagnostics(said) -> list[tuple[int, str | None, str | None]]:
    return [
        (told["line"], told["field"], told.get("rule"))
        for told in said.json["diagnostics"]
    ]


def traces(town: Town) -> int:
    """Everything in the log, and every command that was kept."""
    with town.house.database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM commands").scalar_one()
    return kept + len(town.log())


def test_customers_are_carried_in_with_decisions_and_providers(load, town):
    said = load(
        "k-1;b-1;norr;personlig omvårdnad;12,5;2026-02-01;;avtal-a",
        "k-1;b-2;norr;personal_care;2;2026-03-01;2026-12-31;avtal-a",
        "k-2;b-1;norr;personal_care;3;2026-02-01;;",
    )

    assert (said.code, said.json["data"]["dry_run"]) == (0, False)
    choice = town.case("customer_choice:k-1/omvardnad")
    assert (choice.minutes, choice.agreement) == (870, "avtal-a")
    assert set(town.case("agreement:avtal-a").holders) == {"k-1"}
    assert set(town.case("customer:k-1").executed) == {"b-1", "b-2"}
    assert town.case("customer_choice:k-2/omvardnad").agreement is None


def test_a_dry_run_checks_everything_and_keeps_nothing(load, town):
    before = traces(town)
    row = "k-{};b-1;norr;personal_care;3;2026-02-01;;avtal-a"

    good = load(row.format(1), more=["--dry-run"])
    bad = load(*(row.format(number) for number in range(3)), more=["--dry-run"])

    assert (good.code, good.json["data"]["dry_run"]) == (0, True)
    assert good.json["data"]["events"] == 4
    assert (bad.code, diagnostics(bad)) == (1, [(2, "avtal", "NoRoom")])
    assert traces(town) == before


def test_every_row_that_a_rule_refuses_is_told_and_nothing_is_kept(load, town):
    assert load("k-9;b-1;norr;personal_care;3;2026-02-01;;avtal-a").code == 0
    before = traces(town)

    said = load(
        "k-1;b-1;norr;personal_care;3;2026-02-01;;",
        "k-2;b-1;oster;personal_care;3;2026-02-01;;",
        "k-3;b-1;norr;meals;3;2026-02-01;;",
        "k-4;b-1;norr;personal_care;3;2026-02-01;;avtal-x",
        "k-5;b-1;soder;personal_care;3;2026-02-01;;avtal-a",
        "k-6;b-1;norr;personal_care;3;2026-02-01;2026-01-31;",
        "k-7;b-1;norr;personal_care;3;2090-01-01;;avtal-a",
        "k-9;b-1;norr;personal_care;3;2026-02-01;;",
        "k-9;b-2;norr;personal_care;3;2026-02-01;;avtal-b",
    )

    assert said.code == 1
    assert diagnostics(said) == [
        (3, "område", "UnknownPart"),
        (4, "insats", "ServiceNotOffered"),
        (5, "avtal", "AgreementUnknown"),
        (6, "avtal", "AreaNotServed"),
        (7, "till", "DecisionInDisorder"),
        (8, "avtal", "NotYet"),
        (9, "beslut", "PartExists"),
        (10, "avtal", "OtherProviderAlready"),
    ]
    assert traces(town) == before


def test_one_provider_serves_a_bundle(load):
    said = load(
        "k-1;b-1;norr;personal_care;3;2026-02-01;;avtal-a",
        "k-1;b-2;norr;personal_care;3;2026-02-01;;avtal-b",
    )

    assert diagnostics(said) == [(3, "avtal", "ProviderTwice")]


def test_a_bad_file_is_at_fault_itself_and_leaves_no_trace(load, town):
    before = traces(town)

    said = load(
        "k-1;b-1;norr;personal_care;-1;2026-02-01;;",
        "19121212-1212;b-1;norr;personal_care;3;2026-02-01;;",
    )

    assert said.code == 2
    assert [(told["line"], told["field"]) for told in said.json["diagnostics"]] == [
        (2, "timmar per vecka"),
        (3, "kund"),
    ]
    assert "19121212" not in said.out
    assert traces(town) == before


def test_only_somebody_with_a_mandate_carries_in_decisions(cli, town, tmp_path):
    file = tmp_path / "kunder.csv"
    file.write_text(f"{HEADER}\nk-1;b-1;norr;personal_care;3;2026-02-01;;\n", "utf-8")
    who = (
        "--system",
        "staden",
        "--by",
        "handlaggare-1",
        "--role",
        "care_administrator",
    )

    said = cli("import", "customers", str(file), *who)

    assert (said.code, "NoMandate" in said.err) == (1, True)


@pytest.mark.parametrize(
    ("flag", "value", "field"),
    [("--role", "kung", "role"), ("--by", "191212121212", "by")],
)
def test_who_carries_in_is_somebody_in_a_role(load, flag, value, field):
    said = load("k-1;b-1;norr;personal_care;3;2026-02-01;;", more=[flag, value])

    assert said.code == 2
    assert said.json["diagnostics"][0]["field"] == field
    assert "191212121212" not in said.out


def test_a_file_that_is_not_there_is_told(cli, town):
    said = cli("import", "customers", "finns-inte.csv", "--system", "staden", *WHO)

    assert (said.code, "FileTrouble" in said.err) == (2, True)


def test_a_row_is_told_as_a_line_to_a_person(cli, town):
    text = f"{HEADER}\nk-1;b-1;oster;personal_care;3;2026-02-01;;\n"

    said = cli("import", "customers", "-", "--system", "staden", *WHO, stdin=text)

    assert said.err.startswith(
        "-:2: område: Ärendet har ingen sådan del. [UnknownPart]"
    )


def test_a_person_reads_the_first_rows_and_the_total_json_has_all(cli, load, town):
    row = "k-{};b-1;oster;personal_care;3;2026-02-01;;"
    rows = [row.format(number) for number in range(60)]
    text = "\n".join([HEADER, *rows, ""])

    said = cli("import", "customers", "-", "--system", "staden", *WHO, stdin=text)

    *shown, last = said.err.splitlines()
    assert len(shown) == 50
    assert last == "De första 50 felen av 60, alla står i --json."
    assert len(load(*rows).json["diagnostics"]) == 60


def test_the_form_of_a_reference_is_told_in_words(load):
    said = load("K 1;b-1;norr;personal_care;3;2026-02-01;;")

    (told,) = said.json["diagnostics"]
    assert told["message"] == (
        "har fel form, ska vara små bokstäver a-z, siffror, punkt och bindestreck"
    )


def test_the_file_may_come_from_standard_input(cli, town):
    text = f"{HEADER}\nk-1;b-1;norr;personal_care;3;2026-02-01;;\n"

    said = cli("import", "customers", "-", "--system", "staden", *WHO, stdin=text)

    assert (said.code, said.out.strip()) == (0, "Filen är införd, 2 händelser.")


# -- Choices of a round -------------------------------------------------------------

CHOICES = "kund;val 1;val 2"


@pytest.fixture
def opened(town, capsys):
    """Three customers are invited to choose; the third lives where nobody is."""
    people = [
        {"customer": f"k-{number}", "area": area, "minutes_per_week": 60}
        for number, area in enumerate(("norr", "norr", "soder"), start=1)
    ]
    register = {"system": "staden", "bundle": "omvardnad", "since": "2026-01-01"}
    town.do("customer_choice.register", {**register, "customers": people})
    whose = {"round": "val", "system": "staden", "bundle": "omvardnad"}
    town.do("choice_round.open", {**whose, "last_day": "2099-06-30"})
    invited = [one["customer"] for one in people]
    town.do(
        "choice_round.invite",
        {"round": "val", "customers": invited, "channel": "brev"},
    )
    capsys.readouterr()
    return town


def test_choices_are_carried_in(load, opened):
    said = load("k-1;avtal-b;avtal-a", "k-2;avtal-a;", header=CHOICES, verb="choices")

    assert said.code == 0
    assert opened.case("customer_choice:k-1/omvardnad").wishes == ("avtal-b", "avtal-a")
    assert opened.case("customer_choice:k-2/omvardnad").round == "val"


def test_every_choice_that_cannot_be_made_is_told_and_none_is_kept(load, opened):
    before = traces(opened)

    said = load(
        "k-1;avtal-b;avtal-x",
        "k-2;avtal-a;",
        "k-3;avtal-a;",
        "k-4;avtal-a;",
        header=CHOICES,
        verb="choices",
    )

    assert said.code == 1
    assert diagnostics(said) == [
        (2, "val 2", "AgreementUnknown"),
        (4, "val 1", "AreaNotServed"),
        (5, "kund", "CustomerUnknown"),
    ]
    assert traces(opened) == before


def test_two_choices_of_one_customer_are_no_choice(load, opened):
    before = traces(opened)

    said = load("k-1;avtal-b;", "k-1;avtal-a;", header=CHOICES, verb="choices")

    assert (said.code, diagnostics(said)) == (2, [(3, "kund", None)])
    assert traces(opened) == before


def test_choices_belong_to_a_round_that_there_is(load):
    said = load("k-1;avtal-b;", header=CHOICES, verb="choices")

    assert (said.code, said.json["diagnostics"][0]["rule"]) == (1, "NoSuchCase")


# -- What the register shows --------------------------------------------------------


def test_the_register_shows_care_what_nobody_executes_and_the_policies(cli, load):
    assert load("k-1;b-1;norr;personal_care;12,5;2026-02-01;;").code == 0

    care = cli("register", "care", "--on", "2026-02-01", "--json").json["data"]
    waiting = cli("register", "unexecuted")
    policies = cli("register", "policies", "--json").json["data"]

    assert [(row["customer"], row["minutes"], row["duty"]) for row in care] == [
        ("k-1", 750, "must")
    ]
    assert (waiting.code, "2026-02-01" in waiting.out) == (1, True)
    assert [row["policy"] for row in policies] == ["choosing", "default"]


def test_care_without_time_is_told_with_its_row_and_column(load, town):
    before = traces(town)

    said = load(
        "k-1;b-1;norr;personal_care;3;2026-02-01;;",
        "k-2;b-1;norr;personal_care;0;2026-02-01;;",
    )

    assert diagnostics(said) == [(3, "timmar per vecka", "NoTimeGranted")]
    assert traces(town) == before


def test_a_personal_number_within_a_reference_is_never_kept(load, town):
    before = traces(town)

    said = load("k-191212121212;b-1;norr;personal_care;3;2026-02-01;;")

    assert (said.code, "1212" in said.out) == (2, False)
    assert traces(town) == before
