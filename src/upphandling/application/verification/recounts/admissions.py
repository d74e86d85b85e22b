"""Of admission under LOV, applications, and direct procurement."""

from __future__ import annotations

from upphandling.application.commands import Cases
from upphandling.application.verification.deadlines import counted
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import recount
from upphandling.application.verification.recounts.tenders import known_threshold
from upphandling.domain.admission import Admission
from upphandling.domain.admission.terms import AdmissionTerms
from upphandling.domain.admission.windows import successor
from upphandling.domain.application import Application
from upphandling.domain.choice_system import ChoiceSystem
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


def _terms(application: Application, then: Cases) -> AdmissionTerms:
    return then.fetch(Admission, application.admission).agreed


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
    recount(
        Admission.Announced,
        "requirements",
        CARRIED,
        lambda _said, admission, then: (
            then.fetch(ChoiceSystem, admission.system).pinned_requirements
        ),
    ),
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
        lambda said, application, then: counted(
            "lov-completion",
            local_date(said.effective_at),
            length=_terms(application, then).completion,
        ),
    ),
    recount(
        Application.CompletionOverdue,
        "last_day",
        DATE,
        lambda _said, application, _: application.completion.last_day,
    ),
    recount(
        Application.AnswerOverdue,
        "last_day",
        DATE,
        lambda _said, application, _: application.answer_due.last_day,
    ),
    recount(
        Application.Rejected,
        "failed exclusion",
        CARRIED,
        lambda _said, application, _: (
            application.assessment.failed,
            application.assessment.exclusion,
        ),
    ),
    recount(
        Application.Rejected,
        "rattelse",
        DEADLINE,
        lambda said, application, then: counted(
            "lov-rattelse",
            local_date(said.notified_at),
            length=_terms(application, then).rattelse,
        ),
    ),
    recount(
        Application.RattelseTimeEnded,
        "last_day",
        DATE,
        lambda _said, application, _: application.rattelse.last_day,
    ),
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
        lambda said, application, then: counted(
            "lov-answer",
            said.answer_due.trigger,
            length=_terms(application, then).answer,
        ),
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
    recount(
        DirectProcurement.StandstillEnded,
        "last_day",
        DATE,
        lambda _said, procurement, _: procurement.standstill.last_day,
    ),
)
