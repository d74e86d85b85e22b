"""What can be wrong: with the bundle, or with what was asked."""

from __future__ import annotations

import struct
import zlib

BEYOND = (  # what the reading of a file raises that has another form than it should
    *(ArithmeticError, AttributeError, LookupError, OSError, RecursionError),
    *(TypeError, ValueError, struct.error, zlib.error),
)


class Fault(Exception):
    """Something in the bundle that is not as it says."""


class Misuse(Fault):
    """An argument that cannot be followed."""


def require(fine: object, said: str, fault: type[Fault] = Fault) -> None:
    if not fine:
        raise fault(said)
