"""Pricing (prissättning): the versions of a tariff, dated and whole, and its clock."""

from upphandling.domain.pricing.clock import Clock, Segment, day_type, version_on
from upphandling.domain.pricing.terms import (
    AreaFactor,
    Band,
    DayType,
    PaidBy,
    Price,
    Span,
    TreatedDay,
    Version,
)
from upphandling.domain.pricing.wholeness import must_be_whole

__all__ = [
    "AreaFactor",
    "Band",
    "Clock",
    "DayType",
    "PaidBy",
    "Price",
    "Segment",
    "Span",
    "TreatedDay",
    "Version",
    "day_type",
    "must_be_whole",
    "version_on",
]
