"""Ways from one event to others that it may rest on, by look-ups in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from upphandling.domain.base import Aggregate, DomainEvent
from upphandling.domain.catalogue import KINDS
from upphandling.interfaces.why.reading import Log, Told

Event = type[DomainEvent]

RECENT = 200  # events; what brings about a decision is seldom older


@dataclass(frozen=True, slots=True)
class Lost:
    """A ground that an event names, and that the log does not have."""

    what: str


Found = Told | Lost
Find = Callable[[Log, Told], Iterable[Found]]


# -- In the same case ------------------------------------------------------


def beginning() -> Find:
    """How the event's own case began."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        if told.version > 1:
            yield _or_lost(log.first(told.case), told.case)

    return find


def latest(*events: Event) -> Find:
    """The latest of some events of the same case."""
    topics = tuple(event.TOPIC for event in events)

    def find(log: Log, told: Told) -> Iterator[Found]:
        found = log.last(told.case, topics, told.position)
        if found is not None:
            yield found

    return find


def recent(*events: Event) -> Find:
    """The latest of some events among the last of the same case, which may be long."""
    topics = tuple(event.TOPIC for event in events)

    def find(log: Log, told: Told) -> Iterator[Found]:
        last = log.newest(told.case, told.position, RECENT)
        yield from [other for other in last if other.topic in topics][-1:]

    return find


def latest_about(path: str, *events: Event, there: str | None = None) -> Find:
    """The latest of some events of the same case about the same part.

    The part is what stands at `path`; in those events it stands at `there`.
    """
    topics = tuple(event.TOPIC for event in events)

    def find(log: Log, told: Told) -> Iterator[Found]:
        about = told.at(path)
        same = [
            other
            for other in log.all(told.case, topics, told.position)
            if other.at(there or path) == about
        ]
        yield from same[-1:]

    return find


def where(path: str, value: str | None, find: Find) -> Find:
    """Only for events that say `value` at `path`; None: that say nothing there."""

    def found(log: Log, told: Told) -> Iterable[Found]:
        return find(log, told) if told.at(path) == value else ()

    return found


# -- In another case -------------------------------------------------------


def elsewhere(kind: type[Aggregate], path: str, *events: Event) -> Find:
    """In the case of a kind whose key stands at `path`: the latest of some events.

    Without events, how that case began. Nothing where the field is empty.
    """
    topics = tuple(event.TOPIC for event in events)

    def find(log: Log, told: Told) -> Iterator[Found]:
        key = told.at(path)
        if key is None:
            return
        case = kind.case_id(str(key))
        if not topics:
            yield _or_lost(log.first(case), case)
        elif found := log.last(case, topics, told.position):
            yield found
        elif log.first(case) is None:
            yield Lost(case)

    return find


def reference(path: str) -> Find:
    """The event that stands as `case@version` at `path`."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        named = told.at(path)
        if isinstance(named, str):
            yield _or_lost(log.named(named), named)

    return find


def references(path: str) -> Find:
    """The events that stand as `case@version` at `path`, one or a list of them."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        found = told.at(path) or ()
        for named in [found] if isinstance(found, str) else found:
            yield _or_lost(log.named(named), named)

    return find


def case_named(path: str, *events: Event) -> Find:
    """In the case whose whole id stands at `path`: the latest of its own of the events."""
    topics = [event.TOPIC for event in events]

    def find(log: Log, told: Told) -> Iterator[Found]:
        case = told.at(path)
        if not isinstance(case, str):
            return
        kind = case.partition(":")[0]
        own = [topic for topic in topics if topic.startswith(f"{kind}.")]
        found = log.last(case, own, told.position) if own else None
        yield _or_lost(found or log.first(case), case)

    return find


def together(*events: Event) -> Find:
    """What the same command did besides."""
    topics = tuple(event.TOPIC for event in events)

    def find(log: Log, told: Told) -> Iterator[Found]:
        found = log.together(told, topics)
        if found is not None and found is not told:
            yield found

    return find


def if_any(find: Find) -> Find:
    """What is found; what is not there is not missed."""

    def found(log: Log, told: Told) -> Iterator[Found]:
        return (one for one in find(log, told) if isinstance(one, Told))

    return found


def first_of(*finds: Find) -> Find:
    """What the first of several ways leads to."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        for way in finds:
            if found := list(way(log, told)):
                yield from found
                return

    return find


def latest_or_begun(*events: Event) -> Find:
    """The latest of some events of the same case; without any, how it began."""
    return first_of(latest(*events), beginning())


def elsewhere_or_begun(kind: type[Aggregate], path: str, *events: Event) -> Find:
    """As `elsewhere`; where there are none of the events, how that case began."""
    return first_of(elsewhere(kind, path, *events), elsewhere(kind, path))


def _or_lost(found: Told | None, name: str) -> Found:
    return Lost(name) if found is None else found


# -- The system that a case belongs to -------------------------------------


def system_of(log: Log, case: str) -> str | None:
    """The id of the choice system that a case belongs to, by how it began."""
    kind = case.partition(":")[0]
    if kind == "choice_system":
        return case
    begun = log.first(case)
    if begun is None or kind not in KINDS:
        return None
    key = begun.at("system") or begun.at("terms.system")
    if key is not None:
        return f"choice_system:{key}"
    tender = begun.at("tender")
    return None if tender is None else system_of(log, f"tender:{tender}")


def of_the_system(*events: Event, same: str | None = None) -> Find:
    """The latest of some events of the system; with `same`, about the same part."""
    topics = tuple(event.TOPIC for event in events)

    def find(log: Log, told: Told) -> Iterator[Found]:
        system = system_of(log, told.case)
        if system is None:
            return
        found = [
            other
            for other in log.all(system, topics, told.position)
            if same is None or other.at(same) == told.at(same)
        ]
        yield from found[-1:]

    return find


def of_the_municipality() -> Find:
    """How the municipality's first choice system was established; one house has one."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        case = log.first_system()
        if case is None:
            yield Lost("kommunens valfrihetssystem")
        elif (established := log.first(case)) is not None:
            yield established

    return find
