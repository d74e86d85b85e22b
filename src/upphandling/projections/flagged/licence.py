"""Licences that are lost, in doubt, or not known: what they touch."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, literal, union_all

from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.configuration import Regime
from upphandling.domain.flag_policy import FlagKind
from upphandling.domain.licence import LicenceStatus
from upphandling.domain.tender import Tender
from upphandling.projections.agreements import agreements
from upphandling.projections.flagged.columns import (
    Limits,
    flagged,
    lives_on,
    of_agreement,
)
from upphandling.projections.providers import in_doubt, standing
from upphandling.projections.tenders import tenders

KIND = FlagKind.LICENCE
UNKNOWN = "unknown"


def query(limits: Limits) -> Select[Any]:
    """What `register flags` lists, and agreements whose provider's licence is unknown."""
    found = union_all(_doubtful(limits), _unknown(limits)).subquery()
    return flagged(
        KIND,
        system=found.c.system,
        subject=found.c.subject,
        provider=found.c.provider,
        name=found.c.name,
        since=found.c.since,
        word=found.c.word,
    )


def _doubtful(limits: Limits) -> Select[Any]:
    """The cases that a doubtful licence touches, with the system of each."""
    doubted = in_doubt(limits.on).subquery()
    of_award = tenders.alias()
    return (
        flagged(
            KIND,
            system=func.coalesce(
                agreements.c.system, tenders.c.system, of_award.c.system
            ),
            subject=doubted.c.case_id,
            provider=doubted.c.provider,
            name=doubted.c.name,
            since=doubted.c.in_force_from,
            word=doubted.c.licence,
        )
        .select_from(doubted)
        .outerjoin(
            agreements,
            literal(Agreement.case_id("")) + agreements.c.agreement
            == doubted.c.case_id,
        )
        .outerjoin(
            tenders,
            literal(Tender.case_id("")) + tenders.c.tender == doubted.c.case_id,
        )
        .outerjoin(
            of_award,
            literal(Award.case_id("")) + of_award.c.award == doubted.c.case_id,
        )
    )


def _unknown(limits: Limits) -> Select[Any]:
    """No ruling is known: what the agreement itself has been told, or nothing at all.

    The municipality's own provision needs no licence.
    """
    known = standing(limits.on)
    row = agreements.c
    told = row.licence != LicenceStatus.IN_FORCE.value
    return (
        of_agreement(
            KIND,
            since=row.starts_on,
            word=func.coalesce(func.nullif(row.licence, "in_force"), UNKNOWN),
        )
        .select_from(agreements)
        .outerjoin(known, known.c.provider == row.provider)
        .where(
            known.c.provider.is_(None),
            lives_on(limits.on),
            told | (row.regime != Regime.IN_HOUSE.value),
        )
    )
