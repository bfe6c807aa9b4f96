"""What a function that is loaded from a folder makes of ``logging``: kept for its runs, put back after each.

In Lambda the root logger has one handler, the runtime's, and functions rely on it: ``basicConfig`` does
nothing, ``handlers[0].setFormatter`` works. So a function gets a root of its own in this shape. The tests'
handlers (pytest's) see its records all the same: they stand above the root meanwhile, where no function
takes them off.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pytest_lambda_edge.runtimes.recording import LogHandler, LogTap

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LoggingSpace"]


class _Root(NamedTuple):
    """How the root logger was when a function's came in its place."""

    handlers: list[logging.Handler]
    parent: Any
    level: int
    level_within: int
    disable: int


class _Setup(NamedTuple):
    """How a logger other than the root is set up."""

    level: int
    handlers: tuple[logging.Handler, ...]
    propagate: bool
    disabled: bool

    @classmethod
    def of(cls, logger: logging.Logger) -> _Setup:
        return cls(logger.level, tuple(logger.handlers), logger.propagate, logger.disabled)


class _TestsHandlers(LogTap):
    """The handlers of the tests' root logger, above a function's."""


_root: Final = logging.getLogger()
_manager: Final = _root.manager
_UNTOUCHED: Final = _Setup(logging.NOTSET, (), propagate=True, disabled=False)
_levels: Final[dict[logging.Logger, tuple[LoggingSpace, int]]] = {}
"""Which function has last set a logger's level, and what it was before any had."""


class LoggingSpace:
    """A function's root logger, and the other loggers as the function sets them up at import.

    The level of another logger stays as it is between runs, so that ``caplog.set_level(…, logger=…)`` has its
    say, until another function sets it up or this one is closed.
    """

    def __init__(self) -> None:
        self._handlers: list[logging.Handler] = [LogHandler()]
        self._level: int | None = None
        self._disable: int | None = None
        self._tap = _TestsHandlers(())
        self._own: dict[logging.Logger, _Setup] = {}
        self._roots: list[_Root] = []
        self._others: list[dict[logging.Logger, _Setup]] = []

    def enter(self) -> None:
        """Set logging up as the function has it."""
        outer = _root.handlers
        if outer is not self._handlers:
            above: Any = _root.parent
            self._tap.handlers = above.handlers if isinstance(above, _TestsHandlers) else outer
        level = _root.level if self._level is None else self._level
        self._roots.append(_Root(outer, _root.parent, _root.level, level, _manager.disable))
        _root.handlers = self._handlers
        _root.parent = self._tap  # type: ignore[assignment]
        if level != _root.level:
            _root.setLevel(level)
        if self._disable is not None:
            logging.disable(self._disable)
        self._others.append({logger: self._set_up(logger, setup) for logger, setup in self._own.items()})

    def leave(self) -> None:
        """Put logging back as it was before the matching ``enter``."""
        for logger, setup in self._others.pop().items():
            self._own[logger] = _put_back(logger, setup)
        before = self._roots.pop()
        self._handlers = _root.handlers
        _root.handlers = before.handlers
        _root.parent = before.parent
        if _root.level != before.level_within:
            self._level = _root.level
        if _root.level != before.level:
            _root.setLevel(before.level)
        if _manager.disable != before.disable:
            self._disable = _manager.disable
            logging.disable(before.disable)

    def watch(self) -> dict[logging.Logger, _Setup]:
        """Return how all loggers are set up now, to be given to ``note``."""
        return {logger: _Setup.of(logger) for logger in _all_loggers()}

    def note(self, before: dict[logging.Logger, _Setup]) -> None:
        """Take what has changed since *before* for the function's own."""
        for logger in _all_loggers():
            setup, former = _Setup.of(logger), before.get(logger, _UNTOUCHED)
            if setup != former:
                self._own[logger] = setup
                self._others[-1][logger] = former
                self._take_level(logger, former.level)

    def close(self) -> None:
        """Give the levels back that the function has set."""
        for logger, (owner, level) in list(_levels.items()):
            if owner is self:
                del _levels[logger]
                logger.setLevel(level)

    def _set_up(self, logger: logging.Logger, setup: _Setup) -> _Setup:
        before = _Setup.of(logger)
        logger.handlers = [
            *setup.handlers,
            *(handler for handler in before.handlers if handler not in setup.handlers),
        ]
        logger.propagate, logger.disabled = setup.propagate, setup.disabled
        if _levels.get(logger, (None, 0))[0] is not self:
            self._take_level(logger, before.level)
            logger.setLevel(setup.level)
        return before

    def _take_level(self, logger: logging.Logger, before: int) -> None:
        _, before_any = _levels.get(logger, (None, before))
        _levels[logger] = (self, before_any)


def _put_back(logger: logging.Logger, before: _Setup) -> _Setup:
    """Give a logger its handlers back; returns how the function has it set up."""
    own = tuple(handler for handler in logger.handlers if handler not in before.handlers)
    setup = _Setup(logger.level, own, logger.propagate, logger.disabled)
    logger.handlers = list(before.handlers)
    logger.propagate, logger.disabled = before.propagate, before.disabled
    return setup


def _all_loggers() -> Iterator[logging.Logger]:
    loggers = list(_manager.loggerDict.values())
    return (logger for logger in loggers if isinstance(logger, logging.Logger))
