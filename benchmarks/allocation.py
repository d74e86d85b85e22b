"""Places people with providers: the whole proposal, beside two ways to the bare numbers.

- **ours**: `allocate`, all of it: every aim in turn with its proof, the seed's lots, the
  queue, and a reason for each person.
- **plain HiGHS**: one linear program with a column for each person and provider, and one
  weighted sum for first to fifth choice. No guarantees before choices, no proof kept, no
  reasons. A sum of weights is not the same as one aim after another.
- **networkx**: the same weighted sum as a min-cost flow, in pure Python.

The baselines solve within room alone: shares would be lost in their one sum. In hours
only ours answers, and says which aims it did not prove. A baseline
that has not answered within `--limit` seconds is stopped, and that is what is said.

Run with `python -m benchmarks.allocation`.
"""

from __future__ import annotations

import argparse
import resource
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from multiprocessing.queues import Queue
from time import perf_counter, process_time

import highspy
import networkx as nx
import numpy as np

from benchmarks.allocation_questions import in_hours, question
from upphandling.domain.allocation import Question, allocate
from upphandling.domain.configuration import DefaultRule, ShareUnit

WEIGHTS = (100_000, 10_000, 1_000, 100, 10)  # of the first to the fifth choice


def ours(asked: Question) -> int:
    stages = {stage.name: stage for stage in allocate(asked).stages}
    for stage in stages.values():
        if not stage.proved:
            said = f"{stage.objective:,}, bound {stage.bound:,}"
            print(f"  not proved: {stage.name} {said}", flush=True)
    return stages["choice_1"].objective


Ways = list[tuple[int, str, str, int]]


def ways_of(asked: Question) -> Ways:
    """Every person's possible places: who, where, in which area, and its worth."""
    own = {a: c.agreement for c in asked.contenders for a in c.areas if not c.room}
    return [
        (n, key, person.area, worth)
        for n, person in enumerate(asked.people)
        for key, worth in {
            own[person.area]: 0,
            **dict(zip(person.wishes, WEIGHTS, strict=False)),
        }.items()
    ]


def plain_highs(asked: Question) -> int:
    """One column for each person and place, one weighted sum."""
    ways = ways_of(asked)
    rooms = {(c.agreement, r.area): r.free for c in asked.contenders for r in c.room}
    rows = {key: len(asked.people) + n for n, key in enumerate(rooms)}
    starts: list[int] = []
    index: list[int] = []
    for n, key, area, _ in ways:
        starts.append(len(index))
        index.append(n)
        comes = asked.people[n].present != key
        if comes and (key, area) in rows:
            index.append(rows[key, area])
    starts.append(len(index))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(ways), len(asked.people) + len(rows)
    lp.col_cost_ = -np.array([worth for *_, worth in ways], dtype=np.float64)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(ways)), np.ones(len(ways))
    ones = np.ones(len(asked.people))
    free = np.array(list(rooms.values()), dtype=np.float64)
    lp.row_lower_ = np.concatenate([ones, np.full(len(free), -highspy.kHighsInf)])
    lp.row_upper_ = np.concatenate([ones, free])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.array(starts, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(index, dtype=np.int32)
    lp.a_matrix_.value_ = np.ones(len(index))
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.silent()
    highs.passModel(lp)
    highs.run()
    going = highs.getSolution().col_value
    return round(
        sum(x for x, (*_, w) in zip(going, ways, strict=True) if w == WEIGHTS[0])
    )


def networkx_flow(asked: Question) -> int:
    """The same as a flow, from each person through a provider's door to the end."""
    graph = nx.DiGraph()
    rooms = {(c.agreement, r.area): r.free for c in asked.contenders for r in c.room}
    people = len(asked.people)
    worths: dict[tuple[int, str], int] = {}
    through: dict[str, set[str]] = defaultdict(set)
    graph.add_node("end", demand=people)
    for n, key, area, worth in ways_of(asked):
        comes = asked.people[n].present != key
        door = f"{key} {area}" if comes and (key, area) in rooms else key
        through[door].add(area)
        graph.add_node(n, demand=-1)
        graph.add_edge(n, door, capacity=1, weight=-worth)
        worths[n, door] = worth
    for (key, area), free in rooms.items():
        graph.add_edge(f"{key} {area}", "end", capacity=free, weight=0)
    for contender in asked.contenders:
        graph.add_edge(contender.agreement, "end", capacity=people, weight=0)
    _, flow = nx.network_simplex(graph)
    return sum(flow[n][d] for (n, d), worth in worths.items() if worth == WEIGHTS[0])


Told = tuple[float, float, int, int]


def _answer(work: Callable[[], int], told: Queue[Told]) -> None:
    started, worked = perf_counter(), process_time()
    firsts = work()
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told.put((perf_counter() - started, process_time() - worked, used, firsts))


def timed(work: Callable[[], int], limit: float) -> Told | None:
    """Seconds by the clock and of work, megabytes, first choices; None if stopped."""
    context = get_context("fork")
    told: Queue[Told] = context.Queue()
    process = context.Process(target=_answer, args=(work, told))
    process.start()
    process.join(limit)
    if process.is_alive():
        process.kill()
        process.join()
        return None
    answer: Told = told.get()
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=120.0)
    parser.add_argument("--only", default="", help="questions whose title has this")
    asked_for = parser.parse_args()
    limit = asked_for.limit
    small = partial(question, 10_000, 12, 2, (2,))
    questions = {
        "10 000 people, 12 providers, 2 areas": small(),
        "the same, those who do not choose by free room": small(
            DefaultRule.PROVIDER_WITH_ROOM
        ),
        "250 000 people, 430 providers, 290 areas": question(
            250_000, 430, 290, (1, 1, 2, 2, 3, 4)
        ),
        **{
            f"shares in hours, {people} people, {providers} providers, 2 areas": (
                in_hours(question(people, providers, 2, (2,), DefaultRule.FILL_SHARES))
            )
            for people, providers in ((200, 6), (3_000, 8), (10_000, 12))
        },
    }
    for title, asked in questions.items():
        if asked_for.only not in title:
            continue
        print(f"{title}\n  {'':14}  seconds  of work     MB   first choices")
        ways: dict[str, Callable[[Question], int]] = {"ours": ours}
        if asked.unit is ShareUnit.CUSTOMERS:
            ways |= {"plain HiGHS": plain_highs, "networkx": networkx_flow}
        for name, way in ways.items():
            answer = timed(partial(way, asked), limit)
            said = (
                f"stopped after {limit:.0f} s"
                if answer is None
                else f"{answer[0]:7.2f}  {answer[1]:7.2f}  {answer[2]:5}  {answer[3]:14,}"
            )
            print(f"  {name:14}  {said}", flush=True)


if __name__ == "__main__":
    main()
