"""The faults of procurement and choice, of the engine and of time; and all of them."""

from __future__ import annotations

from tests.simulation.mutation import Mutation
from tests.simulation.mutations_of_care import KEPT, PAY, ROLLS, VISITS

# Two rules say of each what the other says as well: a fault is when both are gone.
RUN_OUT = "        self._must_have_run_out(stamp)\n"
NOT_LOCKED = """\
        for lock in self.locks.values():
            raise SigningIsLocked(
                kind=lock.kind, review=lock.review, paragraph=lock.kind.paragraph
            )
"""
NOT_ORDERED = """\
        for review in sorted(self.ordered):
            kind = LockKind.COURT_ORDER
            raise SigningIsLocked(kind=kind, review=review, paragraph=kind.paragraph)
"""
UNLOCKED = "        self._must_be(Status.UNLOCKED)\n"
NOTIFIED = "        self._must_be(Status.UNLOCKED, Status.NOTIFIED)\n"
SIGNING = f"{RUN_OUT}{NOT_LOCKED}{NOT_ORDERED}{UNLOCKED}"

TENDERS = ("Tenders",)  # few of them come to a signature

DOMAIN = (
    Mutation(
        "a late bid is welcome until somebody closes",
        "domain/tender/bidding.py",
        "if stamp.at >= self.closes_at:",
        "if False:",
        TENDERS,
    ),
    Mutation(
        "a bid is welcome at the very limit",
        "domain/tender/bidding.py",
        "if stamp.at >= self.closes_at:",
        "if stamp.at > self.closes_at:",
        TENDERS,
    ),
    Mutation(
        "bids are opened while the tender is open",
        "domain/tender/opening.py",
        "self._must_be(Status.CLOSED)\n        self._must_have_closed_by(stamp)\n",
        "self._must_be(Status.CLOSED, Status.ANNOUNCED)\n",
        TENDERS,
    ),
    Mutation(
        "a contract is signed during the standstill",
        "domain/award/locking.py",
        SIGNING,
        f"{NOT_LOCKED}{NOT_ORDERED}{NOTIFIED}",
        TENDERS,
    ),
    Mutation(
        "a contract is signed under a court's lock",
        "domain/award/locking.py",
        SIGNING,
        f"{RUN_OUT}{NOT_ORDERED}{NOTIFIED}",
        TENDERS,
    ),
    Mutation(
        "an award is decided though a supplier is unheard",
        "domain/tender/exclusion.py",
        "        if self.intended:\n            raise ExclusionUnheard",
        "        if False:\n            raise ExclusionUnheard",
        TENDERS,
    ),
    Mutation(
        "a direct contract is signed while the intent stands still",
        "domain/direct_procurement/contract.py",
        "if self.standstill is not None and stamp.at < self.standstill.expires_at:",
        "if False:",
    ),
    Mutation(
        "one more than there is room for",
        "domain/agreement/capacity.py",
        "0 < amount > limit - used:",
        "0 < amount > limit - used + 1:",
    ),
    Mutation(
        "somebody stands twice in a queue",
        "domain/agreement/queue.py",
        "if place.customer in self.queue:\n                raise",
        "if False:\n                raise",
    ),
    Mutation(
        "an old place is not given back when another is reserved",
        "application/places.py",
        "    _free(cases, stamp, given_back)\n",
        "",
    ),
    Mutation(
        "an old place is not left at a takeover",
        "application/places.py",
        "    _free(cases, stamp, leaving)\n",
        "",
    ),
    Mutation(
        "whoever steps in does not know it",
        "application/places.py",
        "    heir.step_in(stamp, [place_of(choice) for choice in choices], on=on)\n",
        "",
    ),
    Mutation(
        "the fallback begins a day late",
        "application/agreement/ending.py",
        "fall_back(cases, stamp, agreement, on=agreement.ends_on + ONE_DAY)",
        "fall_back(cases, stamp, agreement, on=agreement.ends_on + 2 * ONE_DAY)",
    ),
    Mutation(
        "a takeover before the last one",
        "domain/customer_choice/responsibility.py",
        "if self.unchanged_since is not None and on < self.unchanged_since:",
        "if False:",
    ),
)

ENGINE = (
    Mutation(
        "a refused command is done when it comes again",
        "application/answers.py",
        "if outcome.verdict is Verdict.REFUSED:",
        "if False:",
    ),
    Mutation(
        "refusals are not kept",
        "application/engine.py",
        "elif keep_refusal or isinstance(refusal, NotAllowed):",
        "elif isinstance(refusal, NotAllowed):",
    ),
    Mutation(
        "what a refused command had begun is remembered",
        "application/engine.py",
        "except Refused as refusal:\n                session.forget()\n",
        "except Refused as refusal:\n",
    ),
    Mutation(
        "whoever lost a race tries again with what it had",
        "application/engine.py",
        "except IntegrityError:\n                session.forget()\n",
        "except IntegrityError:\n",
    ),
    Mutation(
        "a contended case is changed where it is cached",
        "application/session.py",
        "case = case.twin()",
        "pass",
    ),
    Mutation(
        "the outcome is committed before its event",
        "infrastructure/event_log/writing.py",
        'execute(INSERT_COMMAND, (*command, "done", place, place))\n',
        'execute(INSERT_COMMAND, (*command, "done", place, place))\n'
        '        execute("COMMIT")\n'
        '        execute("BEGIN IMMEDIATE")\n',
    ),
    Mutation(
        "the leaf does not cover who asked",
        "infrastructure/event_log/writing.py",
        "row[3], seal_of(command))",
        "row[3], None)",
    ),
    Mutation(
        "a large leap of the clock is believed",
        "infrastructure/timekeeping/guard.py",
        "if abs(reading.instant - expected) <= TOLERANCE:",
        "if True:",
    ),
    Mutation(
        "the clock may go back a little",
        "infrastructure/timekeeping/guard.py",
        "            return self._floor\n",
        "            return reading.instant\n",
    ),
)

TIME = (
    Mutation(
        "a deadline that is set anew never falls",
        "schedules/sweep.py",
        "|{self.part}|{self.set_by}",
        "|{self.part}",
    ),
    Mutation(
        "what falls late has its effect late",
        "schedules/sweep.py",
        "return self._send(due, due.due_at), False",
        "return self._send(due, None), False",
    ),
    Mutation(
        "a winding-up never ends",
        "projections/deadlines/agreements.py",
        "    yield until(fact, Deadline.WIND_UP_ENDS, after(last_day), last_day)\n",
        "",
    ),
    Mutation(
        "a care decision never ends",
        "projections/deadlines/customers.py",
        'if fact.data["valid_to"] is not None:',
        "if False:",
    ),
    Mutation(
        "only the first window closes",
        "projections/deadlines/admissions.py",
        'if fact.data["next"] is not None:',
        "if False:",
    ),
    Mutation(
        "a moved end is not waited for",
        "projections/deadlines/agreements.py",
        "    Agreement.NoticeGiven,\n    Agreement.EndAgreed,\n",
        "",
    ),
    Mutation(
        "the read models skip what they should read next",
        "infrastructure/read_side/projector.py",
        "            move(cursor, self.database, behind, position)\n",
        "            move(cursor, self.database, behind, position + 1)\n",
    ),
    Mutation(
        "how far a read model has come is committed before its rows",
        "infrastructure/read_side/projector.py",
        "                return 0\n            try:\n",
        "                return 0\n"
        "            move(cursor, self.database, chosen, position)\n"
        '            cursor.execute("COMMIT")\n'
        '            cursor.execute("BEGIN IMMEDIATE")\n'
        "            try:\n",
    ),
)

MUTATIONS = (*DOMAIN, *ENGINE, *TIME, *VISITS, *PAY, *KEPT, *ROLLS)
