"""Why a person has the provider that it has, or had on a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.errors import NoSuchCase
from upphandling.interfaces.why.question import Kind, Question, Row
from upphandling.interfaces.why.reading import Log, Told
from upphandling.interfaces.why.refusals import NobodyThatDay

FIRST_DAYS = {
    CustomerChoice.Registered.TOPIC: "since",
    CustomerChoice.TakenOver.TOPIC: "on",
    CustomerChoice.FellBack.TOPIC: "on",
    CustomerChoice.Returned.TOPIC: "since",
}
LAST_DAYS = {
    CustomerChoice.CareEnded.TOPIC: "last_day",
    CustomerChoice.EndMoved.TOPIC: "last_day",
}
PLACES = (
    CustomerChoice.Placed.TOPIC,
    CustomerChoice.PlacementWithdrawn.TOPIC,
    *FIRST_DAYS,
    *LAST_DAYS,
)
ONE_DAY = timedelta(days=1)
ASKED = "Varför har kunden {customer} den utförare som svarar för {bundle} {on}?"
SERVES = "{name} ({agreement}) svarar för kunden sedan {since}."
NOBODY = "Ingen utförare svarar för kunden; insatserna fördes in {since}."
OVER = "Ingen utförare svarar för kunden; insatserna upphörde efter {last_day}."
GRANTED_ONLY = "Ingen utförare svarar för kunden än; insatser har beviljats."


def provider_questions(
    log: Log,
    keys: Sequence[str],
    who: str,
    *,
    bundle: str | None,
    on: date,
    today: date,
) -> list[Question]:
    """One question for each bundle of the person; raises `NoSuchCase`, `NobodyThatDay`.

    `keys` are those of the person's choices.
    """
    if bundle is not None:
        keys = [key for key in keys if key.partition("/")[2] == bundle]
    if not keys:
        return [_granted_only(log, who, bundle)]
    found = [question for key in keys if (question := _of_choice(log, key, on, today))]
    if not found:
        raise NobodyThatDay(customer=who, on=on)
    return found


def _of_choice(log: Log, key: str, on: date, today: date) -> Question | None:
    events = list(log.all(CustomerChoice.case_id(key), PLACES))
    came = _in_force(events, on)
    if came is None:
        return None
    customer, _, bundle = key.partition("/")
    return Question(
        kind=Kind.PROVIDER,
        asked=ASKED.format(customer=customer, bundle=bundle, on=on),
        answer=_answer(log, came, events),
        starts=[*_starts(came, events if on >= today else ())],
        about={
            "customer": customer,
            "bundle": bundle,
            "on": on,
            "agreement": came.at("agreement"),
            "since": came.at(FIRST_DAYS.get(came.topic, "last_day")),
        },
    )


def _in_force(events: Sequence[Told], on: date) -> Told | None:
    """The event that says who answers for the customer on a day."""
    latest = None
    for told in events:
        day = _from(told)
        if day is not None and day <= on:
            latest = told
    return latest


def _from(told: Told) -> date | None:
    """The first day on which what an event says of the responsibility holds."""
    if told.topic in FIRST_DAYS:
        return date.fromisoformat(told.data[FIRST_DAYS[told.topic]])
    if told.topic in LAST_DAYS:
        return date.fromisoformat(told.data[LAST_DAYS[told.topic]]) + ONE_DAY
    return None


def _starts(came: Told, events: Sequence[Told]) -> Iterator[tuple[str, Told]]:
    yield "Så blev det", came
    if events and events[-1].topic == CustomerChoice.Placed.TOPIC:
        yield "Det är dessutom beslutat att kunden ska byta", events[-1]


def _answer(log: Log, came: Told, events: Sequence[Told]) -> str:
    if came.topic in LAST_DAYS:
        return OVER.format(**came.own)
    since = came.at(FIRST_DAYS[came.topic])
    agreement = came.at("agreement")
    if agreement is None:
        return NOBODY.format(since=since)
    said = SERVES.format(name=_name(log, came), agreement=agreement, since=since)
    placed = [
        told
        for told in events
        if told.topic == CustomerChoice.Placed.TOPIC
        and told.at("agreement") == agreement
        and told.position < came.position
    ]
    if came.topic == CustomerChoice.TakenOver.TOPIC and placed:
        return f"{said} Skälet som kunden fick: ”{placed[-1].at('reason')}”"
    return said


def _name(log: Log, came: Told) -> str:
    begun = log.first(f"agreement:{came.at('agreement')}")
    return str((begun and begun.at("terms.name")) or came.at("provider"))


def _granted_only(log: Log, who: str, bundle: str | None) -> Question:
    granted = log.last(Customer.case_id(who), (Customer.Granted.TOPIC,))
    if granted is None or bundle is not None:
        raise NoSuchCase(case=who, bundle=bundle)
    about: Row = {"customer": who, "bundle": None, "agreement": None}
    return Question(
        kind=Kind.PROVIDER,
        asked=f"Varför har kunden {who} ingen utförare?",
        answer=GRANTED_ONLY,
        starts=[("Så har det beslutats", granted)],
        about=about,
    )
