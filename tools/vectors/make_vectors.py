#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""Writes the test vectors of the archive format, version 1. The same bytes every time. Written from SPEC.md alone.

    make_vectors.py [--out DIR]    archive/v1 and receipt/v1 in DIR (default: Tests/Vectors of the repository)
    make_vectors.py --tiny DIR     one very small valid archive, for tests that flip every byte
    make_vectors.py --large DIR    one valid archive of about 67 MB with segmented documents
"""

import argparse
import base64
import json
import os
import re
import shutil
import sys

import bad_files  # noqa: F401 (registers vectors)
import bad_log  # noqa: F401
import bad_statements  # noqa: F401
import derivations
import receipts
from archive_builder import (FIRST, SECOND, SEGMENT, THIRD, Archive, Bits, claim, date, deflate_stored, digest, member,
                             noise, segments, signature_line)
from bad_packs import BAD, ONE, TWO, bad, padded

GOOD = []  # (name, what it shows, function)
EXIT = {"E103": 6, "E104": 5, "E209": 5, "E308": 5, "E404": 5, "E405": 6, "E701": 7,
        **{"E%d" % code: 6 for code in (303, 304, 305, 306, 307, 309, 601, 602, 603)}}


def good(name):
    def register(function):
        GOOD.append((name, function.__doc__, function))
        return function
    return register


@good("minimal")
def minimal():
    """The first commit only."""
    return Archive().genesis()


@good("tiny")
def tiny():
    """Under 4 kB in all: the first commit and one document of 40 bytes."""
    a = Archive(specification=b"The text of the format, for a test.\n").genesis()
    document = b"Forty bytes are enough for one document\n"
    assert len(document) == 40
    a.batch([document], [a.capture(document)])
    a.head = a.checkpoint
    return a


@good("documents")
def documents():
    """Three commits: all kinds of dates, claims, names and documents; the head is that of the second."""
    a = Archive().genesis()
    latin = "d\u00e9j\u00e0 vu, \u00e9crit en Latin-1\n".encode("latin-1")
    page = b"<!doctype html><title>A page</title><p>" + b"The same words again and again. " * 40
    odd = "\"quoted\" back\\slash \b\t\n\f\r \x01\x1f \x7f \u2028 e\u0301 \u00e9 \ud55c\uae00 \U0001f4dc /"
    a.batch([page, b"", latin, ONE], [
        a.capture(page, media={"source": "list", "value": "text/html; charset=utf-8"},
                  url={"asked": "http://example.org/page", "final": "https://example.org/page?a=1&b=2"},
                  capturedAt=date("instant", "2024-02-29T23:59:59.123456789+05:45", "list"),
                  claims=[claim("published", "1999", "document", "year", "'99"),
                          claim("published", "1999-12-31", "operator", "day"),
                          claim("modified", "2000-02", "document", "month", "Feb. 2000"),
                          claim("modified", "2001-01-01T00:00:00-00:30", "container", "instant"),
                          claim("title", "A page", "document"), claim("title", odd, "operator"),
                          claim("author", "Nobody", "list"), claim("language", "en", "operator"),
                          claim("retracted", "2002-03", "list", "month", "March 2002")],
                  bytesLevel="content-decoded", truncated="none",
                  http={"request": {"method": "GET"}, "status": 200, "headers": [["Server", "test"]]}, note=odd),
        a.capture(page, url={"asked": "http://example.net/copy", "final": None},
                  capturedAt=date("day", "2000-02-29", "operator"), bytesLevel="wire", truncated="length"),
        a.capture(b"", media={"source": "file-name", "value": "text/plain"}, capturedAt=date("year", "0001"),
                  container={"kind": "file", "modifiedAt": date("instant", "9999-12-31T23:59:59Z", "container"),
                             "name": "empty.txt", "nameBytes": None}, bytesLevel="wire", truncated="time"),
        a.capture(latin, capturedAt=date("month", "2023-12", "document", "d\u00e9cembre 2023"),
                  container={"kind": "file", "modifiedAt": None, "name": None,
                             "nameBytes": base64.b64encode("d\u00e9j\u00e0.txt".encode("latin-1")).decode()},
                  bytesLevel="dom-serialised", truncated="disconnect"),
        a.capture(ONE, container={"kind": "stdin", "modifiedAt": None, "name": None, "nameBytes": None},
                  truncated="unspecified", operator="The Operator <operator@example.org>")])
    a.head = a.checkpoint
    random = noise("documents", 900)
    capture = a.capture(random, media={"source": "container", "value": "image/x-noise"},
                        container={"kind": "warc", "modifiedAt": None, "name": "crawl-\ud55c\uae00.warc.gz",
                                   "nameBytes": None}, bytesLevel="transfer-decoded")
    note = a.statement("note", note="These belong together.",
                       subjects=[{"digest": digest(capture), "size": len(capture)}, {"digest": digest(page)},
                                 {"digest": digest(a.specification)}])
    pack = a.pack([member(1, [random], stream=deflate_stored(random)), member(4, [capture]), member(1, [page, TWO]),
                   member(4, [note])])
    a.commit([pack, a.entry(capture), a.entry(note)])
    return a


@good("rotated-key")
def rotated_key():
    """A second key is added, the first (pinned) one retired; commits by the first, both, and the second only."""
    a = Archive().genesis()
    a.batch([], [a.key_statement("add", SECOND, note="The new key.")])
    a.batch([ONE], [a.capture(ONE)], [FIRST, SECOND])
    a.batch([], [a.key_statement("retire", FIRST, note="No longer used.")], [SECOND])
    a.batch([TWO], [a.capture(TWO)], [SECOND])
    a.batch([b"last"], [a.capture(b"last")], [SECOND])
    a.pin, a.head = FIRST.verifier, a.checkpoint
    return a


@good("revoked-key")
def revoked_key():
    """A third key is added, signs, and is revoked; a second one never signs and is retired; the first is pinned."""
    a = Archive().genesis()
    a.batch([], [a.key_statement("add", SECOND), a.key_statement("add", THIRD)])
    a.batch([ONE], [a.capture(ONE)], [THIRD])
    a.batch([], [a.key_statement("retire", SECOND), a.key_statement("revoke", THIRD)], [FIRST, THIRD])
    a.batch([TWO], [a.capture(TWO)])
    a.pin = FIRST.verifier
    return a


@good("revoked-after-retired")
def revoked_after_retired():
    """The first key is retired, and revoked after that; the second one is pinned."""
    a = Archive().genesis()
    a.batch([], [a.key_statement("add", SECOND)])
    a.batch([], [a.key_statement("retire", FIRST)], [FIRST, SECOND])
    a.batch([], [a.key_statement("revoke", FIRST)], [SECOND])
    a.batch([ONE], [a.capture(ONE)], [SECOND])
    a.pin = SECOND.verifier
    return a


@good("lenient")
def lenient():
    """What a writer would not write and a reader accepts: further lines, unknown signatures and members, caches."""
    return leniency("stamp", "withhold", "retire", "fixity")


@bad("E402", "once-reserved", quick="")
def _():
    """`good/lenient` with an extractor and a derivation that have only what statements of reserved types have."""
    return leniency("extractor", "derivation", "stamp", "withhold", "retire", "fixity")


def leniency(*reserved):
    a = Archive().genesis()
    witness = signature_line("witness.example/w", b"\1\2\3\4" + b"\4" * 80)
    seldom = {"x": {"digest": None, "size": "unknown"}, "y": [{"digest": digest(TWO), "size": len(TWO)}, [], {}, True]}
    statements = [a.capture(ONE, **seldom), a.key_statement("add", SECOND, reason="unknown member")]
    statements += [a.statement(kind, about={"digest": digest(ONE)}) for kind in reserved]
    a.commit([a.pack([member(4, statements[:3]), member(1, [ONE, TWO, ONE]), member(4, statements[3:])])]
             + [a.entry(s) for s in reversed(statements)], more=b"a further line\n\xe2\x80\x94 another\n")
    text = a.checkpoint[:a.checkpoint.rindex(b"\n\n") + 1]
    a.commit([a.pack([member(1, [ONE])])], whole=lambda data: data[:data.rindex(b"\n\n") + 2] + witness
             + data[data.rindex(b"\n\n") + 2:] + witness + THIRD.line(text)
             + signature_line("w\u00eftness", bytes(5)))
    a.files["cache/tile/0/000"] = a.files["parity/data"] = a.files["staging/0123/pack"] = b"not looked at\n"
    a.head = a.note(text, [FIRST])
    return a


@good("limits")
def limits():
    """Limits just reached: 443 blobs, 262,144 bytes in a group, deflate length, statement, depth, numbers, lines."""
    a = Archive().genesis()
    blobs = [b"%d" % i for i in range(443)]
    deep = a.capture(ONE, x=json.loads("[" * 15 + "]" * 15), y=2**53 - 1, z=-(2**53 - 1))
    large = a.capture(ONE, note="n" * (32768 - len(a.capture(ONE, note=""))))
    assert len(large) == 32768
    stored = noise("limits", 70000)
    mixed = noise("mixed", 20000) * 2
    pack = a.pack([member(1, blobs), member(1, [bytes(262143), b"\0"]), member(1, [bytes(262145)]),
                   member(1, [ONE], stream=padded(ONE, len(ONE) + 64)), member(1, [stored]), member(1, [mixed, b""]),
                   member(1, [b"three blocks"], stream=blocks(b"three blocks")), member(4, [deep, large])])
    captures = [a.capture(blob) for blob in (blobs[442], bytes(262143), bytes(262145), stored, mixed, b"three blocks")]
    a.commit([pack, a.entry(deep), a.entry(large), a.pack([member(4, captures)])] + [a.entry(s) for s in captures])
    unknown = [signature_line("witness.example/%d" % i, bytes([i]) * 4 + b"\0" * 64) for i in range(99)]
    a.commit([a.pack([member(1, [b"signed by 100"])])],
             whole=lambda data: data[:data.rindex(b"\n\n") + 2] + b"".join(unknown) + data[data.rindex(b"\n\n") + 2:])
    return a


def blocks(data):
    """A deflate stream of a stored, an empty fixed, and a fixed block."""
    bits = Bits()
    bits.stored(data[:5], False)
    bits.fixed(b"", False)
    bits.fixed(data[5:], True)
    return bits.done()


@good("zero-segments")
def zero_segments():
    """A document of 32 MiB and five bytes, nearly all zeros, in three segments; and one of 16 MiB in one member."""
    a = Archive().genesis()
    document, whole = bytes(2 * SEGMENT) + b"\0tail"[:5], bytes(SEGMENT)
    statements = [a.capture(document), a.capture(whole)]
    a.commit([a.pack([member(1, [ONE])] + segments(document) + [member(1, [whole]), member(4, statements)])]
             + [a.entry(s) for s in statements])
    return a


good("derivations")(derivations.archive)
good("derivations-odd")(derivations.odd)


def large():
    """Noise of two segments and a bit, of one segment and one byte, and of 16 MiB in one member."""
    a = Archive().genesis()
    source = noise("large", 2 * SEGMENT + 70001)
    parts = [source, source[-SEGMENT - 1:], source[7:SEGMENT + 7]]
    statements = [a.capture(part) for part in parts]
    pack = a.pack(segments(parts[0]) + segments(parts[1]) + [member(1, [parts[2]]), member(4, statements)])
    a.commit([pack] + [a.entry(s) for s in statements])
    return a


# ---- writing --------------------------------------------------------------------------------------------------------

def exit_code(codes):
    found = {0 if code.startswith("N") else EXIT.get(code, 1) for code in codes}
    return next((code for code in (6, 1, 7, 5) if code in found), 0)


def write(folder, archive, modes):
    """One vector: the archive, what to expect of it, and the head to remember."""
    archive.write(os.path.join(folder, "archive"))
    expected = {mode: sorted(code for code in codes.split("+") if code) for mode, codes in modes.items()}
    expected["exit"] = {mode: exit_code(codes) for mode, codes in list(expected.items())}
    expected["key"], expected["head"] = archive.pin, archive.head is not None
    expected["keys"] = [key.verifier for key in archive.signers]
    with open(os.path.join(folder, "expect.json"), "x", encoding="utf-8") as file:
        json.dump(expected, file, indent=1, sort_keys=True, ensure_ascii=False)
        file.write("\n")
    if archive.head is not None:
        with open(os.path.join(folder, "head"), "xb") as file:
            file.write(archive.head)


README = """# Test vectors of the archive format, version 1

Made by `tools/vectors/make_vectors.py`, which was written from SPEC.md alone, without sight of any implementation. It
needs Python 3.9 and nothing else and writes the same bytes every time; do not edit the files, change the script.
Licence: Apache-2.0, like the script.

- `good/<name>/archive`: valid archives, without findings.
- `bad/<codes>-<name>/archive`: archives with a fault. The codes are the findings of deep verification.
- `expect.json` beside each archive:

| field | meaning |
|---|---|
| `quick`, `default`, `deep` | the finding codes of that mode, sorted, each once however often it is found |
| `exit` | the exit code of each mode |
| `key` | the verifier key to pin, or `null` for none |
| `keys` | the verifier keys that sign commits in the archive or are added to it; for programs that follow no key statements |
| `head` | whether there is a file `head` beside it: the checkpoint note to pass as the remembered head |

`good/tiny` is also written by `--tiny DIR`. `--large DIR` writes an archive of about 67 MB with segments of noise,
which is not kept in git. Files are not read-only here (SPEC 5.4 and 2.1 say SHOULD). Some archives hold symbolic links.

## The keys

All signatures are by test keys whose secrets are public. **Never trust them.** The origin is `vectors.example/archive`.

| | Ed25519 seed | verifier key |
|---|---|---|
"""


def cell(text):
    return text.replace("|", "\\|").strip()


def readme():
    text = README
    for name, byte, key in (("first", 0x11, FIRST), ("second", 0x12, SECOND), ("third", 0x13, THIRD)):
        text += "| %s | 32 times 0x%02x | `%s` |\n" % (name, byte, key.verifier)
    text += "\n## Good\n| name | what it shows |\n|---|---|\n"
    text += "".join("| `%s` | %s |\n" % (name, cell(about)) for name, about, _ in GOOD)
    text += "\n## Bad\n| name | what is wrong |\n|---|---|\n"
    return text + "".join("| `%s-%s` | %s |\n" % (row[0], row[1], cell(row[2])) for row in sorted_bad())


def sorted_bad():
    return sorted(BAD, key=lambda row: (row[0], row[1]))


def archives(out):
    for part in ("good", "bad"):
        shutil.rmtree(os.path.join(out, part), ignore_errors=True)
    for name, _, make in GOOD:
        write(os.path.join(out, "good", name), make(), {"default": "", "quick": "", "deep": ""})
    for codes, name, _, default, quick, make in sorted_bad():
        assert codes == "+".join(sorted(codes.split("+"))) and re.fullmatch(r"[a-z0-9-]+", name), (codes, name)
        write(os.path.join(out, "bad", codes + "-" + name), make(), {"default": default, "quick": quick, "deep": codes})
    with open(os.path.join(out, "README.md"), "w", encoding="utf-8") as file:
        file.write(readme())


RECEIPTS = """# Test vectors of receipts, version 1

Made by `tools/vectors/make_vectors.py`, which was written from SPEC.md alone, section 9. The same bytes every time; do
not edit the files, change the script. Licence: Apache-2.0, like the script. The keys are those of
`../../archive/v1/README.md`. **Never trust them.**

- `good/`: receipts that pass; `.tlog-proof` is the text form, `.gz` has the document.
- `bad/`: receipts that do not pass.
- `expect.json`: for each file what it shows (`about`) and the verifier key to check it by (`key`). `form` says that a
  signed statement breaks only its own rules, which a program that does not know them cannot see.
"""


def all_receipts(out):
    receipts.make()
    expected = {}
    rows = [("good/" + name, about, data, FIRST.verifier, False) for name, about, data in receipts.GOOD]
    rows += [("bad/" + name, about, data, key, form) for name, about, data, key, form in receipts.BAD]
    for part in ("good", "bad"):
        shutil.rmtree(os.path.join(out, part), ignore_errors=True)
        os.makedirs(os.path.join(out, part))
    for path, about, data, key, form in rows:
        expected[path] = {"about": about, "key": key, "form": form}
        with open(os.path.join(out, path), "xb") as file:
            file.write(data)
    with open(os.path.join(out, "expect.json"), "w", encoding="utf-8") as file:
        json.dump(expected, file, indent=1, sort_keys=True, ensure_ascii=False)
        file.write("\n")
    with open(os.path.join(out, "README.md"), "w", encoding="utf-8") as file:
        file.write(RECEIPTS)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    top = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, os.pardir)
    parser.add_argument("--out", default=os.path.normpath(os.path.join(top, "Tests", "Vectors")), metavar="DIR")
    parser.add_argument("--tiny", metavar="DIR", help="write only the very small archive, to a new folder")
    parser.add_argument("--large", metavar="DIR", help="write only the large archive, to a new folder")
    options = parser.parse_args()
    if options.tiny:
        archive = tiny()
        assert archive.total() < 4096, archive.total()
        archive.write(options.tiny)
    if options.large:
        large().write(options.large)
    if not options.tiny and not options.large:
        archives(os.path.join(options.out, "archive", "v1"))
        all_receipts(os.path.join(options.out, "receipt", "v1"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
