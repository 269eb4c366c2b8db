#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""Runs a verifier on the test vectors and compares what it finds with `expect.json`.

    compare.py [--modes quick,default,deep] [--receipts] VERIFIER [FOLDER]

The verifier takes the options of `tools/verify.py`, and prints a finding as a line that starts with its code. FOLDER is
`Tests/Vectors` of the repository unless given. Also verified is `archive/` of the repository, if it is there.
"""

import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, os.pardir))


def run(verifier, arguments):
    """The exit code, the codes found, and what else there is to say."""
    done = subprocess.run([verifier, *arguments], capture_output=True, text=True, errors="replace", check=False)
    codes = sorted(set(re.findall(r"^([EN][0-9]{3}) ", done.stdout, re.MULTILINE)))
    return done.returncode, codes, done.stderr.strip()


def archive_jobs(folder, modes):
    """For each vector and mode: a name, the arguments, and the exit code and codes expected."""
    for part in ("good", "bad"):
        for name in sorted(os.listdir(os.path.join(folder, part))):
            vector = os.path.join(folder, part, name)
            with open(os.path.join(vector, "expect.json"), encoding="utf-8") as file:
                expected = json.load(file)
            for mode in modes:
                arguments = [] if mode == "default" else ["--" + mode]
                arguments += ["--key", expected["key"]] if expected["key"] else []
                arguments += ["--head", os.path.join(vector, "head")] if expected["head"] else []
                arguments += [os.path.join(vector, "archive")]
                yield "%s/%s %s" % (part, name, mode), arguments, expected["exit"][mode], expected[mode]


def argument_jobs(folder, scratch):
    """Arguments that are refused, and what is not an archive."""
    good = os.path.join(folder, "good", "tiny")
    with open(os.path.join(good, "head"), "rb") as file:
        head = file.read()
    other = os.path.join(scratch, "head")
    with open(other, "wb") as file:
        file.write(head.replace(b"vectors.example", b"else.example"))
    link = os.path.join(scratch, "link")
    os.symlink(os.path.join(good, "archive"), link)
    empty = os.path.join(scratch, "empty")
    os.mkdir(empty)
    yield "reached through a link", [link], 0, []
    yield "head of another origin", ["--head", other, os.path.join(good, "archive")], 2, []
    yield "head that is none", ["--head", os.path.join(good, "expect.json"), os.path.join(good, "archive")], 2, []
    yield "key that is none", ["--key", "key", os.path.join(good, "archive")], 2, []
    yield "no folder", [os.path.join(scratch, "absent")], 4, []
    yield "empty folder", [empty], 4, []
    yield "file", [other], 4, []


def receipt_jobs(folder):
    with open(os.path.join(folder, "expect.json"), encoding="utf-8") as file:
        expected = json.load(file)
    for path, row in expected.items():
        code = 0 if path.startswith("good/") else 1
        yield "receipt " + path, ["--receipt", os.path.join(folder, path), "--key", row["key"]], code, []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modes", default="quick,default,deep")
    parser.add_argument("--receipts", action="store_true", help="also check receipts with --receipt")
    parser.add_argument("verifier")
    parser.add_argument("folder", nargs="?", default=os.path.join(TOP, "Tests", "Vectors"))
    options = parser.parse_args()
    archives = os.path.join(options.folder, "archive", "v1")
    with tempfile.TemporaryDirectory() as scratch:
        jobs = list(archive_jobs(archives, options.modes.split(",")))
        jobs += argument_jobs(archives, scratch)
        jobs += receipt_jobs(os.path.join(options.folder, "receipt", "v1")) if options.receipts else []
        own = os.path.join(TOP, "archive")
        jobs += [("archive/ deep", ["--deep", own], 0, [])] if os.path.isdir(own) else []
        wrong = 0
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            results = pool.map(lambda job: run(options.verifier, job[1]), jobs)
            for (name, _, code, codes), (got_code, got, said) in zip(jobs, results):
                if (code, codes) != (got_code, got) or (said and code not in (2, 4)):
                    wrong += 1
                    print("%s: wanted %s and exit %d, got %s and exit %d %s" % (
                        name, "+".join(codes) or "nothing", code, "+".join(got) or "nothing", got_code, said))
    print("%s: %d runs (%s), %d wrong" % (os.path.basename(options.verifier), len(jobs), options.modes, wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
