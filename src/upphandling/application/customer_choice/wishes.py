"""What may be wished for: providers who can still come to this very customer."""

from __future__ import annotations

from datetime import date

from upphandling.application.commands import Cases
from upphandling.domain.agreement import Agreement, Status
from upphandling.domain.agreement.refusals import AreaNotServed, LicenceLost
from upphandling.domain.base import Stamp
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.customer_choice.refusals import (
    WishEndsTooSoon,
    WishHasEnded,
    WishUnknown,
)
from upphandling.domain.instants import local_date
from upphandling.domain.licence import LOST


def wished(
    cases: Cases, stamp: Stamp, choice: CustomerChoice, wish: str, *, earliest_on: date
) -> Agreement:
    """The agreement of a wish, or the one reason why it cannot be wished for.

    `earliest_on` is the first day on which it could be responsible.
    """
    agreement = cases.find(Agreement, wish)
    if agreement is None:
        raise WishUnknown(wish=wish)
    agreement.must_deliver(choice.system, choice.bundle)
    areas, ends_on = agreement.agreed.areas, agreement.ends_on
    if choice.area not in areas:
        raise AreaNotServed(agreement=wish, area=choice.area, areas=list(areas))
    if agreement.status in (Status.EXPIRED, Status.RESCINDED) or (
        ends_on is not None and ends_on < local_date(stamp.at)
    ):
        raise WishHasEnded(agreement=wish, ends_on=ends_on)
    if ends_on is not None and ends_on < earliest_on:
        raise WishEndsTooSoon(agreement=wish, ends_on=ends_on, earliest_on=earliest_on)
    if agreement.licence in LOST:
        raise LicenceLost(agreement=wish, licence=agreement.licence)
    agreement.must_welcome([choice.customer])
    return agreement
