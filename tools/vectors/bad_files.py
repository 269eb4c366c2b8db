#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""The invalid archives whose fault is in a file or folder as such: E101 to E107, N108."""

from archive_builder import FIRST, SECOND, Key, Link, member
from bad_packs import ONE, bad, base, with_pack

# ---- ARCHIVE and SPEC.md --------------------------------------------------------------------------------------------

@bad("E101", "archive-file-missing")
def _():
    """There is no ARCHIVE."""
    a = base()
    del a.files["ARCHIVE"]
    return a


def archive_file(codes, name, about, change):
    @bad(codes, name, about=about)
    def _():
        a = base()
        a.files["ARCHIVE"] = change(a.files["ARCHIVE"])
        return a


archive_file("E102", "empty", "ARCHIVE is empty.", lambda data: b"")
archive_file("E102", "carriage-return", "The lines of ARCHIVE end with CR LF.",
             lambda data: data.replace(b"\n", b"\r\n"))
archive_file("E102", "fourth-line", "ARCHIVE has a fourth line.", lambda data: data + b"more\n")
archive_file("E102", "no-final-line-feed", "The last line of ARCHIVE has no line feed.", lambda data: data[:-1])
archive_file("E102", "over-4096-bytes", "ARCHIVE has 4,097 bytes.", lambda data: data.ljust(4097, b"\n"))
archive_file("E102", "version-not-a-decimal", "ARCHIVE says `archive 01`.", lambda data: data.replace(b" 1", b" 01", 1))
archive_file("E102", "version-0", "ARCHIVE says `archive 0`.", lambda data: data.replace(b" 1", b" 0", 1))
archive_file("E102", "version-over", "ARCHIVE says `archive` and 2^63.",
             lambda data: data.replace(b" 1", b" 9223372036854775808", 1))
archive_file("E102", "not-utf8", "The key's name in ARCHIVE is not UTF-8.",
             lambda data: data.replace(b"key v", b"key \xff"))
archive_file("E102", "origin-with-space", "The origin in ARCHIVE holds a space.",
             lambda data: data.replace(b"origin vectors.", b"origin vectors ."))
archive_file("E102", "key-id-wrong", "The key ID in ARCHIVE is not that of the key in it.",
             lambda data: data.replace(b"+343f4b93+", b"+343f4b94+"))
archive_file("E103", "other-key", "ARCHIVE has another key of the same origin than entry 1.",
             lambda data: data.replace(FIRST.verifier.encode(), SECOND.verifier.encode()))
archive_file("E103", "other-origin", "ARCHIVE has another origin than entry 1; its key is the right one.",
             lambda data: data.replace(b"origin vectors.", b"origin else."))
archive_file("E103", "other-origin-and-key", "ARCHIVE has origin and key of another archive.",
             lambda data: data.replace(b"origin vectors.", b"origin else.").replace(
                 FIRST.verifier.encode(), Key(0x12, "else.example/archive").verifier.encode()))
archive_file("E103", "key-name-not-ascii", "The name of the key in ARCHIVE is not ASCII.",
             lambda data: data.replace(FIRST.verifier.encode(), Key(0x11, "v\u00e9ctors.example").verifier.encode()))
archive_file("E104", "version-2-over-4096-bytes", "ARCHIVE says version 2 and has 5,000 bytes.",
             lambda data: b"archive 2\n".ljust(5000, b"x"))
archive_file("E104", "version-2", "ARCHIVE says version 2.", lambda data: b"archive 2\nand whatever that one says\n")


@bad("E104", "version-2-and-damage")
def _():
    """ARCHIVE says version 2; everything else is missing or wrong, but must not be looked at."""
    a = base()
    a.files["ARCHIVE"] = b"archive 2\n"
    a.files["SPEC.md"] = a.files[a.last_commit] = a.files["what.txt"] = b"wrong\n"
    del a.files[a.last_pack]
    return a


@bad("E105", "specification-missing")
def _():
    """There is no SPEC.md."""
    a = base()
    del a.files["SPEC.md"]
    return a


@bad("E106", "specification-mismatch")
def _():
    """SPEC.md has one byte more."""
    a = base()
    a.files["SPEC.md"] += b"\n"
    return a


def moved(a, path):
    """Puts a symbolic link in place of a file; its target, in staging, has the right bytes."""
    a.files["staging/" + path.replace("/", "-")] = a.files[path]
    a.files[path] = Link("../" * path.count("/") + "staging/" + path.replace("/", "-"))
    return a


@bad("E107", "archive-file-is-symlink")
def _():
    """ARCHIVE is a symbolic link to the right bytes."""
    return moved(base(), "ARCHIVE")


@bad("E107", "specification-is-symlink")
def _():
    """SPEC.md is a symbolic link to the right bytes."""
    return moved(base(), "SPEC.md")


@bad("E107", "specification-is-folder")
def _():
    """SPEC.md is a folder."""
    a = base()
    a.files["SPEC.md/SPEC.md"] = a.files.pop("SPEC.md")
    return a


@bad("E107", "pack-is-symlink")
def _():
    """A pack that only repeats a document is a symbolic link to the right bytes."""
    a = with_pack([member(1, [ONE])])
    return moved(a, a.last_pack)


@bad("E107", "pack-is-folder")
def _():
    """A pack that only repeats a document is a folder."""
    a = with_pack([member(1, [ONE])])
    a.files[a.last_pack + "/pack"] = a.files.pop(a.last_pack)
    return a


@bad("E107", "commit-is-symlink")
def _():
    """The last commit, which names no pack, is a symbolic link to the right bytes."""
    a = base()
    note = a.statement("fixity")
    a.batch([], [note, a.statement("stamp")], _entries=lambda entries: entries[:1] + entries[2:])
    a.commit([a.entry(note)])
    return moved(a, a.last_commit)


@bad("E107", "commit-is-folder")
def _():
    """The last commit, which names no pack, is a folder."""
    a = base()
    note = a.statement("fixity")
    a.batch([], [note, a.statement("stamp")], _entries=lambda entries: entries[:1] + entries[2:])
    a.commit([a.entry(note)])
    a.files[a.last_commit + "/commit"] = a.files.pop(a.last_commit)
    return a


def moved_folder(a, folder):
    """Puts a symbolic link in place of a folder; its target, in staging, has the right files."""
    aside = "staging/" + folder.replace("/", "-")
    a.files = {aside + path[len(folder):] if path.startswith(folder + "/") else path: data
               for path, data in a.files.items()}
    a.files[folder] = Link("../" * folder.count("/") + aside)
    return a


@bad("E107", "log-is-symlink")
def _():
    """`log` is a symbolic link to a folder with the right commits."""
    return moved_folder(base(), "log")


@bad("E107", "log-is-file")
def _():
    """`log` is a file."""
    a = base()
    a.files = {path: data for path, data in a.files.items() if not path.startswith("log/")}
    a.files["log"] = b"no folder\n"
    return a


@bad("E107+E401", "packs-is-symlink")
def _():
    """`packs` is a symbolic link to a folder with the right packs: they are not missing, but statements are."""
    return moved_folder(base(), "packs")


@bad("E107", "pack-folder-is-symlink")
def _():
    """The folder of a pack that only repeats a document is a symbolic link to one with the right bytes."""
    a = with_pack([member(1, [ONE])])
    return moved_folder(a, a.last_pack[:8])


@bad("E107", "pack-folder-is-file")
def _():
    """There is a file `packs/00`."""
    a = base()
    a.files["packs/00"] = b"no folder\n"
    return a


for _name, _path in (
        ("in-archive", "README.txt"), ("folder-in-archive", "extra/file"), ("hidden", ".hidden"),
        ("in-log", "log/notes.txt"), ("commit-with-19-digits", "log/0000000000000000099"),
        ("commit-with-21-digits", "log/000000000000000000099"), ("commit-with-suffix", "log/00000000000000000099.part"),
        ("in-packs", "packs/README"), ("pack-folder-of-three", "packs/abc/file"),
        ("pack-folder-upper", "packs/AB/file"),
        ("pack-in-other-folder", "packs/00/" + "ab" * 32 + ".gz"), ("pack-upper", "packs/ab/" + "AB" * 32 + ".gz"),
        ("folder-in-pack-folder", "packs/ab/folder/file"),
        ("pack-without-suffix", "packs/ab/" + "ab" * 32), ("pack-not-compressed", "packs/ab/" + "ab" * 32 + ".tar")):
    @bad("N108", "unexpected-" + _name, about="There is a file `%s`." % _path)
    def _(path=_path):
        a = base()
        a.files[path] = b"unexpected\n"
        return a
