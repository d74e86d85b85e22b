"""When a case can be known: from its first recording to now, and nothing of the future."""

from __future__ import annotations

from datetime import datetime

from pydantic_core import from_json

from upphandling.application.history import NothingKnown, as_of
from upphandling.bootstrap import House
from upphandling.domain.base import Aggregate
from upphandling.domain.errors import Refused
from upphandling.infrastructure.event_log.looking import Lookup
from upphandling.interfaces.disclosure import Secrecy


class NotYetKnown(Refused):
    """Tidpunkten har inte varit ännu, vad som då är känt eller gäller vet ingen."""


def case_as_of(
    house: House,
    case_id: str,
    *,
    known_at: datetime | None = None,
    true_at: datetime | None = None,
) -> Aggregate:
    """As `as_of`, read from the one stream; `NothingKnown` tells when the case began.

    Raises `NotYetKnown` for an instant that has not come.
    """
    for at in (known_at, true_at):
        must_have_come(house, case_id, at)
    records = house.recorder.records(stream_id=case_id)
    try:
        return as_of(records, house.engine.mapper, known_at=known_at, true_at=true_at)
    except NothingKnown as nothing:
        began = _beginning(house, case_id)
        raise NothingKnown(**nothing.details, **began) from None


def must_have_come(house: House, case_id: str, at: datetime | None) -> None:
    """Refuse an instant after now, and after all that was recorded of the case.

    The clock of a scenario may have been ahead of ours.
    """
    if at is None or at.replace(microsecond=0) <= house.clock():
        return
    last = Lookup(house.database).last(case_id)
    if last is None or at.replace(microsecond=0) > last.recorded_at:
        raise NotYetKnown(at=at.replace(microsecond=0))


def _beginning(house: House, case_id: str) -> dict[str, datetime]:
    """When the case was first recorded and from when it is true, unless it is secret."""
    with house.database.engine.connect() as connection:
        secrecy = Secrecy.now(connection)
    for first in house.recorder.records(stream_id=case_id, limit=1):
        if not secrecy.covers(case_id, first.topic):
            began = datetime.fromisoformat(from_json(first.data)["effective_at"])
            return {"first_known_at": first.recorded_at, "began_at": began}
    return {}
