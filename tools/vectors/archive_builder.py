#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""Builds archives of format version 1 from the specification alone, and lies in them on request.

Standard library only. Nothing is random and no compressor of the system is used, so the bytes are the same on every
machine: signatures are Ed25519 (deterministic), salts are hashed counters, times are counted minutes, and the deflate
streams are made here (stored, fixed Huffman codes, and one dynamic block for long runs of zeros).
"""

import base64
import datetime
import functools
import hashlib
import json
import os
import struct
import zlib

ORIGIN = "vectors.example/archive"
SPECIFICATION = (b"This stands for the text of the archive format, version 1, in the test vectors.\n"
                 b"The real text is SPEC.md of the project; a verifier compares bytes only.\n")
SEGMENT = 16_777_216


def sha256(data):
    return hashlib.sha256(data).digest()


def digest(data):
    """The text form of a blob's digest."""
    return "sha256:" + sha256(data).hex()


def noise(label, length):
    """Incompressible bytes that are the same every time."""
    blocks = (sha256(b"%s %d" % (label.encode(), i)) for i in range(length // 32 + 1))
    return b"".join(blocks)[:length]


# ---- Ed25519 (RFC 8032), signing only -------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
IDENTITY = (0, 1, 1, 0)


def _add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _base():
    y = 4 * pow(5, P - 2, P) % P
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    return (x if x % 2 == 0 else P - x), y


@functools.lru_cache(None)
def _powers():
    x, y = _base()
    points = [(x, y, 1, x * y % P)]
    while len(points) < 256:
        points.append(_add(points[-1], points[-1]))
    return points


def _times_base(scalar):
    """The encoding of scalar times the base point."""
    point = IDENTITY
    for power in _powers():
        if scalar & 1:
            point = _add(point, power)
        scalar >>= 1
    inverse = pow(point[2], P - 2, P)
    return (point[1] * inverse % P | (point[0] * inverse % P & 1) << 255).to_bytes(32, "little")


class Key:
    """A private test key and its verifier key (SPEC 5.2)."""

    def __init__(self, byte, name=ORIGIN):
        self.name = name
        expanded = hashlib.sha512(bytes([byte]) * 32).digest()
        self.scalar = int.from_bytes(expanded[:32], "little") & (2**254 - 8) | 2**254
        self.prefix = expanded[32:]
        self.public = _times_base(self.scalar)
        self.id = sha256(name.encode() + b"\n\x01" + self.public)[:4]
        self.verifier = "%s+%s+%s" % (name, self.id.hex(), base64.b64encode(b"\x01" + self.public).decode())

    def sign(self, text):
        r = int.from_bytes(hashlib.sha512(self.prefix + text).digest(), "little") % ORDER
        point = _times_base(r)
        k = int.from_bytes(hashlib.sha512(point + self.public + text).digest(), "little") % ORDER
        return point + ((r + k * self.scalar) % ORDER).to_bytes(32, "little")

    def line(self, text, change=lambda signature: signature):
        """A signature line; `change` may spoil the 64 bytes of the signature."""
        return signature_line(self.name, self.id + change(self.sign(text)))


def signature_line(name, data):
    return "\u2014 ".encode() + name.encode() + b" " + base64.b64encode(data) + b"\n"


FIRST, SECOND, THIRD = Key(0x11), Key(0x12), Key(0x13)


# ---- deflate (RFC 1951) ---------------------------------------------------------------------------------------------

LENGTHS = [(257 + i, b, e) for i, (b, e) in enumerate(
    [(b, 0) for b in range(3, 11)] + [(b, 1) for b in range(11, 19, 2)] + [(b, 2) for b in range(19, 35, 4)]
    + [(b, 3) for b in range(35, 67, 8)] + [(b, 4) for b in range(67, 131, 16)]
    + [(b, 5) for b in range(131, 258, 32)] + [(258, 0)])]
DISTANCES = [(0, 1, 0), (1, 2, 0)] + [(2 * e + 2 + i, (2 + i << e) + 1, e) for e in range(14) for i in (0, 1)]


class Bits:
    """A bit stream, least significant bit first, and the three kinds of deflate blocks."""

    def __init__(self):
        self.out, self.held, self.count = bytearray(), 0, 0

    def put(self, value, width):
        self.held |= value << self.count
        self.count += width
        while self.count >= 8:
            self.out.append(self.held & 255)
            self.held >>= 8
            self.count -= 8

    def code(self, value, width):
        """A Huffman code: most significant bit first."""
        self.put(int(format(value, "0%db" % width)[::-1], 2), width)

    def align(self):
        self.put(0, -self.count % 8)

    def done(self):
        self.align()
        return bytes(self.out)

    def stored(self, data, final):
        self.put(int(final), 3)
        self.align()
        self.out += struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data

    def _symbol(self, symbol):
        if symbol < 144:
            self.code(48 + symbol, 8)
        elif symbol < 256:
            self.code(256 + symbol, 9)
        elif symbol < 280:
            self.code(symbol - 256, 7)
        else:
            self.code(symbol - 88, 8)

    def fixed(self, data, final):
        """Fixed Huffman codes and a greedy search for the latest match."""
        self.put(int(final) | 2, 3)
        seen, at = {}, 0
        while at < len(data):
            start, length = seen.get(data[at:at + 3], -40000), 0
            if at - start <= 32768 and at + 3 <= len(data):
                while length < 258 and at + length < len(data) and data[start + length] == data[at + length]:
                    length += 1
            if length >= 3:
                symbol, base, extra = [row for row in LENGTHS if row[1] <= length][-1]
                self._symbol(symbol)
                self.put(length - base, extra)
                symbol, base, extra = [row for row in DISTANCES if row[1] <= at - start][-1]
                self.code(symbol, 5)
                self.put(at - start - base, extra)
            else:
                length = 1
                self._symbol(data[at])
            for i in range(at, at + length):
                seen[data[i:i + 3]] = i
            at += length
        self._symbol(256)

    def zeros(self, count, final):
        """A dynamic block of zeros: a match of 258 bytes takes two bits."""
        self.put(int(final) | 4, 3)
        self.put(29, 5)  # 286 literal and length codes
        self.put(0, 5)   # one distance code
        self.put(14, 4)  # 18 code length codes, in the order 16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1
        for width in (0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2):
            self.put(width, 3)
        for symbol in (2, (138 - 11,), (117 - 11,), 2, (28 - 11,), 1, 1):
            if isinstance(symbol, tuple):
                self.code(0, 1)
                self.put(symbol[0], 7)
            else:
                self.code(0b10 if symbol == 1 else 0b11, 2)
        self.code(0b10, 2)
        for _ in range((count - 1) // 258):
            self.put(0, 2)
        for _ in range((count - 1) % 258):
            self.code(0b10, 2)
        self.code(0b11, 2)


@functools.lru_cache(None)
def deflate_zeros(count):
    bits = Bits()
    bits.zeros(count, True)
    return bits.done()


def deflate_stored(data):
    bits = Bits()
    for at in range(0, max(1, len(data)), 65535):
        bits.stored(data[at:at + 65535], at + 65535 >= len(data))
    return bits.done()


def deflate(data):
    """A deflate stream of the data: zeros, fixed codes, or stored when that is not shorter."""
    if len(data) > 1000 and not data.strip(b"\0"):
        return deflate_zeros(len(data))
    if len(data) > 1_000_000:
        return deflate_stored(data)
    bits = Bits()
    bits.fixed(data, True)
    return min(bits.done(), deflate_stored(data), key=len)


# ---- packs (SPEC 2) -------------------------------------------------------------------------------------------------

def member(kind, blobs, /, *, segment=0, whole=None, stream=None, crc=0, isize=0, **lies):
    """One gzip member. `crc` is XORed into the trailer's CRC-32 and `isize` added to ISIZE; `lies` replace header
    fields: magic mtime xfl_os xlen subfield len version kind count segment raw_length deflate_length table more
    header_crc fhcrc (the last two are XORed into the right value; `more` follows the table)."""
    raw = b"".join(blobs)
    stream = deflate(raw) if stream is None else stream
    field = {"magic": b"\x1f\x8b\x08\x06", "mtime": 0, "xfl_os": b"\x00\xff", "subfield": b"Ar", "version": 1,
             "kind": kind, "count": len(blobs), "segment": segment, "raw_length": len(raw), "more": b"",
             "deflate_length": len(stream), "table": [(len(blob), sha256(blob)) for blob in blobs],
             "whole": whole, "header_crc": 0, "fhcrc": 0}
    field.update(lies)
    body = struct.pack("<BBHIII", field["version"], field["kind"], field["count"], field["segment"],
                       field["raw_length"], field["deflate_length"])
    body += b"".join(struct.pack("<I", length) + value for length, value in field["table"])
    if field["whole"]:
        body += struct.pack("<Q", field["whole"][0]) + field["whole"][1]
    body += field["more"]
    head = field["magic"] + struct.pack("<I", field["mtime"]) + field["xfl_os"]
    head += struct.pack("<H", field.get("xlen", len(body) + 8)) + field["subfield"]
    head += struct.pack("<H", field.get("len", len(body) + 4)) + body
    head += struct.pack("<I", zlib.crc32(head) ^ field["header_crc"])
    head += struct.pack("<H", zlib.crc32(head) & 0xFFFF ^ field["fhcrc"])
    return head + stream + struct.pack("<II", zlib.crc32(raw) ^ crc, len(raw) + isize & 0xFFFFFFFF)


def segments(blob, **lies):
    """A large blob as segments; `lies` go to the last one."""
    parts = [blob[at:at + SEGMENT] for at in range(0, len(blob), SEGMENT)]
    last = len(parts) - 1
    lies = {"whole": (len(blob), sha256(blob)), **lies}
    return [member(2, [part], segment=i) for i, part in enumerate(parts[:-1])] \
        + [member(3, [parts[-1]], segment=last, **lies)]


# ---- statements (SPEC 3) --------------------------------------------------------------------------------------------

def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def date(precision, value, source="operator", raw=None):
    return {"precision": precision, "raw": raw, "source": source, "value": value}


def claim(prop, value, source="operator", precision=None, raw=None):
    return {"precision": precision, "property": prop, "raw": raw, "source": source, "value": value}


# ---- the tree (SPEC 5.1) --------------------------------------------------------------------------------------------

def root_hash(leaves):
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + root_hash(leaves[:split]) + root_hash(leaves[split:]))


class Link(str):
    """A symbolic link to store in place of a file."""


class Archive:
    """An archive in memory: `files` maps paths to bytes or links, `entries` are the leaves of the log.

    Every method tells the truth unless asked to lie by a keyword argument."""

    def __init__(self, key=FIRST, specification=SPECIFICATION):
        self.key, self.origin, self.specification = key, key.name, specification
        self.files, self.entries, self.counter = {}, [], 0
        self.checkpoint = b""  # the newest one, as a note
        self.head = None       # the remembered head to store beside the archive
        self.pin = None        # the verifier key to pin
        self.signers = [key]   # keys that sign or are added

    # statements

    def statement(self, kind, _drop=(), **members):
        """The canonical bytes of a statement with the members of SPEC 3.2 and the given ones, less those in `_drop`."""
        time = datetime.datetime(2024, 1, 1) + datetime.timedelta(minutes=self.counter)
        self.counter += 1
        value = {"type": kind, "version": 1, "salt": sha256(b"salt %d" % self.counter).hex()[:32],
                 "addedAt": date("instant", time.strftime("%Y-%m-%dT%H:%M:%SZ"), "clock"), "operator": None,
                 "software": {"name": "make_vectors", "version": "1"}}
        value.update(members)
        for name in _drop:
            del value[name]
        return canonical(value)

    def capture(self, blob, _size=None, _digest=None, media=None, **members):
        """A capture statement; what is not given is unknown."""
        value = {"content": {"digest": _digest or digest(blob), "mediaType": media,
                             "size": len(blob) if _size is None else _size},
                 "url": {"asked": None, "final": None}, "capturedAt": None, "claims": [], "container": None,
                 "bytesLevel": "unknown", "truncated": "unknown", "http": None, "note": None}
        value.update(members)
        return self.statement("capture", **value)

    def key_statement(self, action, key, archive=None, note=None, **members):
        """A key statement; `key` is a Key or the text to give in its place."""
        verifier = key.verifier if isinstance(key, Key) else key
        self.signers += [key] if isinstance(key, Key) and key not in self.signers else []
        return self.statement("key", **{"action": action, "key": verifier, "archive": archive, "note": note, **members})

    def archive_member(self):
        """What the first key statement says of the archive."""
        return {"format": 1, "origin": self.origin,
                "specification": {"digest": digest(self.specification), "size": len(self.specification)}}

    # packs, commits

    def pack(self, members, *, stored=None, length=None, count=None):
        """Stores a pack and returns its entry. `stored`: other bytes to store under the name (b"" for none);
        `length`, `count`: what the entry says."""
        data = b"".join(members)
        name = sha256(data).hex()
        self.last_pack = "packs/%s/%s.gz" % (name[:2], name)
        if stored != b"":
            self.files[self.last_pack] = data if stored is None else stored
        return b"pack sha256:%s %d %d" % (name.encode(), len(data) if length is None else length,
                                          len(members) if count is None else count)

    @staticmethod
    def entry(statement, kind=None):
        """The entry of a statement, of its own type unless told otherwise."""
        return ("%s %s" % (kind or json.loads(statement)["type"], digest(statement))).encode()

    def note(self, text, signers):
        """A signed note; a signer is a Key or the bytes of a whole signature line."""
        return text + b"\n" + b"".join(s if isinstance(s, bytes) else s.line(text) for s in signers)

    def commit(self, entries, signers=None, *, name=None, size=None, root=None, origin=None, more=b"",
               text=lambda text: text, whole=lambda data: data, change=lambda signature: signature):
        """Appends entries and stores the commit. Lies: `name` (its number), `size`, `root`, `origin` of the checkpoint;
        `more` further lines; `text` changes the checkpoint before it is signed, `change` the signature, `whole` the
        file."""
        first = len(self.entries)
        self.entries += entries
        signed = text(b"%s\n%d\n%s\n" % ((origin or self.origin).encode(), len(self.entries) if size is None else size,
                                         base64.b64encode(root or root_hash(self.entries))) + more)
        self.signers += [s for s in signers or () if isinstance(s, Key) and s not in self.signers]
        signers = [self.key.line(signed, change)] if signers is None else signers
        self.checkpoint = self.note(signed, signers)
        self.last_commit = "log/%020d" % (first if name is None else name)
        self.files[self.last_commit] = whole(b"".join(e + b"\n" for e in entries) + b"\n" + self.checkpoint)

    def genesis(self, signers=None, statement=lambda data: data, **lies):
        """`ARCHIVE`, `SPEC.md` and the first commit; `lies` go to the member of the statement."""
        self.files["ARCHIVE"] = ("archive 1\norigin %s\nkey %s\n" % (self.origin, self.key.verifier)).encode()
        self.files["SPEC.md"] = self.specification
        first = statement(self.key_statement("add", self.key, self.archive_member()))
        pack = self.pack([member(1, [self.specification]), member(4, [first], **lies)])
        self.genesis_pack = self.last_pack
        self.commit([pack, b"key sha256:" + sha256(first).hex().encode()], signers)
        return self

    def batch(self, blobs, statements, signers=None, kind=None, _entries=None, **lies):
        """One pack with a group of blobs and the statements, and its commit; `lies` go to the commit."""
        members = ([member(1, blobs)] if blobs else []) + ([member(4, statements)] if statements else [])
        entries = [self.pack(members)] + [self.entry(s, kind) for s in statements]
        self.commit(entries if _entries is None else _entries(entries), signers, **lies)
        return self

    # storing

    def total(self):
        return sum(len(data) for data in self.files.values())

    def write(self, folder):
        """Writes the archive to a folder that does not exist yet."""
        for path, data in sorted(self.files.items()):
            target = os.path.join(folder, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            if isinstance(data, Link):
                os.symlink(data, target)
            else:
                with open(target, "xb") as file:
                    file.write(data)
