"""The memory of 100,000 cached objects of 1 KB and eight headers, measured in a process of its own."""

from __future__ import annotations

import gc
import resource
from pathlib import Path

from benchmarks import handlers

from pytest_lambda_edge import Distribution

OBJECTS = 100_000


def resident_megabytes() -> float:
    """Return the memory that this process holds now."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 1_000_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000_000


def main() -> None:
    """Print how many megabytes the objects cost."""
    site = Distribution(origin="https://www-origin.example.com", origin_request=handlers.generate)
    site.get("/warm-up")
    site.reset()
    gc.collect()
    before = resident_megabytes()
    for number in range(OBJECTS):
        site.get(f"/{number}")
    site.history.clear()
    gc.collect()
    assert len(site.cache) == OBJECTS
    print(f"{resident_megabytes() - before:.1f}")


if __name__ == "__main__":
    main()
