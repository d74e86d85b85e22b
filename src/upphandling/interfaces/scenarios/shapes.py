"""The JSON Schemas of `system.toml` and of every line of a journal."""

from __future__ import annotations

from typing import Any

from upphandling.application.catalogue import VERBS
from upphandling.application.messages import Envelope, Fault, Malformed
from upphandling.domain.configuration import SystemConfiguration
from upphandling.domain.errors import first_line
from upphandling.interfaces.scenarios.crowd_blocks import BLOCKS


def system_schema() -> dict[str, Any]:
    """`system.toml`: the configuration, and who established it when."""
    schema = SystemConfiguration.model_json_schema()
    stamp = Envelope.model_json_schema()["properties"]
    schema["properties"]["established"] = {
        "type": "object",
        "description": "När, av vem och med vilket mandat systemet lades upp.",
        "properties": {key: stamp[key] for key in ("at", "by", "mandate")}
        | {"role": {"type": "string"}},
        "required": ["at", "by", "role", "mandate"],
        "additionalProperties": False,
    }
    schema["required"] = [*schema["required"], "established"]
    return schema


def command_schema(name: str) -> dict[str, Any]:
    """One line of a journal with that command; raises `Malformed` if unknown."""
    shapes = _shapes()
    if name not in shapes:
        raise Malformed([Fault("namn", f"okänt kommando ”{name}”")])
    data = shapes[name].model_json_schema()
    line = Envelope.model_json_schema()
    line["properties"]["command"] = {"const": name}
    line["properties"]["data"] = {"$ref": f"#/$defs/{name}"}
    line["$defs"] = {**line.get("$defs", {}), **data.pop("$defs", {}), name: data}
    return line


def commands() -> list[dict[str, str]]:
    """Every command and every block, with what it does."""
    shapes = _shapes()
    return [
        {"command": name, "says": first_line(shape)} for name, shape in shapes.items()
    ]


def _shapes() -> dict[str, Any]:
    """The shape of `data` under every name that a line's command may have."""
    return {name: verb.command for name, verb in VERBS.items()} | dict(BLOCKS)
