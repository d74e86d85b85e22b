"""The health of a service: whether it lives, whether it is ready, and its figures."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from time import monotonic
from typing import Any

from upphandling.bootstrap import House
from upphandling.infrastructure.vitals.check import Check, worst
from upphandling.interfaces.vitals.checks import looked_at
from upphandling.interfaces.vitals.figures import Found
from upphandling.schedules.standing import Standing

FRESH = 1.0  # seconds during which the same answer is given to all who ask


class Health:
    """Asks a house and the beats of this process how they are.

    `patience` is how many seconds may pass without a beat. However many ask, the
    database is asked once in a while. Safe to share between threads.
    """

    def __init__(self, house: House, standing: Standing, patience: float) -> None:
        self.house = house
        self.standing = standing
        self.patience = patience
        self._begun = monotonic()
        self._turn = Lock()
        self._found: tuple[float, Found] | None = None

    def alive(self) -> Check:
        """Whether the process beats; a beat that ends in trouble is one."""
        name, silent = "beats", self.standing.seconds_since_beat()
        if silent is None:
            silent = monotonic() - self._begun
        if silent < self.patience:
            return Check.ok(name, "Tjänsten lever.")
        if self.standing.trouble is not None:
            said = f"Tjänsten lever, men varven misslyckas: {self.standing.trouble}"
            return Check.warn(
                name, said, "Åtgärda felet; tjänsten försöker igen själv."
            )
        said = f"Inget varv har avslutats på {silent:.0f} sekunder."
        return Check.fail(name, said, 'Starta om: "systemctl restart upphandling".')

    def found(self) -> Found:
        """The pulse and the checks, at most a second old."""
        with self._turn:
            if self._found is None or monotonic() - self._found[0] > FRESH:
                pulse, checks = looked_at(self.house)
                self._found = monotonic(), (pulse, [self.alive(), *checks])
            return self._found[1]


def told(checks: Iterable[Check]) -> dict[str, Any]:
    """Checks as JSON tells them: the gravest status, and each."""
    kept = list(checks)
    return {
        "status": worst(kept).value,
        "checks": [one.as_told() for one in kept],
    }
