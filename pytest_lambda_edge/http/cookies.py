"""``Cookie`` lines as pairs (RFC 6265, 4.2)."""

from __future__ import annotations

__all__ = ["cookie_pairs"]


def cookie_pairs(values: list[str]) -> list[tuple[str, str]]:
    """Return the ``(name, value)`` pairs of all ``Cookie`` lines, in their order.

    A line that is not in ``name=value; name=value`` form counts for nothing, and neither does a name that
    begins with ``$`` (CF-039).
    """
    pairs: list[tuple[str, str]] = []
    for line in values:
        of_line = []
        for part in line.split(";"):
            name, equals, value = part.strip().partition("=")
            if not equals or not name:
                if part.strip():
                    break
                continue
            if not name.startswith("$"):
                of_line.append((name, value))
        else:
            pairs += of_line
    return pairs
