"""How a person's page looks: plain Swedish, one part for each bundle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from upphandling.interfaces.cli.prose import paragraphs
from upphandling.interfaces.local_time import spoken
from upphandling.interfaces.person_words import ENDED, GRANTED_AGAIN, GROUNDS

Row = Mapping[str, Any]


def person(found: Row) -> None:
    """The whole page."""
    lines = [f"Kund {found['customer']}, {found['on']}"]
    if found["died_on"] is not None:
        lines.append(f"Avliden {found['died_on']}")
    for row in found["bundles"]:
        lines += ["", *_bundle(row)]
    if found["care_decisions"]:
        lines += ["", "Biståndsbeslut"]
    for decision in found["care_decisions"]:
        lines += paragraphs(_decision(decision), indent=2, mark="- ")
    if found["visits"]:
        lines += ["", "Utförda besök"]
    for month in found["visits"]:
        lines += paragraphs(_month(month), indent=2, mark="- ")
    print("\n".join(lines))


def _bundle(row: Row) -> Iterator[str]:
    where = [f"område {row['area_name']}"]
    if row["ended_on"] is None:
        where.append(f"{_hours(row['minutes_per_week'])} i veckan")
    yield from paragraphs(f"{row['name']} ({', '.join(where)})")
    for said in (*_now(row), *_ahead(row), *_waiting(row)):
        yield from paragraphs(said, indent=2)
    yield "  Besked:" if row["told"] else "  Besked: inga."
    for told in row["told"]:
        said = f"{told['on']}, {told['channel']}: {told['about']}"
        yield from paragraphs(said, indent=2, mark="- ")
    if row["can"]:
        yield "  Kunden kan:"
    for said in row["can"]:
        yield from paragraphs(said, indent=2, mark="- ")
    if row["who_decides"] is not None:
        yield from paragraphs(f"Vem beslutar: {row['who_decides']}", indent=2)


def _month(row: Row) -> str:
    hours = f"{row['hours']:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    planned = f", planerade: {row['planned']}" if row["planned"] else ""
    return (
        f"{row['month']}, {row['name']}: {row['visits']} besök, {hours} tim{planned}."
    )


def _hours(minutes: int) -> str:
    hours = f"{minutes / 60:.1f}".removesuffix(".0").replace(".", ",")
    return f"{hours} {'timme' if hours == '1' else 'timmar'}"


def _now(row: Row) -> Iterator[str]:
    provider = row["provider"]
    if row["ended_on"] is not None:
        yield ENDED.format(**row)
        if row["who_decides"] is not None:
            yield GRANTED_AGAIN
    elif provider is None:
        yield "Ingen utförare är ansvarig än."
    else:
        yield f"{provider['name']} är ansvarig sedan {provider['since']}."
        yield _why(provider)
        if provider["ends_on"] is not None:
            yield _end(row)


def _end(row: Row) -> str:
    said = f"Avtalet med {row['provider']['name']} gäller till {row['provider']['ends_on']}."
    if row["fallback"] is None:
        return f"{said} Ingen är utsedd att ta över då, om inget nytt har beslutats."
    return f"{said} Om ingen annan har tagit över då, blir {row['fallback']} ansvarig."


def _why(ground: Row) -> str:
    basis = GROUNDS.get(ground["basis"] or "")
    said = f"Varför: {basis}. " if basis else "Varför: "
    said += f"”{ground['reason']}”" if basis else ground["reason"]
    if ground["legal_basis"]:
        said += f" Grund för regeln: {ground['legal_basis'].rstrip('.')}."
    if ground["decided_by"]:
        said += f" Beslutat {ground['decided_on']} av {ground['decided_by']}."
    return said


def _ahead(row: Row) -> Iterator[str]:
    planned = row["planned"]
    if planned is None:
        return
    if planned["on"] is not None:
        when = f"{planned['on']} (våg {planned['wave']} i {planned['transition']})"
    elif planned["earliest_on"] is not None:
        when = f"tidigast {planned['earliest_on']}"
    else:
        when = "en dag som inte är bestämd"
    yield f"Planerat: {planned['name']} tar över {when}."
    yield _why(planned)


def _waiting(row: Row) -> Iterator[str]:
    if row["wishes"]:
        names = ", ".join(wish["name"] for wish in row["wishes"])
        yield f"Valde, i den ordningen: {names}."
    for wait in row["queues"]:
        if wait["answer_by"] is not None:
            yield f"Erbjuden plats hos {wait['name']}, svar senast {wait['answer_by']}."
        else:
            since = spoken(wait["since"])[:10]
            place = f"plats {wait['place_number']} till {wait['name']}"
            yield f"I kö: {place}, sedan {since}."


def _decision(decision: Row) -> str:
    last = decision["valid_to"]
    until = f"till {last}" if last else "tills vidare"
    executed = decision["executed_on"]
    done = f"verkställt {executed}" if executed else "inte verkställt"
    return (
        f"{decision['decision']}, beviljat {decision['granted_on']}, gäller från"
        f" {decision['valid_from']} {until}, {done}."
    )
