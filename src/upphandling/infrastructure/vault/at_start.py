"""What the vault does when a database is opened: finish what a crash left undone."""

from __future__ import annotations

import structlog

from upphandling.application.vault import DestroyedListDamaged
from upphandling.infrastructure.storage.troubles import DatabaseTrouble
from upphandling.infrastructure.vault.destroying import Destroyer, Reconciled

log = structlog.get_logger()


def finished(destroyer: Destroyer, *, heed_log: bool = True) -> Reconciled:
    """Destroy what the log or the list says is destroyed; a hindrance stops nothing.

    Whoever opens a database that can only be read, or may not write the list, still
    gets to work; the next one who may finishes it. Where the list cannot be understood
    nothing in the vault is read: who has been erased might be back.
    """
    try:
        done = destroyer.reconcile(heed_log=heed_log)
    except DestroyedListDamaged as damage:
        destroyer.vault.unreadable = damage
        log.error("vault_list_damaged", **damage.details)  # noqa: TRY400
        return Reconciled(scrubbed=False)
    except (DatabaseTrouble, OSError) as trouble:
        log.warning("vault_not_reconciled", reason=type(trouble).__name__)
        return Reconciled(scrubbed=False)
    if done.list_cut_off:
        log.warning("vault_list_cut_off")
    if done.relisted:
        log.warning("vault_list_restored", keys=len(done.relisted))
    if done.destroyed:
        log.warning("vault_keys_destroyed_again", keys=len(done.destroyed))
    if done.unknown_decisions:
        log.warning("vault_decisions_unknown", decisions=done.unknown_decisions)
    return done
