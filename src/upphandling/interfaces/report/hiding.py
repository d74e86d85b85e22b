"""Small groups: what is not told outside the house, so that nobody is told of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from upphandling.domain.indicators.definition import FEWEST
from upphandling.domain.indicators.suppression import Group, Withheld, withheld
from upphandling.interfaces.report.figures import NO_EVENTS, Figure

FEW = "färre än {least}"
GIVES_AWAY = "visas inte"


def hidden_groups(sizes: Mapping[Group, int]) -> Mapping[Group, Withheld]:
    """Which groups are so small that nothing is told of them, and which go with them."""
    return withheld(sizes, FEWEST)


def hidden(figure: Figure, why: Withheld, least: int = FEWEST) -> Figure:
    """The figure without its value, or anything that could tell it."""
    said = FEW.format(least=least) if why is Withheld.FEW else GIVES_AWAY
    return replace(
        figure, value=None, target=None, red=False, note=said, sources=NO_EVENTS
    )
