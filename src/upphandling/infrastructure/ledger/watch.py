"""The watch over the log: audited at the start and every hour, then sealed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from upphandling.infrastructure.ledger.broken_mark import BrokenMark
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.troubles import (
    LedgerTrouble,
    LogOfLaterVersion,
)
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DatabaseTrouble
from upphandling.infrastructure.vitals.last_done import AUDIT, UNJUDGED, note

if TYPE_CHECKING:
    from upphandling.infrastructure.ledger.auditing import Findings

log = structlog.get_logger()

UNMARKED = "Andra processer vet inte att loggen är bruten: stoppa dem."


class WatchEnded(Exception):
    """The house closes while its log is recounted."""


class LedgerWatch:
    """Looks after the log of one house; what it finds broken stays marked."""

    def __init__(self, database: Database, seals: Seals) -> None:
        self.database = database
        self.seals = seals
        self.mark = BrokenMark(seals.files.folder if seals.files else None)

    def audit(
        self,
        given: Sequence[Path] = (),
        *,
        progress: Callable[[int], None] | None = None,
    ) -> Findings:
        """As `auditing.audit`; faults are marked.

        Doubts about a file are not, nor what only a later version can judge.
        """
        from upphandling.infrastructure.ledger.auditing import (  # noqa: PLC0415 -- slow to load
            audit,
        )

        findings = audit(self.database, self.seals, given, progress=progress)
        if findings.faults:
            try:
                self.mark.set([findings.faults[0].in_general, *findings.lines])
            except OSError:
                told = f"{self.mark.file}: kunde inte skrivas. {UNMARKED}"
                return replace(findings, unheard=(*findings.unheard, told))
        return findings

    def keep(self, stopping: Callable[[], bool]) -> None:
        """Audit, and seal what is whole; ends early when the house is `stopping`.

        A log that only a later version can judge all through is sealed as well: its
        leaves are right, and what is not sealed can be changed unseen.
        """

        def heed(_done: int) -> None:
            if stopping():
                raise WatchEnded

        try:
            findings = self.audit(progress=heed)
        except WatchEnded:
            return
        for line in findings.unheard:
            log.warning("ledger_unheard", said=line)
        said = self.mark.said()
        if said is None:
            if findings.unjudged:
                log.warning("ledger_not_judged", said=LogOfLaterVersion.message())
            else:
                log.info("ledger_verified")
            note(self.database, UNJUDGED if findings.unjudged else AUDIT, {})
            self.seal_if_set_up()
            return
        found = dict.fromkeys(fault.in_general for fault in findings.faults)
        for kind in found or [said]:
            log.error("ledger_broken", said=kind)

    def seal_if_set_up(self) -> None:
        """Seal the log as it is now; what goes wrong is told and stops nothing."""
        if not self.seals.can_sign or self.mark.said() is not None:
            return
        from upphandling.infrastructure.ledger.reading import (  # noqa: PLC0415
            LeafNotWhole,
        )
        from upphandling.infrastructure.ledger.sealing import seal  # noqa: PLC0415

        folder = self.seals.kept.folder
        is_new = not folder.exists()
        try:
            sealed = seal(self.database, self.seals)
        except (LedgerTrouble, DatabaseTrouble, OSError, LeafNotWhole) as trouble:
            log.error("checkpoint_failed", said=str(trouble))  # noqa: TRY400
            return
        log.info("checkpoint_made")
        if is_new:
            log.warning("ledger_folder_made", folder=str(folder))
        for line in sealed.missing:
            log.warning("checkpoint_incomplete", said=line)
