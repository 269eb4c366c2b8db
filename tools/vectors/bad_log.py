#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""The invalid archives whose fault is in the log or in what is remembered of it: E301 to E310, E601 to E603."""

import base64

from archive_builder import (FIRST, ORDER, SECOND, THIRD, Archive, Key, deflate, member, root_hash,
                             signature_line)
from bad_packs import ONE, TWO, bad, base

SOME = b"sha256:" + b"ab" * 32


# ---- E301 -----------------------------------------------------------------------------------------------------------

def whole(name, about, change):
    """The last commit's bytes are changed after it was signed."""
    @bad("E301", name, about=about)
    def _():
        a = base()
        return a.batch([b"third"], [a.capture(b"third")], whole=change)


def text(name, about, change):
    """The last commit's checkpoint text is changed before it is signed."""
    @bad("E301", name, about=about)
    def _():
        a = base()
        return a.batch([b"third"], [a.capture(b"third")], text=change)


def entry(name, about, line):
    """The last commit has one entry more, which is malformed; tree and signature are right."""
    @bad("E301", name, about=about)
    def _():
        a = base()
        return a.batch([b"third"], [a.capture(b"third")], _entries=lambda entries: entries + [line])


def signatures(name, about, make):
    """The last commit's signature lines are others; `make` gets the good one."""
    @bad("E301", name, about=about)
    def _():
        a = base()
        return a.batch([b"third"], [a.capture(b"third")],
                       whole=lambda data: data[:data.rindex(b"\n\n") + 2] + make(data[data.rindex(b"\n\n") + 2:]))


whole("empty-file", "The last commit is empty.", lambda data: b"")
whole("no-empty-line", "The last commit has no empty line at all.", lambda data: data.replace(b"\n\n", b"\n"))
whole("no-checkpoint", "The last commit ends after its entries and the empty line.",
      lambda data: data[:data.index(b"\n\n") + 2])
whole("no-empty-line-before-checkpoint", "No empty line divides entries and checkpoint; the note's own is there.",
      lambda data: data.replace(b"\n\n", b"\n", 1))
whole("zero-entries", "The last commit has no entries; its checkpoint is as it was.",
      lambda data: data[data.index(b"\n\n") + 1:])
whole("cut-off", "The last commit ends in its signature line.", lambda data: data[:-20])
whole("no-final-line-feed", "The last line feed of the last commit is missing.", lambda data: data[:-1])
whole("line-after-signatures", "A line of text follows the signature line.", lambda data: data + b"text\n")
whole("carriage-returns", "The last commit's lines end with CR LF.", lambda data: data.replace(b"\n", b"\r\n"))
whole("byte-order-mark", "The last commit starts with a byte order mark.", lambda data: b"\xef\xbb\xbf" + data)

text("size-leading-zero", "The tree size has a leading zero.", lambda data: data.replace(b"\n7\n", b"\n07\n"))
text("size-sign", "The tree size has a sign.", lambda data: data.replace(b"\n7\n", b"\n+7\n"))
text("size-over", "The tree size is 2^63.", lambda data: data.replace(b"\n7\n", b"\n9223372036854775808\n"))
text("root-short", "The root has 31 bytes.",
     lambda data: b"\n".join(data.split(b"\n")[:2]) + b"\n" + base64.b64encode(bytes(31)) + b"\n")
text("root-unused-bits", "The unused bits of the root's base64 are not zero.",
     lambda data: data[:-3] + bytes([data[-3] + 1]) + data[-2:])
text("root-without-padding", "The root's base64 has no padding.", lambda data: data.replace(b"=", b""))
text("root-missing", "The checkpoint has two lines.", lambda data: data[:data.rindex(b"\n", 0, -1) + 1])
text("further-line-empty", "An empty line follows the root within the text.", lambda data: data + b"\nmore\n")
text("further-line-tab", "A further line of the checkpoint holds a tab.", lambda data: data + b"a\tb\n")
text("further-line-not-utf8", "A further line of the checkpoint is not UTF-8.", lambda data: data + b"caf\xe9\n")

entry("entry-digest-short", "A digest has 63 digits.", b"fixity " + SOME[:-1])
entry("entry-digest-upper", "A digest has upper-case digits.", b"fixity sha256:" + b"AB" * 32)
entry("entry-digest-other", "A digest is of another algorithm.", b"future sha512:" + b"ab" * 64)
entry("entry-type-upper", "An entry's type starts with a capital.", b"Fixity " + SOME)
entry("entry-type-digit", "An entry's type starts with a digit.", b"2fixity " + SOME)
entry("entry-type-over-32", "An entry's type has 33 characters.", b"x" * 33 + b" " + SOME)
entry("entry-two-spaces", "Two spaces stand before a digest.", b"fixity  " + SOME)
entry("entry-space-at-end", "A space ends an entry.", b"fixity " + SOME + b" ")
entry("entry-no-digest", "An entry has no digest.", b"fixity")
entry("entry-not-ascii", "An entry is not ASCII.", b"fixit\xc3\xbf " + SOME)
entry("entry-pack-one-number", "A pack entry has one decimal.", b"pack " + SOME + b" 100")
entry("entry-pack-three-numbers", "A pack entry has three decimals.", b"pack " + SOME + b" 100 1 1")
entry("entry-pack-leading-zero", "A pack entry's length has a leading zero.", b"pack " + SOME + b" 0100 1")
entry("entry-pack-over", "A pack entry's length is 2^63.", b"pack " + SOME + b" 9223372036854775808 1")
entry("entry-statement-number", "A statement entry has a decimal.", b"fixity " + SOME + b" 1")
entry("entry-nine-numbers", "An entry of unknown type has nine decimals.", b"future " + SOME + b" 1" * 9)
entry("entry-over-255", "An entry of unknown type has 256 bytes.",
      b"x" * 32 + b" " + SOME + b" 9223372036854775807" * 7 + b" " + b"9" * 11)

signatures("no-signature-lines", "The note has no signature lines.", lambda line: b"")
signatures("signature-dash", "The signature line starts with a hyphen.", lambda line: b"-" + line[3:])
signatures("signature-two-spaces", "The signature line has two spaces after the name.",
           lambda line: line.replace(b"archive ", b"archive  "))
signatures("signature-base64", "The signature is not base64.", lambda line: line[:-5] + b"!" + line[-4:])
signatures("signature-without-name", "The signature line has no name.", lambda line: line[:4] + line.split(b" ")[2])
signatures("signature-name-no-break-space", "A second signature line's name holds U+00A0, which is white space.",
           lambda line: line + signature_line("witness\u00a0example", bytes(68)))
signatures("signature-four-bytes", "A second signature line has a key ID and nothing behind it.",
           lambda line: line + signature_line("witness.example", bytes(4)))
signatures("signatures-101", "The note has 101 signature lines, one by the key and 100 by unknown ones.",
           lambda line: line + b"".join(signature_line("witness.example", bytes([i]) * 68) for i in range(100)))


def first_commit(name, about, change):
    """The first commit has other entries than a pack and a key."""
    @bad("E301", name, about=about)
    def _():
        a = Archive()
        entries = a.genesis().entries
        a.entries = []
        a.commit(change(entries))
        return a


first_commit("first-commit-order", "The first commit's entries are a key and a pack.", lambda entries: entries[::-1])
first_commit("first-commit-three-entries", "The first commit names its pack twice.",
             lambda entries: entries + entries[:1])


@bad("E301", "name-too-small")
def _():
    """Between the commits 0 and 2 there is a commit 1."""
    a = base()
    a.files["log/%020d" % 1] = a.files[a.last_commit]
    return a


@bad("E301", "name-too-small-at-end")
def _():
    """Behind the last commit, which adds entries 2 to 4, there is one of the name 3."""
    a = base()
    a.batch([], [a.statement("fixity")])
    a.files["log/%020d" % 3] = a.files.pop(a.last_commit)
    del a.files[a.last_pack]
    return a


@bad("E301", "then-nothing-more")
def _():
    """The second commit is malformed: the wrong third one, two orphans and a greater head are not reported."""
    a = base()
    second = a.last_commit
    a.batch([b"third"], [a.capture(b"third")], root=bytes(32))
    a.head = a.checkpoint
    a.files[second] = b"\n" + a.files[second]
    return a


# ---- E302 to E304 ---------------------------------------------------------------------------------------------------

@bad("E302", "commit-missing")
def _():
    """The second of three commits is missing."""
    a = base()
    second = a.last_commit
    a.batch([b"third"], [a.capture(b"third")])
    del a.files[second]
    return a


@bad("E302", "then-nothing-more")
def _():
    """A commit is missing: the wrong third one, a greater head and an unknown pinned key are not reported."""
    a = base()
    second = a.last_commit
    a.batch([b"third"], [a.capture(b"third")], [SECOND])
    a.head, a.pin = a.checkpoint, THIRD.verifier
    del a.files[second]
    return a


@bad("E302+E602", "fork-all-the-same")
def _():
    """The second of three commits is missing; the remembered head has the first one's size and another root."""
    a, other = base(), Archive(specification=b"other\n").genesis()
    second = a.last_commit
    a.batch([b"third"], [a.capture(b"third")])
    a.head = other.checkpoint
    del a.files[second]
    return a


@bad("E302+E603", "revoked-all-the-same")
def _():
    """A commit is missing after the one that revoked the pinned key."""
    a = base()
    a.batch([], [a.key_statement("add", SECOND)])
    a.batch([], [a.key_statement("revoke", FIRST)], [SECOND])
    fourth = a.batch([b"third"], [a.capture(b"third")], [SECOND]).last_commit
    a.batch([b"fourth"], [a.capture(b"fourth")], [SECOND])
    a.pin = FIRST.verifier
    del a.files[fourth]
    return a


@bad("E302", "name-too-great")
def _():
    """The last commit's name is one too great."""
    a = base()
    return a.batch([b"third"], [a.capture(b"third")], name=6)


@bad("E302", "name-too-great-for-64-bits")
def _():
    """The last commit's name has 20 digits and is over 2^64."""
    a = base()
    return a.batch([b"third"], [a.capture(b"third")], name=99999999999999999999)


def last(codes, name, about, **lies):
    """The last commit lies and is signed."""
    @bad(codes, name, about=about)
    def _():
        a = base()
        return a.batch([b"third"], [a.capture(b"third")], **lies)


last("E303", "tree-size-greater", "The last checkpoint's tree size is one too many.", size=8)
last("E303", "tree-size-smaller", "The last checkpoint's tree size is one too few.", size=6)
last("E303", "tree-size-zero", "The last checkpoint's tree size is 0.", size=0)
last("E304", "root-mismatch", "The last checkpoint's root is all zeros.", root=bytes(32))
last("E307", "origin-mismatch", "The last checkpoint has another origin; the key is the right one.",
     origin="else.example/archive")
last("E303+E306+E307", "all-apply", "The last checkpoint has another origin, another size and another key.",
     origin="else.example/archive", size=9, signers=[SECOND])


@bad("E304", "middle-commit")
def _():
    """The third of four checkpoints has the root of the second; the fourth is right."""
    a = base()
    a.batch([], [a.statement("fixity")], root=root_hash(a.entries))
    return a.batch([b"third"], [a.capture(b"third")])


@bad("E304", "entries-exchanged")
def _():
    """Two entries of the last commit have changed places after it was signed."""
    a = base()

    def exchange(data):
        lines = data.split(b"\n")
        lines[1], lines[2] = lines[2], lines[1]
        return b"\n".join(lines)
    return a.batch([b"third"], [a.capture(b"third"), a.capture(ONE)], whole=exchange)


@bad("E106+E304", "trust-before-damage")
def _():
    """A root is wrong (exit 6) and SPEC.md is another one (exit 1): the exit code is 6."""
    a = base()
    a.files["SPEC.md"] = b"other\n"
    return a.batch([b"third"], [a.capture(b"third")], root=bytes(32))


# ---- signatures -----------------------------------------------------------------------------------------------------

def flip(signature):
    return signature[:10] + bytes([signature[10] ^ 1]) + signature[11:]


def plus_order(signature):
    return signature[:32] + (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")


last("E305", "signature-bit-flipped", "One bit of the last signature is wrong.", change=flip)
last("E305", "signature-zero", "The last signature is all zeros.", change=lambda signature: bytes(64))
last("E305", "signature-s-plus-order", "S of the last signature is greater by the group's order (RFC 8032 5.1.7).",
     change=plus_order)


last("E305", "signature-63-bytes", "The last signature has 63 bytes.", change=lambda signature: signature[:63])


@bad("E304", "signature-counts")
def _():
    """The pinned key signed only a commit with a wrong root; its signature is valid by itself."""
    a = base()
    a.batch([], [a.key_statement("add", SECOND)])
    a.batch([b"third"], [a.capture(b"third")], [FIRST, SECOND], root=bytes(32))
    a.pin = SECOND.verifier
    return a


@bad("E305", "text-changed")
def _():
    """A further line was added to the last checkpoint after it was signed."""
    a = base()
    return a.batch([b"third"], [a.capture(b"third")], whole=lambda data: data.replace(
        b"\n\n\xe2\x80\x94", b"\nfurther line\n\n\xe2\x80\x94"))


@bad("E305", "one-of-two-keys")
def _():
    """Two keys are in force; the last commit is signed well by one and badly by the other."""
    a = base()
    a.batch([], [a.key_statement("add", SECOND)])
    spoiled = lambda text: [FIRST.line(text), SECOND.line(text, flip)]
    return resigned(a, spoiled)


@bad("E305", "one-of-two-lines")
def _():
    """The last commit has two lines by the same key, a good one and a bad one."""
    return resigned(base(), lambda text: [FIRST.line(text), FIRST.line(text, flip)])


def resigned(a, lines):
    """Adds a batch whose signature lines are made from the text that is signed."""
    def change(data):
        at = data.rindex(b"\n\n") + 1
        return data[:at + 1] + b"".join(lines(data[data.index(b"\n\n") + 2:at]))
    return a.batch([b"signed"], [a.capture(b"signed")], whole=change)


last("E306", "unknown-key", "The last commit is signed by a key that was never added.", signers=[SECOND])
last("E306", "same-key-other-name", "The last commit is signed by the key under another name, so with another ID.",
     signers=[Key(0x11, "else.example/archive")])


@bad("E306", "key-id-of-another")
def _():
    """The last commit's only line has the key's name and signature but another key ID."""
    return resigned(base(), lambda text: [signature_line(FIRST.name, SECOND.id + FIRST.sign(text))])


@bad("E306", "name-of-another")
def _():
    """The last commit's only line has the key's ID and signature but another name."""
    return resigned(base(), lambda text: [signature_line("else.example", FIRST.id + FIRST.sign(text))])


@bad("E306", "key-added-by-same-commit")
def _():
    """The commit that adds a key is signed by that key only."""
    a = base()
    return a.batch([], [a.key_statement("add", SECOND)], [SECOND])


@bad("E306", "retired-key")
def _():
    """The last commit is signed by a retired key only."""
    a = base()
    a.batch([], [a.key_statement("add", SECOND)])
    a.batch([], [a.key_statement("retire", FIRST)])
    return a.batch([b"third"], [a.capture(b"third")], [FIRST])


@bad("E306", "revoked-key")
def _():
    """The last commit is signed by a revoked key only."""
    a = base()
    a.batch([], [a.key_statement("add", SECOND)])
    a.batch([], [a.key_statement("revoke", FIRST)], [SECOND])
    return a.batch([b"third"], [a.capture(b"third")], [FIRST])


@bad("E306", "first-commit")
def _():
    """The first commit is signed by another key than the one that it adds."""
    return Archive().genesis([SECOND])


# ---- the rest -------------------------------------------------------------------------------------------------------

def newer(name, about, line):
    @bad("E308", name, about=about)
    def _():
        a = base()
        a.batch([b"third"], [a.capture(b"third")], _entries=lambda entries: entries + [line])
        return a.batch([b"fourth"], [a.capture(b"fourth")])


newer("entry-type-unknown", "The third of four commits has an entry of another type.", b"future-type1 " + SOME)
newer("entry-type-longest", "The third of four commits has an entry of another type, of 32 characters and 8 decimals.",
      b"x" * 32 + b" " + SOME + b" 0 1 22 333 4444 55555 666666 9223372036854775807")


@bad("E101+E205+E309", "key-unknown")
def _():
    """The first key's statement has other bytes and ARCHIVE is missing: no key is known."""
    first = Archive()
    good = first.key_statement("add", FIRST, first.archive_member())
    a = Archive().genesis(stream=deflate(good.replace(b"make_vectors", b"take_vectors")))
    del a.files["ARCHIVE"]
    return a


@bad("E101+E205+E309", "then-no-key-statement")
def _():
    """The same; the last key is retired, which is not reported, since nobody knows what is in force."""
    first = Archive()
    good = first.key_statement("add", FIRST, first.archive_member())
    a = Archive().genesis(stream=deflate(good.replace(b"make_vectors", b"take_vectors")))
    a.batch([], [a.key_statement("retire", FIRST)])
    del a.files["ARCHIVE"]
    return a


@bad("E401", "key-in-archive-file")
def _():
    """The first key's statement is in no pack: origin and key in ARCHIVE serve, and key statements are applied."""
    a = Archive()
    a.genesis()
    a.entries = []
    pack = a.pack([member(1, [a.specification])])
    del a.files[a.genesis_pack]
    a.commit([pack, a.entry(a.key_statement("add", FIRST, a.archive_member()))])
    a.batch([], [a.key_statement("add", SECOND)])
    a.batch([], [a.key_statement("retire", FIRST)])
    return a.batch([b"third"], [a.capture(b"third")], [SECOND])


@bad("E102+E202+E309+E401", "key-unknown-first-pack-missing")
def _():
    """The first pack is missing and ARCHIVE is malformed: no key is known."""
    a = base()
    a.files["ARCHIVE"] += b"\n"
    del a.files[a.genesis_pack]
    return a


@bad("E310", "no-log-folder")
def _():
    """There is no `log` at all."""
    a = base()
    a.files = {path: data for path, data in a.files.items() if not path.startswith("log/")}
    return a


@bad("E310+N108", "log-without-commits")
def _():
    """In `log/` there is nothing but a file of another name."""
    a = base()
    a.files = {path: data for path, data in a.files.items() if not path.startswith("log/")}
    a.files["log/gone"] = b"gone\n"
    return a


@bad("E310", "then-nothing-more")
def _():
    """There is no commit: SPEC.md, which is missing, a wrong pack and a pinned key are not looked at."""
    a = base()
    a.files = {path: data for path, data in a.files.items() if not path.startswith("log/") and path != "SPEC.md"}
    a.files[a.last_pack] = b"wrong\n"
    a.pin = THIRD.verifier
    return a


@bad("E310+N108", "packs-of-other-names")
def _():
    """There is no commit; a name in `packs/` is reported."""
    a = base()
    a.files = {path: data for path, data in a.files.items() if not path.startswith("log/")}
    a.files["packs/README"] = b"unexpected\n"
    return a


@bad("E310+E601", "remembered")
def _():
    """There is no commit, but a remembered head."""
    a = base()
    a.files = {path: data for path, data in a.files.items() if not path.startswith("log/")}
    a.head = a.checkpoint
    return a


@bad("E601", "rollback")
def _():
    """The last commit and its pack were removed; the head remembers them."""
    a = base()
    a.batch([b"third"], [a.capture(b"third")])
    a.head = a.checkpoint
    del a.files[a.last_commit], a.files[a.last_pack]
    return a


@bad("E601+N208", "rollback-pack-left")
def _():
    """The last commit was removed, its pack was not; the head remembers it."""
    a = base()
    a.batch([b"third"], [a.capture(b"third")])
    a.head = a.checkpoint
    del a.files[a.last_commit]
    return a


def fork(name, about, later):
    @bad("E602", name, about=about)
    def _():
        other, a = base(), base()
        other.batch([b"the other third"], [other.capture(b"the other third")])
        a.batch([b"third"], [a.capture(b"third")])
        if later:
            a.batch([b"fourth"], [a.capture(b"fourth")])
        a.head = other.checkpoint
        return a


fork("fork-same-size", "The head is of another log of the same size.", False)
fork("fork-longer", "The head is of another log; this one is longer.", True)


@bad("E603", "other-key")
def _():
    """The pinned key is not in the archive."""
    a = base()
    a.pin = THIRD.verifier
    return a


@bad("E603", "other-origin")
def _():
    """The pinned key has the bytes of the first key and another name."""
    a = base()
    a.pin = Key(0x11, "else.example/archive").verifier
    return a


@bad("E603", "never-signed")
def _():
    """The pinned key was added, and signed only the commit that added it, when it was not in force."""
    a = base()
    a.batch([], [a.key_statement("add", SECOND)], [FIRST, SECOND])
    a.batch([b"third"], [a.capture(b"third")], [FIRST])
    a.pin = SECOND.verifier
    return a


@bad("E603", "revoked")
def _():
    """The pinned key signed two commits and was revoked later."""
    a = base()
    a.batch([], [a.key_statement("add", SECOND)])
    a.batch([], [a.key_statement("revoke", FIRST)], [FIRST, SECOND])
    a.pin = FIRST.verifier
    return a


@bad("E603", "revoked-after-retired")
def _():
    """The pinned key signed, was retired, and was revoked after that."""
    a = base()
    a.batch([], [a.key_statement("add", SECOND)])
    a.batch([], [a.key_statement("retire", FIRST)], [FIRST, SECOND])
    a.batch([], [a.key_statement("revoke", FIRST)], [SECOND])
    a.pin = FIRST.verifier
    return a
