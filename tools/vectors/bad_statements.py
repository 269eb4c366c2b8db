#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""The invalid archives whose fault is in a statement or in what it refers to: E401 to E405, E501, E502."""

import json

from archive_builder import (FIRST, SECOND, SEGMENT, Archive, Key, canonical, claim, date, digest, member, segments,
                             sha256)
from bad_packs import ONE, bad, base

ABSENT = digest(b"this is nowhere")


# ---- E401 -----------------------------------------------------------------------------------------------------------

@bad("E401", "statement-missing", quick="")
def _():
    """An entry names a capture that is in no pack."""
    a = base()
    a.commit([a.entry(a.capture(ONE))])
    return a


@bad("E401", "statement-among-blobs", quick="")
def _():
    """A capture is in a member of kind 1 instead of 4."""
    a = base()
    capture = a.capture(ONE)
    a.commit([a.pack([member(1, [capture])]), a.entry(capture)])
    return a


@bad("E401", "key-statement-missing")
def _():
    """An entry names a key statement that is in no pack; quick looks for it too."""
    a = base()
    a.commit([a.entry(a.key_statement("add", SECOND))])
    return a


# ---- E402 -----------------------------------------------------------------------------------------------------------

def stored(codes, name, about, make, quick="", kind=None):
    """A third commit with the statement that `make` makes from the archive; `kind` is the type in the entry."""
    @bad(codes, name, quick=quick, about=about)
    def _():
        a = base()
        statement = make(a)
        entry = b"%s sha256:%s" % ((kind or "capture").encode(), sha256(statement).hex().encode())
        a.commit([a.pack([member(4, [statement])]), entry])
        return a


def edited(name, about, old, new):
    """A capture whose bytes are edited; `old` occurs once."""
    def make(a):
        statement = a.capture(ONE, note="note")
        assert statement.count(old) == 1, (name, old)
        return statement.replace(old, new)
    stored("E402", name, about, make)


def unknown(name, about, text):
    """A capture with one member more, after all others, that is not known but has to be canonical."""
    stored("E402", name, about, lambda a: a.capture(ONE)[:-1] + b"," + text + b"}")


def other(name, about, _drop=(), **members):
    """A canonical capture with other members."""
    stored("E402", name, about, lambda a: a.capture(ONE, _drop=_drop, **members))


def captured(name, about, precision, value, source="operator", **more):
    """A capture with another `capturedAt`."""
    other("date-" + name, about, capturedAt={**date(precision, value, source), **more})


edited("key-order", "Two members have changed places.", b'"asked":null,"final":null', b'"final":null,"asked":null')
edited("space", "A space stands after a colon.", b',"version":1}', b',"version": 1}')
edited("member-twice", "A member is there twice, with the same value.", b',"version":1}', b',"version":1,"version":1}')
edited("name-escaped", "A member's name has an escape that is not needed.", b'"http"', b'"\\u0068ttp"')
edited("comma-at-end", "A comma stands before the last brace.", b',"version":1}', b',"version":1,}')
edited("float", "The size is written 53.0.", b'"size":%d' % len(ONE), b'"size":%d.0' % len(ONE))
edited("byte-order-mark", "A byte order mark stands first.", b'{"addedAt"', b'\xef\xbb\xbf{"addedAt"')
edited("cut-off", "The last brace is missing.", b',"version":1}', b',"version":1')
stored("E402", "line-feed-at-end", "A line feed ends the statement.", lambda a: a.capture(ONE) + b"\n")
stored("E402", "two-values", "A second object follows.", lambda a: a.capture(ONE) + b"{}")
stored("E402", "array", "The statement is a list that holds a capture.", lambda a: b"[" + a.capture(ONE) + b"]")
stored("E402", "empty", "The statement has no bytes.", lambda a: b"")

unknown("exponent", "A number has an exponent.", b'"x":1e2')
unknown("minus-zero", "A number is -0.", b'"x":-0')
unknown("leading-zero", "A number has a leading zero.", b'"x":01')
unknown("number-2-to-53", "A number is 2^53.", b'"x":9007199254740992')
unknown("number-minus-2-to-53", "A number is -2^53.", b'"x":-9007199254740992')
unknown("number-huge", "A number is 2^64 + 1.", b'"x":18446744073709551617')
unknown("escape-solidus", "A solidus is escaped.", b'"x":"\\/"')
unknown("escape-letter", "A letter is escaped.", b'"x":"\\u0041"')
unknown("escape-upper", "The digits of an escape are upper-case.", b'"x":"\\u001F"')
unknown("escape-long", "A line feed is escaped as \\u000a.", b'"x":"\\u000a"')
unknown("escape-long-tab", "A tab is escaped as \\u0009.", b'"x":"\\u0009"')
unknown("escape-delete", "The byte 0x7f is escaped.", b'"x":"\\u007f"')
unknown("escape-pair", "A character is escaped as a pair of surrogates.", b'"x":"\\ud83d\\ude00"')
unknown("escape-lone-surrogate", "A lone surrogate is escaped.", b'"x":"\\ud800"')
unknown("escape-none", "A string has an escape that JSON does not have.", b'"x":"\\a"')
unknown("control-byte", "A string holds the byte 0x01.", b'"x":"\x01"')
unknown("utf8-invalid", "A string holds the byte 0xff.", b'"x":"\xff"')
unknown("utf8-surrogate", "A string holds an encoded surrogate.", b'"x":"\xed\xa0\x80"')
unknown("utf8-overlong", "A string holds an overlong encoding.", b'"x":"\xc0\xaf"')
unknown("utf8-too-great", "A string holds the encoding of U+110000.", b'"x":"\xf4\x90\x80\x80"')
unknown("name-not-ascii", "A member's name is not ASCII.", b'"\xc3\xa9":1')
unknown("literal", "A value is `True`.", b'"x":True')
unknown("not-a-number", "A value is NaN.", b'"x":NaN')
unknown("depth-17", "Lists in lists: 17 deep.", b'"x":' + b"[" * 16 + b"]" * 16)
unknown("inner-key-order", "The members of an object within an unknown member are not sorted.", b'"x":{"b":1,"a":1}')
unknown("digest-number", "A `digest` within an unknown member is a number.", b'"x":{"digest":5}')
unknown("digest-other", "A `digest` within an unknown member is of another algorithm.",
        b'"x":[{"digest":"md5:d41d8cd98f00b204e9800998ecf8427e"}]')

for _name in ("content", "url", "capturedAt", "claims", "container", "bytesLevel", "truncated", "http", "note", "salt",
              "addedAt", "operator", "software"):
    other("missing-" + _name.replace("At", "-at").replace("Level", "-level"),
          "`%s` is left out." % _name, _drop=(_name,))
other("salt-short", "The salt has 31 digits.", salt="0" * 31)
other("salt-upper", "The salt has upper-case digits.", salt="0123456789ABCDEF" * 2)
other("added-day", "`addedAt` is a day.", addedAt=date("day", "2024-01-01", "clock"))
other("added-operator", "The source of `addedAt` is the operator.",
      addedAt=date("instant", "2024-01-01T00:00:00Z", "operator"))
other("operator-number", "`operator` is a number.", operator=1)
other("software-version", "The version of `software` is a number.", software={"name": "make_vectors", "version": 1})
other("url-final-missing", "`url` has no `final`.", url={"asked": None})
other("content-digest-null", "The digest of the content is null.",
      content={"digest": None, "mediaType": None, "size": 1})
other("content-size-null", "The size of the content is null.",
      content={"digest": digest(ONE), "mediaType": None, "size": None})
other("content-size-negative", "The size of the content is negative.", _size=-1)
other("type-unknown", "The type is not in the list.", type="future")
other("type-null", "The type is null.", type=None)
other("version-0", "The version is 0.", version=0)
other("version-text", "The version is text.", version="2")
other("claim-source-missing", "A claim has no source.",
      claims=[{"precision": None, "property": "title", "raw": None, "value": "text"}])
other("claim-other-number", "A claim of another property is a number.", claims=[claim("edition", 2)])
other("media-type-text", "`mediaType` is text.", media="text/plain")
other("media-type-source", "The source of `mediaType` is `document`.",
      media={"source": "document", "value": "text/html"})
other("bytes-level", "`bytesLevel` is not in the list.", bytesLevel="raw")
other("truncated", "`truncated` is not in the list.", truncated="no")
other("http-text", "`http` is text.", http="HTTP/1.1 200 OK")
other("note-list", "`note` is a list.", note=[])
other("claims-null", "`claims` is null.", claims=None)
other("claim-property", "A claim's property starts with a capital.", claims=[claim("Title", "text")])
other("claim-title-number", "A claimed title is a number.", claims=[claim("title", 1)])
other("claim-title-precision", "A claimed title has a precision.", claims=[claim("title", "2024", precision="year")])
other("claim-date", "A claimed date has the precision of a day and the value of a year.",
      claims=[claim("published", "2024", precision="day")])
other("container-kind", "A container's kind is not in the list.",
      container={"kind": "zip", "modifiedAt": None, "name": None, "nameBytes": None})
other("container-two-names", "A container has `name` and `nameBytes`.",
      container={"kind": "file", "modifiedAt": None, "name": "a", "nameBytes": "/w=="})
other("container-name-bytes", "`nameBytes` is not base64.",
      container={"kind": "file", "modifiedAt": None, "name": None, "nameBytes": "caf\u00e9"})
other("digest-upper", "The digest of the content has upper-case digits.", _digest="sha256:" + "AB" * 32)
other("digest-short", "The digest of the content has 62 digits.", _digest="sha256:" + "ab" * 31)
other("digest-bare", "The digest of the content has no `sha256:`.", _digest="ab" * 32)

captured("not-leap", "29 February 2023.", "day", "2023-02-29")
captured("not-leap-1900", "29 February 1900.", "day", "1900-02-29")
captured("day-31", "31 April 2024.", "day", "2024-04-31")
captured("day-0", "Day 0.", "day", "2024-04-00")
captured("month-13", "Month 13.", "month", "2024-13")
captured("year-0", "Year 0000.", "year", "0000")
captured("year-of-five-digits", "Year 10000.", "year", "10000")
captured("year-number", "A year that is a number.", "year", 2024)
captured("hour-24", "Hour 24.", "instant", "2024-02-28T24:00:00Z")
captured("second-60", "Second 60.", "instant", "2016-12-31T23:59:60Z")
captured("offset-24", "An offset of +24:00.", "instant", "2024-02-29T12:00:00+24:00")
captured("offset-bare", "An offset without colon.", "instant", "2024-02-29T12:00:00+0100")
captured("offset-missing", "An instant without offset.", "instant", "2024-02-29T12:00:00")
captured("fraction-10", "A fraction of ten digits.", "instant", "2024-02-29T12:00:00.0123456789Z")
captured("fraction-0", "A fraction without digits.", "instant", "2024-02-29T12:00:00.Z")
captured("space", "A space instead of `T`.", "instant", "2024-02-29 12:00:00Z")
captured("precision", "A precision that is not in the list.", "hour", "2024-02-29T12")
captured("source", "A source that is not in the list.", "day", "2024-02-29", "guess")
captured("raw-number", "`raw` is a number.", "day", "2024-02-29", raw=20240229)


@bad("E402", "date-raw-missing", quick="")
def _():
    """A date without `raw`."""
    a = base()
    return a.batch([], [a.capture(ONE, capturedAt={"precision": "year", "source": "operator", "value": "2024"})])


stored("E402", "note-without-text", "The text of a note is null.",
       lambda a: a.statement("note", note=None, subjects=[{"digest": digest(ONE)}]), kind="note")
stored("E402", "note-subjects-empty", "A note has no subjects.",
       lambda a: a.statement("note", note="text", subjects=[]), kind="note")
stored("E402", "note-subject-without-digest", "A note's subject has no digest.",
       lambda a: a.statement("note", note="text", subjects=[{"size": 1}]), kind="note")
stored("E402", "key-action", "A key statement's action is not in the list.",
       lambda a: a.key_statement("delete", SECOND), "E402", "key")
stored("E402", "key-not-a-key", "A key statement's key has a wrong key ID.",
       lambda a: a.key_statement("add", SECOND.verifier.replace(SECOND.id.hex(), FIRST.id.hex())), "E402", "key")
stored("E402", "key-space", "A key statement is not canonical, so its key is not in force.",
       lambda a: a.key_statement("add", SECOND).replace(b'":1}', b'": 1}'), "E402", "key")
stored("E402", "then-no-reference", "A malformed capture names a missing blob, which is not looked for.",
       lambda a: a.capture(b"missing", bytesLevel="raw"))


# ---- E403, E404 -----------------------------------------------------------------------------------------------------

stored("E403", "type-mismatch", "The entry says `stamp`, the statement `fixity`.",
       lambda a: a.statement("fixity"), kind="stamp")
stored("E403", "then-no-reference", "The same, and the statement names a missing blob, which is not looked for.",
       lambda a: a.statement("fixity", of={"digest": ABSENT}), kind="stamp")
stored("E402", "newer-not-canonical", "The version of a capture is 2, and a space stands before it.",
       lambda a: a.capture(ONE, version=2).replace(b'":2}', b'": 2}'))
stored("E404", "nothing-else", "The version of a statement is 2; the type is unknown, and nothing else is there.",
       lambda a: b'{"type":"future","version":2}')
stored("E404", "statement-newer", "The version of a capture is 2.", lambda a: a.capture(ONE, version=2))
stored("E404", "then-no-reference", "The version of a capture is 2; it names a missing blob, which is not looked for.",
       lambda a: a.capture(b"missing", version=2))


# ---- E405 -----------------------------------------------------------------------------------------------------------

def key(name, about, *statements):
    """Key statements, a commit each, of which the last is invalid; all are signed by the first key."""
    @bad("E405", name, about=about)
    def _():
        a = base()
        for make in statements:
            a.batch([], [make(a)])
        return a.batch([b"after"], [a.capture(b"after")])


def add(which):
    return lambda a: a.key_statement("add", which)


key("add-in-force", "The first key is added again.", add(FIRST))
key("retire-unknown", "A key is retired that was never added.", lambda a: a.key_statement("retire", SECOND))
key("revoke-unknown", "A key is revoked that was never added.", lambda a: a.key_statement("revoke", SECOND))
key("retire-last", "The only key is retired; it stays in force.", lambda a: a.key_statement("retire", FIRST))
key("revoke-last", "The only key is revoked; it stays in force.", lambda a: a.key_statement("revoke", FIRST))
key("retire-twice", "A second key is added, retired, and retired again.", add(SECOND),
    lambda a: a.key_statement("retire", SECOND), lambda a: a.key_statement("retire", SECOND))
key("add-retired", "A second key is added, retired, and added again.", add(SECOND),
    lambda a: a.key_statement("retire", SECOND), add(SECOND))
key("add-revoked", "A second key is added, revoked, and added again.", add(SECOND),
    lambda a: a.key_statement("revoke", SECOND), add(SECOND))
key("revoke-twice", "A second key is added, revoked, and revoked again.", add(SECOND),
    lambda a: a.key_statement("revoke", SECOND), lambda a: a.key_statement("revoke", SECOND))
key("retire-revoked", "A second key is added, revoked, and retired.", add(SECOND),
    lambda a: a.key_statement("revoke", SECOND), lambda a: a.key_statement("retire", SECOND))
key("then-no-reference", "A key of another name is added; the statement names a missing blob, which is not looked for.",
    lambda a: a.key_statement("add", Key(0x12, "else.example/archive"), x={"digest": ABSENT}))
key("name-not-ascii", "A key whose name is not ASCII is added.", add(Key(0x12, "v\u00e9ctors.example/archive")))
key("name-not-origin", "A key of another name than the origin is added.", add(Key(0x12, "else.example/archive")))
key("archive-again", "A second key statement has `archive`.",
    lambda a: a.key_statement("add", SECOND, a.archive_member()))


@bad("E405", "added-twice-in-one-commit")
def _():
    """One commit has two statements that add the same key; the second one is invalid."""
    a = base()
    a.batch([], [a.key_statement("add", SECOND), a.key_statement("add", SECOND)])
    return a.batch([b"after"], [a.capture(b"after")], [SECOND])


@bad("E405", "both-retired-in-one-commit")
def _():
    """One commit retires both keys; the second one stays in force."""
    a = base()
    a.batch([], [a.key_statement("add", SECOND)])
    a.batch([], [a.key_statement("retire", FIRST), a.key_statement("retire", SECOND)])
    return a.batch([b"after"], [a.capture(b"after")], [SECOND])


def first(name, about, old, new):
    """The first statement is invalid; the key in ARCHIVE, which is the same, is in force."""
    @bad("E405", name, about=about)
    def _():
        def edit(data):
            value = json.loads(data)
            assert value[old] != new
            value[old] = new
            return canonical(value)
        a = Archive().genesis(statement=edit)
        return a.batch([b"after"], [a.capture(b"after")])


first("first-archive-null", "`archive` is null in the first statement.", "archive", None)
first("first-action", "The first statement revokes its key.", "action", "revoke")


@bad("E405", "pinned-revoke-invalid")
def _():
    """The only key is revoked, which is invalid and changes nothing: the pinned key is good."""
    a = base()
    a.batch([], [a.key_statement("revoke", FIRST)])
    a.pin = FIRST.verifier
    return a


@bad("E306+E405", "key-not-added")
def _():
    """A key statement is invalid because of `archive`; the key that it adds signs the next commit alone."""
    a = base()
    a.batch([], [a.key_statement("add", SECOND, a.archive_member())])
    return a.batch([b"after"], [a.capture(b"after")], [SECOND])


# ---- E501, E502 -----------------------------------------------------------------------------------------------------

def refers(codes, name, about, make, kind=None):
    stored(codes, name, about, make, kind=kind)


refers("E501", "blob-missing", "A capture names a blob that is in no pack.", lambda a: a.capture(b"missing"))
refers("E501", "note-subject", "The second subject of a note is in no pack.",
       lambda a: a.statement("note", note="text", subjects=[{"digest": digest(ONE)}, {"digest": ABSENT}]), "note")
refers("E501", "in-unknown-member", "An unknown member of a capture names a blob that is in no pack.",
       lambda a: a.capture(ONE, x=[{"y": {"digest": ABSENT}}]))
refers("E501", "in-http", "`http` of a capture names a blob that is in no pack.",
       lambda a: a.capture(ONE, http={"request": {"digest": ABSENT, "size": 7}}))
refers("E402", "reserved-derivation", "A derivation has none of its members; the missing blob it names is not looked for.",
       lambda a: a.statement("derivation", output={"digest": ABSENT}), "derivation")
refers("E501", "in-stamp", "A statement of a reserved type names a blob that is in no pack.",
       lambda a: a.statement("stamp", of={"digest": ABSENT}), "stamp")
refers("E502", "blob-length-mismatch", "A capture's size is one too many.",
       lambda a: a.capture(ONE, _size=len(ONE) + 1))
refers("E502", "in-unknown-member", "An unknown member of a capture names a blob with a wrong size.",
       lambda a: a.capture(ONE, x={"digest": digest(ONE), "size": 0}))


@bad("E501", "segment-digest", default="E501", quick="")
def _():
    """A capture names the digest of a segment, which is not a blob."""
    a = base()
    segment = bytes(SEGMENT)
    capture = a.capture(segment)
    a.commit([a.pack(segments(segment + b"end") + [member(4, [capture])]), a.entry(capture)])
    return a


@bad("E501+N208", "blob-in-orphan", default="E501+N208", quick="N208")
def _():
    """A capture names a blob that is only in a pack that no entry names."""
    a = base()
    a.pack([member(1, [b"orphan"])])
    return a.batch([], [a.capture(b"orphan")])


@bad("E502", "whole-length", default="E502", quick="")
def _():
    """A capture of a segmented blob has the length of its last segment."""
    a = base()
    blob = bytes(SEGMENT) + b"end"
    capture = a.capture(blob, _size=3)
    a.commit([a.pack(segments(blob) + [member(4, [capture])]), a.entry(capture)])
    return a
