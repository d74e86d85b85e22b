"""Access (behörighet): who may do and see what, kept as one table of data."""

from upphandling.domain.access.policy import (
    ALONE,
    BrokenPolicy,
    Conditions,
    NotAllowed,
    Policy,
    Relation,
    policy,
    policy_version,
    read_policy,
)

__all__ = [
    "ALONE",
    "BrokenPolicy",
    "Conditions",
    "NotAllowed",
    "Policy",
    "Relation",
    "policy",
    "policy_version",
    "read_policy",
]
