# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""The machine: what is installed on it, and what a program takes of it."""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
ARCHIVE = TOP / ".build/release/archive"

# Debian's packages, and the program that shows that each is there.
PACKAGES = {"restic": "restic", "borgbackup": "borg", "git": "git", "gcc": "gcc"}


def fail(message):
    sys.exit(f"error: {message}")


def as_root(*command):
    """Runs a command as root, with sudo when need be."""
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            fail(f"this needs root: {' '.join(command)}")
        command = ("sudo", *command)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def install():
    """Installs what is missing; the release program has to be built."""
    missing = [package for package, program in PACKAGES.items() if not shutil.which(program)]
    if missing:
        print(f"installing {' '.join(missing)}", flush=True)
        as_root("apt-get", "install", "-y", "-q", "--no-install-recommends", *missing)
    if not ARCHIVE.exists():
        subprocess.run([TOP / "tools/release", "archive"], check=True)


@dataclass
class Run:
    """What one run of a program took."""
    seconds: float
    processor: float  # seconds, of all its processes
    peak: int         # bytes, of its largest process


def run(command, *, environment=None, folder=None, stdin=None):
    """Runs a program to its end; it has to end well."""
    with tempfile.TemporaryFile() as output:
        start = time.monotonic()
        process = subprocess.Popen([str(word) for word in command], env=environment, cwd=folder, stdin=stdin,
                                   stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
            fail(f"{' '.join(str(word) for word in command)[:300]} ended with {process.returncode}:\n{text[-2000:]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def first_line(*command):
    """The first line that a program prints, such as its version."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return result.stdout.decode("utf-8", "replace").splitlines()[0].strip()


def description():
    """The machine in one line."""
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {len(os.sched_getaffinity(0))} processors, {memory:.0f} GiB, Linux {platform.release()}"


def size(place):
    """What the files below a folder take, in bytes of content."""
    return sum(path.lstat().st_size for path in Path(place).rglob("*") if path.is_file())
