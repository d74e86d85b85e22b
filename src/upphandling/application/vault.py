"""What the write side asks of the vault, and how the vault says no.

The vault itself, with its keys and tables, lives in `infrastructure/vault`.
"""

from __future__ import annotations

import re
from typing import Protocol

from upphandling.application.commands import Command
from upphandling.domain.errors import Refused

TOKEN = re.compile(r"valv:([a-p]{12})-([a-p]{32})")
"""What stands for a text in the vault: which key it is under, and which item it is.

Letters only, so that no token can ever be taken for a personal number.
"""


SETTING = "UPPHANDLING_VAULT_KEY"
"""Where the operator says which file holds the key."""


class VaultLocked(Refused):
    """Valvet är låst, nyckeln som behövs saknas eller går inte att läsa."""


class VaultTampered(Refused):
    """Uppgiften i valvet är ändrad, flyttad eller skadad och visas inte."""


class NotAsStored(Refused):
    """Uppgiften ligger inte i valvet som loggen säger: den är borttagen eller utbytt."""


class Destroyed(Refused):
    """Uppgifterna är gallrade."""


class NothingKept(Refused):
    """Valvet har ingen sådan uppgift."""


class NoListOfDestroyed(Refused):
    """Gallring kräver en lista utanför databasen, och ingen plats är angiven för den."""


class DestroyedListDamaged(Refused):
    """Listan över förstörda nycklar är skadad, så inget i valvet läses förrän den är lagad."""


class Vault(Protocol):
    """Where free text goes before anything of a command is written."""

    def sealed(self, command: Command, command_id: str) -> Command:
        """The command with a token for each of its sealed texts, which are kept.

        The same command id and text give the same tokens. Raises `VaultLocked`; a
        command without such text never does.
        """
        ...

    def tokens_for(self, command: Command, command_id: str) -> Command:
        """The same, but nothing is kept."""
        ...
