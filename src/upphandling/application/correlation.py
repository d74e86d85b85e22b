"""Which command began it all: the root of the chain of causes that a command ends."""

from __future__ import annotations

from upphandling.application.store import Store

LONGEST_CHAIN = 32  # links; what is longer is named by where we stopped


def correlation_of(store: Store, command_id: str, because: str | None) -> str:
    """The id of the first command that this one came of; its own where it came of none.

    `because` names an event (`case@version`) or a command (`command:id`), as it is kept.
    """
    root = command_id
    for _ in range(LONGEST_CHAIN):
        cause = store.cause_of(because) if because else None
        if cause is None:
            break
        root, because = cause
    return root
