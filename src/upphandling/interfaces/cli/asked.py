"""What was asked on the command line: the verb, its arguments, and who reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.interfaces.access import Reader

CASES = (
    "case",
    "customer",
    "agreement",
    "tender",
    "award",
    "provider",
    "payment",
    "review",
    "plan",
    "round_key",
    "transition_key",
)
"""The arguments that name the case a view is asked about, the first that is given."""

KIND_OF = {"round_key": "choice_round", "transition_key": "transition"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A verb by its path with dots, what it was given, and `role:person` of `--as`.

    `root` is the tree of verbs that it was found in.
    """

    verb: str
    given: Mapping[str, Any]
    reader: str | None
    root: Any


_ASKED: ContextVar[Asked | None] = ContextVar("asked", default=None)


@contextmanager
def asking(asked: Asked) -> Iterator[None]:
    """The verb that is carried out in the block."""
    token = _ASKED.set(asked)
    try:
        yield
    finally:
        _ASKED.reset(token)


def verbs_of(tree: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every verb of a tree by its path with dots."""
    for name, inner in getattr(tree, "commands", {}).items():
        yield from verbs_of(inner, (*path, name))
    if not hasattr(tree, "commands"):
        yield ".".join(path)


def must_fit_the_table() -> None:
    """Raise `BrokenPolicy` where the policy names a command or a verb that is not there."""
    from upphandling.application.catalogue import VERBS
    from upphandling.domain.access import BrokenPolicy, policy

    asked = _ASKED.get()
    verbs = () if asked is None else verbs_of(asked.root)
    if faults := list(policy().faults(commands=VERBS, verbs=verbs)):
        raise BrokenPolicy(*faults)


def let_in(house: House) -> None:
    """Let the reader see what was asked for, or raise and keep `NotAllowed`."""
    from upphandling.domain.access import policy
    from upphandling.interfaces.access import must_be_allowed_to_see, read_reader

    asked = _ASKED.get()
    if asked is None:
        return
    if asked.verb in policy().tools:
        return
    reader = read_reader(asked.reader)
    subject = None if reader is None else _subject(house, asked.given)
    must_be_allowed_to_see(house, asked.verb, reader, subject)


def reader_asked() -> Reader | None:
    """Who reads, None where nobody says."""
    from upphandling.interfaces.access import read_reader

    asked = _ASKED.get()
    return None if asked is None else read_reader(asked.reader)


def reads_as_provider() -> bool:
    """Whether who reads is a provider, who may not know of everything about itself."""
    from upphandling.domain.base import Role

    reader = reader_asked()
    return reader is not None and reader.role is Role.PROVIDER


def who_reads() -> str:
    """Whoever asked, as `role:person`; for what is kept of an operator's act."""
    from upphandling.interfaces.access import NOBODY

    reader = reader_asked()
    return NOBODY if reader is None else str(reader)


def _subject(house: House, given: Mapping[str, Any]) -> str | None:
    """The id of the case that is asked about; None for all, or one that is not there."""
    for name in CASES:
        told = given.get(name)
        if isinstance(told, str) and told:
            if name == "payment" and reads_as_provider():
                return f"agreement:{told.rpartition('.')[0]}"  # which is its own
            kind = KIND_OF.get(name, name)
            return _named(house, told) if name == "case" else f"{kind}:{told}"
    return None


def _named(house: House, told: str) -> str | None:
    """The case that a person means by a whole id, an event, a date or a refusal of it."""
    from upphandling.domain.errors import NoSuchCase
    from upphandling.interfaces.cli.finding import find_case
    from upphandling.interfaces.person import is_person

    kind, _, rest = told.partition(":")
    if kind == "refusal":
        return _refused(house, rest)
    if kind == "deadline":
        told = rest.rpartition("/")[0]
    if ":" in told:
        return told.partition("@")[0]
    if is_person(house, told):
        return f"customer:{told}"
    try:
        return find_case(house, told)
    except NoSuchCase:
        return None


def _refused(house: House, number: str) -> str | None:
    """The case that an attempt was about."""
    from upphandling.application.addressing import cases_of

    if not number.isdigit():
        return None
    for kept in house.recorder.refusals(after=int(number) - 1, limit=1):
        cases = cases_of(kept.receipt.command, kept.receipt.payload)
        return next(iter(cases), None) if kept.number == int(number) else None
    return None
