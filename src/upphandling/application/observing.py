"""Who looks on while commands are carried out: figures and traces, never the decision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Protocol

from upphandling.application.commands import Command


class Observer(Protocol):
    """Looks on and changes nothing; each block must let what is raised in it pass."""

    def command(
        self, command: Command, command_id: str
    ) -> AbstractContextManager[object]:
        """A block in which a command is carried out, or refused."""
        ...

    def work(self, name: str) -> AbstractContextManager[object]:
        """A block of the house's own work, by a stable name."""
        ...


class Observers(list[Observer]):
    """All who look on, told alike; of what is secret they see nothing, not even that."""

    @contextmanager
    def command(self, command: Command, command_id: str) -> Iterator[None]:
        """A block in which a command is carried out, or refused."""
        with ExitStack() as blocks:
            for one in () if command.SECRET else self:
                blocks.enter_context(one.command(command, command_id))
            yield

    @contextmanager
    def work(self, name: str) -> Iterator[None]:
        """A block of the house's own work, by a stable name."""
        with ExitStack() as blocks:
            for one in self:
                blocks.enter_context(one.work(name))
            yield
