# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""What the checks of extraction share: an archive to itself, documents, definitions, and packs read by hand."""

import json
import struct
import sys
import time
import zlib

from support.harness import TOP, VERIFIER, Checks

checks = Checks(needs_verifier=True)
folder = checks.folder
folder.chmod(0o755)


class Case:
    """An archive of its own with a home of its own."""

    def __init__(self, name, **more):
        self.place = folder / name / "case"
        self.home = folder / name / "home"
        self.env = checks.environment(home=self.home, ARCHIVE_DIR=self.place, **more)
        checks.ends(self.run("init"), 0, f"a new archive for {name}")

    def run(self, *words, env=None, **more):
        return checks.run(*words, env=env or self.env, **more)

    def json(self, *words, code=0, **more):
        return checks.jsonl(self.run(*words, "--json", **more), code)

    def entries(self, kind=None):
        values = self.json("log")[:-1]
        return [v for v in values if kind in (None, v.get("entryType"))]

    def statements(self, kind):
        return [self.json("show", v["index"])[0]["statement"] for v in self.entries(kind)]

    def derivations(self, digest):
        """The derivations of a document."""
        return [s for s in self.statements("derivation") if s["computation"]["input"]["digest"] == digest]

    def output(self, derivation, name):
        [digest] = [o["digest"] for o in derivation["outputs"] if o["name"] == name]
        return self.run("cat", digest).out

    def sound(self, what, code=0):
        """All three verifiers say the same of it."""
        results = [self.run("verify", "--deep"),
                   checks.run("--deep", self.place, program=VERIFIER, env=self.env),
                   checks.run(sys.executable, TOP / "tools/verify.py", "--deep", self.place, program=None,
                              env=dict(self.env, PYTHONDONTWRITEBYTECODE="1"), seconds=600)]
        for result in results:
            checks.ends(result, code, f"{what}, verified")

    def packs(self):
        return set(self.place.glob("packs/*/*.gz"))

    def blob(self, digest):
        """A blob's bytes out of the packs, whatever they are of."""
        for pack in self.packs():
            data = pack.read_bytes()
            for _, kind, start, length, table in members(pack):
                lengths = [size for size, _ in table]
                names = [name for _, name in table]
                if kind == 1 and digest.removeprefix("sha256:") in names:
                    raw = zlib.decompress(data[start:start + length], wbits=-15)
                    place = names.index(digest.removeprefix("sha256:"))
                    return raw[sum(lengths[:place]):sum(lengths[:place + 1])]
        return None


def statuses(values):
    return values[-1].get("statuses")


def page(title, paragraphs, charset="utf-8", language="en"):
    text = "".join(f"<p>{p}</p>\n" for p in paragraphs)
    return (f'<!doctype html>\n<html lang="{language}"><head><meta charset="{charset}"><title>{title}</title>\n'
            f'<meta property="article:published_time" content="2023-04-05T06:07:08+02:00"></head>\n'
            f"<body><nav><a href=/>Home</a> <a href=/all>All</a></nav><article><h1>{title}</h1>\n{text}"
            "</article></body></html>\n")


def members(pack):
    """The members of a pack: offset, kind, offset and length of the deflate stream, lengths and digests of blobs."""
    data = pack.read_bytes()
    offset, found = 0, []
    while offset < len(data):
        (extra,) = struct.unpack_from("<H", data, offset + 10)
        _, kind, count, _, _, deflated = struct.unpack_from("<BBHIII", data, offset + 16)
        table = [(length, digest.hex()) for length, digest in
                 struct.iter_unpack("<I32s", data[offset + 32:offset + 32 + 36 * count])]
        start = offset + 14 + extra
        found.append((offset, kind, start, deflated, table))
        offset = start + deflated + 8
    return found


def damage(pack, digest):
    """Changes a byte of the member with this blob; returns how it was."""
    original = pack.read_bytes()
    [(_, _, start, length, _)] = [m for m in members(pack) if digest.removeprefix("sha256:") in dict(map(reversed, m[4]))]
    data = bytearray(original)
    data[start + length // 2] ^= 0x10
    pack.chmod(0o644)
    pack.write_bytes(data)
    return original


def define(place, name, text):
    place.mkdir(exist_ok=True)
    path = place / name
    path.write_text(text if isinstance(text, str) else json.dumps(text))
    return path


def echoing(name, *arguments, executable="sh", **more):
    """A definition of a command that prints its output."""
    return {"name": name, "executable": executable, "probe": ["-c", "echo 1"], "arguments": list(arguments),
            "outputs": [{"name": "text", "mediaType": "text/plain", "form": "bytes"}], **more}


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def run_parts(parts):
    """Runs all parts, or those that are named as arguments; --times tells how long each took."""
    chosen = [word for word in sys.argv[1:] if not word.startswith("-")]
    for part in parts:
        if chosen and part.__name__ not in chosen:
            continue
        started = time.monotonic()
        part()
        if "--times" in sys.argv:
            print(f"{part.__name__}: {time.monotonic() - started:.1f} s", flush=True)
    checks.finish()
