"""The four events of a request's way."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["EVENT_TYPES", "EventType"]


class EventType(StrEnum):
    """An event type of a trigger; compares equal to its plain string (LE-001)."""

    VIEWER_REQUEST = "viewer-request"
    ORIGIN_REQUEST = "origin-request"
    ORIGIN_RESPONSE = "origin-response"
    VIEWER_RESPONSE = "viewer-response"

    def __repr__(self) -> str:
        """Return what a test would write, so that ``fired`` reads well in a failure."""
        return repr(self.value)


EVENT_TYPES = tuple(EventType)
