"""What a tariff becomes when it is indexed."""

from __future__ import annotations

from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import recount
from upphandling.domain.tariff import Tariff

PAY = (
    recount(
        Tariff.Indexed,
        "version",
        Computation.PAY,
        lambda said, tariff, _: tariff.indexed(
            said.valid_from, said.factor, said.source
        ),
    ),
)
