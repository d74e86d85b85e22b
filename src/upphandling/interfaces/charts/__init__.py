"""Charts as SVG, drawn from the same rows that the follow-up verbs answer with."""

from upphandling.interfaces.charts.checks import checks_chart
from upphandling.interfaces.charts.indicators import indicators_chart
from upphandling.interfaces.charts.payments import payments_chart
from upphandling.interfaces.charts.shares import shares_chart
from upphandling.interfaces.charts.timetable import timetable_chart

__all__ = [
    "checks_chart",
    "indicators_chart",
    "payments_chart",
    "shares_chart",
    "timetable_chart",
]
