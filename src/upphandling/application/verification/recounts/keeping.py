"""Of what a house keeps on its providers and its records: what held before, and by what."""

from __future__ import annotations

from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import from_case, recount
from upphandling.domain.destruction import Destruction
from upphandling.domain.instants import local_date
from upphandling.domain.provider import Provider
from upphandling.domain.retention import Retention

CARRIED = Computation.CARRIED

KEEPING = (
    recount(
        Provider.LicenceCorrected,
        "before",
        CARRIED,
        lambda said, provider, _: provider.rulings[said.ruling.ruling],
    ),
    recount(
        Provider.LicenceTookEffect,
        "licence",
        CARRIED,
        lambda said, provider, _: provider.licence_on(local_date(said.effective_at)),
    ),
    from_case(Retention.Replaced, "before", CARRIED, "term"),
    recount(
        Destruction.Decided,
        "rules",
        CARRIED,
        lambda said, _destruction, then: tuple(
            then.fetch(Retention, one.value).rule for one in said.document_classes
        ),
    ),
)
