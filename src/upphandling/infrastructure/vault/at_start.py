"""What the vault does when a database is opened: finish what a crash left undone."""

from __future__ import annotations

import structlog

from upphandling.infrastructure.storage.troubles import DatabaseTrouble
from upphandling.infrastructure.vault.destroying import Destroyer, Reconciled

log = structlog.get_logger()


def finished(destroyer: Destroyer) -> Reconciled:
    """Destroy what the log or the list says is destroyed; a hindrance stops nothing.

    Whoever opens a database that can only be read, or has no right to the list, still
    gets to work; the next one who may finishes it.
    """
    try:
        done = destroyer.reconcile()
    except (DatabaseTrouble, OSError) as trouble:
        log.warning("vault_not_reconciled", reason=type(trouble).__name__)
        return Reconciled(scrubbed=False)
    if done.destroyed:
        log.warning("vault_keys_destroyed_again", keys=len(done.destroyed))
    if done.unknown_decisions:
        log.warning("vault_decisions_unknown", decisions=done.unknown_decisions)
    return done
