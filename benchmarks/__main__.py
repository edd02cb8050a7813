"""Run what was asked for (or all of it), print one table of ratios, and write the same as JSON."""

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks.crowd import measure_crowd
from benchmarks.imports import measure_imports
from benchmarks.kills import measure_kills
from benchmarks.measuring import Line
from benchmarks.memory import measure_memory
from benchmarks.network import measure_network
from benchmarks.pages import measure_pages
from benchmarks.starts import measure_starts
from benchmarks.weight import measure_weight
from sspedu.settings import ROOT

RUNS: dict[str, Callable[[Path], list[Line]]] = {
    "pages": measure_pages,
    "crowd": measure_crowd,
    "weight": measure_weight,
    "imports": measure_imports,
    "starts": measure_starts,
    "memory": measure_memory,
}
# Only when asked for by name.
ASKED_FOR: dict[str, Callable[[Path], list[Line]]] = {"kills": measure_kills, "network": measure_network}


def main(names: list[str]) -> None:
    """Run the benchmarks with these names."""
    lines: list[Line] = []
    for name in names or RUNS:
        print(f"… {name}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="sspedu-bench-") as folder:
            lines += {**RUNS, **ASKED_FOR}[name](Path(folder))
    print(table(lines))
    target = ROOT / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([{**asdict(line), "holds": line.holds} for line in lines], ensure_ascii=False, indent=2) + "\n")


def table(lines: list[Line]) -> str:
    """Show the lines in the order of the goals."""
    words = {True: "holds", False: "MISSED", None: ""}
    rows = [("row", "what", "measured", "goal", "", "")]
    for line in sorted(lines, key=lambda line: line.row):
        goal = "" if line.limit is None else f"<= {line.limit:g} {line.unit}"
        rows.append((str(line.row or ""), line.what, f"{line.figure:.2f} {line.unit}", goal, words[line.holds], line.note))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


if __name__ == "__main__":
    main(sys.argv[1:])
