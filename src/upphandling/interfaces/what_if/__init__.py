"""What if (kontrafaktisk fråga): the same history changed, in memory, and never kept."""

from upphandling.interfaces.what_if.asking import what_if
from upphandling.interfaces.what_if.limits import MARK

__all__ = ["MARK", "what_if"]
