"""The whole log verified: spans of streams and read models, spread over processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from functools import cache, partial
from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerContext

from upphandling.application.verification import (
    RECOUNTS,
    Computation,
    Difference,
    Findings,
    verify_case,
)
from upphandling.infrastructure.event_log.event_mapper import (
    EventMapper,
    UnreadableEvent,
)
from upphandling.infrastructure.read_side.comparison import compared_together
from upphandling.infrastructure.read_side.differences import Comparison
from upphandling.infrastructure.read_side.folding import ProjectionBroken
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DamagedRow, SchemaMissing
from upphandling.infrastructure.verification.past import StoredPast
from upphandling.infrastructure.verification.reading import (
    Span,
    damaged_refusals,
    end_of,
    must_be_registered,
    spans,
    streams,
)
from upphandling.projections.catalogue import PROJECTIONS

Progress = Callable[[int, int], None]
Part = tuple[int, Callable[[Database], Findings]]  # its weight in events, and the work

GROUPS = 3  # of read models, each built in one reading of the log
FEW = 50_000  # events, for which no process is started


def verify(
    database: Database,
    *,
    case: str | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Findings:
    """Compute everything again, or all of one case; `jobs` processes share the work.

    By default there is one for each core, and none beside this one for a small log.
    Read models are compared only when the whole log is. `progress` is told how much is
    done, and of how much.
    """
    end = end_of(database)
    parts = _parts(database, end) if case is None else [_of_case(case, end)]
    total = sum(weight for weight, _ in parts)
    found: list[Findings] = [Findings()] * len(parts)
    done = 0
    jobs = jobs or (1 if total < FEW else os.cpu_count() or 1)
    for number, findings in _carried_out(database, parts, jobs):
        found[number] = findings
        done += parts[number][0]
        if progress is not None:
            progress(done, total)
    everything = Findings()
    for findings in found:
        everything.add(findings)
    return everything


def verify_span(span: Span, end: int, database: Database) -> Findings:
    """Every stream of a span."""
    mapper = EventMapper()
    past = StoredPast(database, mapper)
    findings = Findings()
    for _, rows in streams(database, mapper, span, end):
        checked, differences = verify_case(rows, past, RECOUNTS)
        findings.add(checked)
        for difference in differences:
            findings.found(difference)
    findings.checked[Computation.FORM] = findings.events
    return findings


def verify_refusals(database: Database) -> Findings:
    """Every kept refusal, which nothing is computed from: that it can be read."""
    findings = Findings()
    for damaged in damaged_refusals(database):
        place = str(damaged.details["place"])
        findings.found(
            Difference(
                case=place,
                event=place,
                field="raden",
                recorded=None,
                recomputed=None,
                why=f"avslaget kan inte läsas: {damaged.details['why']}",
                computation=Computation.FORM,
                derivable=False,
            )
        )
    return findings


def verify_read_models(names: Sequence[str], database: Database) -> Findings:
    """Some read models, against others built of the same events."""
    findings = Findings()
    try:
        compared = compared_together(database, [PROJECTIONS[one] for one in names])
    except (DamagedRow, ProjectionBroken, SchemaMissing, UnreadableEvent) as trouble:
        if len(names) == 1:
            findings.found(_not_compared(database, names[0], trouble))
        else:
            for name in names:
                findings.add(verify_read_models([name], database))
        return findings
    for comparison in compared:
        findings.checked[Computation.READ_MODEL] += 1
        for difference in _told(comparison):
            findings.found(difference)
        findings.total += comparison.total - len(comparison.differences)
    return findings


def _parts(database: Database, end: int) -> list[Part]:
    """The read models first, for they take longest."""
    names = sorted(PROJECTIONS)
    groups = [names[start::GROUPS] for start in range(GROUPS)]
    return [
        *((end // 4, partial(verify_read_models, group)) for group in groups),
        (1, verify_refusals),
        *((one.events, partial(verify_span, one, end)) for one in spans(database, end)),
    ]


def _of_case(case_id: str, end: int) -> Part:
    return 1, partial(verify_span, Span(case_id, case_id, 1), end)


def _told(comparison: Comparison) -> Iterator[Difference]:
    """A row of a read model that is not what the events say."""
    for one in comparison.differences:
        key = ", ".join(map(str, one.key))
        yield Difference(
            case=comparison.projection,
            event=f"{one.table} ({key})",
            field=one.column or "raden",
            recorded=one.stored,
            recomputed=one.rebuilt,
            why="läsmodellen byggd av händelserna",
            computation=Computation.READ_MODEL,
        )


def _not_compared(database: Database, name: str, trouble: Exception) -> Difference:
    """Which event it is that stands in the way is told where the events are."""
    why = "läsmodellen går inte att bygga ur händelserna"
    if isinstance(trouble, SchemaMissing):
        must_be_registered(database, name)
        why = "läsmodellens tabeller finns inte"
    return Difference(
        case=name,
        event=name,
        field="alla rader",
        recorded=None,
        recomputed=None,
        why=f"kan inte räknas om: {why}",
        computation=Computation.READ_MODEL,
        derivable=False,
    )


def _carried_out(
    database: Database, parts: Sequence[Part], jobs: int
) -> Iterator[tuple[int, Findings]]:
    if jobs == 1 or len(parts) == 1:
        for number, (_, work) in enumerate(parts):
            yield number, work(database)
        return
    url = database.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(
        jobs, mp_context=_processes(), initializer=_leave_if_interrupted
    ) as pool:
        waiting: dict[Future[Findings], int] = {
            pool.submit(_elsewhere, url, work): number
            for number, (_, work) in enumerate(parts)
        }
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        finally:
            pool.shutdown(cancel_futures=True)  # interrupted, nothing more is begun


def _processes() -> ForkServerContext:
    """Forked from a server that has loaded all this once, and holds no connection.

    Ctrl-C is for the one who asked, and not for the server, which would tell of it.
    """
    processes = get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, heard)
    return processes


def _leave_if_interrupted() -> None:
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))


def _elsewhere(url: str, work: Callable[[Database], Findings]) -> Findings:
    """In a process of its own, which opens the database once."""
    return work(_opened(url))


@cache
def _opened(url: str) -> Database:
    return Database(url)
