#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""The invalid archives whose fault is in a pack: E201 to E209; and what all share."""

import struct
import zlib

from archive_builder import (SECOND, SEGMENT, Archive, Bits, Link, deflate, deflate_stored, member, noise, segments,
                             sha256)

BAD = []  # (codes, name, what is wrong, default, quick, function that builds the archive)
ONE = b"The first document of the vectors: forty-eight bytes."
TWO = b"The second document, which says the same and the same and the same."


def bad(codes, name, default=None, quick=None, about=None):
    """Registers a vector. `codes` are those of deep, and of the other modes unless they are given."""
    def register(function):
        BAD.append((codes, name, about or function.__doc__, codes if default is None else default,
                    codes if quick is None else quick, function))
        return function
    return register


def base():
    """Genesis and a batch of two documents with their captures."""
    a = Archive().genesis()
    return a.batch([ONE, TWO], [a.capture(ONE), a.capture(TWO)])


def with_pack(members, **lies):
    """The base and a pack that nothing else in the archive needs, named by a third commit."""
    a = base()
    a.commit([a.pack(members, **lies)])
    return a


# ---- the file of a pack ---------------------------------------------------------------------------------------------

@bad("E201", "pack-hash-mismatch", quick="")
def _():
    """Two members of a pack have changed places; each is valid."""
    members = [member(1, [ONE]), member(1, [TWO])]
    return with_pack(members, stored=members[1] + members[0])


@bad("E201", "member-exchanged", quick="")
def _():
    """A member of an unneeded pack was exchanged for a valid one of the same size."""
    return with_pack([member(1, [b"eight: 1"]), member(1, [ONE])], stored=member(1, [b"eight: 2"]) + member(1, [ONE]))


@bad("E201+E205", "document-bit-flipped", quick="")
def _():
    """One bit of a document changed on the disk."""
    a = with_pack([member(1, [noise("flip", 200)])])
    data = bytearray(a.files[a.last_pack])
    data[-20] ^= 1
    a.files[a.last_pack] = bytes(data)
    return a


@bad("E201+E204", "header-bit-flipped", quick="E204")
def _():
    """One bit of a member's header changed on the disk."""
    a = with_pack([member(1, [ONE])])
    data = bytearray(a.files[a.last_pack])
    data[40] ^= 1
    a.files[a.last_pack] = bytes(data)
    return a


@bad("E202", "pack-of-copies-missing")
def _():
    """A pack is missing; what was in it is in another one."""
    return with_pack([member(1, [ONE])], stored=b"")


@bad("E202+E401", "statement-pack-missing", quick="E202")
def _():
    """A pack with a statement is missing."""
    a = base()
    a.batch([], [a.capture(ONE)])
    del a.files[a.last_pack]
    return a


@bad("E202+E401", "first-pack-missing")
def _():
    """The first pack is missing, with the statement of the first key; the key in ARCHIVE serves."""
    a = base()
    del a.files[a.genesis_pack]
    return a


@bad("E202+E501", "document-pack-missing", quick="E202")
def _():
    """A pack with a document is missing; its capture is in another one."""
    a = with_pack([member(1, [b"lost"])], stored=b"")
    return a.batch([], [a.capture(b"lost")])


@bad("E203", "entry-lies")
def _():
    """The entry says that the pack has one byte more than it has."""
    data = member(1, [ONE])
    return with_pack([data], length=len(data) + 1)


def named_twice(codes, name, about, **lies):
    @bad(codes, name, about=about)
    def _():
        a = with_pack([member(1, [ONE])])
        a.commit([a.pack([member(1, [ONE])], **lies)])
        return a


named_twice("E203", "second-entry-lies", "Two entries name one pack; the second has another length.", length=1)
named_twice("E206", "second-entry-lies", "Two entries name one pack; the second has another number of members.", count=2)


@bad("E203+E204", "pack-cut-off")
def _():
    """The last four bytes of a pack are gone."""
    data = member(1, [ONE])
    return with_pack([data], stored=data[:-4])


@bad("E203+E204", "pack-cut-off-in-header")
def _():
    """Of the second member of a pack only 30 bytes are left."""
    data = member(1, [ONE])
    return with_pack([data, data], stored=data + data[:30])


@bad("E203+E204", "pack-appended-to")
def _():
    """A line was appended to a pack."""
    data = member(1, [ONE])
    return with_pack([data], stored=data + b"appended\n")


@bad("E203+E206", "member-appended")
def _():
    """A valid member was appended to a pack."""
    data = member(1, [ONE])
    return with_pack([data], stored=data + data)


# ---- members --------------------------------------------------------------------------------------------------------

def header(codes, name, about, make):
    """A signed pack of a good member and a bad one; nothing else in the archive needs it."""
    @bad(codes, name, about=about)
    def _():
        return with_pack([member(1, [ONE]), make()])


def lie(name, about, **lies):
    header("E204", name, about, lambda: member(1, [TWO], **lies))


def table(*rows):
    return [(length, sha256(b"row %d" % i)) for i, length in enumerate(rows)]


lie("magic", "The first byte of a member is 1e.", magic=b"\x1e\x8b\x08\x06")
lie("flags-with-name", "The flags of a header say that it has a file name.", magic=b"\x1f\x8b\x08\x0e")
lie("time", "MTIME of a header is 1.", mtime=1)
lie("system", "The OS byte of a header is 3.", xfl_os=b"\x00\x03")
lie("subfield", "The subfield of a header is `Aq`.", subfield=b"Aq")
lie("second-subfield", "A header has a second subfield.", more=b"Bz\x00\x00", len=20 + 36)
lie("xlen-lies", "XLEN is LEN + 8 and the header is as long as LEN says.", xlen=64)
lie("len-lies", "LEN is one less than 20 + 36.", len=55)
lie("version-0", "The version of a header is 0.", version=0)
lie("version-2-and-header-crc", "The version of a header is 2 and its CRC-32 is wrong.", version=2, header_crc=1)
lie("kind-0", "The kind of a header is 0.", kind=0)
lie("kind-5", "The kind of a header is 5.", kind=5)
lie("count-lies", "A header says two blobs and has one.", count=2)
lie("segment-number", "A member of kind 1 has segment number 1.", segment=1)
lie("header-crc", "CRC-32 of a header is wrong.", header_crc=0x80000000)
lie("fhcrc", "FHCRC of a header is wrong.", fhcrc=1)
lie("raw-length-lies", "The raw length of a header is one more than its table's sum.", raw_length=len(TWO) + 1)
lie("table-sum-lies", "The only length in a table is one more than the raw length.", table=table(len(TWO) + 1))
lie("table-sum-wraps", "The lengths in a table add up to the raw length modulo 2^32.", count=2,
    table=table(2**32 - 1, len(TWO) + 1))
lie("raw-length-over-1032-times", "Raw length and table say 1,032 times the deflate length and one more.",
    raw_length=1032 * len(deflate(TWO)) + 1, table=table(1032 * len(deflate(TWO)) + 1))
lie("last-segment-table", "A member of kind 1 has the 40 bytes of kind 3.", whole=(len(TWO), sha256(TWO)))
header("E204", "raw-length-over-16-mib", "The raw length of a header is 16,777,217.",
       lambda: member(1, [bytes(SEGMENT + 1)]))
header("E204", "count-0", "A header has no blobs.", lambda: member(1, [], stream=deflate(b"")))
header("E204", "xlen-over-16000", "A header has 444 blobs and an XLEN of 16,008.", lambda: member(1, [b""] * 444))
header("E204", "deflate-length-over", "The deflate length is the raw length and 65; 64 are allowed.",
       lambda: member(1, [TWO], stream=padded(TWO, len(TWO) + 65)))
header("E204", "group-over-262144", "Two blobs in a member have 262,145 bytes together.",
       lambda: member(1, [bytes(262144), b"\0"]))
header("E204", "statement-over-32768", "A blob of a member of kind 4 has 32,769 bytes.",
       lambda: member(4, [bytes(32769)]))
header("E204", "segment-too-short", "A segment that is not the last has 1,000 bytes.", lambda: member(2, [bytes(1000)]))
header("E204", "segment-count-2", "A segment has two blobs.", lambda: member(2, [bytes(SEGMENT - 1), b"\0"]))
header("E204", "last-segment-number-0", "A last segment has number 0.",
       lambda: member(3, [TWO], segment=0, whole=(len(TWO), sha256(TWO))))
header("E204", "last-segment-empty", "A last segment has no bytes.",
       lambda: member(3, [b""], segment=1, whole=(SEGMENT, sha256(b""))))
header("E204", "last-segment-whole-length", "The whole length in a last segment is one too many.",
       lambda: member(3, [TWO], segment=1, whole=(SEGMENT + len(TWO) + 1, sha256(TWO))))
header("E204", "zeros-after-members", "A pack ends in 512 zero bytes.", lambda: bytes(512))
header("E204", "text-after-members", "A pack ends in a line of text.", lambda: b"not a member\n")
header("E204", "plain-gzip", "The second member of a pack is plain gzip without a subfield.",
       lambda: b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + deflate(TWO) + struct.pack("<II", zlib.crc32(TWO), len(TWO)))
header("E204", "cut-off-in-trailer", "A pack ends within a trailer, and name and entry say so.",
       lambda: member(1, [TWO])[:-1])
header("E204", "cut-off-in-stream", "A pack ends within a deflate stream, and name and entry say so.",
       lambda: member(1, [TWO])[:-20])
header("E204", "cut-off-in-header", "A pack ends within a header, and name and entry say so.",
       lambda: member(1, [TWO])[:40])
header("E209", "member-newer", "The version of a header is 2.", lambda: member(1, [TWO], version=2))
lie("version-2-and-time", "The version of a header is 2 and its MTIME is 1.", version=2, mtime=1)
lie("version-2-and-xlen", "The version of a header is 2 and XLEN is not LEN + 4.", version=2, len=55)
header("E204", "version-2-and-xlen-over-16000", "The version of a header is 2 and its XLEN 16,008.",
       lambda: member(1, [b""] * 444, version=2))
header("E209", "member-newer-and-other", "A header of version 2 has kind 9, other lengths, FHCRC and segment number.",
       lambda: member(9, [TWO], version=2, stream=b"?", segment=7, raw_length=1, fhcrc=1))
header("E204", "after-first-segment", "A line of text follows segment 0: the last segment may have been there.",
       lambda: segments(bytes(SEGMENT) + b"end")[0] + b"not a member\n")


@bad("E204", "pack-empty")
def _():
    """A pack has no bytes, and name and entry say so."""
    a = base()
    path = "packs/e3/%s.gz" % sha256(b"").hex()
    a.files[path] = b""
    a.commit([b"pack sha256:%s 0 0" % sha256(b"").hex().encode()])
    return a


@bad("E209", "then-nothing-is-missing")
def _():
    """A member is newer: a missing statement and a missing document are not reported, they may be in it."""
    a = with_pack([member(1, [ONE], version=2)])
    a.batch([], [a.capture(b"missing")])
    a.commit([a.entry(a.capture(ONE)), a.entry(a.key_statement("add", SECOND))])
    return a


def padded(data, length):
    """A deflate stream of that many bytes: empty blocks and the data as it is."""
    missing = length - len(data) - 5
    bits = Bits()
    for _ in range({0: 0, 1: 1, 2: 2, 4: 3}[missing % 5]):  # empty fixed blocks of ten bits
        bits.fixed(b"", False)
    for _ in range(missing // 5):  # empty stored blocks of five bytes
        bits.stored(b"", False)
    bits.stored(data, True)
    return bits.done()


def stream(name, about, make):
    @bad("E205", name, default="", quick="", about=about)
    def _():
        return with_pack([member(1, [ONE]), make(), member(1, [TWO])])


stream("stream-too-short", "A deflate stream gives one byte less than the raw length.",
       lambda: member(1, [TWO], stream=deflate(TWO[:-1])))
stream("stream-too-long", "A deflate stream gives one byte more than the raw length; the first ones are right.",
       lambda: member(1, [TWO], stream=deflate(TWO + b"!")))
stream("stream-ends-early", "Three bytes within the deflate length follow the end of the deflate stream.",
       lambda: member(1, [TWO], stream=deflate(TWO) + b"\0\0\0"))
stream("stream-without-end", "A deflate stream gives all bytes but has no last block.",
       lambda: member(1, [TWO], stream=b"\0" + deflate_stored(TWO)[1:]))
stream("stream-broken", "A deflate stream has a block of the reserved type.",
       lambda: member(1, [TWO], stream=b"\7" * 70))
stream("stream-other-bytes", "A deflate stream gives other bytes of the same length.",
       lambda: member(1, [TWO], stream=deflate(TWO.upper())))
stream("stream-hides-member", "Within the deflate length are an empty gzip member and the header of the next.",
       lambda: member(1, [TWO], stream=deflate(b"") + bytes(8) + b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + deflate(TWO)))
stream("stream-byte-more", "One zero byte within the deflate length follows the end of the deflate stream.",
       lambda: member(1, [TWO], stream=deflate(TWO) + b"\0"))
stream("crc", "CRC-32 of a member is wrong.", lambda: member(1, [TWO], crc=1))
stream("isize", "ISIZE of a member is one too many.", lambda: member(1, [TWO], isize=1))
stream("blob-digest", "The second digest in a table is of other bytes.",
       lambda: member(1, [TWO, ONE], table=[(len(TWO), sha256(TWO)), (len(ONE), sha256(b"other"))]))
stream("blob-lengths", "The lengths in a table are of other blobs, with the right sum.",
       lambda: member(1, [TWO, ONE], table=[(len(ONE), sha256(TWO)), (len(TWO), sha256(ONE))]))


@bad("E205", "whole-digest", default="", quick="")
def _():
    """The digest of the whole blob in a last segment is of other bytes."""
    blob = bytes(SEGMENT) + b"end"
    return with_pack(segments(blob, whole=(len(blob), sha256(b"other"))))


@bad("E205", "segment-digest", default="", quick="")
def _():
    """The digest in the table of a last segment is of other bytes; that of the whole blob is right."""
    return with_pack(segments(bytes(SEGMENT) + b"end", table=[(3, sha256(b"dne"))]))


@bad("E205", "statement-member", quick="")
def _():
    """The bytes of a capture are not those of its digest; default inflates it, quick does not."""
    a = base()
    capture = a.capture(ONE, note="right")
    pack = a.pack([member(4, [capture], stream=deflate(capture.replace(b"right", b"wrong")))])
    a.commit([pack, a.entry(capture)])
    return a


@bad("E205", "statement-copy", quick="")
def _():
    """A capture is in two members; of the second one ISIZE is wrong."""
    a = base()
    capture = a.capture(ONE)
    a.commit([a.pack([member(4, [capture]), member(4, [capture], isize=1)]), a.entry(capture)])
    return a


@bad("E205", "key-statement-copy")
def _():
    """A key statement is in two members; of the second one ISIZE is wrong. Quick inflates both, too."""
    a = base()
    statement = a.key_statement("add", SECOND)
    a.commit([a.pack([member(4, [statement]), member(4, [statement], isize=1)]), a.entry(statement)])
    return a


@bad("E205", "statement-of-no-entry", default="", quick="")
def _():
    """ISIZE is wrong of a member of kind 4 that lists no statement of an entry; only deep inflates it."""
    a = base()
    return with_pack([member(4, [a.statement("fixity")], isize=1)])


@bad("E205", "first-key-member")
def _():
    """ISIZE of the member with the first key's statement is wrong; every mode has to inflate it."""
    return Archive().genesis(isize=1)


@bad("E206", "one-member-more")
def _():
    """The entry says one member more than the pack has."""
    return with_pack([member(1, [ONE])], count=2)


@bad("E206", "one-member-less")
def _():
    """The entry says one member less than the pack has."""
    return with_pack([member(1, [ONE]), member(1, [TWO])], count=1)


def broken(name, about, choose):
    """Registers a pack of some members of two segmented blobs and one other member."""
    @bad("E207", name, about=about)
    def _():
        two, three = bytes(SEGMENT) + b"2", bytes(2 * SEGMENT) + b"3"
        return with_pack(choose(segments(two), segments(three), member(1, [ONE])))


broken("no-last-segment", "A pack ends after a segment that is not the last.", lambda two, three, other: two[:1])
broken("no-last-segment-then-other", "A member of another kind follows segment 0 and ends the pack.",
       lambda two, three, other: [two[0], other])
broken("interrupted", "A member of another kind lies between segment 0 and the last one.",
       lambda two, three, other: [two[0], other, two[1]])
broken("gap", "Segment 1 of 0, 1, 2 is not there.", lambda two, three, other: [three[0], three[2]])
broken("not-from-zero", "Segment 0 of 0, 1, 2 is not there.", lambda two, three, other: three[1:])
broken("twice", "Segment 0 is there twice, one after the other.", lambda two, three, other: [two[0], two[0], two[1]])
broken("order", "Segments 0 and 1 of 0, 1, 2 have changed places.",
       lambda two, three, other: [three[1], three[0], three[2]])
broken("last-alone", "A last segment stands alone.", lambda two, three, other: [two[1]])
broken("two-faults-one-report", "Two last segments stand alone in one pack: one finding.",
       lambda two, three, other: [two[1], other, two[1]])


@bad("N208", "pack-orphan")
def _():
    """A valid pack that no entry names."""
    a = base()
    a.pack([member(1, [b"orphan"])])
    return a


@bad("N208", "orphan-is-no-pack")
def _():
    """A file with the name of a pack that no entry names; its bytes are not looked at."""
    a = base()
    a.pack([member(1, [b"orphan"])], stored=b"not a pack\n")
    return a


@bad("N208", "orphan-is-folder")
def _():
    """A folder with the name of a pack that no entry names; it is not entered."""
    a = base()
    a.files["packs/ab/" + "ab" * 32 + ".gz/file"] = b"not looked at\n"
    return a


@bad("N208", "orphan-is-symlink")
def _():
    """A symbolic link to nothing with the name of a pack that no entry names."""
    a = base()
    a.files["packs/ab/" + "ab" * 32 + ".gz"] = Link("nothing")
    return a


@bad("E105+E209", "damage-before-newer")
def _():
    """A member is newer (exit 5) and SPEC.md is missing (exit 1): the exit code is 1."""
    a = with_pack([member(1, [ONE], version=2)])
    del a.files["SPEC.md"]
    return a
