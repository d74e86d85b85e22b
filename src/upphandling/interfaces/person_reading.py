"""What a person's page is read from: cases, queues, invitations and waves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, select

from upphandling.bootstrap import House
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.instants import local_date
from upphandling.domain.transition import Status
from upphandling.interfaces.follow_up import rows
from upphandling.interfaces.past import events_of
from upphandling.projections.agreements import agreements
from upphandling.projections.choices import invitations, rounds
from upphandling.projections.queues import waits_of
from upphandling.projections.responsibilities import responsibilities
from upphandling.projections.transitions.table import customers, transitions, waves
from upphandling.projections.visits import months_of, months_planned_for

Row = dict[str, Any]

INVITED = "Inbjudan att välja utförare ({round})"
SECONDS_AN_HOUR = 3600
REMINDED = "Påminnelse om att välja utförare ({round})"


@dataclass(frozen=True, slots=True)
class Read:
    """What one page needs of the read models, and the letters about rounds."""

    agreements: Mapping[str, Row]
    queues: Sequence[Row]
    rounds: Sequence[Row]
    waves: Sequence[Row]
    letters: Sequence[Row]
    visits: Sequence[Row]

    @classmethod
    def about(cls, house: House, customer: str) -> Read:
        """All that is there about one customer."""
        with house.database.engine.connect() as connection:
            invited = rows(connection, _rounds(customer))
            named = {
                row["agreement"]: row for row in rows(connection, select(agreements))
            }
            queues = rows(connection, waits_of(customer))
            ahead = rows(connection, _waves(customer))
            got = rows(connection, months_of(customer))
            planned = rows(connection, months_planned_for(customer))
        letters = [
            letter for row in invited for letter in _letters(house, row, customer)
        ]
        months = list(_months(got, planned))
        return cls(named, queues, invited, ahead, letters, months)

    def name(self, agreement: str | None) -> str:
        """The provider's name in words, or the agreement's key."""
        row = self.agreements.get(agreement or "")
        return str(row["name"]) if row else str(agreement)

    def is_for(self, agreement: str, system: str, bundle: str) -> bool:
        """Whether an agreement delivers a bundle of a system."""
        row = self.agreements.get(agreement)
        return row is not None and (row["system"], row["bundle"]) == (system, bundle)


def _months(got: Sequence[Row], planned: Sequence[Row]) -> Iterator[Row]:
    """What was performed and what was planned, by month and agreement, in order."""
    place = itemgetter("system", "month", "agreement")
    done, meant = ({place(row): row for row in told} for told in (got, planned))
    for key in sorted({*done, *meant}, key=lambda of: (of[1], of)):
        system, month, agreement = key
        row = done.get(key, {"visits": 0, "seconds": 0})
        yield {
            "system": system,
            "month": month,
            "agreement": agreement,
            "visits": row["visits"],
            "hours": round(int(row["seconds"]) / SECONDS_AN_HOUR, 2),
            "planned": meant[key]["visits"] if key in meant else 0,
        }


def choices_of(house: House, text: str) -> list[str]:
    """The keys of a person's choices: all for `ref`, one for `ref/bundle`."""
    customer, slash, _ = text.partition("/")
    row = responsibilities.c
    query = select(row.case_key).where(row.customer == customer).distinct()
    with house.database.engine.connect() as connection:
        found = sorted(str(one.case_key) for one in connection.execute(query))
    return [key for key in found if not slash or key == text]


def _rounds(customer: str) -> Select[Any]:
    row = invitations.c
    return (
        select(
            row.round,
            row.channel,
            row.sent_at,
            rounds.c.bundle,
            rounds.c.last_day,
            rounds.c.status,
        )
        .join_from(invitations, rounds, row.round == rounds.c.round)
        .where(row.customer == customer)
        .order_by(row.sent_at)
    )


def _waves(customer: str) -> Select[Any]:
    """The waves that are to take the customer over, soonest first."""
    wave, person = waves.c, customers.c
    return (
        select(wave.transition, wave.wave, wave.planned_on, transitions.c.bundle)
        .join_from(
            customers,
            waves,
            (person.transition == wave.transition) & (person.wave == wave.wave),
        )
        .join(transitions, transitions.c.transition == wave.transition)
        .where(
            person.customer == customer,
            person.taken_alone_on.is_(None),
            wave.taken_over_on.is_(None),
            transitions.c.status == Status.PLANNED.value,
        )
        .order_by(wave.planned_on)
    )


def _letters(house: House, round_: Row, customer: str) -> Iterator[Row]:
    """The invitation to a round, and every reminder that was sent to this customer."""
    about = {"bundle": round_["bundle"]}
    yield {
        **about,
        "on": local_date(round_["sent_at"]),
        "channel": round_["channel"],
        "about": INVITED.format(**round_),
    }
    for event in events_of(house, ChoiceRound.case_id(round_["round"])):
        if isinstance(event, ChoiceRound.Reminded) and customer in event.customers:
            yield {
                **about,
                "on": local_date(event.effective_at),
                "channel": event.channel,
                "about": REMINDED.format(**round_),
            }
