#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""The receipts, good and bad (SPEC 9)."""

import base64
import struct
import zlib

from archive_builder import (FIRST, ORDER, SECOND, SEGMENT, THIRD, Archive, Key, deflate, member, root_hash,
                             segments, sha256, signature_line)
from bad_packs import ONE, TWO

GOOD = []  # (file name, what it shows, bytes)
BAD = []  # (file name, what is wrong, bytes, verifier key, whether the fault is in the statement's form only)
LARGE = bytes(SEGMENT) + b"the end"


def sibling_hashes(index, leaves):
    """The inclusion proof of RFC 6962, section 2.1.1: the leaf's sibling first."""
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return sibling_hashes(index, leaves[:split]) + [root_hash(leaves[split:])]
    return sibling_hashes(index - split, leaves[split:]) + [root_hash(leaves[:split])]


def lines_of(hashes):
    return b"".join(base64.b64encode(one) + b"\n" for one in hashes)


class Source:
    """An archive of eleven entries to prove things of."""

    def __init__(self):
        self.a = a = Archive()
        first = []
        a.genesis(statement=lambda data: first.append(data) or data)
        self.key = first[0]
        self.one, self.two = a.capture(ONE, note="A document."), a.capture(TWO)
        self.empty, self.large = a.capture(b""), a.capture(LARGE)
        self.lies = a.capture(ONE, _size=len(ONE) + 1)
        self.note = a.statement("note", note="text", subjects=[{"digest": "sha256:" + sha256(ONE).hex()}])
        self.newer = a.capture(ONE, version=2)
        self.space = a.capture(ONE).replace(b'":1}', b'": 1}')
        self.minimal = self.proof(self.key, 1)
        a.batch([ONE, TWO, b""], [self.one, self.two, self.empty, self.large])
        a.commit([a.entry(s) for s in (self.lies, self.note)]
                 + [a.entry(self.newer), b"capture sha256:" + sha256(self.space).hex().encode()])

    def index(self, statement):
        digest = sha256(statement).hex().encode()
        return next(i for i, entry in enumerate(self.a.entries) if digest in entry)

    def proof(self, statement, index=None, *, extra=None, said=None, hashes=lambda hashes: hashes, note=None):
        """A proof file; `extra`, `said` and `note` are told in place of statement, index and checkpoint."""
        index = self.index(statement) if index is None else index
        text = b"c2sp.org/tlog-proof@v1\nextra " + (base64.b64encode(statement) if extra is None else extra)
        text += b"\nindex " + (b"%d" % index if said is None else said) + b"\n"
        text += lines_of(hashes(sibling_hashes(index, self.a.entries)))
        return text + b"\n" + (self.a.checkpoint if note is None else note)

    def signed(self, *signers, origin=None, size=None, root=None, more=b""):
        """Another checkpoint over the same entries."""
        a = self.a
        text = b"%s\n%d\n%s\n" % ((origin or a.origin).encode(), size or len(a.entries),
                                 base64.b64encode(root or root_hash(a.entries))) + more
        return a.note(text, signers)


def make():
    """Fills GOOD and BAD."""
    GOOD.clear()
    BAD.clear()
    source = Source()
    good_text(source)
    good_packs(source)
    bad_lines(source)
    bad_notes(source)
    bad_packs(source)


def good_text(s):
    text = s.proof(s.one)
    witness = signature_line("witness.example", bytes(range(72)))
    further = s.signed(witness, SECOND, FIRST, THIRD, more=b"a further line\n")
    GOOD.extend([
        ("capture.tlog-proof", "A capture.", text),
        ("key.tlog-proof", "The first key's statement.", s.proof(s.key)),
        ("last-but-one.tlog-proof", "A note, near the right edge of the tree.", s.proof(s.note)),
        ("two-entries.tlog-proof", "The first key's statement in a tree of two entries.", s.minimal),
        ("further-lines.tlog-proof", "The checkpoint has a further line and signatures by other keys.",
         s.proof(s.two, note=further))])


def good_packs(s):
    GOOD.extend([
        ("document.gz", "A capture with its document.", pack(s.proof(s.one), member(1, [ONE]))),
        ("empty-document.gz", "A capture of an empty document.", pack(s.proof(s.empty), member(1, [b""]))),
        ("segmented-document.gz", "A capture of a document in two segments.",
         pack(s.proof(s.large), *segments(LARGE)))])


def pack(proof, *members):
    return member(1, [proof]) + b"".join(members)


def bad(name, about, data, key=FIRST, form=False):
    BAD.append((name, about, data, key.verifier, form))


def bad_lines(s):
    """What stands before the checkpoint."""
    text = s.proof(s.one)

    def line(name, about, old, new):
        assert text.count(old) == 1, (name, old)
        bad(name + ".tlog-proof", about, text.replace(old, new))

    index = b"\nindex %d\n" % s.index(s.one)
    encoded = base64.b64encode(s.one)
    bad("wrong-key.tlog-proof", "It is checked by a key that did not sign.", text, SECOND)
    bad("other-origin.tlog-proof", "The key at hand has the right bytes and another name.", text,
        Key(0x11, "else.example/archive"))
    line("version-2", "The first line says version 2.", b"proof@v1", b"proof@v2")
    line("no-extra", "There is no statement.", b"extra " + encoded + b"\n", b"")
    line("extra-twice", "The statement is there twice.", b"extra " + encoded + b"\n", (b"extra " + encoded + b"\n") * 2)
    line("statement-changed", "One word of the statement was changed.", encoded,
         base64.b64encode(s.one.replace(b"A document", b"a document")))
    line("statement-of-another-entry", "The statement is that of another entry.", encoded, base64.b64encode(s.two))
    line("statement-line-feed", "A line feed was added to the statement.", encoded, base64.b64encode(s.one + b"\n"))
    padded = base64.b64encode(s.one[:-1] if len(s.one) % 3 == 0 else s.one)
    assert padded.endswith(b"=")
    loose = bytes([padded.rstrip(b"=")[-1] + 1]).rjust(1) + b"=" * padded.count(b"=")
    line("extra-unused-bits", "The unused bits of the statement's base64 are not zero.", encoded,
         padded.rstrip(b"=")[:-1] + loose)
    line("extra-not-base64", "The statement's base64 holds a space.", encoded, encoded[:8] + b" " + encoded[8:])
    line("index-other", "The index is one too many.", index, b"\nindex %d\n" % (s.index(s.one) + 1))
    line("index-leading-zero", "The index has a leading zero.", index, index.replace(b"index ", b"index 0"))
    line("index-sign", "The index has a sign.", index, index.replace(b"index ", b"index +"))
    line("no-index", "There is no index.", index, b"\n")
    size = len(s.a.entries)
    bad("index-beyond-size.tlog-proof", "The index is the tree's size.", s.proof(s.one, said=b"%d" % size))
    bad("index-beyond-by-power.tlog-proof", "The index is greater by 16, with the same bits below.",
        s.proof(s.one, said=b"%d" % (s.index(s.one) + 16)))
    bad("hash-missing.tlog-proof", "The last hash is missing.", s.proof(s.one, hashes=lambda hashes: hashes[:-1]))
    bad("hash-more.tlog-proof", "There is one hash more.", s.proof(s.one, hashes=lambda hashes: hashes + [bytes(32)]))
    bad("hashes-exchanged.tlog-proof", "Two hashes have changed places.",
        s.proof(s.one, hashes=lambda hashes: hashes[1::-1] + hashes[2:]))
    bad("hashes-64.tlog-proof", "There are 64 hashes.", s.proof(s.one, hashes=lambda hashes: [bytes(32)] * 64))
    bad("hash-31-bytes.tlog-proof", "A hash has 31 bytes.",
        s.proof(s.one, hashes=lambda hashes: [hashes[0][:31]] + hashes[1:]))
    hashes = lines_of(sibling_hashes(s.index(s.one), s.a.entries))
    line("hash-unused-bits", "The unused bits of a hash's base64 are not zero.", hashes,
         hashes[:-3] + bytes([hashes[-3] + 1]) + hashes[-2:])
    line("no-empty-line", "No empty line stands before the checkpoint.", hashes + b"\n", hashes)
    bad("other-type.tlog-proof", "The entry in the tree has another type than the statement.", wrong_type())
    bad("statement-not-canonical.tlog-proof", "The statement, as it was signed, holds a space.", s.proof(s.space),
        form=True)
    bad("statement-newer.tlog-proof", "The statement, as it was signed, has version 2.", s.proof(s.newer))
    bad("carriage-returns.tlog-proof", "The lines end with CR LF.", text.replace(b"\n", b"\r\n"))
    bad("byte-order-mark.tlog-proof", "A byte order mark stands first.", b"\xef\xbb\xbf" + text)
    bad("empty.tlog-proof", "There are no bytes.", b"")
    bad("truncated-in-proof.tlog-proof", "The file ends within the hashes.", text[:text.index(hashes) + 60])


def wrong_type():
    a = Archive().genesis()
    statement = a.statement("fixity")
    a.commit([a.entry(statement, "stamp")])
    hashes = lines_of(sibling_hashes(2, a.entries))
    return (b"c2sp.org/tlog-proof@v1\nextra " + base64.b64encode(statement) + b"\nindex 2\n" + hashes + b"\n"
            + a.checkpoint)


def bad_notes(s):
    """The checkpoint."""
    note, text = s.a.checkpoint, s.proof(s.one)
    size = len(s.a.entries)

    def other(name, about, new):
        bad(name + ".tlog-proof", about, s.proof(s.one, note=new))

    def spoiled(change):
        return s.a.note(body, [FIRST.line(body, change)])

    body = note[:note.rindex(b"\n\n") + 1]
    other("signature-bit-flipped", "One bit of the signature is wrong.",
          spoiled(lambda sig: bytes([sig[0] ^ 1]) + sig[1:]))
    other("signature-s-plus-order", "S of the signature is greater by the group's order.", spoiled(
        lambda sig: sig[:32] + (int.from_bytes(sig[32:], "little") + ORDER).to_bytes(32, "little")))
    other("signed-by-others", "There are only signatures by other keys.", s.signed(SECOND, THIRD))
    other("not-signed", "There is no signature line.", body + b"\n")
    other("size-changed", "The tree size was changed after signing.",
          note.replace(b"\n%d\n" % size, b"\n%d\n" % (size + 1)))
    other("root-other", "The key signed another root.", s.signed(FIRST, root=bytes(32)))
    other("size-other", "The key signed another size with the same root.", s.signed(FIRST, size=size + 8))
    other("checkpoint-origin", "The key signed a checkpoint of another origin.",
          s.signed(FIRST, origin="else.example/archive"))
    other("line-after-signatures", "A line of text follows the signatures.", note + b"text\n")
    other("truncated", "The file ends within the signature line.", note[:-20])
    other("no-final-line-feed", "The last line feed is missing.", note[:-1])
    other("no-checkpoint", "Nothing follows the empty line.", b"")
    bad("truncated-before-checkpoint.tlog-proof", "The file ends before the empty line.",
        text[:text.index(b"\n\n") + 1])


def bad_packs(s):
    """With the document."""
    text, one = s.proof(s.one), member(1, [ONE])
    flipped = bytearray(pack(text, one))
    flipped[-20] ^= 4
    group = member(1, [ONE, TWO])
    parts = segments(LARGE)

    def document(name, about, data, key=FIRST):
        bad(name + ".gz", about, data, key)

    document("wrong-key", "It is checked by a key that did not sign.", pack(text, one), SECOND)
    document("statement-changed", "One word of the statement was changed.",
             pack(s.proof(s.one, extra=base64.b64encode(s.one.replace(b"A doc", b"a doc"))), one))
    document("document-changed", "One byte of the document was changed, and its member made anew.",
             pack(text, member(1, [ONE[:-1] + b"!"])))
    document("document-bit-flipped", "One bit of the document's member is wrong.", bytes(flipped))
    document("document-digest-lies", "The document was changed, and its member has the digest of the right one.",
             pack(text, member(1, [ONE[:-1] + b"!"], table=[(len(ONE), sha256(ONE))])))
    document("document-missing", "There is no document.", pack(text))
    document("document-more", "Another document follows.", pack(text, one, member(1, [TWO])))
    document("document-twice", "The document is there twice.", pack(text, one, one))
    document("document-in-group", "The document shares its member with another one.", pack(text, group))
    document("document-first", "The document stands before the proof.", one + member(1, [text]))
    document("document-as-statement", "The document is in a member of kind 4.", pack(text, member(4, [ONE])))
    document("size-lies", "The statement, as it was signed, says another size.", pack(s.proof(s.lies), one))
    document("no-capture", "The statement is a note, which has no document.", pack(s.proof(s.note), one))
    document("proof-as-statement", "The proof is in a member of kind 4.", member(4, [text]) + one)
    document("proof-and-document", "Proof and document are in one member.", member(1, [text, ONE]))
    document("truncated", "The last byte is missing.", pack(text, one)[:-1])
    document("truncated-in-header", "The second member's header is cut off.", pack(text, one[:50]))
    document("text-after-members", "A line of text follows.", pack(text, one) + b"text\n")
    document("zero-after-members", "A zero byte follows.", pack(text, one) + b"\0")
    document("plain-gzip", "The members are plain gzip.", plain(text) + plain(ONE))
    document("stream-ends-early", "Three bytes follow the end of the document's deflate stream.",
             pack(text, member(1, [ONE], stream=deflate(ONE) + b"\0\0\0")))
    document("version-2", "The second member is newer.", pack(text, member(1, [ONE], version=2)))
    document("segment-missing", "The last segment is missing.", pack(s.proof(s.large), parts[0]))
    document("segments-exchanged", "The segments have changed places.", pack(s.proof(s.large), parts[1], parts[0]))
    document("segment-first-missing", "Segment 0 is missing.", pack(s.proof(s.large), parts[1]))
    document("empty", "There is only the magic number.", b"\x1f\x8b")


def plain(data):
    return (b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + deflate(data)
            + struct.pack("<II", zlib.crc32(data), len(data)))
