"""The reminders: the clock tells how many have not chosen, a person writes to them."""

from __future__ import annotations

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.choice_round.information import Information
from upphandling.domain.choice_round.refusals import (
    NoReminderPlanned,
    NotInvited,
    TooEarlyToRemind,
)
from upphandling.domain.instants import start_of


class Reminders(Information):
    """A round that reminds those who have not chosen."""

    # -- Events, in the order they happen ----------------------------------

    class ReminderDue(DomainEvent):
        """Dagen har kommit att påminna dem som inte har valt (lokal ordning)."""

        TOPIC = "choice_round.reminder_due"
        waiting: int

        def apply(self, case: Reminders) -> None:
            case.remind_on = None

    class Reminded(DomainEvent):
        """Kunder har påmints om att välja utförare (lokal ordning)."""

        TOPIC = "choice_round.reminded"
        customers: tuple[str, ...]
        channel: str

    # -- Commands: refuse, or bring about one event ------------------------

    def call_reminder(self, stamp: Stamp, *, waiting: int) -> None:
        """`waiting` is how many of those invited should choose and have not."""
        self._must_be_open(stamp)
        if self.remind_on is None:
            raise NoReminderPlanned(round=self.key)
        if stamp.at < start_of(self.remind_on):
            raise TooEarlyToRemind(remind_on=self.remind_on)
        self.record(self.ReminderDue, stamp, waiting=waiting)

    def remind(self, stamp: Stamp, *, customers: tuple[str, ...], channel: str) -> None:
        self._must_be_open(stamp)
        strangers = sorted(set(customers) - self.invited)
        if strangers:
            raise NotInvited(customers=strangers)
        self.record(self.Reminded, stamp, customers=customers, channel=channel)
