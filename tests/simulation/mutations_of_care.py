"""The faults of visits and pay, of what is kept and destroyed, and of who may act."""

from __future__ import annotations

from tests.simulation.mutation import Mutation

IN_PAY, IN_KEEPING, IN_ROLLS = ("Wages",), ("Wages", "Keeping"), ("Rolls",)

VISITS = (
    Mutation(
        "a visit counts after the care has ended",
        "interop/visit_rows.py",
        "        if first <= starts < after:\n            return True",
        "        if first <= starts:\n            return True",
        IN_PAY,
    ),
    Mutation(
        "a visit that is told otherwise counts beside the first",
        "infrastructure/visits/checks.py",
        "    if not others:\n        return []",
        "    if others is not None:\n        return []",
        IN_PAY,
    ),
    Mutation(
        "somebody works in two places at once",
        "interfaces/visit_import/checking.py",
        "busy = checks.overlapping(database, batch, found.near, found.around)",
        "busy: list[int] = []",
        IN_PAY,
    ),
    Mutation(
        "visits change in a month that is paid",
        "application/visit_month.py",
        "        must_not_be_paid(cases, batch.agreements, month.month)\n",
        "        pass\n",
        IN_PAY,
    ),
    Mutation(
        "visits are read in twice when a process dies over them",
        "interfaces/visit_import/grounds.py",
        "(*standing, *(row.batch for row in others)),",
        "tuple(row.batch for row in others),",
        IN_PAY,
    ),
)

PAY = (
    Mutation(
        "what is above the cap is paid",
        "domain/pay/performed.py",
        "within = min(seconds, max(most - spent[whose], 0))",
        "within = seconds",
        IN_PAY,
    ),
    Mutation(
        "half an öre is lost",
        "domain/pricing/rounding.py",
        "whole = int(abs(exact) + HALF)",
        "whole = int(abs(exact))",
        IN_PAY,
    ),
    Mutation(
        "own provision gets what others get for VAT",
        "application/payment/workings.py",
        "vat = 0 if self._in_house else vat_on(lines, self._versions)",
        "vat = vat_on(lines, self._versions)",
        IN_PAY,
    ),
    Mutation(
        "a month is approved for other visits than count",
        "domain/payment/calculation.py",
        "        if changed:\n",
        "        if False:\n",
        IN_PAY,
    ),
    Mutation(
        "a fine is taken anew each month",
        "domain/pay/deductions.py",
        "claim.of(months) - elsewhere.get(claim.sanction, 0) for claim in begun",
        "claim.of(months) for claim in begun",
        IN_PAY,
    ),
    Mutation(
        "a payment is made twice",
        "domain/payment/correction.py",
        "if correction in self.exported:",
        "if False:",
        IN_PAY,
    ),
)

KEPT = (
    Mutation(
        "visits are destroyed before their time",
        "domain/visit_month.py",
        "if local_date(stamp.at) <= kept_until:",
        "if False:",
        IN_KEEPING,
    ),
    Mutation(
        "visits are left when they are destroyed",
        "infrastructure/visits/destroying.py",
        "                pending.drop(self.database, batch)\n",
        "",
        IN_KEEPING,
    ),
    Mutation(
        "a key is destroyed in the log alone",
        "infrastructure/vault/destroying.py",
        "        if live:\n            self._destroy(live)\n",
        "",
        IN_KEEPING,
    ),
    Mutation(
        "what is kept for ever is destroyed",
        "domain/retention.py",
        "if term.keep_years is None:",
        "if False:",
        IN_KEEPING,
    ),
)

ROLLS = (
    Mutation(
        "a role is held after its last day",
        "domain/roster/terms.py",
        "return self.from_day <= day and (self.until is None or day <= self.until)",
        "return self.from_day <= day",
        IN_ROLLS,
    ),
    Mutation(
        "whoever is biased acts all the same",
        "application/access.py",
        "if conflict := conflict_of(roster, session, stamp.by, cases_in(command)):",
        "if conflict := None:",
        IN_ROLLS,
    ),
    Mutation(
        "the last who keeps the roster goes",
        "domain/roster/roles.py",
        "        must_have_keeper(left, local_date(stamp.at))\n",
        "",
        IN_ROLLS,
    ),
    Mutation(
        "somebody looks at an emergency of their own",
        "domain/roster/break_glass.py",
        "if stamp.by == self.glasses[glass].person:",
        "if False:",
        IN_ROLLS,
    ),
)
