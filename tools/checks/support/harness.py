# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""What the checks share: running the built programs, counting, telling what failed."""

import atexit
import hashlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

TOP = Path(__file__).resolve().parents[3]
ARCHIVE = TOP / ".build/release/archive"
VERIFIER = TOP / ".build/release/archive-verify"
SAMPLES = TOP / "Samples"
VECTORS = TOP / "Tests/Vectors/archive/v1"

# What a crash of a Swift program leaves on standard error.
TRAPS = (b"Fatal error", b"Crash:", b"Segmentation fault", b"Precondition failed")

# What an enumeration of Swift looks like when it gets into a message.
INTERNALS = re.compile(rb"\w\((?:[a-z]\w*: |[A-Z]\w*\.)|\b(?:[A-Z]\w+Failure|ArchiveCore|Optional)\b")

# How many failures are shown in full; of ten times as many only what was expected.
SHOWN = 15


class Result:
    """What a program did."""

    def __init__(self, command, code, out, err, peak, timed_out):
        self.command = command
        self.code = code
        self.out = out
        self.err = err
        self.peak = peak  # bytes of memory at the most
        self.timed_out = timed_out

    @property
    def text(self):
        return self.out.decode("utf-8", "replace")

    @property
    def errors(self):
        return self.err.decode("utf-8", "replace")

    @property
    def lines(self):
        return self.text.splitlines()

    @property
    def is_trap(self):
        """Whether it was ended by a signal that nobody sent, or by a trap."""
        by_signal = self.code < 0 and -self.code in (4, 5, 6, 7, 8, 11)
        return by_signal or any(word in self.err for word in TRAPS)

    def show(self):
        words = [os.fsdecode(word) for word in self.command]
        lines = ["  command:  " + shlex.join(words)[:600]]
        ending = "stopped, it took too long" if self.timed_out else f"exit code {self.code}"
        lines.append(f"  ended:    {ending}")
        for name, data in (("stdout", self.out), ("stderr", self.err)):
            text = data[:1500].decode("utf-8", "replace")
            if text:
                lines.append(f"  {name}:   " + text.rstrip("\n").replace("\n", "\n            "))
        return "\n".join(lines)


class Checks:
    """The checks of one program: counts them, tells those that fail."""

    def __init__(self, needs_verifier=False):
        self.name = Path(sys.argv[0]).name
        self.passed = 0
        self.failed = 0
        self.skipped = []
        self.folder = Path(tempfile.mkdtemp(prefix="archive-check-"))
        self.mounts = []
        atexit.register(self.clean)
        for program in [ARCHIVE] + ([VERIFIER] if needs_verifier else []):
            if not os.access(program, os.X_OK):
                sys.exit(f"error: {program} is not built; tools/release builds it")

    # Running

    def environment(self, home=None, **more):
        """An environment with keys and heads in the temporary folder, and little else."""
        home = Path(home or self.folder / "home")
        values = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_STATE_HOME": str(home / "state"),
            "LC_ALL": "C.UTF-8",
            "SWIFT_BACKTRACE": "enable=no",
        }
        values.update({name: str(value) for name, value in more.items()})
        return values

    def run(self, *words, program=ARCHIVE, stdin=b"", env=None, cwd=None, seconds=120, **more):
        """Runs a program to its end."""
        command = [program] + [w if isinstance(w, bytes) else str(w) for w in words]
        if program is None:
            command = command[1:]
        return run_command(command, stdin, env or self.environment(), cwd, seconds, **more)

    # Counting

    def that(self, condition, expected, result=None):
        """Counts a check; tells what was expected when it fails."""
        if condition:
            self.passed += 1
            return True
        self.failed += 1
        if self.failed <= 10 * SHOWN:
            print(f"FAILED: expected {expected}", file=sys.stderr)
        if self.failed <= SHOWN:
            if isinstance(result, Result):
                print(result.show(), file=sys.stderr)
            elif result is not None:
                print(f"  found:    {str(result)[:1500]}", file=sys.stderr)
        return False

    def ends(self, result, code, expected="", says=None, prints=None):
        """The program ended with this code (or one of these), without a trap, and said this."""
        codes = code if isinstance(code, (tuple, set, list)) else (code,)
        what = f"exit code {'/'.join(map(str, codes))}"
        good = result.code in codes and not result.is_trap and not result.timed_out
        if INTERNALS.search(result.err):
            what += ", and words for people"
            good = False
        if says is not None:
            what += f", standard error with {says!r}"
            good = good and says in result.errors
        if prints is not None:
            what += f", standard output with {prints!r}"
            good = good and prints in result.text
        return self.that(good, f"{expected}: {what}" if expected else what, result)

    def jsonl(self, result, code=None):
        """Every line is a JSON object, the last one the summary; returns them."""
        values = []
        try:
            values = [json.loads(line) for line in result.out.decode("utf-8").splitlines()]
            last = values[-1] if values else {}
            good = all(isinstance(value, dict) and "type" in value for value in values)
            good = good and [v["type"] for v in values].count("summary") == 1
            good = good and last.get("type") == "summary" and last.get("schema") == 1
            good = good and last.get("exit") == result.code
        except (UnicodeDecodeError, json.JSONDecodeError):
            good = False
        if code is not None:
            good = good and result.code == code
        said = f" and exit code {code}" if code is not None else ""
        self.that(good, "JSON Lines, last a summary with schema 1 and the exit code" + said, result)
        return values if good else [{}]

    def skip(self, what):
        self.skipped.append(what)

    def clean(self):
        """Leaves nothing behind, also when a check itself is wrong and ends early."""
        for mount in reversed(self.mounts):
            subprocess.run(["umount", "-l", str(mount)], check=False, capture_output=True)
        make_writable(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    def finish(self):
        """Prints the result and ends the program."""
        for what in self.skipped:
            print(f"{self.name}: skipped: {what}")
        summary = f"{self.name}: {self.passed} passed"
        if self.failed:
            summary += f", {self.failed} FAILED"
        print(summary)
        sys.exit(1 if self.failed else 0)


def run_command(command, stdin, env, cwd, seconds, limit=None, **more):
    """Runs a command; its output goes through files, so that no pipe fills up."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as out, \
            tempfile.TemporaryFile() as err:
        if isinstance(stdin, bytes):
            source.write(stdin)
            source.seek(0)
            stdin = source
        options = {"stdin": stdin, "stdout": out, "stderr": err, "env": env, "cwd": cwd}
        options.update(more)
        process = subprocess.Popen(command, **options)
        expired = threading.Event()

        def stop():
            expired.set()
            process.send_signal(signal.SIGKILL)

        timer = threading.Timer(seconds, stop)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        data = (out.read(limit), err.read(limit))
        return Result(
            command, process.returncode, *data, usage.ru_maxrss * 1024, expired.is_set()
        )


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def digest_of(path):
    return "sha256:" + sha256(Path(path).read_bytes())


def tree(folder, without=("cache", "staging")):
    """The names, lengths and digests of everything in an archive but its caches."""
    found = {}
    for path in sorted(Path(folder).rglob("*")):
        name = path.relative_to(folder)
        if name.parts[0] not in without:
            found[str(name)] = sha256(path.read_bytes()) if path.is_file() else "folder"
    return found


def make_writable(folder):
    for place, folders, _ in os.walk(folder):
        for name in [place] + [os.path.join(place, f) for f in folders]:
            try:
                os.chmod(name, 0o700)
            except OSError:
                pass


def is_root():
    return os.geteuid() == 0


def tool(name):
    return shutil.which(name)
