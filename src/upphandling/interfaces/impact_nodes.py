"""The nodes of an impact map: a choice system's plan, agreements, rounds and waves.

What rests on what is said by the plan where it says it. Else it is concluded: what
is to happen on a day rests on the milestones whose days hold that day, or, where
none does, on those that are over last before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from upphandling.domain.agreement import Agreement, Status
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_round import Status as RoundStatus
from upphandling.domain.impact import Link, Node, NodeKind, Tie
from upphandling.domain.instants import ONE_DAY, local_date
from upphandling.domain.plan import Plan, Progress
from upphandling.domain.transition import Status as TransitionStatus
from upphandling.domain.transition import Transition
from upphandling.interfaces.past import Known

ALIVE = (Status.SIGNED, Status.IN_FORCE)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What was known on a day of one system, and how many customers each had."""

    on: date
    plan: Known[Plan]
    agreements: Mapping[str, Known[Agreement]]
    rounds: Mapping[str, Known[ChoiceRound]]
    transitions: Mapping[str, Known[Transition]]
    customers: Mapping[str, int]
    milestones: Sequence[Node] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "milestones", tuple(_milestones(self.plan)))

    def nodes(self) -> Iterator[Node]:
        """All that may fall."""
        yield from self.milestones
        yield from self._promises()
        for key, known in self.agreements.items():
            yield from self._of_agreement(key, known)
        for key, round_ in self.rounds.items():
            yield from self._of_round(key, round_)
        for key, transition in self.transitions.items():
            yield from self._waves(key, transition)

    def seat(self, day: date) -> tuple[Link, ...]:
        """The milestones that something on a day rests on."""
        held = self.holding(day)
        before = [node for node in self.milestones if node.latest < day]
        last = max((node.latest for node in before), default=None)
        nearest = held or [node for node in before if node.latest == last]
        return tuple(Link(node.key, Tie.IN_TIME) for node in nearest)

    def holding(self, day: date) -> list[Node]:
        """The milestones whose days hold a day."""
        return [m for m in self.milestones if m.earliest <= day <= m.latest]

    def to_begin(self, bundle: str) -> dict[str, Agreement]:
        """The agreements for a bundle that have not begun."""
        return {
            key: known.case
            for key, known in self.agreements.items()
            if known.case.agreed.bundle == bundle and self._is_to_begin(known.case)
        }

    def _is_to_begin(self, agreement: Agreement) -> bool:
        return agreement.status in ALIVE and agreement.agreed.starts_on > self.on

    def _promises(self) -> Iterator[Node]:
        for made in self.plan.events:
            if not isinstance(made, Plan.PromiseMade):
                continue
            standing = self.plan.case.promises[made.promise]
            if standing in (Progress.PROMISED, Progress.BROKEN):
                yield Node(
                    key=f"promise:{made.promise}",
                    kind=NodeKind.PROMISE,
                    title=f"”{made.text}” (till {made.to})",
                    earliest=made.when.earliest,
                    latest=made.when.latest,
                    links=_stated(made.depends_on),
                )

    def _of_agreement(self, key: str, known: Known[Agreement]) -> Iterator[Node]:
        agreement, terms = known.case, known.case.agreed
        if self._is_to_begin(agreement):
            award = agreement.award and (Link(f"award:{agreement.award}", Tie.AWARDED),)
            yield Node(
                key=f"agreement:{key}",
                kind=NodeKind.AGREEMENT,
                title=terms.name,
                earliest=terms.starts_on,
                latest=terms.starts_on,
                links=(award or ()) + self.seat(terms.starts_on),
            )
        last_day = _end_ahead(agreement, self.on)
        if last_day is not None:
            yield Node(
                key=f"end:{key}",
                kind=NodeKind.NOTICE if _on_notice(known) else NodeKind.AGREEMENT,
                title=terms.name,
                earliest=last_day,
                latest=last_day,
                links=(
                    *self._successors(agreement),
                    *(
                        Link(node.key, Tie.IN_TIME)
                        for node in self.holding(last_day + ONE_DAY)
                    ),
                ),
                people=self.customers.get(key, 0),
            )

    def _successors(self, ending: Agreement) -> Iterator[Link]:
        for key, other in self.to_begin(ending.agreed.bundle).items():
            if set(other.agreed.areas) & set(ending.agreed.areas):
                yield Link(f"agreement:{key}", Tie.SUCCESSOR)

    def _of_round(self, key: str, known: Known[ChoiceRound]) -> Iterator[Node]:
        opened = local_date(known.events[0].effective_at)
        last_day = _last_day(known)
        yield Node(
            key=f"choice_round:{key}",
            kind=NodeKind.ROUND,
            title=key,
            earliest=opened,
            latest=last_day,
            links=self.seat(last_day),
            done=known.case.status is RoundStatus.ADOPTED,
            people=len(known.case.invited),
        )
        sent = [e for e in known.events if isinstance(e, ChoiceRound.Invited)]
        if sent:
            yield Node(
                key=f"letters:{key}",
                kind=NodeKind.LETTERS,
                title=f"brev om valomgången {key}",
                earliest=local_date(sent[0].effective_at),
                latest=local_date(sent[-1].effective_at),
                links=(Link(f"choice_round:{key}", Tie.INVITED),),
                people=sum(len(letter.customers) for letter in sent),
            )

    def _waves(self, key: str, known: Known[Transition]) -> Iterator[Node]:
        transition = known.case
        planned = known.last(Transition.Planned)
        if planned is None or transition.status is not TransitionStatus.PLANNED:
            return
        for name in transition.remaining:
            wave = transition.waves[name]
            begun_by = {
                other: agreement.agreed.starts_on
                for other, agreement in self.to_begin(transition.bundle).items()
            }
            yield Node(
                key=f"wave:{key}/{name}",
                kind=NodeKind.WAVE,
                title=f"{key}, våg {name}",
                earliest=wave.on,
                latest=wave.on,
                links=(
                    *_adopted_in(planned.source),
                    *self.seat(wave.on),
                    *(
                        Link(f"agreement:{other}", Tie.TAKES_OVER)
                        for other, starts_on in begun_by.items()
                        if starts_on <= wave.on
                    ),
                ),
                people=len(wave.customers),
            )


def _milestones(known: Known[Plan]) -> Iterator[Node]:
    plan = known.case
    met = {
        e.milestone: e.met_on for e in known.events if isinstance(e, Plan.MilestoneMet)
    }
    for planned in known.events:
        if not isinstance(planned, Plan.MilestonePlanned):
            continue
        name = planned.milestone
        when, standing = plan.intervals[name], plan.milestones[name]
        done = standing is Progress.MET
        given_up = standing is Progress.ABANDONED  # it cannot fall again
        yield Node(
            key=f"milestone:{name}",
            kind=NodeKind.MILESTONE,
            title=planned.title,
            earliest=met[name] if done else when.earliest,
            latest=met[name] if done else when.latest,
            links=() if given_up else _stated(planned.depends_on),
            done=done,
        )


def _stated(milestones: Iterable[str]) -> tuple[Link, ...]:
    return tuple(Link(f"milestone:{name}", Tie.DEPENDS_ON) for name in milestones)


def _adopted_in(source: str) -> tuple[Link, ...]:
    """The round whose placements a transition carries out, if it came of a round."""
    of_a_round = source.startswith(f"{ChoiceRound.KIND}:")
    return (Link(source, Tie.PLACED),) if of_a_round else ()


def _end_ahead(agreement: Agreement, on: date) -> date | None:
    """The last day, if it is ahead; one that is rescinded has one too, to wind up."""
    ends_on = agreement.ends_on
    if ends_on is None or ends_on < on or agreement.status is Status.EXPIRED:
        return None
    return ends_on


def _on_notice(known: Known[Agreement]) -> bool:
    """Whether the agreement's last day is one that somebody gave notice for."""
    last = known.last(
        Agreement.NoticeGiven,
        Agreement.EndAgreed,
        Agreement.Extended,
        Agreement.OptionExercised,
        Agreement.Rescinded,
    )
    return isinstance(last, Agreement.NoticeGiven)


def _last_day(known: Known[ChoiceRound]) -> date:
    opened = known.last(ChoiceRound.Opened)
    return opened.last_day if opened else local_date(known.events[0].effective_at)
