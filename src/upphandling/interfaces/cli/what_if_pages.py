"""How a counterfactual looks to a person: the recorded beside the assumed, and marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from upphandling.interfaces.cli.prose import paragraphs
from upphandling.interfaces.cli.show import table
from upphandling.interfaces.local_time import spoken
from upphandling.interfaces.words import IN_SWEDISH

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
        {"case": "Ärende", "event": "Händelse", "rule": "Regel"},
        _sided(found["deadlines"], _last_day),
    )
    yield (
        "Faller av sig själv",
        {"case": "Ärende", "says": "Vad"},
        _sided(found["fell"], spoken),
    )
    yield (
        "Rangordning",
        {"lot": "Del", "bid": "Anbud"},
        _sided(found["ranking"], _ranked),
    )
    yield (
        "Förslag till fördelning",
        {"round": "Valomgång", "moved": "Flyttade"},
        [{**row, **row["placed"]} for row in found["proposals"]],
    )
    for row in found["proposals"]:
        yield (
            f"Placeras någon annanstans: {row['round']}",
            {"customer": "Kund"},
            row["customers"],
        )
    yield (
        f"Annan utförare vid slutet: {found['responsible']['moved']} kunder",
        {"customer": "Kund"},
        found["responsible"]["customers"],
    )
    yield (
        "Andelar i procent av kunderna",
        {"bundle": "Insatser", "agreement": "Avtal", "area": "Område"},
        _sided(found["shares"], lambda row: row and row["percent"]),
    )
    yield (
        "Läget vid slutet",
        {"field": "Fält"},
        _sided(found["state"], _cell),
    )


def _sided(rows: Sequence[Row], told: Callable[[Any], Any]) -> list[Row]:
    """The rows with both sides in the words of a table."""
    return [{**row, **{side: told(row[side]) for side in SIDES}} for row in rows]


def _last_day(period: Row | None) -> str:
    return "-" if period is None else f"{period['last_day']} ({period['length']})"


def _ranked(row: Row | None) -> str:
    if row is None:
        return "-"
    won = {"decided": "vinner", "proposed": "föreslås vinna"}
    said = next((word for part, word in won.items() if row[part]), "")
    score = f"{row['score']:g}".replace(".", ",")
    return f"{row['rank']}: {score} {said}".strip()


def _cell(value: Any) -> str:
    """A value in one line; what is long is cut, for JSON has all of it."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, (list, tuple)):
        value = ", ".join(map(_cell, value))
    text = IN_SWEDISH.get(value, value) if isinstance(value, str) else str(value)
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
        return row["command"], f"Nekades av {row['recorded']}"
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
