"""The dossier of a case as one model, that both the PDF and the page are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any

from pydantic_core import from_json

from upphandling.application.catalogue import VERBS
from upphandling.domain.dossier import Dossier
from upphandling.domain.errors import WITHHELD
from upphandling.domain.instants import SWEDEN
from upphandling.domain.tender import Tender
from upphandling.infrastructure.clock import utc_moment
from upphandling.interfaces.evidence.documentation import documentation
from upphandling.interfaces.evidence.gathering import Gathered
from upphandling.interfaces.evidence.report import individual_report
from upphandling.interfaces.evidence.rows import RefusalRow
from upphandling.interfaces.evidence.told import Told, plain, told
from upphandling.interfaces.evidence.withholding import Withheld
from upphandling.interfaces.local_time import spoken
from upphandling.interfaces.words import field_word, role_word

Row = dict[str, Any]
ASSURANCE = (
    "Dossiern är framställd ur händelseloggen och är densamma varje gång den görs om ur"
    " samma logg. Den är en läshjälp: det som är bevisat är raderna i events.jsonl och"
    " refusals.jsonl, som kontrolleras med verify.py i samma paket."
)
TRAIL = (
    "Alla händelser i den ordning de skrevs. Tiden till vänster är när det hände, och"
    " ”infört” när det antecknades."
)
CHECKS = (
    "Lövet är radens plats i loggens Merkleträd (RFC 9162) och hashen är radens"
    " förseglade SHA-256. Kontrollpunkten intygar trädets rot."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """The checkpoint that the bundle is proven against; `root` in base64."""

    origin: str
    size: int
    root: str


def dossier(
    bundle: Gathered,
    secret: Withheld,
    role: str,
    checked: Checked,
    files: Mapping[str, bytes],
) -> Row:
    """The model: plain texts and rows, nothing in it is markup.

    `files` are those of the rows, whose SHA-256 ties the dossier to them.
    """
    events = told(bundle.events, secret)
    last = max(row.recorded_at for row in bundle.events)
    day = utc_moment(last).astimezone(SWEDEN)
    return {
        "title": _title(bundle, events),
        "case": bundle.case,
        "authority": _authority(events),
        "dated": [day.year, day.month, day.day],
        "as_of": f"Enligt loggen till och med {spoken(last)}",
        "assurance": ASSURANCE,
        "cover": [
            ["Ärende", bundle.case],
            ["Hör till ärendet", ", ".join(bundle.whole[1:]) or "–"],
            ["Utlämnat för", role_word(role)],
            ["Händelser", _counted(len(events), len(secret.decisions))],
            ["Avslag", str(len(bundle.refusals))],
            ["Logg", f"{checked.origin}, {checked.size} löv"],
        ],
        "chapters": _chapters(bundle, events),
        "decisions": [_decision(event) for event in events if event.decides],
        "timeline": [
            {"day": date, "says": _each_once(event.says for event in happened)}
            for date, happened in groupby(
                sorted(events, key=lambda event: event.when),
                lambda event: event.when[:10],
            )
        ],
        "deadlines": [
            _deadline(event, field, one)
            for event in events
            for field, one in event.deadlines()
        ],
        "refusals": [
            _refusal(row, withheld=row.index in secret.decisions)
            for row in bundle.refusals
        ],
        "trail_lead": TRAIL,
        "trail": [event.facts() for event in events],
        "checks_lead": CHECKS,
        "checkpoint": [
            ["Logg", checked.origin],
            ["Antal löv", str(checked.size)],
            ["Rot", checked.root],
            *(
                [f"SHA-256, {name}", sha256(raw).hexdigest()]
                for name, raw in files.items()
            ),
        ],
        "leaves": [
            *(_leaf(row.reference, row.index, row.leaf) for row in bundle.events),
            *(_leaf(f"avslag {r.number}", r.index, r.leaf) for r in bundle.refusals),
        ],
    }


def _chapters(bundle: Gathered, events: Sequence[Told]) -> list[Row]:
    """A procurement has its report and its documentation; others only their trail."""
    kind = bundle.case.partition(":")[0]
    if kind == Tender.KIND:
        return [individual_report(events), documentation(events)]
    return [individual_report(events)] if kind == Dossier.KIND else []


def _title(bundle: Gathered, events: Sequence[Told]) -> str:
    for event in events:
        if event.row.stream_id == bundle.case:
            named = event.data.get("title") or event.data.get("name")
            return plain(named) if named else bundle.case
    return bundle.case


def _authority(events: Sequence[Told]) -> str:
    for event in events:
        configuration = event.data.get("configuration")
        if isinstance(configuration, dict) and configuration.get("municipality"):
            return str(configuration["municipality"])
    return ""


def _counted(events: int, withheld: int) -> str:
    return f"{events}, varav {withheld} med hemliga delar" if withheld else str(events)


def _each_once(says: Iterable[str]) -> list[str]:
    """What happened, and how many times where it was more than once."""
    times = Counter(says)
    return [one if n == 1 else f"{one} {n} gånger." for one, n in times.items()]


def _decision(event: Told) -> Row:
    return {
        "when": event.when,
        "says": event.says,
        "about": event.about,
        "reference": event.row.reference,
        "by": event.by,
        "mandate": event.data["mandate"] or "",
        "motive": event.reasons,
    }


def _deadline(event: Told, field: str, one: Row) -> Row:
    versions = (one["rule"], one["wording"], one["rulebook"], one["calendar"])
    return {
        "name": f"{field_word(field).capitalize()} ({one['paragraph']})",
        "last_day": one["last_day"],
        "working": one["working"],
        "versions": "Regel {}, {}, regelbok {}, kalender {}".format(*versions),
        "reference": event.row.reference,
    }


def _refusal(row: RefusalRow, *, withheld: bool) -> Row:
    name = row.told["command"] or ""
    verb = VERBS.get(name)
    details: Row = from_json(row.told["details"] or "{}")
    shown = {WITHHELD: WITHHELD} if withheld else details
    return {
        "when": spoken(row.told["effective_at"]),
        "command": _asked(verb.command.__doc__ or name) if verb else name,
        "name": name,
        "message": row.told["message"],
        "details": plain(shown),
        "by": f"{row.told['by']} ({role_word(row.told['role'])})",
    }


def _asked(line: str) -> str:
    """What a command does; what comes after a semicolon is for whoever sends it."""
    return f"{line.strip().partition(';')[0].rstrip('.')}."


def _leaf(name: str, index: int, leaf: bytes) -> list[str]:
    return [name, str(index), leaf.hex()]
