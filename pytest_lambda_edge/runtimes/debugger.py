"""Finding out whether somebody is looking at the code with a debugger.

That a trace function is set says nothing: coverage sets one too.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["debugger_at_work", "in_debugger"]

_PYDEVD = "pydevd"  # what PyCharm, VS Code and debugpy run on
_DEBUGGERS_OWN = ("bdb", "pdb", _PYDEVD, "_pydevd")


def debugger_at_work() -> bool:
    """Whether a debugger is attached, or steps through what runs now."""
    if _PYDEVD in sys.modules:
        return True
    trace = sys.gettrace()
    if trace is not None and "bdb" in sys.modules:
        return isinstance(getattr(trace, "__self__", trace), sys.modules["bdb"].Bdb)
    return sys.version_info >= (3, 12) and sys.monitoring.get_tool(sys.monitoring.DEBUGGER_ID) is not None


def in_debugger(frame: FrameType | None) -> bool:
    """Whether a debugger's own code is under way, such as its prompt."""
    while frame is not None:
        if str(frame.f_globals.get("__name__")).startswith(_DEBUGGERS_OWN):
            return True
        frame = frame.f_back
    return debugger_at_work()
