"""What a run prints and logs: recorded, and passed on.

While any run is under way, tees stand for ``sys.stdout`` and ``sys.stderr``: each write goes to the log of
the run in whose thread it happens, and on to the stream that stood there before. Log records come here
through ``LogHandler``. Bytes written to ``sys.stdout.buffer`` or by other processes are passed on only.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["LogHandler", "LogTap", "RunLog", "begin", "end"]


class RunLog:
    """What one run has written."""

    __slots__ = ("_parts", "request_id")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.request_id = ""

    def write(self, text: str) -> None:
        """Add to the log."""
        self._parts.append(text)

    @property
    def text(self) -> str:
        """All that was written, in its order."""
        return "".join(self._parts)


class LogTap:
    """Stands above the root logger as its parent, so that records reach *handlers* whatever the root has.

    It has what ``logging`` asks of a parent, and unlike a handler of the root's it survives a function that
    takes all handlers off the root (``basicConfig(force=True)``).
    """

    level = logging.NOTSET
    propagate = False
    parent = None

    def __init__(self, handlers: Sequence[logging.Handler]) -> None:
        self.handlers = handlers


class LogHandler(logging.Handler):
    """Writes records to the running function's log, formatted as Lambda's own handler does."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(_LambdaFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; outside a run there is no log, and nothing happens."""
        log = _current_log()
        if log is None:
            return
        record.aws_request_id = log.request_id
        try:
            text = self.format(record)
        except Exception:  # noqa: BLE001 - logging's own way with a record that can't be formatted
            self.handleError(record)
        else:
            log.write(text if text.endswith("\n") else f"{text}\n")


class _LambdaFormatter(logging.Formatter):
    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S"
        )


_WHATEVER_STANDS_THERE: Final = object()


class _Tee:
    """Stands for a standard stream during runs.

    A function may keep it (a ``StreamHandler`` made at import does): outside runs it is whatever stands
    there then.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._target: Any = _WHATEVER_STANDS_THERE

    def install(self) -> None:
        before = getattr(sys, self._name)
        self._target = None if before is self else before
        setattr(sys, self._name, self)

    def uninstall(self) -> None:
        if getattr(sys, self._name) is self:
            setattr(sys, self._name, self._target)
        self._target = _WHATEVER_STANDS_THERE

    def write(self, text: object) -> int:
        stream = self._stream()
        if stream is not None:
            written: int = stream.write(text)  # Raises for what is no text, and then nothing is logged.
        elif isinstance(text, str):
            written = len(text)
        else:
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if isinstance(text, str) and (log := _current_log()) is not None:
            log.write(text)
        return written

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        if (stream := self._stream()) is not None:
            stream.flush()

    def _stream(self) -> Any:
        target = self._target
        return getattr(sys, self._name) if target is _WHATEVER_STANDS_THERE else target

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._stream(), name)


_lock = threading.Lock()
_logs: dict[int, RunLog] = {}
_runs = 0
_tees = (_Tee("stdout"), _Tee("stderr"))
_root = logging.getLogger()
_tap = LogTap((LogHandler(),))


def begin(log: RunLog) -> RunLog | None:
    """Record what this thread writes in *log*; returns what to give to ``end``."""
    global _runs  # noqa: PLW0603 - the streams are the process's own
    thread = threading.get_ident()
    with _lock:
        if not _runs:
            for tee in _tees:
                tee.install()
            _root.parent = _tap  # type: ignore[assignment]
        _runs += 1
        outer = _logs.get(thread)
        _logs[thread] = log
    return outer


def end(outer: RunLog | None) -> None:
    """Stop recording; what the thread writes goes to the run around, if there is one."""
    global _runs  # noqa: PLW0603 - the streams are the process's own
    thread = threading.get_ident()
    with _lock:
        _runs -= 1
        if outer is None:
            del _logs[thread]
        else:
            _logs[thread] = outer
        if not _runs:
            for tee in _tees:
                tee.uninstall()
            _root.parent = None


def _current_log() -> RunLog | None:
    """Return the log of this thread's run; a thread that a function has started writes to the only one."""
    log = _logs.get(threading.get_ident())
    if log is None:
        logs = list(_logs.values())
        return logs[0] if len(logs) == 1 else None
    return log
