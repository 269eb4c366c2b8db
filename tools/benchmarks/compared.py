# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""The programs that are compared, and the work that each of them does."""

import os
import re
import shutil
import subprocess

from . import machine, pages

# What is measured, in this order, in each round.
WORKS = ["add", "again", "verify", "deep"]

# The level at which this program compresses, which the limit program takes, too.
LEVEL = 6


class Program:
    """A program: how it makes a repository, and the command for each work; `None` where it has none."""

    name = ""
    note = ""

    def __init__(self, folder):
        self.home = folder / "work" / re.sub(r"\W+", "-", self.name)
        self.place = self.home / "repository"

    @property
    def environment(self):
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), "LC_ALL": "C.UTF-8"}

    def start(self, corpus):
        """Makes a new, empty repository."""
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        command = self.init(corpus)
        if command:
            machine.run(command, environment=self.environment)

    def work(self, what, corpus):
        """Does a work and measures it; `None` when the program has none of that kind."""
        command = getattr(self, what)(corpus)
        return command and machine.run(command, environment=self.environment, folder=corpus.folder)

    def init(self, corpus):
        return None

    def again(self, corpus):
        return self.add(corpus)

    def deep(self, corpus):
        return None

    def size(self):
        return machine.size(self.place)


class Archive(Program):
    name = "archive"
    extract = "none"

    @property
    def environment(self):
        return {**super().environment, "ARCHIVE_DIR": str(self.place)}

    @property
    def version(self):
        return "archive " + machine.first_line(machine.ARCHIVE, "--version")

    def init(self, corpus):
        return [machine.ARCHIVE, "init", "-q"]

    def add(self, corpus):
        return [machine.ARCHIVE, "add", "-q", "--extract", self.extract, "-r", "."]

    def verify(self, corpus):
        return [machine.ARCHIVE, "verify", "-q"]

    def deep(self, corpus):
        return [machine.ARCHIVE, "verify", "-q", "--deep"]


class Extracting(Archive):
    name = "archive, with extraction"
    extract = "article"


class Restic(Program):
    name = "restic"

    @property
    def environment(self):
        return {**super().environment, "RESTIC_REPOSITORY": str(self.place), "RESTIC_PASSWORD": "benchmark",
                "RESTIC_CACHE_DIR": str(self.home / "cache")}

    @property
    def version(self):
        return " ".join(machine.first_line("restic", "version").split()[:2])

    def init(self, corpus):
        return ["restic", "-q", "init"]

    def add(self, corpus):
        return ["restic", "-q", "backup", "."]

    def deep(self, corpus):
        return ["restic", "-q", "check", "--read-data"]

    def verify(self, corpus):
        return None


class Borg(Program):
    compression = "lz4"

    def __init__(self, folder):
        self.name = f"borg, {self.compression}"
        self.number = 0
        super().__init__(folder)

    @property
    def environment(self):
        return {**super().environment, "BORG_BASE_DIR": str(self.home), "BORG_REPO": str(self.place),
                "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes"}

    @property
    def version(self):
        return machine.first_line("borg", "--version")

    def init(self, corpus):
        self.number = 0
        return ["borg", "init", "-e", "none"]

    def add(self, corpus):
        self.number += 1
        return ["borg", "create", "--compression", self.compression, f"::{self.number}", "."]

    def deep(self, corpus):
        return ["borg", "check", "--verify-data"]

    def verify(self, corpus):
        return None


class BorgSmall(Borg):
    compression = "zstd,3"


class Git(Program):
    name = "git"

    @property
    def version(self):
        return machine.first_line("git", "--version")

    def git(self, corpus, *words):
        return ["git", f"--git-dir={self.place}", f"--work-tree={corpus.folder}", "-c", "core.fsync=all",
                "-c", "core.fsyncMethod=batch", *words]

    def init(self, corpus):
        return ["git", "init", "-q", "--bare", self.place]

    def add(self, corpus):
        return self.git(corpus, "-c", "core.bare=false", "add", "-A")

    def deep(self, corpus):
        return ["git", f"--git-dir={self.place}", "fsck", "--full", "--no-progress"]

    def verify(self, corpus):
        return None


class Limit(Program):
    name = "limit"

    @property
    def version(self):
        return f"tools/benchmarks/limit.c, level {LEVEL}"

    def init(self, corpus):
        self.place.mkdir()
        program = self.place.parent / "limit"
        source = machine.TOP / "tools/benchmarks/limit.c"
        subprocess.run(["gcc", "-O2", "-o", program, source, "-ldeflate", "-lcrypto", "-lpthread"], check=True)
        names = sorted(str(path) for path in corpus.folder.rglob("*") if path.is_file())
        (self.home / "list").write_bytes(b"".join(os.fsencode(name) + b"\0" for name in names))

    def add(self, corpus):
        return ["sh", "-c", 'exec "$1"/limit add "$2" "$1"/repository/pack <"$1"/list', "sh", self.home, LEVEL]

    def again(self, corpus):
        return None

    def verify(self, corpus):
        return None

    def deep(self, corpus):
        return [self.home / "limit", "verify", self.place / "pack"]


def programs(folder):
    return [kind(folder) for kind in (Archive, Restic, Borg, BorgSmall, Git, Limit, Extracting)]


def run(programs, corpus, folder, rounds):
    """Lets each program do each work in turn, round after round; the first round is not counted.

    The pages are in memory; what a program wrote is, too, when it reads it.

    Returns the runs by program's name and work, and the size of each repository in bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    runs, sizes = {}, {}
    pages.warm(corpus)
    for number in range(rounds + 1):
        for program in programs:
            program.start(corpus)
            for what in WORKS:
                measured = program.work(what, corpus)
                if measured and number > 0:
                    runs.setdefault((program.name, what), []).append(measured)
                if what == "add":
                    sizes[program.name] = program.size()
            shutil.rmtree(program.home)
        print(f"round {number} of {rounds} is done" if number else "the warm-up is done", flush=True)
    return runs, sizes
