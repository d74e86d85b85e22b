"""Of what a house keeps on its providers and its records: what held before."""

from __future__ import annotations

from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import recount
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
    recount(
        Retention.Replaced,
        "before",
        CARRIED,
        lambda _said, retention, _: retention.term,
    ),
)
