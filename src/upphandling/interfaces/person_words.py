"""A person's page in words: on what ground, and what the customer can do now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from upphandling.domain.choice_round import Status
from upphandling.domain.configuration import ChoiceDuty

Row = Mapping[str, Any]

REGISTERED = "Utföraren fördes in när kundens insatser registrerades."
GROUNDS = {
    "choice": "kundens eget val",
    "default": "regeln för den som inte väljer",
    "reassigned": "omplacering",
    "fallback": "ansvaret gick över när avtalet med den förra utföraren upphörde",
}
ENDED = "Insatserna upphörde {ended_on}."
GRANTED_AGAIN = "Beviljas de igen väljer kunden på nytt."
NEED_NOT = "Kunden behöver inte välja utförare för de här insatserna."
ANY_TIME = "Välja utförare på nytt, när som helst."
NOTICE = " Ett val i dag kan gälla från {on}, {days} dagar efter valet."
NO_NOTICE = " Bytet gäller när den nya utföraren har en plats och kan ta över."
FIRST_TIME = "Välja utförare. Ingen är ansvarig än, så ingen väntetid löper."
IN_ROUND = "Välja i valomgången {round}, och ändra sitt val, till och med {last_day}."
OFFERED = "Tacka ja eller nej till platsen hos {name}, senast {answer_by}."
WAITING = "Stå kvar på plats {place_number} i kön till {name}, eller lämna kön."
QUEUE = "Ställa sig i kö till en utförare som är full."
CHANGE_OF_MIND = "Välja någon annan innan {name} har tagit över."
REASONS = "Få skälen till placeringen av den som beslutade: {by}, {on} ({mandate})."
WHO_DECIDES = (
    "Kunden väljer utförare. Den som har delegation beslutar om platsen, och"
    " biståndshandläggaren om insatserna."
)


def can(row: Row, today: date) -> list[str]:
    """What the customer can do, and until when."""
    return [*_possible(row, today)]


def _possible(row: Row, today: date) -> Iterator[str]:
    if row["ended_on"] is not None:
        return
    for invited in row["rounds"]:
        if invited["status"] == Status.OPEN.value and today <= invited["last_day"]:
            yield IN_ROUND.format(**invited)
    for wait in row["queues"]:
        yield (OFFERED if wait["answer_by"] else WAITING).format(**wait)
    if row["duty"] == ChoiceDuty.NEED_NOT.value:
        yield NEED_NOT
    else:
        yield _choosing(row, today)
        yield QUEUE
    if row["planned"] is not None:
        yield CHANGE_OF_MIND.format(**row["planned"])
    decided = row["planned"] or row["provider"] or {}
    if decided.get("decided_by"):
        yield REASONS.format(
            by=decided["decided_by"],
            on=decided["decided_on"],
            mandate=decided["mandate"],
        )


def _choosing(row: Row, today: date) -> str:
    if row["provider"] is None:
        return FIRST_TIME
    days = row["notice_days"]
    if not days:
        return ANY_TIME + NO_NOTICE
    return ANY_TIME + NOTICE.format(on=today + timedelta(days=days), days=days)
