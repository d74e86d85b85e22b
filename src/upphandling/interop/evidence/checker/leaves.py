"""The rows, and the leaf of the log's tree that each of them gives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from heapq import merge
from typing import Any

from upphandling.interop.evidence.checker.faults import require
from upphandling.interop.evidence.checker.files import Folder, rows

EVENT = ("stream_id", "version", "topic", "recorded_at", "command_id", "data")
REFUSAL = (
    *("command_id", "command", "recorded_at", "effective_at", "by", "role"),
    *("mandate", "because", "payload", "rule", "message", "details"),
)
HIDDEN = ("withheld", "not_provable")


def leaf(entry: dict[str, Any], fields: Iterable[str], last: str) -> bytes:
    """SHA-256 over 0x00 and every field as 8-byte length (big-endian) and UTF-8.

    The last field is part of it only in rows from when the log had it.
    """
    values = ["" if (one := entry[field]) is None else str(one) for field in fields]
    raws = [one.encode() for one in values + [entry[last]] * (entry[last] is not None)]
    parts = [part for raw in raws for part in (len(raw).to_bytes(8, "big"), raw)]
    return hashlib.sha256(b"\0" + b"".join(parts)).digest()


class Rows:
    """The rows of the bundle in the order of the log, each recomputed on its way."""

    def __init__(self, bundle: Folder, manifest: dict[str, Any]) -> None:
        self.bundle = bundle
        self.streams = {one["stream_id"]: one for one in manifest["streams"]}
        case, self.role = self.streams.get(manifest["case"], {}), manifest["role"]
        require(case.get("whole") is True, "paketets ärende finns inte helt i paketet")
        self.versions = dict.fromkeys(self.streams, 0)
        self.decided: set[str] = set()
        self.relied_on: set[str] = set()
        self.events = self.refusals = self.withheld = self.position = 0

    def leaves(self) -> Iterator[tuple[int, int, bytes]]:
        """`(index, index + 1, hash)` of every row."""
        events = map(self._event, rows(self.bundle, "events.jsonl"))
        refusals = map(self._refusal, rows(self.bundle, "refusals.jsonl"))
        return merge(events, refusals)

    def finish(self) -> None:
        streams = self.versions.items()
        short = [s for s, v in streams if not v or self.streams[s]["last"] != v]
        require(not short, "sista versionen saknas: " + ", ".join(short))
        unknown = self.relied_on - self.decided
        require(not unknown, "sekretessbeslut saknas: " + ", ".join(sorted(unknown)))
        require(not self.withheld or self.role == "public", "rader döljs utan skäl")

    def _event(self, entry: dict[str, Any]) -> tuple[int, int, bytes]:
        told, placed = self._told(entry, EVENT, "receipt")
        self.events += 1
        stream_id, version = told["stream_id"], told["version"]
        reference = stream_id + "@" + str(version)
        require(stream_id in self.streams, "händelsen hör inte hit: " + reference)
        step = version - self.versions[stream_id]
        unbroken = step == 1 or (step > 1 and not self.streams[stream_id]["whole"])
        require(unbroken, "versionerna hänger inte ihop: " + reference)
        ordered = self.position < told["position"] <= placed[1]
        require(ordered, "ordningen stämmer inte: " + reference)
        self.versions[stream_id], self.position = version, told["position"]
        if entry.get("topic") == "tender.secrecy_decided":
            self.decided.add(reference)
        return placed

    def _refusal(self, entry: dict[str, Any]) -> tuple[int, int, bytes]:
        told, placed = self._told(entry, REFUSAL, "policy")
        self.refusals += 1
        ordered = told["after_position"] + told["number"] == placed[1]
        require(ordered, "ordningen stämmer inte: avslag " + str(told["number"]))
        return placed

    def _told(
        self, entry: dict[str, Any], fields: tuple[str, ...], last: str
    ) -> tuple[dict[str, Any], tuple[int, int, bytes]]:
        index, stored = entry["index"], bytes.fromhex(entry["leaf"])
        placed = (index, index + 1, stored)
        placing = ("position",) if fields is EVENT else ("number", "after_position")
        kept = (last, *fields, *placing)
        names = {"index", "leaf", *(HIDDEN if "withheld" in entry else kept)}
        require(entry.keys() == names, f"löv {index} har andra fält än det ska")
        if "withheld" in entry:
            self.withheld += 1
            self.relied_on.update(entry["withheld"]["decisions"])
            return entry["not_provable"], placed
        require(leaf(entry, fields, last) == stored, f"löv {index} stämmer inte")
        return entry, placed
