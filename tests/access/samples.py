"""A command of every kind, made from its schema: the smallest that has the right form."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from upphandling.application.catalogue import VERBS
from upphandling.application.commands import Command

OF_A_PATTERN = {
    "^[0-9a-f]{64}$": "0" * 64,
    "^[a-p]{12}$": "a" * 12,
    "^[a-p]{64}$": "a" * 64,
    "^[a-z_]+:[a-z0-9._-]{1,80}$": "tender:a",
    "^[a-z_-]+[:.][a-z0-9._-]{1,80}$": "case.show",
    "^[a-z_]{1,40}:[a-z0-9][a-z0-9._-]{0,79}$": "tender:a",
    "^[12][0-9]{3}-(0[1-9]|1[0-2])$": "2026-01",
    r"^\d{1,3}(?:\.\d{1,4})?$": "1.02",
    r"^-?\d{1,12}(?:\.\d{1,6})?$": "12.5",
}
_VERSION = {
    "valid_from": "2026-03-02",
    "bands": [
        {
            "band": "dygnet",
            "time_of_day": "day",
            "spans": [
                {"days": ["monday"], "from_time": "00:00", "until_time": "24:00"}
            ],
        }
    ],
    "prices": [{"service": "meals", "paid_by": "visit", "ore": 1}],
    "source": "a",
}
BESIDE: dict[str, dict[str, Any]] = {  # what a schema cannot say
    "tender.read_combination": {"lots": ["a", "b"]},
    "pause.begin": {"subject": "tender:a"},
    "pause.end": {"subject": "tender:a"},
    "review.file": {"case_number": "1-26"},
    "transition.postpone": {"days": 1},
    "transition.note_staff_transfer": {"to_agreement": "b"},
    "destruction.decide": {"subjects": ["tender:a"]},
    "tariff.adopt": {"version": _VERSION},
    "tariff.adopt_version": {"version": _VERSION},
    "vault_entry.record": {"entries": [{"subject": "person:a", "fields": ["name"]}]},
    "vault_entry.record_stored": {
        "entries": [
            {
                "subject": "person:a",
                "key": "a" * 12,
                "boxes": [{"field": "name", "version": 1, "digest": "a" * 64}],
            }
        ]
    },
}
WITHIN = {"in_house_percent": 50, "external_percent": 50, "facts": {"a": "a"}}
OF_A_FORMAT = {"date": "2026-03-02", "date-time": "2026-03-02T08:00:00Z"}


@cache
def sample(name: str) -> Command:
    """A command by name, with what it must have and nothing more."""
    kind = VERBS[name].command
    schema = kind.model_json_schema()
    told = _value(schema, schema) | BESIDE.get(name, {})
    return kind.model_validate_json(json.dumps(told))


def _value(schema: dict[str, Any], whole: dict[str, Any]) -> Any:
    while "type" not in schema:
        if "$ref" in schema:
            schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
        elif "enum" in schema or "const" in schema:
            break
        else:
            schema = next(schema[key] for key in ("anyOf", "oneOf") if key in schema)[0]
    if "const" in schema:
        return schema["const"]
    return schema["enum"][0] if "enum" in schema else _of_type(schema, whole)


def _of_type(schema: dict[str, Any], whole: dict[str, Any]) -> Any:
    match schema["type"]:
        case "object":
            return {
                key: WITHIN.get(key) or _value(schema["properties"][key], whole)
                for key in schema.get("required", ())
            }
        case "array":
            least = schema.get("minItems", 0)
            return [_value(schema["items"], whole) for _ in range(least)]
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return False
    pattern = OF_A_PATTERN.get(schema.get("pattern", ""), "a")
    return OF_A_FORMAT.get(schema.get("format", ""), pattern)
