# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""The pages that are archived: the HTML of Debian's documentation packages."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ALL = ["rust-doc", "openjdk-17-doc", "libboost1.81-doc", "python3.11-doc", "postgresql-doc-15"]
QUICK = ["postgresql-doc-15"]


@dataclass
class Corpus:
    """A folder of pages."""
    folder: Path
    count: int
    byte_count: int


def fetch(folder, packages):
    """Fetches the packages that are not there yet, and unpacks their pages."""
    pages = folder / ("pages" if packages == ALL else "pages-quick")
    if not pages.exists():
        downloads = folder / "packages"
        downloads.mkdir(parents=True, exist_ok=True)
        for package in packages:
            if not list(downloads.glob(f"{package}_*.deb")):
                subprocess.run(["apt-get", "download", "-q", package], cwd=downloads, check=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        unpacking = folder / "unpacking"
        shutil.rmtree(unpacking, ignore_errors=True)
        unpacking.mkdir()
        for package in packages:
            [deb] = sorted(downloads.glob(f"{package}_*.deb"))[-1:]
            subprocess.run(["dpkg-deb", "-x", deb, unpacking / package], check=True)
        for path in sorted(unpacking.rglob("*")):
            if path.is_symlink() or (path.is_file() and path.suffix.lower() not in (".html", ".htm")):
                path.unlink()
        unpacking.rename(pages)
    sizes = [path.stat().st_size for path in pages.rglob("*") if path.is_file()]
    return Corpus(pages, len(sizes), sum(sizes))


def warm(corpus):
    """Reads every page once, so that all programs find them in memory."""
    for path in corpus.folder.rglob("*"):
        if path.is_file():
            path.read_bytes()
