"""How the service stands, as people read it and as JSON tells it."""

from __future__ import annotations

from typing import Any

from upphandling.infrastructure.vitals.check import Status
from upphandling.interfaces.cli.checks_page import SIGNS
from upphandling.interfaces.cli.show import table
from upphandling.interfaces.cli.words import worded_row
from upphandling.interfaces.vitals.checks import spoken
from upphandling.interfaces.vitals.health import told
from upphandling.interfaces.vitals.pulse import Pulse
from upphandling.interfaces.vitals.standing import Standing

INSTANCES = {
    "instance": "Instans",
    "host": "Maskin",
    "pid": "Process",
    "version": "Version",
    "leads": "Leder",
    "started_at": "Startad",
    "seen_at": "Sedd",
}
FRIST = {"case": "Ärende", "deadline": "Frist", "part": "Del"}
LATE = {"due_at": "Föll", **FRIST, "reason": "Hinder"}
WAITING = {
    "due_at": "Tiden gick ut",
    **FRIST,
    "waits_for": "Väntar på",
    "waits_on": "Mål eller fråga",
    "since": "Sedan",
}
SET_ASIDE = {
    "noticed_at": "Upptäckt",
    "case": "Ärende",
    "projection": "Läsmodell",
    "fault": "Fel",
}

PAUSED = {"paused_at": "Pausat", "case": "Ärende", "paused_by": "Av"}


def data(found: Standing) -> dict[str, Any]:
    """As JSON tells it; null where the reader may not see cases, or nobody answers."""
    pulse = found.pulse
    return {
        **told(found.checks),
        "leader": None if pulse is None or pulse.leader is None else _leader(pulse),
        "instances": [] if pulse is None else _instances(pulse),
        "projection_lag_seconds": pulse and pulse.lag.total_seconds(),
        "deadlines_overdue": pulse and pulse.overdue,
        "next_due_at": found.next_due,
        "dead_letters": pulse and pulse.dead_letters,
        "late": found.late,
        "waiting": found.waiting,
        "set_aside": found.set_aside,
        "paused": found.paused,
    }


def page(found: Standing) -> None:
    """Print it."""
    for one in found.checks:
        if one.status is not Status.OK:
            print(f"{SIGNS[one.status]}: {one.said}\n  -> {one.do}")
    pulse = found.pulse
    if pulse is None:
        return
    print(f"Leder: {_leader(pulse) if pulse.leader else 'ingen'}")
    print(f"Läsmodellerna: {spoken(pulse.lag)} efter")
    print(f"Försenade frister: {pulse.overdue}")
    table("Instanser", INSTANCES, _instances(pulse))
    for title, columns, rows in (
        ("Försenade frister", LATE, found.late),
        ("Frister som väntar på annat", WAITING, found.waiting),
        ("Undanställda ärenden", SET_ASIDE, found.set_aside),
        ("Pausade ärenden", PAUSED, found.paused),
    ):
        if rows:
            table(title, columns, [worded_row(row) for row in rows])


def _leader(pulse: Pulse) -> str | None:
    return None if pulse.leader is None else pulse.leader.instance


def _instances(pulse: Pulse) -> list[dict[str, Any]]:
    """One of them leads; a leader that was just killed has not said that it does not."""
    return [
        {key: getattr(one, key) for key in INSTANCES} | {"leads": one is pulse.leader}
        for one in pulse.awake
    ]
