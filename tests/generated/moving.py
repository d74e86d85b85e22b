"""Everything that may be tried with customers who move, in any order and at any time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from tests.generated.desk import Desk
from tests.given import local
from tests.town import SYSTEM
from upphandling.domain.base import Role
from upphandling.domain.transition import Status, Transition

AGREEMENTS = ("gammal", "ny", "annan", "egen")
CUSTOMERS = tuple(f"k-{number}" for number in range(1, 6))
AREAS = ("norr", "soder")
TRANSITIONS = tuple(f"flytt-{number}" for number in range(1, 9))
PLACES = 3
GOING_ON = (Status.PROPOSED, Status.PLANNED)
Draw = Callable[[int], int]
"""A number below the one given."""


def settled() -> Desk:
    """Everybody lives with the old provider, has chosen, and the choice is adopted."""
    desk = Desk(local("2026-10-01T09:00"))
    settle(desk)
    return desk


def settle(desk: Desk) -> None:
    """The same, at a desk on whose clock it is the first of October 2026."""
    _must(desk, "choice_system.establish", SYSTEM)
    common = {"system": "staden", "bundle": "omvardnad", "areas": list(AREAS)}
    for key in AGREEMENTS[:-1]:
        old = key == "gammal"
        _must(
            desk,
            "agreement.register",
            {
                **common,
                "agreement": key,
                "provider": f"utforare-{key}",
                "name": f"Utförare {key}",
                "regime": "lou",
                "starts_on": "2026-01-01",
                "ends_on": "2026-12-31" if old else None,
                "places": {} if old else dict.fromkeys(AREAS, PLACES),
            },
        )
    _must(
        desk,
        "agreement.entrust_in_house",
        {
            **common,
            "agreement": "egen",
            "provider": "egen-regi",
            "name": "Kommunens egen regi",
            "starts_on": "2026-01-01",
        },
    )
    where = {"system": "staden", "bundle": "omvardnad"}
    fallback = {"agreement": "egen", "legal_basis": "Fullmäktiges beslut § 3"}
    _must(desk, "choice_system.name_fallback", {**where, **fallback})
    _must(
        desk,
        "customer_choice.register",
        {
            **where,
            "since": "2026-01-01",
            "customers": [
                {
                    "customer": customer,
                    "area": AREAS[number % 2],
                    "minutes_per_week": 600,
                    "agreement": "gammal",
                }
                for number, customer in enumerate(CUSTOMERS)
            ],
        },
    )
    round_ = {"round": "val"}
    _must(desk, "choice_round.open", {**where, **round_, "last_day": "2026-10-15"})
    invited = {"customers": list(CUSTOMERS), "channel": "brev"}
    _must(desk, "choice_round.invite", {**round_, **invited})
    for number, customer in enumerate(CUSTOMERS):
        wish = {"wishes": [AGREEMENTS[1 + number % 2]], "bundle": "omvardnad"}
        _must(desk, "customer_choice.choose", {**round_, **wish, "customer": customer})
    desk.now = local("2026-10-16T09:00")
    _must(desk, "choice_round.close", round_)
    offers = {"agreements": list(AGREEMENTS[1:])}
    _must(desk, "choice_round.propose", {**round_, **offers})
    _must(desk, "choice_round.adopt", round_)


def try_something(desk: Desk, draw: Draw) -> None:
    """One move, whatever the rules say to it."""
    MOVES[draw(len(MOVES))](desk, draw)


def _must(desk: Desk, name: str, data: dict[str, Any]) -> None:
    assert desk.do(name, data), desk.refused[-1]


def _one(parts: Sequence[str], draw: Draw) -> str:
    return parts[draw(len(parts))]


def _in_days(desk: Desk, days: int) -> str:
    return (desk.now + timedelta(days=days)).date().isoformat()


def _new(desk: Desk) -> str:
    """A key that no transition has, as long as there is one."""
    free = [key for key in TRANSITIONS if desk.case(Transition, key) is None]
    return [*free, TRANSITIONS[-1]][0]


def _transition(desk: Desk, draw: Draw) -> tuple[str, list[str]]:
    """One of the transitions, mostly one that goes on, and its waves if it has any."""
    known = {key: desk.case(Transition, key) for key in TRANSITIONS}
    live = [key for key, case in known.items() if case and case.status in GOING_ON]
    key = _one(live if live and draw(8) else TRANSITIONS, draw)
    case = known[key]
    return key, ["v-1"] if case is None or not case.waves else sorted(case.waves)


def _on(verb: str, **data: Any) -> Callable[[Desk, Draw], None]:
    """A command to a whole transition."""

    def move(desk: Desk, draw: Draw) -> None:
        key, _ = _transition(desk, draw)
        desk.do(f"transition.{verb}", {"transition": key, **data})

    return move


def _on_wave(verb: str, **data: Any) -> Callable[[Desk, Draw], None]:
    """A command to one wave."""

    def move(desk: Desk, draw: Draw) -> None:
        key, waves = _transition(desk, draw)
        about = {"transition": key, "wave": _one(waves, draw)}
        desk.do(f"transition.{verb}", {**about, **data})

    return move


def _fail(desk: Desk, draw: Draw) -> None:
    key, _ = _transition(desk, draw)
    about = {"customer": _one(CUSTOMERS, draw), "reason": "Ingen öppnade."}
    desk.do("transition.fail_customer", {"transition": key, **about})


def _take_over_failed(desk: Desk, draw: Draw) -> None:
    key, _ = _transition(desk, draw)
    case = desk.case(Transition, key)
    failed = CUSTOMERS if case is None or not case.failed else sorted(case.failed)
    about = {"transition": key, "customer": _one(failed, draw)}
    desk.do("transition.take_over_customer", about)


def _plan(desk: Desk, draw: Draw) -> None:
    waves = [
        {"wave": f"v-{number}", "on": _in_days(desk, draw(30)), "areas": [area]}
        for number, area in enumerate(AREAS, start=1)
    ]
    plan = {"transition": _new(desk), "round": "val", "waves": waves}
    desk.do("transition.plan", plan)


def _postpone_wave(desk: Desk, draw: Draw) -> None:
    key, waves = _transition(desk, draw)
    later = {"on": _in_days(desk, draw(40)), "reason": "Ej klart."}
    about = {"transition": key, "wave": _one(waves, draw)}
    desk.do("transition.postpone_wave", {**about, **later})


def _reassign(desk: Desk, draw: Draw) -> None:
    about = {
        "transition": _new(desk),
        "bundle": "omvardnad",
        "from_agreement": _one(AGREEMENTS, draw),
        "to_agreement": _one(AGREEMENTS, draw),
        "days": [_in_days(desk, draw(4)), _in_days(desk, 4 + draw(4))],
        "reason": "Utföraren upphör.",
    }
    desk.do("transition.reassign", about)


def _propose(desk: Desk, draw: Draw) -> None:
    about = {
        "transition": _new(desk),
        "agreement": _one(AGREEMENTS, draw),
        "days": [_in_days(desk, draw(10))],
        "seed": "Lott 1",
        "candidates": [_one(AGREEMENTS, draw)],
    }
    desk.do("transition.propose_reassignment", about)


def _end_agreement(desk: Desk, draw: Draw) -> None:
    key, on = _one(AGREEMENTS[:-1], draw), _in_days(desk, draw(20))
    if draw(2):
        ground = {"grounds": "Avtalsbrott", "wind_up_until": on}
        desk.do("agreement.rescind", {"agreement": key, **ground})
    else:
        told = {"ends_on": on, "reason": "Uppsagt.", "agreed": True}
        desk.do("agreement.give_notice", {"agreement": key, **told})


def _extend(desk: Desk, draw: Draw) -> None:
    later = {"ends_on": _in_days(desk, draw(90)), "reason": "Överlappning."}
    desk.do("agreement.extend", {"agreement": _one(AGREEMENTS[:-1], draw), **later})


def _place(desk: Desk, draw: Draw) -> None:
    who = {"customer": _one(CUSTOMERS, draw), "bundle": "omvardnad"}
    agreement = _one(AGREEMENTS, draw)
    where = {"agreement": agreement, "reason": "Kundens val."}
    desk.do("customer_choice.choose", {**who, "wishes": [agreement]})
    desk.do("customer_choice.place", {**who, **where})


def _take_over_one(desk: Desk, draw: Draw) -> None:
    who = {"customer": _one(CUSTOMERS, draw), "bundle": "omvardnad"}
    desk.do("customer_choice.take_over", {**who, "on": _in_days(desk, -draw(3))})


def _end_care(desk: Desk, draw: Draw) -> None:
    who = {"customer": _one(CUSTOMERS, draw), "bundle": "omvardnad"}
    desk.do("customer_choice.end_care", {**who, "last_day": _in_days(desk, 0)})


def _wait(desk: Desk, draw: Draw) -> None:
    """Days pass, and the clock ends what has run out."""
    desk.now += timedelta(days=draw(20))
    for key in AGREEMENTS:
        for verb in ("expire", "wind_up"):
            desk.do(
                f"agreement.{verb}",
                {"agreement": key},
                by="scheduler",
                role=Role.SCHEDULER,
                mandate=None,
            )


MOVES: tuple[Callable[[Desk, Draw], None], ...] = (
    _wait,
    _wait,
    _plan,
    _on_wave("take_over"),
    _on_wave("take_over"),
    _on_wave("take_over"),
    _on_wave("decide_go"),
    _on_wave("decide_no_go", reason="Ej klart."),
    _fail,
    _take_over_failed,
    _postpone_wave,
    _on("postpone", days=7, reason="Ej klart."),
    _on("complete"),
    _on("abandon", reason="Ny plan."),
    _reassign,
    _propose,
    _on("adopt_reassignment"),
    _end_agreement,
    _extend,
    _place,
    _take_over_one,
    _end_care,
)
