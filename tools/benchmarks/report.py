# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""The report: a table of what was measured, the goals beside it, and a plot."""

from datetime import date
from html import escape
from statistics import median

from . import machine

TITLES = {"add": "add", "again": "add again, nothing new", "verify": "verify", "deep": "verify every byte"}

# Work, whose figure, against whose, the goal, and whether more is better.
GOALS = [
    ("add, as fast as", "add", "restic", "add", 2.5), ("add, as fast as", "add", "borg, lz4", "add", 2.0),
    ("add, as fast as", "add", "git", "add", 4.0),
    ("verify --deep, as fast as check --read-data of", "deep", "restic", "deep", 4.0),
    ("verify --deep, as fast as check --verify-data of", "deep", "borg, lz4", "deep", 4.0),
    ("verify, as fast as check --read-data of", "verify", "restic", "deep", 8.0),
    ("add again, as fast as", "again", "borg, lz4", "again", 1.0), ("add again, as fast as", "again", "restic", "again", 1.2),
]
LIMITS = [("add", "add", 1.25), ("verify --deep", "deep", 1.3)]
SIZES = [("restic", 0.6), ("borg, zstd,3", 0.6)]
OURS = "archive"


def seconds(runs):
    values = [run.seconds for run in runs]
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def ratios(theirs, ours):
    """The ratio of each round, since both ran in it under the same load."""
    return [other.seconds / own.seconds for other, own in zip(theirs, ours)]


def told(values):
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def table(rows):
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return lines


def measured(runs, sizes, programs, corpus):
    rows = [["program", *(f"{TITLES[what]}, s" for what in TITLES), "add, MB/s", "memory, MiB", "on disk, MB"]]
    for program in programs:
        row = [program.name]
        for what in TITLES:
            some = runs.get((program.name, what))
            row.append(seconds(some) if some else "")
        adding = runs[program.name, "add"]
        row.append(f"{corpus.byte_count / 1e6 / median(run.seconds for run in adding):.0f}")
        peak = max(run.peak for (name, _), some in runs.items() if name == program.name for run in some)
        row += [f"{peak / 2**20:.0f}", f"{sizes[program.name] / 1e6:.1f}"]
        rows.append(row)
    return table(rows)


def goals(runs, sizes):
    rows = [["goal", "", "reached"]]
    for name, own, other, work, goal in GOALS:
        reached = told(ratios(runs[other, work], runs[OURS, own]))
        rows.append([f"{name} {other}", f"at least {goal} times", reached])
    for name, work, goal in LIMITS:
        reached = told([1 / value for value in ratios(runs["limit", work], runs[OURS, work])])
        rows.append([f"{name}, as long as the limit program", f"at most {goal} times", reached])
    for other, goal in SIZES:
        rows.append([f"bytes on disk, of those of {other}", f"at most {goal}", f"{sizes[OURS] / sizes[other]:.2f}"])
    peak = {name: max(run.peak for (own, _), some in runs.items() if own == name for run in some)
            for name in (OURS, "restic")}
    rows.append(["memory", "at most restic's", f"{peak[OURS] / peak['restic']:.2f} of it"])
    return table(rows)


def plot(runs, programs, corpus):
    """Bars of throughput, as an SVG."""
    lines, top = [], 10
    for what in ("add", "deep"):
        lines.append(f'<text x="10" y="{top + 14}" font-weight="bold">{TITLES[what]}, MB/s</text>')
        top += 24
        rates = {program.name: corpus.byte_count / 1e6 / median(run.seconds for run in runs[program.name, what])
                 for program in programs if (program.name, what) in runs}
        for name, rate in rates.items():
            width = 420 * rate / max(rates.values())
            color = "#1f6f5c" if name.startswith(OURS) else "#b0b0b0"
            lines.append(f'<text x="160" y="{top + 13}" text-anchor="end">{escape(name)}</text>')
            lines.append(f'<rect x="168" y="{top}" width="{width:.0f}" height="17" fill="{color}"/>')
            lines.append(f'<text x="{174 + width:.0f}" y="{top + 13}">{rate:.0f}</text>')
            top += 22
        top += 14
    style = 'font-family="sans-serif" font-size="12"'
    body = "\n".join(lines)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="650" height="{top}" {style}>\n'
            f'<rect width="650" height="{top}" fill="white"/>\n{body}\n</svg>\n')


def make(results, corpus, programs, rounds):
    """Returns the report in Markdown and the plot in SVG."""
    runs, sizes = results
    versions = sorted({program.version for program in programs})
    lines = ["# Benchmarks", "", f"Written by `tools/bench` on {date.today()}; do not edit.", "",
             f"{corpus.count:,} pages of HTML, {corpus.byte_count / 1e6:.0f} MB, of Debian's documentation packages. Medians "
             f"of {rounds} rounds after a warm-up, with minimum and maximum; in each round every program does its work in turn.",
             "Pages and repositories are in the page cache; what is added is on the disk when a program ends. Extraction is",
             "off but in the last row; borg does not encrypt, restic always does. Memory is that of the largest process.", "",
             f"Machine: {machine.description()}. Programs: {', '.join(versions)}.", "",
             *measured(runs, sizes, programs, corpus), "",
             "`limit` is `tools/benchmarks/limit.c`: two threads read, digest, deflate at the same level and write one file.", "",
             "![Throughput](benchmarks.svg)", "", "## Goals", "", "Ratios are those of each round.", "",
             *goals(runs, sizes), ""]
    return "\n".join(lines), plot(runs, programs, corpus)
