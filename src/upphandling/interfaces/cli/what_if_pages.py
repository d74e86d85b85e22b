"""How a counterfactual looks to a person: the recorded beside the assumed, and marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from upphandling.domain.catalogue import EVENTS
from upphandling.interfaces.cli.prose import paragraphs
from upphandling.interfaces.cli.show import table
from upphandling.interfaces.local_time import spoken
from upphandling.interfaces.words import value_word

Row = Mapping[str, Any]

MOST = 20  # rows of a table; JSON has them all
WIDE = 60  # characters of a value in a cell
SIDES = {"recorded": "Infört", "counterfactual": "Kontrafaktiskt"}
SAME = "Utfallet blir detsamma."


def the_answer(found: Row) -> None:
    """The mark, what was changed and how, every difference, and the mark again."""
    print(found["mark"])
    _changes(found)
    for way in found["method"]:
        _say(way["says"])
    print(f"Från {spoken(found['from'])} till {spoken(found['until'])}.\n")
    if found["same"]:
        print(SAME)
    for title, heading, rows in _tables(found):
        if rows:
            table(title, {**heading, **SIDES}, rows[:MOST])
            _left_out(len(rows))
    _refused(found)
    _touched(found)
    print("\nDet här kan omkörningen inte veta:")
    for sentence in found["cannot_know"]:
        _say(sentence, mark="- ")
    print(f"\n{found['mark']}")


def _changes(found: Row) -> None:
    rows = [
        {
            "change": row["change"],
            "of": row["of"],
            "recorded": _cell(row["recorded"]),
            "assumed": _cell(row["assumed"]),
        }
        for row in found["changes"]
    ]
    columns = {"change": "Ändring", "of": "Gäller", "recorded": "Infört"}
    table(found["case"], {**columns, "assumed": "Antaget"}, rows)


def _tables(found: Row) -> Iterator[tuple[str, dict[str, str], list[Row]]]:
    """Each part of the answer: its title, the columns before the two sides, its rows."""
    yield (
        "Frister, omräknade",
        {"event": "Händelse", "rule": "Regel"},
        _sided(found["recounted"], _last_day),
    )
    yield (
        "Frister i omkörningen",
        {"case": "Ärende", "says": "Vad", "rule": "Regel"},
        _sided(_spelt_out(found["deadlines"]), _last_day),
    )
    yield (
        "Faller av sig själv",
        {"case": "Ärende", "says": "Vad", "times": "Antal"},
        _sided(_grouped(found["fell"]), _moment),
    )
    yield (
        "Rangordning",
        {"lot": "Del", "bid": "Anbud"},
        _sided(found["ranking"], _ranked),
    )
    yield (
        "Förslag till fördelning",
        {"round": "Valomgång", "moved": "Flyttade"},
        [{**row, **_in_words(row["placed"])} for row in found["proposals"]],
    )
    for row in found["proposals"]:
        yield (
            f"Placeras någon annanstans: {row['round']}",
            {"customer": "Kund"},
            _sided(row["customers"], value_word),
        )
    yield (
        f"Annan utförare vid slutet: {found['responsible']['moved']}",
        {"customer": "Kund"},
        _sided(found["responsible"]["customers"], value_word),
    )
    yield (
        "Andelar vid slutet, i procent av kunderna",
        {"bundle": "Insatser", "agreement": "Avtal", "area": "Område"},
        _sided(found["shares"], _share),
    )
    yield (
        "Läget vid slutet",
        {"field": "Fält"},
        _sided(found["state"], _cell),
    )


def _sided(rows: Sequence[Row], told: Callable[[Any], Any]) -> list[Row]:
    """The rows with both sides in the words of a table."""
    return [{**row, **_in_words(row, told)} for row in rows]


def _in_words(row: Row, told: Callable[[Any], Any] = value_word) -> dict[str, Any]:
    return {side: told(row[side]) for side in SIDES}


def _spelt_out(rows: Sequence[Row]) -> list[Row]:
    return [{**row, "says": EVENTS[row["event"]].says()} for row in rows]


def _grouped(rows: Sequence[Row]) -> list[Row]:
    """Those that would look the same as one, with how many they are."""
    columns = ("case", "says", *SIDES)
    times = Counter(tuple(row[name] for name in columns) for row in rows)
    return [
        {**dict(zip(columns, row, strict=True)), "times": many}
        for row, many in times.items()
    ]


def _moment(at: str | None) -> str:
    return spoken(at) or "-"


def _share(row: Row | None) -> str:
    """The share of the customers, and beside it that of the hours and the target."""
    if row is None:
        return "-"
    beside = [
        f"{word} {value_word(row[name])}"
        for name, word in (("hours_percent", "av timmarna"), ("target_percent", "mål"))
        if row[name] is not None
    ]
    if row["within_tolerance"] is False:
        beside.append("avviker")
    said = value_word(row["percent"])
    return f"{said} ({', '.join(beside)})" if beside else said


def _last_day(period: Row | None) -> str:
    return "-" if period is None else f"{period['last_day']} ({period['length']})"


def _ranked(row: Row | None) -> str:
    if row is None:
        return "-"
    won = {"decided": "vinner", "proposed": "föreslås vinna"}
    said = next((word for part, word in won.items() if row[part]), "")
    return f"{row['rank']}: {value_word(row['score'])} {said}".strip()


def _cell(value: Any) -> str:
    """A value in one line; what is long is cut, for JSON has all of it."""
    text = value_word(value)
    return text if len(text) <= WIDE else f"{text[: WIDE - 1]}…"


def _refused(found: Row) -> None:
    """Refusals by command and rule, soonest first: a chain of them is one line each."""
    for title, rows in (
        ("Nekas i omkörningen", found["refused"]),
        ("Nekades då men går igenom i omkörningen", found["let_through"]),
    ):
        groups = Counter(_kind(row) for row in rows)
        first = {_kind(row): row["at"] for row in reversed(rows)}
        shown = [
            {
                "first": spoken(first[kind]),
                "times": times,
                "what": kind[0],
                "why": kind[1],
            }
            for kind, times in groups.items()
        ]
        if shown:
            columns = {"first": "Först", "times": "Antal", "what": "Kommando"}
            table(title, {**columns, "why": "Varför"}, shown[:MOST])
            _left_out(len(shown))


def _kind(row: Row) -> tuple[str, str]:
    if "rule" not in row:
        return row["command"], f"Nekades då [{row['recorded']}]"
    return row["command"], f"{row['message']} [{row['rule']}]"


def _touched(found: Row) -> None:
    if found["cases"]:
        named = ", ".join(row["case"] for row in found["cases"])
        _say(f"Ärenden med ett annat förlopp: {named}.")
    if found["persons"]:
        print(f"Kunders ärenden med ett annat förlopp: {found['persons']}.")


def _left_out(rows: int) -> None:
    if rows > MOST:
        print(f"Och {rows - MOST} till, se --json.\n")


def _say(text: str, mark: str = "") -> None:
    print("\n".join(paragraphs(text, mark=mark)))
