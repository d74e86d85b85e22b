"""The one door through which every command enters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import RLock
from typing import Any

import structlog
from eventsourcing.application import Application, Repository
from eventsourcing.persistence import InfrastructureFactory, IntegrityError
from eventsourcing.utils import Environment
from pydantic_core import to_jsonable_python

from upphandling.application.access import must_be_allowed
from upphandling.application.answers import Answer, same_answer
from upphandling.application.barriers import (
    Barriers,
    NoBarriers,
    must_be_free,
    must_be_free_to_ask,
)
from upphandling.application.commands import Command
from upphandling.application.correlation import correlation_of
from upphandling.application.delegation import must_be_delegated
from upphandling.application.identity import new_command_id
from upphandling.application.observing import Observers
from upphandling.application.refusals import (
    CaseSetAside,
    CaseUnreadable,
    FutureTime,
    LedgerBroken,
    SomebodyElseWasFirst,
)
from upphandling.application.sealing import NoVault
from upphandling.application.session import Session
from upphandling.application.store import CommandRepeated, Receipt, Store
from upphandling.application.vault import Vault
from upphandling.domain.access import NotAllowed, policy_version
from upphandling.domain.base import DomainEvent, Role, Stamp
from upphandling.domain.errors import Refused

log = structlog.get_logger()

CACHED_CASES = 5_000
ATTEMPTS = 50  # at the same case, when others write to it at the same time

Door = Callable[[Command, Session, Stamp, datetime], None]
"""Refuses what the sender may not ask for; the last is our own clock."""


class Engine(Application[str]):
    """Takes a command, lets the cases decide, keeps what happened.

    `clock` gives the instant of recording (aware, UTC). One command at a time is
    carried out in a process; processes meet in the database.
    """

    name = "upphandling"

    def __init__(
        self,
        persistence: InfrastructureFactory[Any],
        store: Store,
        clock: Callable[[], datetime],
        vault: Vault | None = None,
    ) -> None:
        self._persistence = persistence
        super().__init__()
        self.store = store
        self.clock = clock
        self.vault: Vault = vault or NoVault()
        self.read_only: str | None = None  # why, where the log is broken
        self.door: Door = must_be_allowed
        self.listeners: list[Callable[[tuple[DomainEvent, ...]], None]] = []
        self.observers = Observers()
        self.barriers: Barriers = NoBarriers()
        self.footing: Callable[[], int] = int  # another where the server is another
        self._footing = 0
        self._turn = RLock()

    def construct_factory(self, _env: Environment) -> InfrastructureFactory[Any]:
        return self._persistence

    def construct_repository(self) -> Repository[str]:
        return Repository(
            event_store=self.events,
            cache_maxsize=CACHED_CASES,
            deepcopy_from_cache=False,  # a session forgets what it spoiled
        )

    def session(self) -> Session:
        """A view of the cases, for those who only read."""
        self._stands()
        return Session(self.repository, self.store, self.mapper)

    def handle(
        self,
        command: Command,
        *,
        by: str,
        role: Role,
        mandate: str | None = None,
        command_id: str | None = None,
        effective_at: datetime | None = None,
        because: str | None = None,
        keep_refusal: bool = True,
    ) -> Answer:
        """Carry out a command, or refuse it; either way keep what was asked.

        `effective_at` is when it legally or really happened (default: now). A
        `command_id` seen before gets the same answer again. Raises the `Refused`
        that stands in the way. Without `keep_refusal` a refusal is no answer: the
        same id may try again, as a deadline does at the next sweep; what the access
        policy denied is kept even so.
        """
        with (
            self._turn,
            structlog.contextvars.bound_contextvars(command=command.NAME, by=by),
        ):
            if self.read_only is not None:
                raise LedgerBroken(found=self.read_only)
            now = self.clock()  # in turn, so that the log is in the order of time
            name = command_id or new_command_id(now)
            command = self.vault.sealed(command, name)  # from here on only tokens
            receipt = Receipt(
                command_id=name,
                command=command.NAME,
                recorded_at=now,
                effective_at=(effective_at or now).replace(microsecond=0),
                by=by,
                role=role.value,
                mandate=mandate,
                because=because,
                payload=command.model_dump_json(),
                policy=policy_version(),
            )
            with (
                structlog.contextvars.bound_contextvars(
                    command_id=name,
                    correlation_id=correlation_of(self.store, name, because),
                ),
                self.observers.command(command, name),
            ):
                if command_id and (outcome := self.store.outcome_of(command_id)):
                    return same_answer(outcome, receipt)
                return self._carry_out(command, receipt, keep_refusal=keep_refusal)

    def rehearse(
        self, command: Command, *, by: str, role: Role, mandate: str | None = None
    ) -> int:
        """Raise what would stand in the way just now, and keep nothing.

        Answers how many events the command would lead to.
        """
        stamp = Stamp(
            by=by, role=role, at=self.clock().replace(microsecond=0), mandate=mandate
        )
        session = self.session()
        with self._turn:
            try:
                command = self.vault.tokens_for(command, "")
                must_be_allowed(command, session, stamp, stamp.at)
                self._obey(command, session, stamp)
                must_be_delegated(session, session.changed(), stamp)
                return sum(len(case.pending_events) for case in session.changed())
            except Exception as error:
                self._must_be_readable(session, error)
                raise
            finally:
                session.forget()

    def _carry_out(
        self, command: Command, receipt: Receipt, *, keep_refusal: bool
    ) -> Answer:
        stamp = Stamp(
            by=receipt.by,
            role=Role(receipt.role),
            at=receipt.effective_at,
            mandate=receipt.mandate,
            because=receipt.because or f"command:{receipt.command_id}",
        )
        for losses in range(ATTEMPTS):
            session = self.session()
            try:
                with self.store.in_line(losses):
                    events = self._attempt(command, session, receipt, stamp)
            except Refused as refusal:
                session.forget()
                if isinstance(refusal, CaseSetAside):
                    self._tell_frozen(command, refusal)
                elif keep_refusal or isinstance(refusal, NotAllowed):
                    answer = self._refuse(command, receipt, refusal)
                    if answer is not None:
                        return answer
                raise
            except CommandRepeated:
                session.forget()
                return self._repeated(receipt)
            except IntegrityError:
                session.forget()
                continue
            except BaseException as error:
                session.forget()
                self._must_be_readable(session, error)
                raise
            if not command.SECRET:
                log.info("command_accepted")
            return Answer(receipt.command_id, events)
        raise SomebodyElseWasFirst(command=command.NAME)

    def _attempt(
        self, command: Command, session: Session, receipt: Receipt, stamp: Stamp
    ) -> tuple[DomainEvent, ...]:
        if receipt.effective_at > receipt.recorded_at:
            raise FutureTime(at=receipt.effective_at)
        self.door(command, session, stamp, receipt.recorded_at)
        self._obey(command, session, stamp)
        must_be_delegated(session, session.changed(), stamp)
        if not self._stands():
            raise IntegrityError
        return self._keep(session, receipt)

    def _stands(self) -> bool:
        """Whether we still speak to the server that what is cached was read from.

        Another one may lack the last that it said: then all is read anew.
        """
        footing = self.footing()
        if footing == self._footing:
            return True
        self._footing = footing
        self._repository = self.construct_repository()
        return False

    def _obey(self, command: Command, session: Session, stamp: Stamp) -> None:
        """Let the handler change the cases of the session, if none of them is barred."""
        barriers, role = self.barriers, stamp.role
        must_be_free_to_ask(barriers, command, role)
        _handle(command, session, stamp)
        changed = [str(case.id) for case in session.changed()]
        must_be_free(barriers, command, role, changed)

    def _keep(self, session: Session, receipt: Receipt) -> tuple[DomainEvent, ...]:
        cases = session.changed()
        events = tuple(event for case in cases for event in case.pending_events)
        if events:
            self.save(*cases, receipt=receipt, rests_on=session.rests_on)
        else:
            self.recorder.insert_events([], receipt=receipt)
        session.remember()
        for listener in self.listeners:
            listener(events)  # type: ignore[arg-type]
        return events  # type: ignore[return-value]

    def _refuse(
        self, command: Command, receipt: Receipt, refusal: Refused
    ) -> Answer | None:
        """Keep the refusal; the first answer where the command was done meanwhile."""
        details = to_jsonable_python(refusal.details, fallback=str)
        try:
            self.store.refuse(receipt, refusal.rule(), refusal.message(), details)
        except CommandRepeated:
            return self._repeated(receipt)
        if not command.SECRET:
            log.info("command_refused", rule=refusal.rule())
        return None

    def _must_be_readable(self, session: Session, error: BaseException) -> None:
        """Freeze the case that the error came of; raises `CaseUnreadable`.

        Nothing is open any more: what is kept of it stays when the command does not.
        """
        case = session.reading
        if case and not self.read_only and self.barriers.unreadable(case, error):
            raise CaseUnreadable(case=case) from None

    def _tell_frozen(self, command: Command, refusal: CaseSetAside) -> None:
        """It is no answer: the same id may try again when the case is whole."""
        if not command.SECRET:
            log.warning("case_is_frozen", case=refusal.details["case"])

    def _repeated(self, receipt: Receipt) -> Answer:
        outcome = self.store.outcome_of(receipt.command_id)
        if outcome is None:
            raise SomebodyElseWasFirst(command=receipt.command)
        return same_answer(outcome, receipt)


def _handle(command: Command, session: Session, stamp: Stamp) -> None:
    """Let the command's own handler change the cases of the session."""
    from upphandling.application.catalogue import (  # noqa: PLC0415 -- not for who reads
        VERBS,
    )

    VERBS[command.NAME].handler(command, session, stamp)
