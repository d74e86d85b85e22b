"""Deviations at every stage, from the report to the closing."""

from __future__ import annotations

from tests.given import day, person, scheduler
from upphandling.domain.deviation import (
    Aftermath,
    Deviation,
    Measure,
    Origin,
    Outcome,
    Recheck,
    Severity,
)
from upphandling.domain.evidence import Evidence

AT = "2026-03-02T09:00"
LATER = "2026-04-15T09:00"
CHIEF = Measure(measure="chef", what="En chef anställs.", due_on=day("2026-04-30"))
ROUTINE = Measure(measure="rutin", what="En rutin.", due_on=day("2026-03-31"))
PROOF = Evidence(reference="Dnr 2026-14", sha256="a" * 64)


def reported(discovered_on: str = "2026-02-27") -> Deviation:
    return Deviation.report(
        person(AT),
        "avv-1",
        system="staden",
        agreement="avtal-a",
        provider="utforare-a",
        origin=Origin.CHECK,
        origin_reference="Kontroll 2026-02",
        requirement="ledning",
        severity=Severity.MINOR,
        description="Ingen namngiven ledning.",
        discovered_on=day(discovered_on),
    )


def asked() -> Deviation:
    """The provider has until 16 March to answer."""
    deviation = reported()
    deviation.open_hearing(person(AT), questions="Vem leder?", days=14)
    return deviation


def heard() -> Deviation:
    deviation = asked()
    answer(deviation)
    return deviation


def planned() -> Deviation:
    """A plan of two measures has been accepted."""
    deviation = heard()
    receive(deviation, CHIEF, ROUTINE)
    deviation.accept_plan(person("2026-03-10T09:00"), motive="Planen räcker.")
    return deviation


def carried_out() -> Deviation:
    deviation = planned()
    for measure in ("chef", "rutin"):
        finish(deviation, measure)
    return deviation


def remedied() -> Deviation:
    """Carried out, and somebody has looked."""
    deviation = carried_out()
    look(deviation)
    return deviation


def closed() -> Deviation:
    deviation = remedied()
    close(deviation, Outcome.REMEDIED)
    return deviation


def answer(deviation: Deviation, on: str = "2026-03-09", at: str = LATER) -> None:
    deviation.hear(person(at), answer="Ny chef kommer.", received_on=day(on))


def run_out(deviation: Deviation, at: str = "2026-03-17T00:00") -> None:
    deviation.run_out(scheduler(at))


def receive(
    deviation: Deviation, *measures: Measure, on: str = "2026-03-09", at: str = LATER
) -> None:
    deviation.receive_plan(person(at), received_on=day(on), measures=measures)


def finish(
    deviation: Deviation, measure: str, on: str = "2026-03-30", at: str = LATER
) -> None:
    deviation.finish_measure(
        person(at), measure=measure, done_on=day(on), evidence=(PROOF,)
    )


def look(
    deviation: Deviation,
    found: Recheck = Recheck.REMEDIED,
    on: str = "2026-04-10",
    at: str = LATER,
) -> None:
    deviation.check_again(
        person(at),
        recheck=found,
        rechecked_on=day(on),
        findings=None,
        evidence=(PROOF,),
    )


def close(
    deviation: Deviation, outcome: Outcome, aftermath: Aftermath | None = None
) -> None:
    deviation.close(
        person(LATER),
        outcome=outcome,
        aftermath=aftermath or Aftermath(),
        motive="Klart.",
    )
