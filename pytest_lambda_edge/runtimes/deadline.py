"""The deadline of a run (D-12): real seconds, even on a frozen clock.

On the main thread an alarm ends a run that takes too long, whatever it is doing. Elsewhere, and where there
are no alarms (Windows), a run is judged when it returns. Under a debugger a run takes as long as it likes.

A process has one alarm, and pytest-timeout may have set it: then it goes off when it would have, and its own
handler answers it.
"""

from __future__ import annotations

import math
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge import clock
from pytest_lambda_edge.runtimes.debugger import debugger_at_work, in_debugger
from pytest_lambda_edge.runtimes.frames import can_be_ended, is_ours

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

__all__ = ["DEFAULT_TIMEOUT", "Deadline", "DeadlineExceeded"]

DEFAULT_TIMEOUT: Final = 30.0  # D-12

_REPEAT: Final = 0.1
"""Seconds after which the alarm comes again.

Python looks at signals between two instructions only: one that comes just before a system call does not end
this call.
"""

_GRACE: Final = 0.5
"""Seconds in which a function may clean up, before it counts as one that has swallowed the alarm."""

_SOON: Final = 0.001
"""Seconds after which the alarm comes again that found what it cannot end."""

_SOONEST: Final = 1e-6
"""The shortest time that sets an alarm; zero would switch it off."""

_NO_TRACE: Final = object()
_NOT_STARTED: Final = clock.Stopwatch()

_CAN_ALARM: Final = hasattr(signal, "setitimer")

# What the functions of `signal` call. They themselves turn numbers into members of enumerations, which
# takes ten times as long as the call, and each run makes four calls.
_raw: Final[Any] = getattr(signal, "_signal", signal)


class DeadlineExceeded(BaseException):
    """Raised in a function whose time is up; ``except Exception`` must not keep the function alive."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(f"the function ran for more than {deadline.seconds:g} seconds")
        self.deadline = deadline


class Deadline:
    """The time that one run may take, from ``start()`` to ``stop()``."""

    __slots__ = (
        "_active",
        "_chases",
        "_due",
        "_early",
        "_outer_due",
        "_outer_handler",
        "_outer_interval",
        "_raised",
        "_set",
        "_trace_before",
        "_watch",
        "seconds",
        "unlimited",
    )

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.unlimited = False
        self._active = self._set = self._early = self._raised = False
        self._outer_due: float | None = None
        self._outer_interval = 0.0
        self._chases = 0
        self._outer_handler: Callable[[int, FrameType | None], object] | int = 0
        self._trace_before: Any = _NO_TRACE
        self._watch = _NOT_STARTED
        self._due = 0.0

    def start(self) -> None:
        """Start the run's time, and set the alarm where there can be one."""
        self.unlimited = debugger_at_work()
        self._watch = clock.Stopwatch()
        self._due = self._watch.started + self.seconds
        if _CAN_ALARM and not self.unlimited and threading.current_thread() is threading.main_thread():
            self._set_alarm()

    def stop(self) -> None:
        """Switch the alarm off and give it back to whom it belonged; may be called twice."""
        self._active = False
        if not self._set:
            return
        _set_timer(0)
        _raw.signal(signal.SIGALRM, self._outer_handler)
        self._set = False
        if self._trace_before is not _NO_TRACE:
            sys.settrace(self._trace_before)
        if self._outer_due is not None:
            left = max(_SOONEST, self._outer_due - clock.real_monotonic())
            _raw.setitimer(signal.ITIMER_REAL, left, self._outer_interval)

    def elapsed(self) -> float:
        """Return real seconds since the start."""
        return self._watch.real_seconds()

    def remaining(self) -> float:
        """Return the seconds left, below zero when time is up; time on a frozen clock counts (D-12)."""
        return self.seconds - self._watch.seconds()

    def exceeded(self) -> bool:
        """Whether the run took too long; never under a debugger."""
        return not self.unlimited and self.remaining() < 0

    def _set_alarm(self) -> None:
        outer_handler = _raw.getsignal(signal.SIGALRM)
        if outer_handler is None:
            return  # It was set by something that is not Python, and could not be put back.
        self._outer_handler = outer_handler
        self._set = True
        _raw.signal(signal.SIGALRM, self._on_alarm)
        left, self._outer_interval = _set_timer(max(_SOONEST, self.seconds))
        if left or self._early:
            now = clock.real_monotonic()
            self._outer_due = now + left
            self._set_next(now)
        self._active = True

    def _set_next(self, now: float) -> None:
        """Set the alarm for the earlier of this deadline and the outer one, if there is one left."""
        due = self._due if self._outer_due is None else min(self._due, self._outer_due)
        _set_timer(0 if due == math.inf else max(_SOONEST, due - now))

    def _on_alarm(self, signum: int, frame: FrameType | None) -> None:
        __tracebackhide__ = True
        now = clock.real_monotonic()
        if self._outer_due is not None and now >= self._outer_due:
            self._pass_on(signum, frame, now)
        elif not self._active:
            self._early = True  # The outer alarm went off before its time left was asked for.
        if not self._active:
            return
        if now < self._due:
            self._set_next(now)
        elif in_debugger(frame):
            self._due, self.unlimited = math.inf, True
            self._set_next(now)
        elif not can_be_ended(frame):
            _set_timer(_SOON)
        elif not self._raised:
            self._raised = True
            self._due = now + _GRACE
            self._set_next(now)
            raise DeadlineExceeded(self)
        else:
            _set_timer(_REPEAT)
            self._chase(frame)
            raise DeadlineExceeded(self)

    def _pass_on(self, signum: int, frame: FrameType | None, now: float) -> None:
        """Let the outer handler answer its alarm; one that does not repeat has gone off for good."""
        self._outer_due = now + self._outer_interval if self._outer_interval else None
        if self._active:
            self._set_next(now)
        if callable(self._outer_handler):
            self._outer_handler(signum, frame)

    def _chase(self, frame: FrameType | None) -> None:
        """Raise at the next line too, whatever it is: a bare ``except`` in a loop has swallowed the alarm."""

        def raise_again(frame: FrameType, event: str, _argument: object) -> Any:
            if event == "line" and can_be_ended(frame):
                self._chases += 1
                _set_timer(1e-5 * (1 + self._chases % 20))
                raise DeadlineExceeded(self)
            return raise_again

        if self._trace_before is _NO_TRACE:
            self._trace_before = sys.gettrace()
        sys.settrace(raise_again)
        while frame is not None and not is_ours(frame):
            frame.f_trace = raise_again
            frame = frame.f_back


def _set_timer(seconds: float) -> tuple[float, float]:
    """Let the alarm come after some seconds, and again and again; returns what was left, and the interval."""
    left: tuple[float, float] = _raw.setitimer(signal.ITIMER_REAL, seconds, _REPEAT if seconds else 0)
    return left
