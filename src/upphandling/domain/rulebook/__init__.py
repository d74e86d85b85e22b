"""The rulebook: the deadlines of the law as dated data, each with its paragraph."""

from upphandling.domain.rulebook.asking import (
    RuleNotInForce,
    UnknownRule,
    assuming,
    book,
    rule,
    rules,
)
from upphandling.domain.rulebook.reading import BrokenRulebook, check, read_rulebook
from upphandling.domain.rulebook.rules import (
    OUR_OWN_ORDER,
    Channel,
    Counting,
    Direction,
    Roll,
    Rule,
    Rulebook,
    Source,
)

__all__ = [
    "OUR_OWN_ORDER",
    "BrokenRulebook",
    "Channel",
    "Counting",
    "Direction",
    "Roll",
    "Rule",
    "RuleNotInForce",
    "Rulebook",
    "Source",
    "UnknownRule",
    "assuming",
    "book",
    "check",
    "read_rulebook",
    "rule",
    "rules",
]
