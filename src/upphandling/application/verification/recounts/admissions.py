"""Of admission under LOV, applications, and direct procurement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from upphandling.application.commands import Cases
from upphandling.application.verification.deadlines import counted
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import How, from_case, recount
from upphandling.application.verification.recounts.tenders import (
    known_threshold,
    requirements,
)
from upphandling.domain.admission import Admission
from upphandling.domain.admission.windows import successor
from upphandling.domain.application import Application
from upphandling.domain.direct_procurement import DirectProcurement
from upphandling.domain.direct_procurement.terms import (
    AFTER_A_TENDER,
    PARAGRAPHS,
    Ground,
)
from upphandling.domain.instants import local_date
from upphandling.domain.tender import Tender

DATE, DEADLINE = Computation.DATE, Computation.DEADLINE
CARRIED, THRESHOLD = Computation.CARRIED, Computation.THRESHOLD


def _as_agreed(length: str, trigger: Callable[[Any], date]) -> How:
    """A time of LOV from its day, as long as the admission has it."""

    def recounted(said: object, application: Application, then: Cases) -> object:
        terms = then.fetch(Admission, application.admission).agreed
        return counted(f"lov-{length}", trigger(said), length=getattr(terms, length))

    return recounted


def _round(said: Application.Received, then: Cases) -> tuple[object, object]:
    """The round in which it took part, and from which day it may deliver."""
    window = then.fetch(Admission, said.admission).window_on(said.received_on)
    return (None, None) if window is None else (window.window, window.start_on)


def _former_bidders(said: DirectProcurement.Prepared, then: Cases) -> tuple[str, ...]:
    """Who bid in the tender that failed; a bridge during review asks nobody's past."""
    if said.ground not in AFTER_A_TENDER or said.ground is Ground.DURING_REVIEW:
        return ()
    tender = then.fetch(Tender, str(said.tender))
    return tuple(sorted({tender.bids[bid].bidder for bid in tender.in_play}))


ADMISSIONS = (
    recount(
        Admission.Prepared,
        "always_open",
        CARRIED,
        lambda said, _admission, _: not said.recurring and not said.windows,
    ),
    recount(
        Admission.Announced,
        "windows",
        DATE,
        lambda said, admission, _: (
            *admission.windows.values(),
            *(
                yearly.coming(local_date(said.effective_at))
                for yearly in admission.recurring
            ),
        ),
    ),
    requirements(Admission.Announced),
    recount(
        Admission.WindowClosed,
        "apply_by next",
        DATE,
        lambda said, admission, _: (
            admission.windows[said.window].apply_by,
            successor(admission.windows[said.window], admission.recurring),
        ),
    ),
    recount(
        Admission.Withdrawn,
        "windows",
        CARRIED,
        lambda _said, admission, _: tuple(
            key for key in sorted(admission.windows) if key not in admission.closed
        ),
    ),
    recount(
        Application.Received,
        "window start_on",
        DATE,
        lambda said, _application, then: _round(said, then),
    ),
    recount(
        Application.Received,
        "answer_due",
        DEADLINE,
        lambda said, _application, then: counted(
            "lov-answer",
            said.received_on,
            length=then.fetch(Admission, said.admission).agreed.answer,
        ),
    ),
    recount(
        Application.CompletionAsked,
        "until",
        DEADLINE,
        _as_agreed("completion", lambda said: local_date(said.effective_at)),
    ),
    from_case(Application.CompletionOverdue, "last_day", DATE, "completion.last_day"),
    from_case(Application.AnswerOverdue, "last_day", DATE, "answer_due.last_day"),
    from_case(
        Application.Rejected,
        "failed exclusion",
        CARRIED,
        "assessment.failed assessment.exclusion",
    ),
    recount(
        Application.Rejected,
        "rattelse",
        DEADLINE,
        _as_agreed("rattelse", lambda said: local_date(said.notified_at)),
    ),
    from_case(Application.RattelseTimeEnded, "last_day", DATE, "rattelse.last_day"),
    recount(
        Application.RattelseFiled,
        "in_time",
        DATE,
        lambda said, application, _: (
            application.rattelse is None
            or said.received_on <= application.rattelse.last_day
        ),
    ),
    recount(
        Application.Reopened,
        "answer_due",
        DEADLINE,
        _as_agreed("answer", lambda said: said.answer_due.trigger),
    ),
    recount(
        DirectProcurement.Prepared,
        "paragraph",
        CARRIED,
        lambda said, _procurement, _: PARAGRAPHS[said.ground],
    ),
    recount(
        DirectProcurement.Prepared,
        "former_bidders",
        CARRIED,
        lambda said, _procurement, then: _former_bidders(said, then),
    ),
    recount(
        DirectProcurement.Prepared,
        "threshold_sek threshold_source",
        THRESHOLD,
        lambda said, _procurement, _: known_threshold(
            said.threshold_sek, said.threshold_source, local_date(said.effective_at)
        ),
    ),
    recount(
        DirectProcurement.IntentPublished,
        "standstill",
        DEADLINE,
        lambda said, _procurement, _: counted("standstill-ex-ante", said.published_on),
    ),
    from_case(
        DirectProcurement.StandstillEnded, "last_day", DATE, "standstill.last_day"
    ),
)
