"""A check of how the house feels: what was found, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How grave: nothing, to be seen to, or the service does not do what it should."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"

    @property
    def grade(self) -> int:
        """0, 1 or 2, the gravest highest."""
        return list(Status).index(self)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    `name` is stable and for machines. `said` and `do` are Swedish sentences; nothing is
    to be done where all is well. Neither tells of bids, of persons, nor a password.
    """

    name: str
    status: Status
    said: str
    do: str = ""

    @classmethod
    def ok(cls, name: str, said: str) -> Check:
        return cls(name, Status.OK, said)

    @classmethod
    def warn(cls, name: str, said: str, do: str) -> Check:
        return cls(name, Status.WARN, said, do)

    @classmethod
    def fail(cls, name: str, said: str, do: str) -> Check:
        return cls(name, Status.FAIL, said, do)

    def as_told(self) -> dict[str, str]:
        """The check as JSON tells it."""
        return {
            "check": self.name,
            "status": self.status.value,
            "said": self.said,
            "do": self.do,
        }


def worst(checks: Iterable[Check]) -> Status:
    """The gravest status among them."""
    return max((one.status for one in checks), key=lambda s: s.grade, default=Status.OK)
