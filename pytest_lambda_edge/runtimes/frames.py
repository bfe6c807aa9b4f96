"""What an alarm has interrupted, told from the frame in which it arrives."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["can_be_ended", "is_ours"]


def can_be_ended(frame: FrameType | None) -> bool:
    """Whether an exception that is raised here would leave the function.

    Not in our own code that a run calls. Nor in what Python calls while it frees objects: of an exception
    there it only writes that it was ignored, which pytest takes for a warning. Nor while asyncio opens or
    closes an event loop: of one that is left open Python warns later, in whichever test runs then. Nor while
    it starts or stops one: what counts as running still, no other run could start.
    """
    if frame is None or is_ours(frame) or _module(frame) == "asyncio.runners":
        return frame is None
    callbacks = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    called = ""
    while frame is not None and not is_ours(frame):
        if frame.f_code.co_name == "__del__" or frame.f_code in callbacks or _module(frame) in _WEAKREFS:
            return False
        if frame.f_code.co_name in _OPEN_OR_CLOSE.get(_module(frame), ()):
            return False
        if frame.f_code.co_name == "run_forever" and called != "_run_once" and _module(frame) == _LOOPS:
            return False
        called, frame = frame.f_code.co_name, frame.f_back
    return True


def is_ours(frame: FrameType | None) -> bool:
    """Whether a frame runs code of this package."""
    return frame is not None and _module(frame).startswith("pytest_lambda_edge.")


_WEAKREFS = ("weakref", "_weakrefset")
_LOOPS = "asyncio.base_events"
_OPEN_OR_CLOSE = {
    "asyncio.runners": ("_lazy_init",),
    "asyncio.events": ("new_event_loop", "set_event_loop"),
    _LOOPS: ("close",),
    "asyncio.selector_events": ("close",),
    "asyncio.unix_events": ("close",),
}


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__"))
