"""The words and values that the chapters of a tender share."""

from __future__ import annotations

from enum import StrEnum

from upphandling.domain.base import Value


class Status(StrEnum):
    PREPARED = "prepared"
    ANNOUNCED = "announced"
    CLOSED = "closed"
    OPENED = "opened"
    AWARDED = "awarded"
    CANCELLED = "cancelled"


class NoAwardReason(StrEnum):
    """Why nobody won, in the codes of eForms (`non-award-justification`)."""

    ALL_REJECTED = "all-rej"
    CHANGED_NEEDS = "chan-need"
    INSUFFICIENT_FUNDS = "ins-fund"
    NO_BIDS = "no-rece"
    NOT_SIGNED = "no-signed"
    ONE_ADMISSIBLE = "one-admis"
    REVIEW_BODY = "rev-body"
    BUYER_AFTER_REVIEW = "rev-buyer"
    PROCEDURAL_ERROR = "tch-pr-error"
    OTHER = "other"


class Assessment(Value):
    """One bid against the mandatory requirements; none failed means qualified."""

    failed: tuple[str, ...]
    motive: str
