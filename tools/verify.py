#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""Verify an archive or a receipt. Written from SPEC.md alone (format version 1).

Needs Python 3.9 or later on a POSIX system, and nothing else: this one file can be carried along.
It only reads; no file is written, no lock is taken, and no link is followed below the archive's
folder. Numbers in brackets are sections of SPEC.md.

Exit: 0 nothing found, 1 damage or a bad receipt, 2 wrong arguments, 4 not an archive, 5 newer than
this program, 6 trust, 7 input-output; of several, the first of 6, 1, 7, 5 [8.6].

Memory: one commit or one member at a time (tens of MiB), and about 200 bytes for each blob and 500
for each statement in the archive.
"""
import argparse
import base64
import datetime
import errno
import hashlib
import json
import os
import re
import stat
import struct
import sys
import zlib
from typing import NamedTuple, Optional

SEGMENT = 16_777_216  # [10] raw length of a member
GROUP = 262_144  # [10] raw length of a group
STATEMENT = 32_768  # [10] bytes of a statement
COMMIT = 32 << 20  # [10] bytes of a commit
NOTE = 1 << 20  # [10] bytes of a note
BLOBS, PART, LAST, STATEMENTS = 1, 2, 3, 4  # [2.3] kinds of members
TYPES = "capture extractor derivation stamp key withhold retire fixity note".split()

NAMES = dict(part.split(":") for part in """
    E101:archive-file-missing E102:archive-file-malformed E103:archive-file-mismatch
    E104:format-newer E105:specification-missing E106:specification-mismatch
    E107:not-a-plain-file N108:unexpected-file E201:pack-hash-mismatch E202:pack-missing
    E203:pack-length-mismatch E204:member-malformed E205:member-data-mismatch
    E206:member-count-mismatch E207:segments-broken N208:pack-orphan E209:member-newer
    E301:commit-malformed E302:commit-missing E303:tree-size-mismatch E304:root-mismatch
    E305:signature-invalid E306:signature-missing E307:origin-mismatch
    E308:entry-type-unknown E309:key-unknown E310:log-empty E401:statement-missing
    E402:statement-malformed E403:statement-type-mismatch E404:statement-newer
    E405:key-statement-invalid E501:blob-missing E502:blob-length-mismatch
    E503:extractor-mismatch E601:rollback E602:fork E603:key-mismatch E701:unreadable""".split())  # [8.6]
TRUST = "E103 E303 E304 E305 E306 E307 E309 E405 E601 E602 E603".split()
NEWER = "E104 E209 E308 E404".split()


def exit_of(code):
    """The exit code of a finding [8.6]."""
    if code[0] == "N":
        return 0
    return 6 if code in TRUST else 5 if code in NEWER else 7 if code == "E701" else 1


class Malformed(Exception):
    """Bytes that break the specification; the message says how."""


class Newer(Malformed):
    """A member's header of a later version [2.2]."""


class NotPlain(Exception):
    """Something else than the plain file or the folder that should be there [6]."""


class WrongArgument(Exception):
    """An argument that does not belong to this archive."""


def require(condition, problem):
    """Raise Malformed unless the condition holds."""
    if not condition:
        raise Malformed(problem)


# ---- text forms [1.3]


def sha256(data):
    return hashlib.sha256(data).digest()


def decimal(text):
    """The value of a decimal: no sign, no leading zero, at most 2^63 - 1."""
    good = re.fullmatch("0|[1-9][0-9]{0,18}", text) and int(text) < 2**63
    require(good, "a number is not a decimal")
    return int(text)


def unbase64(text):
    """The bytes of base64 with padding and unused bits zero. None when it is not that."""
    try:
        data = base64.b64decode(text, validate=True)
        return data if base64.b64encode(data).decode() == text else None
    except ValueError:
        return None


def is_digest(value):
    return isinstance(value, str) and re.fullmatch("sha256:[0-9a-f]{64}", value) is not None


def is_origin(value):
    """1 to 255 bytes of printable ASCII without + [5.2]."""
    return isinstance(value, str) and re.fullmatch("[!-*,-~]{1,255}", value) is not None


def text_of(data, what):
    try:
        return data.decode("utf-8")
    except ValueError:
        raise Malformed(what + " is not UTF-8") from None


# ---- Ed25519 [5.2, RFC 8032]

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)  # points are (X, Y, Z, T) with x = X/Z, y = Y/Z, x*y = T/Z


def point_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_decode(data):
    """RFC 8032, section 5.1.3; None when the bytes are no point."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign) or y >= P:
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_decode(b"\x58" + b"\x66" * 31)


def ed25519_verify(public, message, signature):
    """S is less than the order, and [S]B - [k]A encodes to the bytes of R."""
    point = point_decode(public)
    s = int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or s >= ORDER:
        return False
    minus = P - point[0], point[1], 1, P - point[3]
    table = NEUTRAL, BASE, minus, point_add(BASE, minus)
    k = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(k, "little") % ORDER
    q = NEUTRAL
    for bit in range(252, -1, -1):
        q = point_add(point_add(q, q), table[(s >> bit & 1) + 2 * (k >> bit & 1)])
    inverse = pow(q[2], -1, P)
    x, y = q[0] * inverse % P, q[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# ---- keys, notes, checkpoints [5.2, 5.3]

NAME = "([^+\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+)"  # no white space


class Key(NamedTuple):
    """A verifier key [5.2]."""
    text: str
    name: str
    key_id: bytes
    public: bytes


def parse_key(text):
    """A verifier key, or None when the text is not one [5.2]."""
    match = isinstance(text, str) and re.fullmatch(NAME + r"\+([0-9a-f]{8})\+(.*)", text)
    blob = unbase64(match.group(3)) if match else None
    if not blob or len(blob) != 33 or blob[0] != 1:
        return None
    key_id = sha256(match.group(1).encode("utf-8", "replace") + b"\n" + blob)[:4]
    return Key(text, match.group(1), key_id, blob[1:]) if key_id.hex() == match.group(2) else None


class Checkpoint(NamedTuple):
    """A checkpoint [5.3]; a signature is (name, key ID, bytes)."""
    origin: str
    size: int
    root: bytes
    signed: bytes
    signatures: list

    def lines_by(self, key):
        """For each signature line by a key, whether it verifies."""
        return [ed25519_verify(key.public, self.signed, signature)
                for name, key_id, signature in self.signatures
                if (name, key_id) == (key.name, key.key_id)]


def parse_checkpoint(data):
    """A note [5.2] whose text is a checkpoint [5.3]."""
    require(len(data) <= NOTE, "the note is over 1 MiB")
    text_of(data, "the note")
    require(not re.search(rb"[\x00-\x09\x0b-\x1f]", data), "the note holds a control character")
    text, separator, tail = data.rpartition(b"\n\n")
    require(separator and tail.endswith(b"\n"), "the note has no signatures or no last line feed")
    require(tail.count(b"\n") <= 100, "the note has more than 100 signature lines")
    signatures = []
    for line in tail.decode().split("\n")[:-1]:
        match = re.fullmatch("\u2014 " + NAME + " ([^ ]+)", line)
        blob = unbase64(match.group(2)) if match else None
        require(blob and len(blob) >= 5, "a signature line is malformed")
        signatures.append((match.group(1), blob[:4], blob[4:]))
    lines = text.decode().split("\n")
    require(len(lines) >= 3 and all(lines), "the checkpoint does not have three lines")
    root = unbase64(lines[2])
    require(root is not None and len(root) == 32, "the root hash is not 32 bytes in base64")
    return Checkpoint(lines[0], decimal(lines[1]), root, text + b"\n", signatures)


# ---- tree, entries, commits [4, 5.1, 5.4]


class Tree:
    """The Merkle tree of RFC 6962, section 2.1, growing leaf by leaf [5.1]."""

    def __init__(self):
        self.size = 0
        self.peaks = []  # roots of the full subtrees, the largest first

    def add(self, entry):
        node, size = sha256(b"\0" + entry), self.size
        while size & 1:
            node, size = sha256(b"\1" + self.peaks.pop() + node), size >> 1
        self.peaks.append(node)
        self.size += 1

    def root(self):
        if not self.peaks:
            return sha256(b"")
        root = self.peaks[-1]
        for left in self.peaks[-2::-1]:
            root = sha256(b"\1" + left + root)
        return root


ENTRY = re.compile(r"([a-z][a-z0-9-]{0,31}) sha256:([0-9a-f]{64})((?: [0-9]+){0,8})")


def parse_entry(line):
    """An entry's type, digest and decimals [4]."""
    match = ENTRY.fullmatch(line.decode("ascii", "replace")) if len(line) <= 255 else None
    require(match, "an entry is malformed")
    kind, digest = match.group(1), bytes.fromhex(match.group(2))
    numbers = tuple(decimal(number) for number in match.group(3).split())
    require(kind != "pack" or len(numbers) == 2, "a pack entry has not two decimals")
    require(kind not in TYPES or not numbers, "a statement entry has decimals")
    return kind, digest, numbers


def parse_commit(data, first):
    """A commit's entry lines, parsed entries and checkpoint [5.4]."""
    require(len(data) <= COMMIT, "the commit is over 32 MiB")
    head, separator, tail = data.partition(b"\n\n")
    require(separator, "the commit has no empty line")
    require(head.count(b"\n") < 65_536, "the commit has more than 65,536 entries")
    lines = head.split(b"\n")
    entries = [parse_entry(line) for line in lines]
    good = not first or [kind for kind, _, _ in entries] == ["pack", "key"]
    require(good, "the first commit's entries are not one pack and one key")
    return lines, entries, parse_checkpoint(tail)


# ---- statements [3]


def refuse(*_):
    raise ValueError("not a whole number")


def small_integer(text):
    """Integers of magnitude at most 2^53 - 1 [3.1]."""
    if len(text) > 17 or abs(int(text)) >= 2**53:
        raise ValueError("a number is too large")
    return int(text)


def distinct(pairs):
    """An object whose names are ASCII and not repeated [3.1]."""
    result = dict(pairs)
    if len(result) != len(pairs) or not all(name.isascii() for name in result):
        raise ValueError("a member's name is repeated or not ASCII")
    return result


def each_object(value, depth=1):
    """Yield every object in a value, at most 16 deep [3.1]."""
    if isinstance(value, (dict, list)):
        require(depth <= 16, "nested more than 16 deep")
        if isinstance(value, dict):
            yield value
        for part in value.values() if isinstance(value, dict) else value:
            yield from each_object(part, depth + 1)


def canonical(value):
    """The canonical bytes of a value that was parsed [3.1]."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def parse_canonical(data):
    """A canonical JSON object and all objects in it; what encodes to the same bytes [3.1]."""
    require(len(data) <= STATEMENT, "over 32,768 bytes")
    try:
        value = json.loads(text_of(data, "the statement"), object_pairs_hook=distinct,
                           parse_int=small_integer, parse_float=refuse, parse_constant=refuse)
        require(isinstance(value, dict), "not a JSON object")
        objects = list(each_object(value))
        require(canonical(value) == data, "not canonical JSON")
    except (ValueError, RecursionError) as problem:
        raise Malformed("not JSON as allowed: %s" % str(problem)[:100]) from None
    return value, objects


def is_text(value):
    return isinstance(value, str)


def is_size(value):
    return type(value) is int and value >= 0


def one_of(*values):
    return lambda value: isinstance(value, str) and value in values


def nullable(check):
    return lambda value: value is None or check(value)


def list_of(check):
    return lambda value: isinstance(value, list) and all(map(check, value))


def sorted_list(check, member=None):
    """A check for a list sorted by the bytes of texts or of a member, nothing twice [3.8]."""
    def is_sorted(value):
        if not list_of(check)(value):
            return False
        keys = [(each[member] if member else each).encode() for each in value]
        return all(one < other for one, other in zip(keys, keys[1:]))
    return is_sorted


def has(**members):
    """A check for an object with (at least) these members, each of its form [3.11]."""
    return lambda value: isinstance(value, dict) and all(
        name in value and check(value[name]) for name, check in members.items())


DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
INSTANT = DAY + "T" + CLOCK + r":[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+-]" + CLOCK + ")"
DATES = {"year": "[0-9]{4}", "month": "[0-9]{4}-[0-9]{2}", "day": DAY, "instant": INSTANT}
SOURCE = {"raw": nullable(is_text), "source": one_of("clock", "operator", "list", "container",
                                                     "document")}
has_date = has(precision=one_of(*DATES), value=is_text, **SOURCE)
has_words = has(precision=lambda v: v is None, value=is_text, **SOURCE)


def is_date(value):
    """A date of the Gregorian calendar, years 0001 to 9999 [3.4]."""
    if not has_date(value) or not re.fullmatch(DATES[value["precision"]], value["value"]):
        return False
    try:
        return bool(datetime.date.fromisoformat((value["value"] + "-01-01")[:10]))
    except ValueError:
        return False


def is_claim(value):
    """A claim: a date, or text where precision is null [3.5]."""
    name = value.get("property") if isinstance(value, dict) else None
    if not is_text(name) or not re.fullmatch("[a-z][A-Za-z]*", name):
        return False
    if name in ("title", "author"):
        return has_words(value)
    return is_date(value) or (name not in ("published", "modified") and has_words(value))


def is_container(value):
    """Where a capture's bytes were found; one name at most [3.5]."""
    good = has(kind=one_of("file", "stdin", "warc"), modifiedAt=nullable(is_date),
               name=nullable(is_text), nameBytes=nullable(is_text))(value)
    if not good or value["nameBytes"] is None:
        return good
    return value["name"] is None and unbase64(value["nameBytes"]) is not None


def is_name(value):
    """A name of extractors, outputs and failures [3.8]."""
    return is_text(value) and re.fullmatch("[a-z][a-z0-9-]{0,63}", value) is not None


BLOB = has(digest=is_digest, size=is_size)
COMMAND = has(
    arguments=list_of(is_text), environment=sorted_list(is_text), probe=list_of(is_text),
    executable=has(fileDigest=is_digest, path=is_text, size=is_size),
    files=sorted_list(has(digest=is_digest, name=is_text, size=is_size), "name"))
has_extractor = has(
    name=is_name, version=is_text, kind=one_of("builtin", "command", "wasm", "unknown"),
    code=nullable(BLOB), command=nullable(COMMAND), note=nullable(is_text),
    outputs=sorted_list(has(form=one_of("text/1", "json/1", "bytes"), mediaType=is_text,
                            name=is_name), "name"))


def is_extractor(value):
    """An extractor, with a command exactly when it is one [3.8]."""
    return has_extractor(value) and (value["kind"] == "command") == (value["command"] is not None)


def is_outcome(value):
    """How a run ended [3.9]."""
    kind, colon, detail = value.partition(":") if is_text(value) else ("", "", "")
    if kind in ("exit", "signal"):
        most = 255 if kind == "exit" else 64
        return re.fullmatch("[1-9][0-9]{0,2}", detail) is not None and int(detail) <= most
    if kind == "failed":
        return is_name(detail)
    return value in ("ok", "claimed", "limit:time", "limit:memory", "limit:output")


def is_input(value):
    """What a computation reads; digest and size are null exactly for a missing one [3.9]."""
    good = has(digest=nullable(is_digest), mediaType=nullable(is_text), size=nullable(is_size),
               role=one_of("original", "derivative", "missing"))(value)
    if not good:
        return False
    nulls = [value["digest"] is None, value["size"] is None]
    return nulls == [value["role"] == "missing"] * 2


is_computation = has(  # [3.9]
    input=is_input, extractor=is_digest, parameters=has(),
    context=has(capturedAt=nullable(is_text), httpContentType=nullable(is_text),
                url=nullable(is_text)),
    limits=has(memoryBytes=nullable(is_size), milliseconds=nullable(is_size),
               outputBytes=nullable(is_size)))
ENGINE = has(name=is_text, version=is_text, surroundings=nullable(has(
    closure=nullable(BLOB), machine=is_text, sandbox=nullable(is_text), tracer=nullable(is_text))))
SELF_CHECK = has(
    identical=lambda v: isinstance(v, bool), runs=lambda v: is_size(v) and v >= 2,
    perturbed=sorted_list(one_of("clock", "folder", "hash-seed", "locale", "time-zone")))


def is_tied(value):
    """Nothing ran, or something did: four members of a derivation agree [3.9]."""
    nothing = [value["outcome"] == "claimed", value["computation"]["input"]["role"] == "missing",
               value["engine"] is None, value["claim"] is not None]
    return all(nothing) or not any(nothing)


COMMON = {  # [3.2]
    "type": one_of(*TYPES),
    "salt": lambda v: is_text(v) and re.fullmatch("[0-9a-f]{32}", v),
    "addedAt": lambda v: is_date(v) and (v["precision"], v["source"]) == ("instant", "clock"),
    "operator": nullable(is_text),
    "software": has(name=is_text, version=is_text)}
MEDIA = has(source=one_of("operator", "list", "container", "file-name"), value=is_text)
FORMS = {
    "capture": {  # [3.5]
        "content": has(digest=is_digest, size=is_size, mediaType=nullable(MEDIA)),
        "url": has(asked=nullable(is_text), final=nullable(is_text)),
        "capturedAt": nullable(is_date),
        "claims": list_of(is_claim),
        "container": nullable(is_container),
        "bytesLevel": one_of("wire", "transfer-decoded", "content-decoded", "dom-serialised",
                             "unknown"),
        "truncated": one_of("none", "length", "time", "disconnect", "unspecified", "unknown"),
        "http": nullable(has()),
        "note": nullable(is_text)},
    "key": {  # [3.6]
        "action": one_of("add", "retire", "revoke"),
        "key": parse_key,
        "archive": nullable(has(format=lambda v: type(v) is int and v == 1, origin=is_origin,
                                specification=has(digest=is_digest, size=is_size))),
        "note": nullable(is_text)},
    "note": {  # [3.7]
        "note": is_text,
        "subjects": lambda v: v != [] and list_of(has(digest=is_digest))(v)},
    "extractor": {"extractor": is_extractor},  # [3.8]
    "derivation": {  # [3.9]
        "computation": is_computation,
        "extractor": has(digest=is_digest),
        "capture": nullable(has(digest=is_digest)),
        "outcome": is_outcome,
        "outputs": sorted_list(has(digest=is_digest, mediaType=is_text, name=is_name,
                                   size=is_size), "name"),
        "engine": nullable(ENGINE),
        "selfCheck": nullable(SELF_CHECK),
        "claim": nullable(has(by=nullable(is_text), source=SOURCE["source"]))}}


class Statement(NamedTuple):
    """What the checks need of a statement whose bytes are good."""
    code: str = ""  # "", E402 or E404
    problem: str = ""
    type: str = ""
    references: tuple = ()  # (digest, size or None) of every `digest` member [3.3]
    key: Optional[dict] = None  # the whole statement, of type key only
    content: Optional[tuple] = None  # a capture's (digest, size)
    extractor: bytes = b""  # the extractor ID, of an extractor or in a derivation's computation
    made_by: bytes = b""  # in a derivation, the digest of its extractor's statement


def read_statement(data):
    """Check what can be said of a statement by itself [3.11]."""
    try:
        value, objects = parse_canonical(data)
        version = value.get("version")
        if type(version) is int and version > 1:
            return Statement("E404", "version %d" % version)
        require(type(version) is int and version == 1, "member `version`")
        kind = value.get("type") if is_text(value.get("type")) else ""
        for name, check in {**COMMON, **FORMS.get(kind, {})}.items():
            require(name in value and check(value[name]), "member `%s`" % name)
        require(kind != "derivation" or is_tied(value), "claimed and run at the same time")
        named = [each for each in objects if each.get("digest") is not None]
        require(all(is_digest(each["digest"]) for each in named), "a `digest` is not a digest")
    except Malformed as problem:
        return Statement("E402", str(problem))
    references = tuple((bytes.fromhex(each["digest"][7:]),
                        each["size"] if type(each.get("size")) is int else None) for each in named)
    content = value["content"] if kind == "capture" else None
    extractor = made_by = b""
    if kind == "extractor":
        extractor = sha256(canonical(value["extractor"]))
    elif kind == "derivation":
        extractor = bytes.fromhex(value["computation"]["extractor"][7:])
        made_by = bytes.fromhex(value["extractor"]["digest"][7:])
    return Statement("", "", kind, references, value if kind == "key" else None,
                     content and (bytes.fromhex(content["digest"][7:]), content["size"]),
                     extractor, made_by)


# ---- files [6]

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
PLAIN = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC


def open_below(root, path, flags):
    """Open a folder or a plain file below a folder, following no link and waiting for no pipe."""
    folder = os.dup(root)
    try:
        *parents, name = path.split("/")
        for parent in parents:
            inner = os.open(parent, FOLDER, dir_fd=folder)
            os.close(folder)
            folder = inner
        mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        if not (stat.S_ISREG(mode) if flags == PLAIN else stat.S_ISDIR(mode)):
            raise NotPlain
        return os.open(name, flags, dir_fd=folder)
    except OSError as problem:
        if problem.errno in (errno.ENOTDIR, errno.ELOOP):
            raise NotPlain from None
        raise
    finally:
        os.close(folder)


# ---- packs [2]


class Member(NamedTuple):
    """A walked member's header [2.2]."""
    data: int  # the offset of the deflate stream
    kind: int
    number: int
    raw: int
    deflate: int
    table: list  # (digest, length) of each blob, or of the segment
    whole: Optional[tuple]  # kind 3: (digest, length) of the whole blob

    def blobs(self):
        """What may be named by its digest."""
        return [self.whole] if self.whole else [] if self.kind == PART else self.table


def parse_header(head, offset):
    """Check a member's header, all of its bytes [2.2]."""
    fixed = b"\x1f\x8b\x08\x06\0\0\0\0\x00\xff"
    xlen, subfield, length = struct.unpack_from("<H2sH", head, 10)
    require(head[:10] == fixed and subfield == b"Ar", "not a member's header")
    require(xlen == length + 4 <= 16_000 and len(head) >= 23, "length of the header")
    crc, crc16 = struct.unpack_from("<IH", head, len(head) - 6)
    crc_right = crc == zlib.crc32(head[:-6])
    if head[16] > 1 and crc_right:
        raise Newer("member version %d" % head[16])
    require(crc_right and len(head) >= 74, "length or CRC-32 of the header")
    version, kind, count, number, raw, deflate = struct.unpack_from("<BBHIII", head, 16)
    require(version == 1 and 1 <= kind <= 4 and 1 <= count <= 443, "version, kind or count")
    require(length == 20 + 36 * count + (40 if kind == LAST else 0), "length of the header")
    require(crc16 == zlib.crc32(head[:-2]) & 0xFFFF, "FHCRC of the header")
    rows = [struct.unpack_from("<I32s", head, 32 + 36 * i) for i in range(count)]
    whole = struct.unpack_from("<Q32s", head, 68)[::-1] if kind == LAST else None
    table = [(digest, length) for length, digest in rows]
    member = Member(offset + len(head), kind, number, raw, deflate, table, whole)
    check_lengths(member)
    return member


def check_lengths(member):
    """The rules on lengths [2.2] and kinds [2.3]."""
    kind, raw, lengths = member.kind, member.raw, [length for _, length in member.table]
    require(raw <= SEGMENT and sum(lengths) == raw, "lengths of the blobs")
    require(raw <= 1032 * member.deflate <= 1032 * (raw + raw // 512 + 64), "deflate length")
    if kind in (BLOBS, STATEMENTS):
        require(member.number == 0, "segment number")
        require(len(lengths) == 1 or raw <= GROUP, "a group is over 262,144 bytes")
        require(kind == BLOBS or max(lengths) <= STATEMENT, "a statement is over 32,768 bytes")
    else:
        require(len(lengths) == 1, "a segment with a count over 1")
        require(kind == LAST or raw == SEGMENT, "length of a segment")
    if kind == LAST:
        require(member.number >= 1 and raw >= 1, "a last segment's number or length")
        require(member.whole[1] == SEGMENT * member.number + raw, "length of the whole blob")
        require(member.whole[1] < 2**53, "length of the whole blob over 2^53 - 1")


def read_at(file, offset, count):
    data = os.pread(file, count, offset)
    require(len(data) == count, "cut off by the end of the file")
    return data


def walk(file):
    """Yield the members of an open pack [2.4]."""
    size, at = os.fstat(file).st_size, 0
    while at < size or at == 0:
        head = read_at(file, at, 18)
        require(head[:4] == b"\x1f\x8b\x08\x06", "not a member's header")
        rest = struct.unpack_from("<H", head, 10)[0] - 4
        require(rest > 0, "length of the header")
        member = parse_header(head + read_at(file, at + 18, rest), at)
        at = member.data + member.deflate + 8
        require(at <= size, "cut off by the end of the file")
        yield member


def inflate(file, member):
    """Each blob of a member, None where bad, and what is wrong with it, "" for nothing [8.3]."""
    body = read_at(file, member.data, member.deflate + 8)
    inflater = zlib.decompressobj(wbits=-15)
    nothing = [None] * len(member.table)
    try:
        raw = inflater.decompress(memoryview(body)[:-8], member.raw + 1)
    except zlib.error:
        return nothing, "the deflate stream is broken"
    if len(raw) != member.raw or not inflater.eof or inflater.unused_data:
        return nothing, "the deflate stream does not have the lengths of the header"
    blobs, at = [], 0
    for digest, length in member.table:
        blob = memoryview(raw)[at:at + length]
        blobs.append(blob if sha256(blob) == digest else None)
        at += length
    if any(blob is None for blob in blobs):
        return blobs, "a blob does not have its digest"
    wrong = struct.unpack("<II", body[-8:]) != (zlib.crc32(raw), len(raw))
    return blobs, "CRC-32 or ISIZE is wrong" if wrong else ""


class SegmentRun:
    """Follows the segments of a blob through a pack [2.3]."""

    def __init__(self):
        self.next, self.broken, self.intact, self.hash = 0, False, False, hashlib.sha256()

    def follow(self, member, data):
        """Take the next member and its data, or None; whether a whole blob's digest fits."""
        self.broken |= member.number != self.next  # other kinds than segments have number 0
        if member.kind == PART and member.number == 0:
            self.hash, self.intact = hashlib.sha256(), True
        elif member.number != self.next:
            self.intact = False
        if member.kind in (PART, LAST):
            self.hash.update(data or b"")
        self.next = member.number + 1 if member.kind == PART else 0
        return member.kind != LAST or not self.intact or self.hash.digest() == member.whole[0]


# ---- verification [8]


def printable(text):
    """Text that cannot disturb a terminal."""
    return "".join(c if c.isprintable() else "\\u{%x}" % ord(c) for c in text)


class Commit(NamedTuple):
    """What is kept of a commit until its signatures are checked."""
    subject: str
    checkpoint: Checkpoint
    keys: list  # (entry index, digest) of its key statements


class Verifier:
    """One verification, in the order of [8.1]."""

    def __init__(self, root, mode, pinned, head):
        self.root, self.mode, self.pinned, self.head = root, mode, pinned, head
        self.found = set()  # codes
        self.tree, self.commits, self.head_root = Tree(), [], None
        self.packs = {}  # digest: set of (bytes, members), from the entries
        self.entries = []  # (index, type, digest) of every statement entry
        self.extractors = set()  # digests of statements that an entry says are extractors
        self.wanted = set()  # digests of the statements to check in this mode
        self.listed = set()  # those of them that a walked member of kind 4 lists
        self.statements = {}  # digest: Statement, of those with good bytes
        self.blobs = {}  # digest: lengths of every blob listed
        self.shut = set()  # pack folders that E107 or E701 stands for
        self.names_only = False  # there are no commits: no other findings than N108
        self.unsure = False  # E209 or E701 for a pack
        self.archive_file = None  # (origin, Key)
        self.origin, self.keys = None, None  # keys in force: text to Key
        self.added, self.revoked, self.signed, self.invalid = set(), set(), set(), set()
        self.complete = False  # the log did not end early

    def find(self, code, subject, detail):
        if self.names_only and code != "N108":
            return
        self.found.add(code)
        self.unsure |= code == "E209" or (code == "E701" and subject.startswith("packs"))
        print("%s %s %s: %s" % (code, NAMES[code], printable(subject), printable(detail)))

    # -- files and folders

    def open(self, path, flags, missing=None):
        """Open what is below the archive's folder; None after a finding."""
        try:
            return open_below(self.root, path, flags)
        except NotPlain:
            self.find("E107", path, "not a plain file" if flags == PLAIN else "not a folder")
        except FileNotFoundError:
            if missing is None:
                raise
            self.find(missing, path, "there is no such file")
        except OSError as problem:
            self.unreadable(path, problem)
        return None

    def unreadable(self, path, problem):
        self.find("E701", path or ".", os.strerror(problem.errno or 0))

    def read(self, path, limit, missing):
        """At most limit + 1 bytes of a file; None after a finding."""
        descriptor = self.open(path, PLAIN, missing)
        if descriptor is None:
            return None
        try:
            with os.fdopen(descriptor, "rb") as file:
                return file.read(limit + 1)
        except OSError as problem:
            return self.unreadable(path, problem)

    def names(self, path, pattern):
        """The names in a folder that match; None when there is no folder to look into."""
        try:
            folder = self.open(path, FOLDER) if path else os.dup(self.root)
            if folder is None:
                return None
        except FileNotFoundError:
            return []
        try:
            names = sorted(os.listdir(folder))
        except OSError as problem:
            return self.unreadable(path, problem)
        finally:
            os.close(folder)
        for name in names:
            if not re.fullmatch(pattern, name):
                self.find("N108", os.path.join(path, name), "this name has no meaning here")
        return [name for name in names if re.fullmatch(pattern, name)]

    def pack_names(self):
        """List `packs` and its folders; the digests of the packs there."""
        digests, folders = [], self.names("packs", "[0-9a-f]{2}")
        if folders is None:
            self.shut = {"%02x" % i for i in range(256)}
        for folder in folders or ():
            found = self.names("packs/" + folder, folder + "[0-9a-f]{62}[.]gz")
            if found is None:
                self.shut.add(folder)
            digests += [bytes.fromhex(name[:64]) for name in found or ()]
        return digests

    # -- the whole

    def run(self):
        """Verify the archive. False when there was nothing to verify but `ARCHIVE` and names."""
        if not self.check_archive_file():
            return False
        self.names("", "ARCHIVE|SPEC[.]md|packs|log|parity|cache|staging")
        commits = self.names("log", "[0-9]{20}")
        if not commits:
            self.complete = commits is not None
            self.origin = self.archive_file and self.archive_file[0]
            if self.complete:
                self.find("E310", "log", "no commits")
            self.check_head()
            self.names_only = True
            self.pack_names()
            return False
        present = self.pack_names()
        self.read_log(commits)
        for digest in self.packs:
            self.check_pack(digest)
        self.check_signatures()
        self.check_trust()
        self.check_statements()
        self.check_specification()
        for digest in present if self.complete else ():
            if digest not in self.packs:
                self.find("N208", pack_path(digest), "no entry names it")
        return True

    def check_archive_file(self):
        """`ARCHIVE` by itself [6, 8.7]; false when the format is newer."""
        data = self.read("ARCHIVE", 4096, "E101")
        if data is None:
            return True
        version = re.match(rb"archive ([1-9][0-9]{0,18})\n", data)
        if version and 1 < int(version.group(1)) < 2**63:
            self.find("E104", "ARCHIVE", "format version " + version.group(1).decode())
            return False
        match = re.fullmatch("archive 1\norigin (.*)\nkey (.*)\n", data.decode("utf-8", "replace"))
        key = parse_key(match.group(2)) if match and len(data) <= 4096 else None
        if key and is_origin(match.group(1)):
            self.archive_file = match.group(1), key
        else:
            self.find("E102", "ARCHIVE", "not exactly its three lines")
        return True

    # -- the log

    def read_log(self, names):
        """Read the commits in order [8.2]; the log ends at the first missing or malformed one."""
        for name in names:
            subject, size = "log/" + name, self.tree.size
            if int(name) > size:
                return self.find("E302", "log/%020d" % size, "missing; the next is " + name)
            try:
                require(int(name) == size, "its name says less than the %d entries before" % size)
                data = self.read(subject, COMMIT, "E302")
                if data is None:
                    return None
                self.add_commit(subject, *parse_commit(data, size == 0))
            except Malformed as problem:
                return self.find("E301", subject, str(problem))
        self.complete = True
        return None

    def add_commit(self, subject, lines, entries, checkpoint):
        """Append a commit's entries, and compare size and root [8.2]."""
        keys = []
        for line, (kind, digest, numbers) in zip(lines, entries):
            self.note_head_root()
            index = self.tree.size
            self.tree.add(line)
            if kind == "pack":
                self.packs.setdefault(digest, set()).add(numbers)
            elif kind in TYPES:
                self.entries.append((index, kind, digest))
                if kind == "extractor":
                    self.extractors.add(digest)
                if kind == "key":
                    keys.append((index, digest))
                if kind == "key" or self.mode != "quick":
                    self.wanted.add(digest)
            else:
                self.find("E308", "entry %d" % index, "type `%s`" % kind)
        self.note_head_root()
        self.commits.append(Commit(subject, checkpoint, keys))
        if checkpoint.size != self.tree.size:
            self.find("E303", subject, "the checkpoint says %d, there are %d entries"
                      % (checkpoint.size, self.tree.size))
        elif checkpoint.root != self.tree.root():
            self.find("E304", subject, "the entries have another root")

    def note_head_root(self):
        """Keep the root of the tree that has the remembered head's size."""
        if self.head and self.head.size == self.tree.size:
            self.head_root = self.tree.root()

    # -- packs

    def check_pack(self, digest):
        """A pack that entries name [8.3]."""
        path, entries = pack_path(digest), self.packs[digest]
        if path[6:8] in self.shut:
            return
        file = self.open(path, PLAIN, "E202")
        if file is None:
            return
        try:
            deep = self.check_pack_file(digest, path, file)
            self.check_members(path, file, deep, {members for _, members in entries})
        except OSError as problem:
            self.unreadable(path, problem)
        finally:
            os.close(file)

    def check_pack_file(self, digest, path, file):
        """Length and digest of the file; whether to inflate all that is in it."""
        size, lengths = os.fstat(file).st_size, {length for length, _ in self.packs[digest]}
        for length in lengths - {size}:
            self.find("E203", path, "the entry says %d bytes, the file has %d" % (length, size))
        wrong = lengths != {size}
        if self.mode != "quick" and size in lengths:
            hashed, at = hashlib.sha256(), 0
            while at < size:
                data = os.pread(file, 1 << 20, at)
                if not data:
                    break
                hashed.update(data)
                at += len(data)
            if hashed.digest() != digest:
                self.find("E201", path, "the file's digest is " + hashed.hexdigest())
                wrong = True
        return self.mode == "deep" or (self.mode == "default" and wrong)

    def check_members(self, path, file, deep, counts):
        """Walk a pack and inflate what is to be inflated [2.4, 8.1, 8.3]."""
        run, count, whole = SegmentRun(), 0, False
        try:
            for member in walk(file):
                count += 1
                self.check_member(path, file, member, deep, run)
            whole = True
        except Malformed as problem:
            code = "E209" if isinstance(problem, Newer) else "E204"
            self.find(code, path, "after %d members: %s" % (count, problem))
        if run.broken or (whole and run.next):
            self.find("E207", path, "segments are missing, interrupted or out of order")
        for said in counts - {count} if whole else ():
            self.find("E206", path, "the entry says %d members, it has %d" % (said, count))

    def check_member(self, path, file, member, deep, run):
        """List a member's blobs; inflate it in deep mode, or for the statements in it."""
        wanted = set()
        if member.kind == STATEMENTS:
            wanted = {digest for digest, _ in member.table} & self.wanted
        self.listed |= wanted
        for digest, length in member.blobs():
            self.blobs.setdefault(digest, set()).add(length)
        blobs, problem = [None], ""
        if deep or wanted:
            blobs, problem = inflate(file, member)
        fits = run.follow(member, blobs[0])
        if deep and not fits and not problem:
            problem = "the whole blob does not have its digest"
        if problem:
            self.find("E205", path, "member with data at offset %d: %s" % (member.data, problem))
        for (digest, _), blob in zip(member.table, blobs):
            if digest in wanted and blob is not None and digest not in self.statements:
                self.statements[digest] = read_statement(bytes(blob))

    # -- keys and trust

    def key_statement(self, digest):
        """The key statement of an entry when it is well-formed, else None."""
        statement = self.statements.get(digest)
        return statement.key if statement and not statement.code else None

    def check_signatures(self):
        """Origin and signatures of every commit, by the keys in force [3.6, 8.2]."""
        first = self.key_statement(self.commits[0].keys[0][1]) if self.commits else None
        if first and self.first_problem(first):
            self.reject(1, self.first_problem(first))
            first = None
        if first:
            self.origin, key = first["archive"]["origin"], parse_key(first["key"])
        elif self.archive_file:
            self.origin, key = self.archive_file
        else:
            self.origin, key = self.commits[0].checkpoint.origin if self.commits else None, None
        self.keys = {key.text: key} if key else None
        self.added = set(self.keys or ())
        for commit in self.commits:
            if commit.checkpoint.origin != self.origin:
                self.find("E307", commit.subject, "its origin is " + commit.checkpoint.origin)
            if self.keys is None:
                self.find("E309", commit.subject, "neither entry 1 nor ARCHIVE tells the key")
                continue
            self.check_signature(commit)
            for index, digest in commit.keys:
                if index != 1 and self.key_statement(digest):
                    self.apply_key(self.key_statement(digest), index)

    def check_signature(self, commit):
        """All lines of keys in force must verify, and there must be one [8.2]."""
        lines = {key.text: commit.checkpoint.lines_by(key) for key in self.keys.values()}
        self.signed |= {text for text, good in lines.items() if any(good)}
        if not any(lines.values()):
            self.find("E306", commit.subject, "no signature by a key in force")
        elif not all(map(all, lines.values())):
            self.find("E305", commit.subject, "a signature by a key in force does not verify")

    def reject(self, index, problem):
        self.invalid.add(index)
        self.find("E405", "entry %d" % index, problem)

    @staticmethod
    def first_problem(value):
        """Why entry 1's statement is invalid, or "" [3.6]."""
        if value["archive"] is None:
            return "`archive` is null"
        if value["archive"]["origin"] != parse_key(value["key"]).name:
            return "the key's name is not the origin"
        return "" if value["action"] == "add" else "`action` is not `add`"

    def key_problem(self, value):
        """Why a later key statement is invalid given those before it, or "" [3.6]."""
        key, action = value["key"], value["action"]
        if parse_key(key).name != self.origin:
            return "the key's name is not the origin"
        if value["archive"] is not None:
            return "`archive` is not null"
        if action == "add":
            return "it adds a key that was added before" if key in self.added else ""
        if action == "retire" and key not in self.keys:
            return "it retires a key that is not in force"
        if action == "revoke" and (key not in self.added or key in self.revoked):
            return "it revokes a key that was never added or is revoked"
        return "" if set(self.keys) - {key} else "it leaves no key in force"

    def apply_key(self, value, index):
        """Let a key statement after the first change what is in force [3.6]."""
        problem, key = self.key_problem(value), value["key"]
        if problem:
            self.reject(index, problem)
        elif value["action"] == "add":
            self.keys[key] = parse_key(key)
            self.added.add(key)
        else:
            self.keys.pop(key, None)
            if value["action"] == "revoke":
                self.revoked.add(key)

    def check_trust(self):
        """The pinned key and the remembered head [8.4]."""
        if self.pinned and self.pinned.text in self.revoked:
            self.find("E603", "key", "the pinned key is revoked")
        elif self.pinned and self.complete and self.pinned.text not in self.signed:
            self.find("E603", "key", "the pinned key signed no commit while in force")
        self.check_head()

    def check_head(self):
        """The log extends the remembered head [5.5, 8.4]."""
        if not self.head:
            return
        if self.origin is not None and self.head.origin != self.origin:
            raise WrongArgument("--head: of another origin: " + printable(self.head.origin))
        if self.head.size > self.tree.size:
            if self.complete:
                self.find("E601", "head", "size %d was seen, the log has %d"
                          % (self.head.size, self.tree.size))
        elif self.commits and self.head_root != self.head.root:
            self.find("E602", "head", "the tree of size %d has another root" % self.head.size)

    # -- statements and closure

    def check_statements(self):
        """Every statement entry of this mode, and what its statement refers to [8.5]."""
        for index, kind, digest in self.entries:
            subject, statement = "entry %d" % index, self.statements.get(digest)
            if digest not in self.wanted or index in self.invalid:
                continue
            if digest not in self.listed:
                if not self.unsure:
                    self.find("E401", subject, "no member lists sha256:" + digest.hex())
            elif statement and statement.code:
                self.find(statement.code, subject, statement.problem)
            elif statement and statement.type != kind:
                self.find("E403", subject, "the statement says " + statement.type)
            elif statement:
                self.check_references(subject, statement)
                if kind == "derivation":
                    self.check_extractor(subject, statement)

    def check_references(self, subject, statement):
        """Every blob that a statement names is listed, with its length [3.3, 8.5]."""
        for digest, size in statement.references:
            lengths = self.blobs.get(digest)
            if lengths is None and not self.unsure:
                self.find("E501", subject, "no member lists the blob sha256:" + digest.hex())
            elif lengths and size is not None and size not in lengths:
                self.find("E502", subject, "sha256:%s has not %d bytes" % (digest.hex(), size))

    def check_extractor(self, subject, statement):
        """The extractor's statement of a derivation is what it should be [8.5]."""
        digest, extractor = statement.made_by, self.statements.get(statement.made_by)
        if digest not in self.blobs or self.unsure:
            return  # E501, or nobody knows
        named = digest in self.extractors and digest in self.listed
        fits = extractor is None or (extractor.code, extractor.type, extractor.extractor) == (
            "", "extractor", statement.extractor)
        if not named:
            self.find("E503", subject, "sha256:%s is no extractor's statement" % digest.hex())
        elif not fits:
            self.find("E503", subject, "sha256:%s is not about the extractor sha256:%s"
                      % (digest.hex(), statement.extractor.hex()))

    def check_specification(self):
        """`ARCHIVE` and `SPEC.md` against entry 1's statement [8.5]."""
        first = self.key_statement(self.commits[0].keys[0][1]) if self.commits else None
        said = first["archive"] if first else None
        if said and self.archive_file:
            if (said["origin"], first["key"]) != (self.archive_file[0], self.archive_file[1].text):
                self.find("E103", "ARCHIVE", "not the origin and key of entry 1")
        data = self.read("SPEC.md", SEGMENT, "E105")
        if data is not None and said and said["specification"]["digest"][7:] != sha256(data).hex():
            self.find("E106", "SPEC.md", "not the text that the archive was made under")

    # -- what to say at the end

    def exit_code(self):
        exits = {exit_of(code) for code in self.found}
        return next((code for code in (6, 1, 7, 5) if code in exits), 0)

    def summary(self, looked):
        """The last words, with what was not checked and whether the key is trusted [8.1, 8.4]."""
        left = {"quick": ["SHA-256 of packs", "data of members", "statements other than keys"],
                "default": ["data of members without statements"], "deep": []}[self.mode]
        left += [] if self.complete else ["commits after the damage", "orphan packs", "rollback"]
        left += [] if self.head else ["rollback and fork: no remembered head was given"]
        left = left if looked else ["anything but ARCHIVE and names"]
        key = self.pinned.text if self.pinned else next(iter(self.keys or ()), "none")
        trust = ("not looked at" if not looked else "trusted on first use" if not self.pinned
                 else "pinned, but E603" if "E603" in self.found else "pinned")
        print("summary: %s, %d commits, %d entries, %d packs, root %s" % (
            self.mode, len(self.commits), self.tree.size, len(self.packs),
            base64.b64encode(self.tree.root()).decode()))
        print("not checked: " + ("; ".join(left) or "nothing left out"))
        print(printable("key: %s (%s)" % (key, trust)))


def pack_path(digest):
    """The path of a pack [2.1]."""
    return "packs/%s/%s.gz" % (digest.hex()[:2], digest.hex())


# ---- receipts [9]


def inclusion_root(leaf, index, size, proof):
    """The root that an inclusion proof leads to [RFC 6962, 2.1.1]."""
    node, last = leaf, size - 1
    for sibling in proof:
        require(last > 0, "the proof has too many hashes")
        if index & 1 or index == last:
            node = sha256(b"\1" + sibling + node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = sha256(b"\1" + node + sibling)
        index, last = index >> 1, last >> 1
    require(last == 0, "the proof has too few hashes")
    return node


def check_proof(data, key):
    """Check a proof file; its statement."""
    head, separator, note = data.partition(b"\n\n")
    lines = text_of(head, "the proof").split("\n")
    form = r"c2sp\.org/tlog-proof@v1\nextra ([^\n]+)\nindex ([^\n]+)"
    match = re.fullmatch(form, "\n".join(lines[:3]))
    require(separator and match, "not a proof file")
    bytes_of_statement, index = unbase64(match.group(1)), decimal(match.group(2))
    require(bytes_of_statement is not None, "`extra` is not base64")
    proof = [unbase64(line) for line in lines[3:]]
    good = len(proof) <= 63 and all(one and len(one) == 32 for one in proof)
    require(good, "a hash is malformed, or there are over 63")
    statement = read_statement(bytes_of_statement)
    require(not statement.code, "%s: %s" % (statement.code, statement.problem))
    checkpoint = parse_checkpoint(note)
    require(checkpoint.origin == key.name, "the origin is not the key's name")
    signed = checkpoint.lines_by(key)
    require(signed and all(signed), "it is not signed by the key")
    require(index < checkpoint.size, "the index is not in the tree")
    entry = "%s sha256:%s" % (statement.type, sha256(bytes_of_statement).hex())
    root = inclusion_root(sha256(b"\0" + entry.encode()), index, checkpoint.size, proof)
    require(root == checkpoint.root, "the proof does not lead to the root")
    print(printable("%s is entry %d of %d in %s" % (entry, index, checkpoint.size, key.name)))
    return statement


def check_receipt(file, key):
    """Check a receipt, with the document or without."""
    if os.pread(file, 2, 0) != b"\x1f\x8b":
        check_proof(os.pread(file, 2 * NOTE, 0), key)
        return print("document: not in the receipt")
    run, statement, parts, found = SegmentRun(), None, 0, []
    for member in walk(file):
        blobs, problem = inflate(file, member)
        require(not problem, problem)
        require(run.follow(member, blobs[0]) and not run.broken, "segments are broken")
        require(len(blobs) == 1 and member.kind != STATEMENTS, "a member of another kind")
        if statement is None:
            require(member.kind == BLOBS, "the first member does not hold the proof")
            statement = check_proof(bytes(blobs[0]), key)
            require(statement.content, "the statement is no capture")
        else:
            parts += 1
            found += member.blobs()
    require(statement and not run.next, "segments are broken")
    require(found == [statement.content], "it does not hold the document, or something else too")
    return print("document: sha256:%s, %d bytes, as captured" % (found[0][0].hex(), found[0][1]))


# ---- command line


def read_head(path):
    """A remembered checkpoint; its signatures are not checked here [5.5]."""
    with open(path, "rb") as head:
        return parse_checkpoint(head.read(NOTE + 1))


def arguments():
    what, _, more = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(description=what, epilog=more, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--quick", dest="mode", action="store_const", const="quick",
                       help="lengths and headers only")
    modes.add_argument("--deep", dest="mode", action="store_const", const="deep",
                       help="every byte of every document")
    parser.add_argument("--key", metavar="VKEY", help="the verifier key that must have signed")
    parser.add_argument("--head", metavar="FILE", help="a remembered checkpoint, to be extended")
    parser.add_argument("--receipt", metavar="FILE", help="check this receipt by --key")
    parser.add_argument("archive", metavar="FOLDER", nargs="?", help="the archive to verify")
    options = parser.parse_args()
    if (options.archive is None) == (options.receipt is None):
        parser.error("either an archive's folder or --receipt is needed")
    if options.receipt is not None and (options.key is None or options.head or options.mode):
        parser.error("--receipt needs --key, and nothing else")
    return parser, options


def verify_archive(options, pinned, head):
    """Verify the archive in a folder, which may be reached through a link."""
    try:
        root = os.open(options.archive, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        there = {"ARCHIVE", "log", "packs"} & set(os.listdir(root))
    except (FileNotFoundError, NotADirectoryError):
        there = set()
    if not there:
        print("verify.py: not an archive: no ARCHIVE, log or packs", file=sys.stderr)
        return 4
    verifier = Verifier(root, options.mode or "default", pinned, head)
    verifier.summary(verifier.run())
    return verifier.exit_code()


def main():
    parser, options = arguments()
    pinned = parse_key(options.key)
    if options.key is not None and pinned is None:
        parser.error("--key: not a verifier key")
    try:
        if options.receipt is None:
            head = read_head(options.head) if options.head is not None else None
            return verify_archive(options, pinned, head)
    except Malformed as problem:
        parser.error("--head: not a checkpoint: %s" % problem)
    except WrongArgument as problem:
        parser.error(str(problem))
    try:
        check_receipt(os.open(options.receipt, os.O_RDONLY), pinned)
        return 0
    except Malformed as problem:
        print("bad receipt: %s" % printable(str(problem)))
        return 1


if __name__ == "__main__":
    try:
        code = main()
        sys.stdout.flush()
        sys.exit(code)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as failure:  # a fault of this program or of the machine: never a good archive
        print("verify.py: could not finish: %s" % ascii(failure), file=sys.stderr)
        sys.exit(7)
