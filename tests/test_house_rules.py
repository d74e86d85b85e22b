"""Rules of the house that no linter knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest

import upphandling
from tests.given import local
from upphandling.application.catalogue import VERBS
from upphandling.domain.base import Decision, DomainEvent, Role, Stamp, Value
from upphandling.domain.catalogue import EVENTS, KINDS
from upphandling.domain.errors import MachineCannotDecide, NoMandate, Refused
from upphandling.domain.rulebook import book
from upphandling.projections.deadlines import Deadline
from upphandling.schedules.timetable import TIMETABLE

# Every paragraph that the product relies on; a new one is looked up, then added here.
PARAGRAPHS = {
    "KL 5 kap. 1 §",  # what the council decides
    "KL 5 kap. 3 §",  # programme for private providers
    "KL 6 kap. 37 §",  # delegating the right to decide
    "KL 6 kap. 38 §",  # what may not be delegated
    "KL 6 kap. 39 §",  # the chair's urgent decisions
    "KL 6 kap. 40 §",  # which are reported to the board
    "KL 7 kap. 5 §",  # delegation to an employee
    "KL 8 kap. 12 §",  # the minutes on the notice board
    "KL 10 kap. 8 §",  # follow-up of private providers
    "KL 13 kap. 1 §",  # appealing a political decision
    "KL 13 kap. 2 §",  # decisions that may be appealed
    "KL 13 kap. 5 §",  # within three weeks
    "KL 13 kap. 8 §",  # when a decision is annulled
    "LOU 12 kap. 16 §",  # the individual report
    "LOU 19 kap. 4 §",  # bids by a group
    "LOU 19 kap. 5 §",  # the capacity of others
    "LOV 1 kap. 1 §",  # a choice system, where one is decided on
    "LOV 1 kap. 2 §",  # equal treatment
    "LOV 2 kap. 2 §",  # a written and signed agreement
    "LOV 3 kap. 1 §",  # announcing without end
    "LOV 7 kap. 1 §",  # exclusion
    "LOU 5 kap. 3 §",  # the value of a procurement
    "LOU 19 kap. 6 §",  # announcing
    "LOU 19 kap. 7 §",  # the notice after the award
    "LOU 19 kap. 9 §",  # requirements and award criteria
    "LOU 19 kap. 10 §",  # documents free and complete
    "LOU 19 kap. 11 §",  # time for bids
    "LOU 19 kap. 12 §",  # receiving bids
    "LOU 19 kap. 13 §",  # answers before the last day
    "LOU 19 kap. 14 §",  # more time for bids
    "LOU 19 kap. 15 §",  # correction and completion
    "LOU 19 kap. 16 §",  # negotiation
    "LOU 19 kap. 17 §",  # exclusion
    "LOU 19 kap. 18 §",  # abnormally low bids
    "LOU 19 kap. 19 §",  # telling of the award
    "LOU 19 kap. 20 §",  # reasons on request
    "LOU 19 kap. 21 §",  # cancelling
    "LOU 19 kap. 22 §",  # documentation
    "LOU 19 kap. 25 §",  # reserved contracts
    "LOU 17 kap. 8 §",  # changing a contract
    "LOU 17 kap. 10 §",  # by a clause
    "LOU 17 kap. 16 §",  # and telling of it
    "LOU 19 a kap. 1 §",  # direct procurement
    "LOU 19 a kap. 4 §",  # after unacceptable bids
    "LOU 19 a kap. 6 §",  # during review
    "LOU 19 a kap. 7 §",  # and no longer than needed
    "LOU 19 a kap. 9 §",  # the notice of intent
    "LOU 19 a kap. 10 §",  # telling of the decision
    "LOU 20 kap. 1 §",  # standstill
    "LOU 20 kap. 3 §",  # standstill after a notice of intent
    "LOU 20 kap. 4 §",  # what a court may review
    "LOU 20 kap. 5 §",  # which court, and leave to appeal
    "LOU 20 kap. 5 b §",  # new grounds in court
    "LOU 20 kap. 6 §",  # redo or correct
    "LOU 20 kap. 8 §",  # standstill during review
    "LOU 20 kap. 9 §",  # interim measures
    "LOU 20 kap. 10 §",  # ten days after the court
    "LOU 20 kap. 11 §",  # applying for review
    "LOU 20 kap. 12 §",  # time for review
    "LOU 20 kap. 16 §",  # a contract that may not be performed
    "LOU 20 kap. 17 §",  # applying for review of a contract
    "LOU 20 kap. 21 §",  # suing for damages
    "LOU 21 kap. 10 §",  # procurement fee after a ruling
    "LOU 21 kap. 11 §",  # procurement fee after a direct award
}
OUR_OWN_ORDER = "lokal ordning"

CITED = re.compile(r"\(((?:LOU|LOV|KL|SoL|FL|OSL) [^()]*§|lokal ordning)\)\.$")
SEVERAL = re.compile(r"(\w+ \d+ kap\.) (\d+) och (\d+) §§")
NOT_OURS_TO_LOAD = re.compile(r"\.migrations|__main__|\.evidence\.verify$")
PERSONAL = re.compile(r"name|namn|address|adress|phone|mail|personnummer|born|ssn")
PROVIDERS = {
    "Bid.name",
    "Decided.name",
    "Registered.name",
    "Presented.name",
    "Terms.name",
    "Received.name",
    "Contender.name",
    "Shortfall.name",
}
SYSTEMS = {"Area.name", "Bundle.name", "SystemConfiguration.name", "Stage.name"}

events = pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
decisions = pytest.mark.parametrize(
    "decision",
    [event for event in EVENTS.values() if issubclass(event, Decision)],
    ids=lambda event: event.TOPIC,
)


def refusals(root: type[Refused] = Refused) -> Iterator[type[Refused]]:
    for rule in root.__subclasses__():
        yield rule
        yield from refusals(rule)


RULES = sorted(
    (rule for rule in refusals() if rule.__module__.startswith("upphandling.")),
    key=lambda rule: rule.__name__,
)
rules = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)


def paragraphs(text: str) -> list[str]:
    """What a text refers to, in the form that the rulebook has."""
    one_by_one = SEVERAL.sub(r"\1 \2 § (\1 \3 §", text)
    return re.findall(
        r"(?:LOU|LOV|KL|SoL|FL) \d+(?: [a-z])? kap\. \d+(?: [a-z])? §", one_by_one
    )


# -- Words ----------------------------------------------------------------------


@events
def test_an_event_says_in_one_line_what_happened_and_on_what_ground(event):
    said = event.__doc__

    assert len(said.splitlines()) == 1
    assert said[0].isupper()
    (ground,) = CITED.findall(said)
    assert ground == OUR_OWN_ORDER or paragraphs(ground) == [ground]


@rules
def test_a_refusal_is_one_swedish_sentence(rule):
    said = rule.__doc__

    assert len(said.splitlines()) == 1
    assert re.fullmatch(r"[A-ZÅÄÖ].+\.", said)
    assert rule.message() == said


def test_a_refusal_is_kept_under_a_name_that_no_other_has():
    for module in walk_packages(upphandling.__path__, "upphandling."):
        if not NOT_OURS_TO_LOAD.search(module.name):
            import_module(module.name)

    names = [
        rule.rule() for rule in refusals() if rule.__module__.startswith("upphandling.")
    ]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", VERBS)
def test_a_command_says_in_one_line_what_it_does(name):
    said = VERBS[name].command.__doc__

    assert len(said.splitlines()) == 1
    assert re.fullmatch(r"[A-ZÅÄÖ].+\.", said)
    assert name == VERBS[name].command.NAME


def test_every_paragraph_that_is_named_is_one_that_we_rely_on():
    named = {
        paragraph
        for text in [
            *(event.__doc__ for event in EVENTS.values()),
            *(rule.__doc__ for rule in RULES),
            *(entry.paragraph for entry in book().entries),
        ]
        for paragraph in paragraphs(text)
    }

    assert named == PARAGRAPHS


# -- Events ---------------------------------------------------------------------


def test_no_two_events_have_the_same_topic():
    topics = [event.TOPIC for kind in KINDS.values() for event in kind.EVENTS]

    assert len(topics) == len(set(topics))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_topic_begins_with_the_kind_of_its_case_and_ends_with_the_events_name(kind):
    for event in kind.EVENTS:
        assert event.CASE is kind
        snake = re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower()
        assert re.fullmatch(rf"{kind.KIND}\.{snake}(\.[2-9])?", event.TOPIC)


def test_a_key_of_one_kind_is_never_mistaken_for_another():
    assert all(":" not in kind and "@" not in kind for kind in KINDS)


@events
def test_an_event_has_no_room_for_what_identifies_a_person(event):
    personal = {
        f"{owner.__name__}.{name}"
        for owner in values_in(event)
        for name in owner.model_fields
        if PERSONAL.search(name)
    }

    assert personal <= PROVIDERS | SYSTEMS


def values_in(model: type[Value]) -> set[type[Value]]:
    """An event and every part that it is made of."""
    found, unseen = set(), [model]
    while unseen:
        part = unseen.pop()
        if isinstance(part, type) and issubclass(part, Value):
            if part not in found:
                found.add(part)
                unseen += [field.annotation for field in part.model_fields.values()]
        else:
            unseen += getattr(part, "__args__", ())
    return found


# -- Time -----------------------------------------------------------------------


def test_every_deadline_has_an_act_and_no_act_lacks_a_deadline():
    assert set(TIMETABLE) == set(Deadline)


@pytest.mark.parametrize("deadline", Deadline)
def test_an_act_of_the_clock_is_a_command_of_the_house(deadline):
    command = TIMETABLE[deadline]("fallet", "delen")

    assert VERBS[command.NAME].command is type(command)
    assert "fallet" in command.model_dump().values()


@decisions
def test_the_clock_never_decides(decision):
    stamp = Stamp(by="scheduler", role=Role.SCHEDULER, at=local("2026-03-02T09:00"))

    with pytest.raises(MachineCannotDecide) as refusal:
        open_case(decision).record(decision, stamp)

    assert refusal.value.details == {"event": decision.TOPIC}


@decisions
def test_a_mandate_does_not_help_the_clock(decision):
    stamp = Stamp(
        by="scheduler",
        role=Role.SCHEDULER,
        at=local("2026-03-02T09:00"),
        mandate="delegationsordning 4.2",
    )

    with pytest.raises(MachineCannotDecide):
        open_case(decision).decide(decision, stamp)


@decisions
@pytest.mark.parametrize("mandate", [None, ""])
def test_nobody_decides_without_a_mandate(decision, mandate):
    stamp = Stamp(
        by="handlaggare-2",
        role=Role.PROCUREMENT_OFFICER,
        at=local("2026-03-02T09:00"),
        mandate=mandate,
    )

    with pytest.raises(NoMandate) as refusal:
        open_case(decision).record(decision, stamp)

    assert refusal.value.details == {"event": decision.TOPIC}


def open_case(event: type[DomainEvent]):
    """A case of the event's kind, as it is before anything has happened."""
    case = event.CASE.__new__(event.CASE)
    case.__base_init__(event.CASE.case_id("fallet"), 0, local("2026-03-02T08:00"))
    case.__init__()
    return case
