"""What is kept of persons, by the classes that a municipality's document plan speaks of."""

from __future__ import annotations

from enum import StrEnum


class DocumentClass(StrEnum):
    """A class of documents that are kept, and destroyed, after one rule."""

    IDENTITY = "identity"  # name, personal number, address of a person
    PERSON_NOTES = "person_notes"  # free text about a person
    CASE_NOTES = "case_notes"  # free text of a case that may name a person
    BIDS = "bids"  # the contents of bids
    VISITS = "visits"  # performed and planned; beside the log, not in the vault
