"""Performed visits carried in from a file: rows first, then the event that counts them."""

from upphandling.interfaces.visit_import.carrying import Asked, Carried, carry_in
from upphandling.interfaces.visit_import.faults import Faults

__all__ = ["Asked", "Carried", "Faults", "carry_in"]
