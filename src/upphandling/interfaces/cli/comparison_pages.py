"""How a comparison looks to a person: alternatives as columns, measures as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from upphandling.interfaces.cli.prose import paragraphs
from upphandling.interfaces.cli.show import table
from upphandling.interfaces.words import IN_SWEDISH

Row = Mapping[str, Any]
UNKNOWN = "{customers} kunder önskar {agreement}, som inte finns i filen."
ORDINALS = ("första", "andra", "tredje", "fjärde", "femte")


def the_comparison(found: Row) -> None:
    """The measures, the shares, and what is impossible or falls short."""
    alternatives = found["alternatives"]
    columns = {"what": "Mått"} | {
        str(number): row["alternative"] for number, row in enumerate(alternatives)
    }
    title = f"{found['title']} ({found['customers']} kunder, {found['chose']} väljer)"
    table(title, columns, [*_measures(alternatives)])
    table("Andelar: kunder / timmar", columns, [*_shares(alternatives)])
    said = [UNKNOWN.format(**wish) for wish in found["unknown_wishes"]]
    said += [line for row in alternatives for line in _flaws(row)]
    for line in said:
        print("\n".join(paragraphs(line, mark="- ")))


def _measures(alternatives: Sequence[Row]) -> Iterator[Row]:
    most = max((len(row.get("choices_met", ())) for row in alternatives), default=0)
    for rank in range(most):
        yield _line(f"Fick sitt {ORDINALS[rank]} val", alternatives, _met(rank))
    for label, name in (
        ("Valde men fick inget av sina val", "no_wish_met"),
        ("Valde inte", "without_wish"),
        ("- placerade hos en ny utförare", "without_wish_by_default"),
        ("- varav flyttade från sin utförare", "moved_without_wish"),
        ("I kö till sitt val", "queue"),
        ("Kronor i månaden", "kronor_per_month"),
    ):
        yield _line(label, alternatives, _number(name))


def _shares(alternatives: Sequence[Row]) -> Iterator[Row]:
    names = {
        provider["agreement"]: provider["name"]
        for row in alternatives
        for provider in row.get("providers", ())
    }
    for agreement, name in names.items():
        yield _line(name, alternatives, _share(agreement))


def _line(
    label: str, alternatives: Sequence[Row], cell: Callable[[Row], str]
) -> dict[str, str]:
    return {"what": label} | {
        str(number): "omöjligt" if row["impossible"] else cell(row)
        for number, row in enumerate(alternatives)
    }


def _met(rank: int) -> Callable[[Row], str]:
    def cell(row: Row) -> str:
        met = row["choices_met"]
        if rank >= len(met):
            return ""
        return f"{_spaced(met[rank]['customers'])} ({_decimal(met[rank]['percent'])} %)"

    return cell


def _number(name: str) -> Callable[[Row], str]:
    return lambda row: "" if row[name] is None else _spaced(row[name])


def _share(agreement: str) -> Callable[[Row], str]:
    def cell(row: Row) -> str:
        for provider in row["providers"]:
            if provider["agreement"] == agreement:
                percent = _decimal(provider["percent"])
                return f"{percent} / {_decimal(provider['hours_percent'])} %"
        return ""

    return cell


def _flaws(row: Row) -> Iterator[str]:
    if row["impossible"]:
        yield f"{row['alternative']}: {' '.join(_refused(row['impossible']))}"
        return
    for shortfall in row["shortfalls"]:
        yield f"{row['alternative']}: {shortfall['name']}: {shortfall['reason']}"


def _refused(refusal: Row) -> Iterator[str]:
    """Why it is impossible, and what is not, in sentences."""
    details = refusal["details"]
    yield refusal["message"]
    yield from details.get("nearest", ())
    if "safe" in details:
        safe = ", ".join(IN_SWEDISH[rule] for rule in details["safe"])
        yield f"Tillåtna regler: {safe}."
    if "source" in details:
        yield f"Källa: {details['source']}."


def _decimal(percent: float) -> str:
    return f"{percent:.1f}".replace(".", ",")


def _spaced(number: int) -> str:
    """1234567 as ”1 234 567”."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")
