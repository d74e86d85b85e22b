"""Follow-up (uppföljning): the read models as answers, plain data for any interface."""

from upphandling.interfaces.follow_up.alarms import the_alarms
from upphandling.interfaces.follow_up.checks import (
    Wanted,
    the_check_plan,
    the_checks,
    the_missed_checks,
)
from upphandling.interfaces.follow_up.choices import the_choices, the_choices_of_round
from upphandling.interfaces.follow_up.compensation import the_compensation
from upphandling.interfaces.follow_up.coverage import the_coverage
from upphandling.interfaces.follow_up.deviations import Sought, the_deviations
from upphandling.interfaces.follow_up.flags import the_flags
from upphandling.interfaces.follow_up.forecast import the_forecast
from upphandling.interfaces.follow_up.gaps import the_gaps
from upphandling.interfaces.follow_up.indicators import the_indicators
from upphandling.interfaces.follow_up.queues import (
    the_place_numbers,
    the_queues,
    the_waits,
)
from upphandling.interfaces.follow_up.reading import Row, rows
from upphandling.interfaces.follow_up.responsible import (
    the_customers_of,
    the_responsible,
)
from upphandling.interfaces.follow_up.shares import the_shares, the_shares_over_time
from upphandling.interfaces.follow_up.timetable import the_timetable
from upphandling.interfaces.follow_up.transitions import (
    the_transition,
    the_transitions,
)
from upphandling.projections.indicator_series import ValuesWanted

__all__ = [
    "Row",
    "Sought",
    "ValuesWanted",
    "Wanted",
    "rows",
    "the_alarms",
    "the_check_plan",
    "the_checks",
    "the_choices",
    "the_choices_of_round",
    "the_compensation",
    "the_coverage",
    "the_customers_of",
    "the_deviations",
    "the_flags",
    "the_forecast",
    "the_gaps",
    "the_indicators",
    "the_missed_checks",
    "the_place_numbers",
    "the_queues",
    "the_responsible",
    "the_shares",
    "the_shares_over_time",
    "the_timetable",
    "the_transition",
    "the_transitions",
    "the_waits",
]
