"""HTTP dates (RFC 9110, 5.6.7)."""

from __future__ import annotations

from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache

__all__ = ["http_date", "parse_date"]


@lru_cache(maxsize=512)
def parse_date(value: str) -> float | None:
    """Return an HTTP date as seconds since the epoch, or None where it is none."""
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


@lru_cache(maxsize=64)
def _date_of_second(second: int) -> str:
    return formatdate(second, usegmt=True)


def http_date(epoch: float) -> str:
    """Return the seconds since the epoch as an HTTP date (IMF-fixdate)."""
    return _date_of_second(int(epoch))
