"""What the README shows is what the commands print."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ACTUAL = str(ROOT / "examples" / "orebro-actual")


def test_the_shown_part_of_the_demo_is_printed(cli):
    shown = re.search(
        r"<!-- demo: orebro-actual -->\n```text\n(.*?)```", README, re.DOTALL
    )

    printed = cli("scenario", "run", ACTUAL).out.splitlines()

    missing = [line for line in shown[1].splitlines() if line not in printed]
    assert missing == []


def test_the_first_five_minutes_go_as_told(cli, store):
    assert cli("scenario", "run", ACTUAL).code == 0
    calls = re.findall(r"^\$ \.venv/bin/upphandling ([^#\n]+)", README, re.MULTILINE)
    shown = [call.split() for call in calls if not call.startswith("scenario")]

    for call in shown:
        said = cli(*call)
        assert said.code == 0, said
        assert said.out.strip()

    assert cli("deadline", "calc", "standstill", "--from", "2026-12-14").out in README


def test_the_refused_command_is_refused_in_those_words(cli, store):
    cli("scenario", "run", ACTUAL)
    envelope = {
        "command": "tender.close",
        "by": "upphandlare-1",
        "role": "procurement_officer",
        "data": {"tender": "omvardnad-2019"},
    }

    said = cli("send", stdin=json.dumps(envelope))

    assert said.code == 1
    assert said.err in README
