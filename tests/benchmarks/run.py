"""Measures the project's ratios and holds each against its bar: ``tox -e bench``.

Prints one line a measurement and fails if any is over its bar. Give names to measure only those.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks import requests_to_measure as measured
from benchmarks.start_up import milliseconds_added

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Bench:
    """One measurement: its name, how it is measured, and the bar in its own unit."""

    name: str
    measure: Callable[[], tuple[float, str]]
    bar: float
    unit: str


def ratio_of(sides: Callable[[], tuple[float, float]]) -> Callable[[], tuple[float, str]]:
    """Turn the seconds of both sides into their ratio and a note with both."""

    def measure() -> tuple[float, str]:
        first, second = sides()
        return first / second, f"{first * 1e6:.1f} µs against {second * 1e6:.1f} µs"

    return measure


def memory() -> tuple[float, str]:
    """Measure in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.memory"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(printed), "100,000 objects of 1 KB and eight headers"


def start_up() -> tuple[float, str]:
    """Measure complete runs of pytest."""
    return milliseconds_added(), "pytest --collect-only of an empty file"


BENCHES = (
    Bench("hit", ratio_of(measured.hit_of_callables), 3.0, "x"),
    Bench("hit, loaded code", ratio_of(measured.hit_of_loaded_code), 4.0, "x"),
    Bench("miss", ratio_of(measured.miss), 1.25, "x"),
    Bench("behaviors", ratio_of(measured.behaviors), 1.3, "x"),
    Bench("objects", ratio_of(measured.objects), 1.2, "x"),
    Bench("memory", memory, 250.0, "MB"),
    Bench("start-up", start_up, 10.0, "ms"),
)


def main(names: list[str]) -> int:
    """Measure and print; returns 1 when a bar was missed."""
    missed = []
    for bench in BENCHES:
        if names and bench.name not in names:
            continue
        value, note = bench.measure()
        verdict = "ok" if value <= bench.bar else "OVER"
        figures = f"{value:>8.2f} {bench.unit:<3} bar {bench.bar:>6}"
        print(f"{bench.name:<18}{figures} {verdict:<5} {note}", flush=True)
        if value > bench.bar:
            missed.append(bench.name)
    if missed:
        print(f"over the bar: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
