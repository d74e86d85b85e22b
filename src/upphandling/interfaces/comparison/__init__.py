"""Plans compared: the same municipality under several policies, side by side."""

from upphandling.interfaces.comparison.alternatives import (
    BrokenComparison,
    Comparison,
    read,
)
from upphandling.interfaces.comparison.running import compared

__all__ = ["BrokenComparison", "Comparison", "compared", "read"]
