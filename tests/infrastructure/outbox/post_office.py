"""What many tests of the outbox begin with: a file of subscriptions, and rounds."""

from __future__ import annotations

from pathlib import Path

from tests.infrastructure.outbox.receivers import SECRET, Receiver
from tests.town import Town
from upphandling.infrastructure.outbox.letters import Letter, Letters, State
from upphandling.infrastructure.outbox.postman import Postman
from upphandling.interfaces.outbox.part import postmen

EVERYTHING = 'kinds = ["tender", "award", "agreement", "choice_system", "plan"]'


def written(folder: Path, text: str) -> Path:
    """The file of subscriptions, with the secret beside it."""
    secret = folder / "hemlighet"
    secret.write_text(SECRET + "\n")
    secret.chmod(0o600)
    file = folder / "utskick.toml"
    file.write_text(text, encoding="utf-8")
    return file


def webhook(url: str, asked: str = EVERYTHING, name: str = "mottagaren") -> str:
    return f"""
[[webhook]]
name = "{name}"
url = "{url}"
secret_file = "hemlighet"
{asked}
"""


class PostOffice:
    """The town's postman, who goes a round when told to; dice always show the most."""

    def __init__(self, town: Town, folder: Path, listener: Receiver) -> None:
        self.town = town
        self.listener = listener
        self.folder = folder
        self.open(webhook(listener.url))

    def open(self, text: str, chance: float = 0.0) -> list[Postman]:
        """Read the file anew, as a service that starts."""
        file = written(self.folder, text)
        self.postmen = postmen(self.town.house, file, lambda: chance)
        return self.postmen

    def round(self, *, leads: bool = True) -> int:
        """Every postman goes once; answers how many letters were sent."""
        may_act = lambda: leads  # noqa: E731
        clock = self.town.clock
        return sum(postman.round(clock, may_act) for postman in self.postmen)

    def topics(self) -> list[str]:
        return [got.told["type"] for got in self.listener.got]

    def letters(self, *states: State) -> list[Letter]:
        return Letters(self.town.house.database).in_state(states or tuple(State))
