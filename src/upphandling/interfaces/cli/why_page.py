"""A chain as a page that can be read aloud: one link an item, indented by what rests on what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from upphandling.interfaces.cli.prose import paragraphs
from upphandling.interfaces.local_time import spoken
from upphandling.interfaces.words import field_word, role_word, value_word

Row = Mapping[str, Any]

GUTTER = 5  # for the number of a link
STEP = 2  # further in for what a link rests on
DEEPEST = 12  # steps; beyond it the text would have no room
SAME_MINUTE = 60  # seconds between what happened and its recording


def page(found: Row) -> None:
    """Print every chain of an answer."""
    for number, chain in enumerate(found["chains"]):
        if number:
            print()
        print("\n".join(_chain(chain)))


def _chain(chain: Row) -> Iterator[str]:
    yield from paragraphs(chain["question"])
    yield ""
    yield from paragraphs(chain["answer"], indent=2)
    if "refusal" in chain:
        yield from _refusal(chain["refusal"])
    for link in chain["links"]:
        yield ""
        yield from _link(link, chain["links"])
    yield ""
    yield from _ending(chain)


def _refusal(refusal: Row) -> Iterator[str]:
    """What was tried, by whom, and the state that stood in the way."""
    who = _who(refusal)
    yield ""
    yield from paragraphs(
        f"Begärt: {refusal['wanted']} {_when(refusal)} {who}", indent=2
    )
    said = "; ".join(
        f"{field_word(name, value)} {_word(name, value)}"
        for name, value in refusal["state"].items()
    )
    yield from paragraphs(f"Tillståndet: {said or 'inget mer är sagt'}.", indent=2)
    made = ", ".join(refusal["made_by"])
    told = f"Det följer av {made}." if made else "Ingen enskild händelse gjorde det så."
    yield from paragraphs(told, indent=2)


def _link(link: Row, links: Sequence[Row]) -> Iterator[str]:
    """One link: why it follows, what happened, who and when, and its name in the log."""
    inset = GUTTER + STEP * min(link["depth"], DEEPEST)
    number = f"{link['number']:>{GUTTER - 2}}  "
    head = paragraphs(_headed(link), indent=inset)
    yield number + head[0][GUTTER:]
    yield from head[1:]
    for line in _told(link):
        yield from paragraphs(line, indent=inset)
    for ground in link["grounds"]:
        if (said := _elsewhere(ground, link, links)) is not None:
            yield from paragraphs(said, indent=inset, mark="→ ")


def _headed(link: Row) -> str:
    """Why it follows, and what happened where that has not been said already."""
    if link["why"].replace(" hade ", " har ") == link["says"]:
        return f"{link['why']}."
    return f"{link['why']}: {_lowered(link['says'])}."


def _told(link: Row) -> Iterator[str]:
    if facts := _facts(link["facts"]):
        yield facts
    for rule in link["rules"]:
        law = ", ".join(dict.fromkeys((rule["paragraph"], rule["wording"])))
        book = f"regelboken {rule['rulebook']}"
        yield f"Regeln {rule['rule']} ({law}; {book}): {rule['working']}"
    yield f"{_when(link)} {_who(link)}"
    yield _name(link)


def _facts(facts: Sequence[Row]) -> str:
    said = "; ".join(
        f"{fact['label']} {_word(fact['name'], fact['value'])}" for fact in facts
    )
    if not said:
        return ""
    return f"{said[0].upper()}{said[1:]}" + ("" if said.endswith(".”") else ".")


def _when(row: Row) -> str:
    happened = datetime.fromisoformat(str(row["effective_at"]))
    recorded = datetime.fromisoformat(str(row["recorded_at"]))
    if (recorded - happened).total_seconds() < SAME_MINUTE:
        return spoken(happened)
    return f"{spoken(happened)}, infört {spoken(recorded)},"


def _who(row: Row) -> str:
    by = f"av {row['by']}, {role_word(row['role'])}"
    return f"{by}, på mandatet ”{row['mandate']}”." if row["mandate"] else f"{by}."


def _name(link: Row) -> str:
    """The event's name and place in the log, its paragraph and its command."""
    parts = [link["event"]]
    if link["position"] is not None:
        parts.append(f"händelse {link['position']}")
    parts.append(link["paragraph"] or "inget lagrum")
    if link["command"]:
        parts.append(f"kommando {link['command']['name']}")
    return f"[{' · '.join(parts)}]"


def _elsewhere(ground: Row, link: Row, links: Sequence[Row]) -> str | None:
    """A ground that is told elsewhere, may not be told, or is not there."""
    if "missing" in ground:
        return f"{ground['why']}: {ground['missing']}."
    if "withheld" in ground:
        return f"{ground['why']}: {ground['withheld']}"
    other = links[ground["link"] - 1]
    if other["parent"] == link["number"]:
        return None
    return f"{ground['why']}: se {other['number']}."


def _ending(chain: Row) -> Iterator[str]:
    if chain["council"] is not None:
        yield from paragraphs(f"Kedjan når fullmäktiges beslut, {chain['council']}.")
    for end in chain["ends"]:
        after = f"Efter {end['after']}: " if end["after"] else ""
        yield from paragraphs(f"Obs! {after}{end['said']}.")
    if chain["ends"]:
        yield "Kedjan är alltså inte hel."


def _word(name: str, value: Any) -> str:
    """A value in a sentence; what is a sentence itself is quoted."""
    if isinstance(value, list):
        return ", ".join(_word(name, part) for part in value)
    said = value_word(value, name)
    return f"”{said}”" if said.endswith((".", ".)")) else said


def _lowered(text: str) -> str:
    """The beginning of a sentence inside another; abbreviations stay."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
