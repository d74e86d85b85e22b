"""A small municipality, for tests that need a whole scenario."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SYSTEM_TOML = """
system = "provkommun"
name = "Hemtjänst i Provkommun"
municipality = "Provkommun"

[established]
at = "2019-01-02T08:00"
by = "namndsekreterare-1"
role = "board_secretary"
mandate = "reglemente 3"

[[areas]]
key = "norr"
name = "Norr"

[[bundles]]
key = "omvardnad"
name = "Omvårdnad"
services = ["personal_care"]
regime = "lou"

[[shares]]
valid_from = 2019-01-02
in_house_percent = 100
external_percent = 0

[default]
rule = "in_house"
legal_basis = "beslut § 1"
"""


def line(at: str, command: str, **data: Any) -> dict[str, Any]:
    """One line of a journal, by an officer with a mandate."""
    return {
        "at": at,
        "command": command,
        "by": "upphandlare-1",
        "role": "procurement_officer",
        "mandate": "delegationsordning 4.2",
        "data": data,
    }


PREPARE = line(
    "2019-05-02T07:00",
    "tender.prepare",
    tender="prov-2019",
    system="provkommun",
    title="Hemtjänst",
    lots=[{"lot": "hela", "title": "Hela", "areas": ["norr"]}],
    criteria=[{"criterion": "kvalitet", "title": "Kvalitet", "max_points": 10}],
)
ANNOUNCE = line(
    "2019-05-02T08:00",
    "tender.announce",
    tender="prov-2019",
    last_day="2019-06-17",
    notice="N-1",
)
BID = line(
    "2019-06-03T10:00",
    "tender.receive_bid",
    tender="prov-2019",
    bid="anbud-kanarie",
    bidder="utforare-kanarie",
    name="Utförare Kanarie",
    lots=["hela"],
    content_hash="c" * 64,
)
OPEN = line(
    "2019-06-18T09:00",
    "tender.open_bids",
    tender="prov-2019",
    present=["upphandlare-1", "upphandlare-2"],
)
ASSESS = line(
    "2019-06-20T09:00",
    "tender.assess_bid",
    tender="prov-2019",
    bid="anbud-kanarie",
    motive="Uppfyller alla krav",
)
CANCEL = line(
    "2019-09-13T15:00",
    "tender.cancel",
    tender="prov-2019",
    reason_code="other",
    reasons="Nämnden har ändrat sig",
)
JOURNAL = [PREPARE, ANNOUNCE, BID, OPEN, ASSESS, CANCEL]


def write(folder: Path, lines: list[Any] | str, toml: str = SYSTEM_TOML) -> Path:
    """Write a scenario's folder; `lines` are dicts, or the text as it stands."""
    folder.mkdir(exist_ok=True)
    (folder / "system.toml").write_text(toml, encoding="utf-8")
    text = lines if isinstance(lines, str) else "\n".join(map(json.dumps, lines))
    (folder / "journal.jsonl").write_text(text + "\n", encoding="utf-8")
    return folder
