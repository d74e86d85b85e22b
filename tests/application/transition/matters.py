"""Two waves, and the conditions that a wave waits for."""

from __future__ import annotations

from tests.moving_town import wave
from tests.town import Town

NORTH = wave("norr", "2026-11-02", ["norr"])
SOUTH = wave("soder", "2026-11-09", ["soder"])


def customers(town: Town) -> dict[str, tuple[str, ...]]:
    return {
        key: one.customers for key, one in town.case("transition:flytt").waves.items()
    }
