"""Kontrollera bevispaket: python3 verify.py [PAKET.zip | MAPP]... [--nyckel VKEY]...

Utan argument kontrolleras mappen där den här filen ligger. Bara Pythons eget
standardbibliotek används (3.9 eller nyare), och inget nätverk. --nyckel kräver en
underskrift av just den nyckeln; då räknas inga andra. --bevis LÖV skriver ut ett lövs
bevis enligt RFC 9162 avsnitt 2.1.3. Avslutskod 0 när allt stämmer, 1 när något inte
gör det, 2 när argumenten är fel.
"""

# ruff: noqa: T201 -- it speaks to people, wherever they run it
from __future__ import annotations

import hashlib
import json
import re
import struct
import sys
import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from pathlib import Path
from typing import Any

CHUNK, LOG, WITNESS = 1 << 20, 1, 4  # the two are kinds of key in a C2SP signed note
EVENT = ("stream_id", "version", "topic", "recorded_at", "command_id", "data")
REFUSAL = (
    *("command_id", "command", "recorded_at", "effective_at", "by", "role"),
    *("mandate", "because", "payload", "rule", "message", "details"),
)
HIDDEN = ("withheld", "not_provable")
TOLD = {"format", "case", "role", "program", "checkpoint", "streams", "files"}
MUST = {"events.jsonl", "refusals.jsonl", "proofs.json", "checkpoint", "cosignatures"}
MUST |= {"dossier.pdf", "dossier.html", "README.txt", "verify.py"}
MAY = re.compile(r"keys/[^/]+\.(vkey|pem)|timestamps/[^/]+")
Who = tuple[str, bytes]  # the name and the id of a key
NOBODY: Mapping[Who, bytes] = {}
UNPROVEN = """\
Inte bevisat: att inget är utelämnat (det sista i ett ärende, avslag, hela ärenden,
vittnen), för vem paketet är, och orden i dossiern och README.txt. Jämför med kommunens
egen logg."""
FOREIGN = """\
Inte bevisat: att nycklarna i keys/ är de rätta. Jämför dem med dem som kommunen och
vittnena själva lämnar ut, eller kräv dessa med --nyckel."""
BEYOND = (
    *(ArithmeticError, AttributeError, LookupError, OSError, RecursionError),
    *(TypeError, ValueError, struct.error, zlib.error),
)


class Fault(Exception):
    """Something in the bundle that is not as it says."""


class Misuse(Fault):
    """An argument that cannot be followed."""


def require(fine: object, said: str, fault: type[Fault] = Fault) -> None:
    if not fine:
        raise fault(said)


# -- Ed25519 (RFC 8032 section 5.1) ----------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # a square root of -1


def added(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    """The sum of two points in extended coordinates (X, Y, Z, T)."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, d - c, d + c, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: tuple[int, ...]) -> tuple[int, ...]:
    total: tuple[int, ...] = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = added(total, point)
        point = added(point, point)
        number >>= 1
    return total


def point_of(raw: bytes) -> tuple[int, ...] | None:
    """The point that 32 bytes stand for; None where there is none."""
    y = int.from_bytes(raw, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or y >= P or (odd and not x):
        return None
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


def bytes_of(point: tuple[int, ...]) -> bytes:
    z = pow(point[2], P - 2, P)
    x, y = point[0] * z % P, point[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) is made of `message` with `key` (32 bytes)."""
    if (len(key), len(signature)) != (32, 64):
        return False
    base, owner = point_of(b"\x58" + b"\x66" * 31), point_of(key)
    number = int.from_bytes(signature[32:], "little")
    if base is None or owner is None or number >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    bound = int.from_bytes(digest, "little") % ORDER
    opposite = (P - owner[0], owner[1], 1, P - owner[3])
    point = added(times(number, base), times(bound, opposite))
    return signature[:32] == bytes_of(point)


# -- The bundle: a folder, or the zip as it was made -----------------------------------


class Folder:
    """A bundle that has been unpacked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        files = [one for one in path.rglob("*") if not one.is_dir()]
        self.sizes = {f.relative_to(path).as_posix(): f.stat().st_size for f in files}

    def chunks(self, name: str) -> Iterator[bytes]:
        with (self.path / name).open("rb") as file:
            yield from iter(lambda: file.read(CHUNK), b"")


class Zip(Folder):
    """A bundle as one file, in which nothing is packed and every byte has its place."""

    def __init__(self, path: Path) -> None:
        self.path, self.sizes, listed = path, {}, b""
        self.places: dict[str, tuple[int, int]] = {}
        with path.open("rb") as file:
            while (head := file.read(30))[:4] == b"PK\3\4":
                crc, size, _, length = struct.unpack("<3LH", head[14:28])
                start, raw = file.tell() - 30, file.read(length)
                told = (20, 0, 0, 0, 33, crc, size, size, length, 0)
                fixed, name = struct.pack("<5H3L2H", *told), raw.decode("ascii")
                fine = head[4:] == fixed and name not in self.places
                require(fine, "zip-filen är ändrad vid " + name)
                self.places[name], self.sizes[name] = (file.tell(), crc), size
                more = struct.pack("<3H2L", 0, 0, 0, 0o100644 << 16, start)
                listed += b"PK\1\2\x14\3" + fixed + more + raw
                file.seek(size, 1)
            start, count = file.tell() - len(head), len(self.places)
            ending = (b"PK\5\6", 0, 0, count, count, len(listed), start, 0)
            listed += struct.pack("<4s4H2LH", *ending)
            require(head + file.read() == listed, "zip-filens förteckning är ändrad")

    def chunks(self, name: str) -> Iterator[bytes]:
        (offset, crc), left, counted = self.places[name], self.sizes[name], 0
        with self.path.open("rb") as file:
            file.seek(offset)
            while left and (chunk := file.read(min(CHUNK, left))):
                left, counted = left - len(chunk), zlib.crc32(chunk, counted)
                yield chunk
        require(counted == crc, "filen är ändrad: " + name)


def whole(bundle: Folder, name: str) -> bytes:
    require(name in bundle.sizes, "filen saknas: " + name)
    return b"".join(bundle.chunks(name))


def rows(bundle: Folder, name: str) -> Iterator[dict[str, Any]]:
    """Every line as JSON in the one form that it has, without holding the file."""
    rest = b""
    form = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for chunk in bundle.chunks(name):
        *ready, rest = (rest + chunk).split(b"\n")
        for line in ready:
            row = json.loads(line)
            require(form.encode(row).encode() == line, "en rad är omskriven: " + name)
            yield row
    require(not rest, name + " slutar mitt i en rad")


def digest_of(bundle: Folder, name: str) -> str:
    digest = hashlib.sha256()
    for chunk in bundle.chunks(name):
        digest.update(chunk)
    return digest.hexdigest()


def as_written(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode()


def manifest_of(bundle: Folder) -> dict[str, Any]:
    """The manifest, once every file is found to be as it says; raises `Fault`."""
    text = whole(bundle, "manifest.json")
    told: dict[str, Any] = json.loads(text)
    seal = told.pop("sha256", None)
    fine = hashlib.sha256(as_written(told)).hexdigest() == seal
    fine = fine and as_written({**told, "sha256": seal}) == text
    require(fine, "manifest.json är ändrad")
    require(told.keys() == TOLD, "manifest.json har andra fält än det ska")
    listed = {file["path"]: file for file in told["files"]}
    require(len(listed) == len(told["files"]), "en fil står två gånger i manifest.json")
    there = bundle.sizes.keys() - {"manifest.json"}
    odd = {name for name in there if name not in MUST and not MAY.fullmatch(name)}
    lost, added = (listed.keys() | MUST) - there, (there - listed.keys()) | odd
    faults = ["filen saknas: " + name for name in sorted(lost)]
    faults += ["filen är tillagd: " + name for name in sorted(added)]
    for name in sorted(there & listed.keys()):
        found = {"path": name, "size": bundle.sizes[name]}
        if {**found, "sha256": digest_of(bundle, name)} != listed[name]:
            faults.append("filen är ändrad: " + name)
    require(not faults, "\n".join(faults))
    return told


def require_dossiers(bundle: Folder) -> None:
    """Both dossiers carry the rows of this bundle; of their words that says nothing."""
    digests = [digest_of(bundle, name) for name in ("events.jsonl", "refusals.jsonl")]
    page = whole(bundle, "dossier.html").decode()
    require(all(one in page for one in digests), "dossier.html hör inte till raderna")
    _, *held = whole(bundle, "dossier.pdf").split(b"/Type/EmbeddedFile/")
    require(len(held) == 1, "dossier.pdf ska ha en enda bilaga")
    most, packed = bundle.sizes["events.jsonl"] + 1, held[0].partition(b"stream\n")[2]
    inside = zlib.decompressobj().decompress(packed, most)
    same = hashlib.sha256(inside).hexdigest() == digests[0]
    require(same, "dossier.pdf har en annan events.jsonl som bilaga")


# -- The checkpoint: a signed note (C2SP) ----------------------------------------------


def key_of(vkey: str) -> tuple[Who, bytes]:
    """A public key by name and id, from `name+id+base64(kind || key)`."""
    name, told, encoded = vkey.strip().split("+", 2)
    raw = b64decode(encoded, validate=True)
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    require(key_id.hex() == told, "nyckeln har fel kännetecken: " + name)
    return (name, key_id), raw


def keys_of(bundle: Folder) -> dict[Who, bytes]:
    told = [whole(bundle, one) for one in sorted(bundle.sizes) if one.endswith(".vkey")]
    return dict(key_of(one.decode()) for one in told)


def checkpoint_of(
    bundle: Folder, manifest: dict[str, Any], demanded: Mapping[Who, bytes]
) -> tuple[int, bytes, list[str]]:
    """Its size, its root, and who has signed it; raises `Fault`.

    Where keys are demanded no others count, and each of them must have signed.
    """
    text, _, signed = whole(bundle, "checkpoint").decode().partition("\n\n")
    signed += whole(bundle, "cosignatures").decode()
    message = text.encode() + b"\n"
    origin, size, root = text.split("\n")[:3]
    same = {"origin": origin, "size": int(size), "root": root} == manifest["checkpoint"]
    require(same, "kontrollpunkten är inte den som manifestet anger")
    keys, signers, owners = {**keys_of(bundle), **demanded}, [], 0
    for line in signed.splitlines():
        name, raw = line.split(" ")[1], b64decode(line.split(" ")[2], validate=True)
        require((name, raw[:4]) in keys, "underskriften har ingen nyckel: " + name)
        key, seen = keys.pop((name, raw[:4])), ""
        counts = not demanded or (name, raw[:4]) in demanded
        over, signature = message, raw[4:]
        if key[0] == WITNESS:
            seen = str(int.from_bytes(raw[4:12], "big"))
            over, signature = f"cosignature/v1\ntime {seen}\n".encode() + over, raw[12:]
        genuine = key[0] in (LOG, WITNESS) and is_signed(key[1:], over, signature)
        require(genuine, "underskriften är falsk: " + name)
        owners += counts and key[0] == LOG and name == origin
        who = f"vittnet {name}, tid {seen}" if seen else f"loggen {name}"
        mark = "[stämmer]" if counts else "[räknas inte]"
        signers.append(f"{mark} Undertecknad av {who} (nyckel {raw[:4].hex()}).")
    lost = ", ".join(f"{name} (nyckel {key_id.hex()})" for name, key_id in keys)
    require(not keys, "underskrift saknas av " + lost)
    require(owners, "ingen nyckel som räknas är loggens: " + origin)
    return int(size), b64decode(root, validate=True), signers


# -- The leaves, and the tree over them (RFC 9162 section 2.1) -------------------------


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


class Tree:
    """The tree of the log out of parts that cover it: leaves, and whole subtrees.

    `proof` becomes the inclusion proof of the leaf `sought`, from the leaf upwards,
    and `met` says whether it is among the parts.
    """

    def __init__(
        self, parts: Iterable[tuple[int, int, bytes]], sought: int | None = None
    ) -> None:
        self.parts, self.sought = iter(parts), sought
        self.next = next(self.parts, None)
        self.proof: list[bytes] = []
        self.met = False

    def root(self, start: int, end: int) -> bytes:
        """The root over the leaves from `start` up to `end`."""
        part = self.next
        if part is not None and (part[0], part[1]) == (start, end):
            self.next = next(self.parts, None)
            self.met |= (self.sought, end) == (start, start + 1)
            return part[2]
        covered = part is not None and part[0] < end and end - start > 1
        require(covered, f"beviset räcker inte: löv {start}")
        half = start + (1 << (end - start - 1).bit_length() - 1)
        left, right = self.root(start, half), self.root(half, end)
        if self.sought is not None and start <= self.sought < end:
            self.proof.append(right if self.sought < half else left)
        return hashlib.sha256(b"\1" + left + right).digest()


# -- The verdict -----------------------------------------------------------------------


def verified(
    bundle: Folder, sought: int | None = None, demanded: Mapping[Who, bytes] = NOBODY
) -> list[str]:
    """What is proven and what is not, as lines; raises `Fault`."""
    manifest = manifest_of(bundle)
    size, root, signers = checkpoint_of(bundle, manifest, demanded)
    found = Rows(bundle, manifest)
    covers = json.loads(whole(bundle, "proofs.json"))["subtrees"]
    subtrees = [(start, end, bytes.fromhex(told)) for start, end, told in covers]
    tree = Tree(merge(subtrees, found.leaves()), sought)
    require(tree.root(0, size) == root, "raderna ger inte kontrollpunktens rot")
    require(tree.next is None, "paketet har löv utanför kontrollpunkten")
    found.finish()
    require_dossiers(bundle)
    if sought is not None:
        require(tree.met, f"löv {sought} finns inte bland raderna i paketet", Misuse)
        return [one.hex() for one in tree.proof]
    rows_told = f"{found.events} händelser och {found.refusals} avslag"
    masked = f"[undantaget] {found.withheld} av raderna är hemliga i någon del: bara"
    masked += " hashen är bevisad, inte det som visas i klartext."
    return [
        f"{manifest['case']}, utlämnat för {manifest['role']}.",
        f"[stämmer] {len(manifest['files']) + 1} filer: alla finns, som manifestet anger.",
        f"[stämmer] Loggens rot över {size} löv: {root.hex()}",
        *signers,
        f"Bevisat mot kontrollpunkten: {rows_told}, orörda.",
        *[masked] * (found.withheld > 0),
        UNPROVEN,
        *[FOREIGN] * (not demanded),
        "PAKETET STÄMMER.",
    ]


def asked_for(arguments: list[str]) -> tuple[list[Path], int | None, dict[Who, bytes]]:
    """The bundles, the leaf whose proof is wanted and the keys; raises `Fault`."""
    paths, sought, keys, rest = [], None, {}, iter(arguments)
    for one in rest:
        if one == "--bevis":
            number = next(rest, "")
            numeric = re.fullmatch("[0-9]{1,18}", number)
            require(numeric, "--bevis ska följas av ett lövs nummer")
            sought = int(number)
        elif one == "--nyckel":
            who, raw = key_of(next(rest, ""))
            keys[who] = raw
        else:
            require(not one.startswith("-"), "okänd flagga: " + one)
            paths.append(Path(one))
    require(sought is None or len(paths) <= 1, "--bevis gäller ett paket i taget")
    return paths or [Path(__file__).resolve().parent], sought, keys


def say(*lines: str) -> None:
    """Print without what a bundle could move the cursor with."""
    for line in "\n".join(lines).split("\n"):
        print("".join(one if one.isprintable() else "?" for one in line))


def checked(path: Path, sought: int | None, demanded: Mapping[Who, bytes]) -> int:
    """The exit code for one bundle, and its verdict in print."""
    try:
        require(path.exists(), f"filen finns inte: {path}")
        bundle = Folder(path) if path.is_dir() else Zip(path)
        say(*verified(bundle, sought, demanded))
    except Misuse as misuse:
        say(f"[fel] {misuse}")
        return 2
    except (Fault, *BEYOND) as fault:
        odd = f"oläsligt: filen har inte rätt form ({type(fault).__name__})"
        said = str(fault) if isinstance(fault, Fault) else odd
        say(f"[fel] {said}", "PAKETET STÄMMER INTE.")
        return 1
    return 0


def main(arguments: list[str]) -> int:
    if {"-h", "--help"} & {*arguments}:
        say(__doc__.strip())
        return 0
    try:
        paths, sought, demanded = asked_for(arguments)
    except (Fault, ValueError) as fault:
        said = str(fault) if isinstance(fault, Fault) else "nyckeln går inte att läsa"
        say(f"[fel] {said}", "Mer: python3 verify.py --help")
        return 2
    code = 0
    for path in paths:
        if len(paths) > 1:
            say(f"{path}:")
        code = max(code, checked(path, sought, demanded))
    return code


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
