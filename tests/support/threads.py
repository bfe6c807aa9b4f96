"""Requests in several threads, whose every step a test decides: nothing is left to chance or to a sleep."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import responses

from pytest_lambda_edge.distribution import Distribution
from pytest_lambda_edge.in_flight import Claimant
from support.fake_origins import ORIGIN

if TYPE_CHECKING:
    import re
    from collections.abc import Callable
    from types import FrameType

    from requests import PreparedRequest

    from pytest_lambda_edge.http.messages import Response
    from pytest_lambda_edge.origins.base import Fetcher
    from pytest_lambda_edge.pipeline.effects import Fetch, FetchFailure
    from pytest_lambda_edge.result import Result
    from support.fake_origins import Answer

__all__ = ["Gate", "InThread", "asked_meanwhile", "at_once", "site_behind", "until"]

_PATIENCE = 20.0  # seconds after which a thread counts as one that never ends

T = TypeVar("T")


class InThread(Generic[T]):
    """A call in a thread of its own, under way from now on."""

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call
        self._returned: list[T] = []
        self._raised: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._returned.append(self._call())
        except BaseException as error:  # noqa: BLE001 - `result` raises it, where the test hears of it
            self._raised.append(error)

    @property
    def waits(self) -> bool:
        """Whether the call's request has found another one fetching the same object."""
        frame: FrameType | None = sys._current_frames().get(self._thread.ident or 0)
        while frame is not None:
            if frame.f_code is Claimant.answer.__code__:
                return True
            frame = frame.f_back
        return False

    @property
    def ended(self) -> bool:
        """Whether the call has come to its end."""
        return not self._thread.is_alive()

    def result(self) -> T:
        """Return what the call returns, or raise what it raises; fails where it never ends."""
        self._thread.join(_PATIENCE)
        assert not self._thread.is_alive(), "the thread hangs"
        if self._raised:
            raise self._raised[0]
        return self._returned[0]


def at_once(*calls: Callable[[], T]) -> list[T]:
    """Let all calls begin at once, each in a thread of its own, and return what they return."""
    start = threading.Barrier(len(calls), timeout=_PATIENCE)

    def after_the_others(call: Callable[[], T]) -> T:
        start.wait()
        return call()

    under_way = [InThread(lambda call=call: after_the_others(call)) for call in calls]  # type: ignore[misc]
    return [call.result() for call in under_way]


def until(condition: Callable[[], bool]) -> None:
    """Wait until other threads have made something come true."""
    for _ in range(int(_PATIENCE * 1000)):
        if condition():
            return
        time.sleep(0.001)
    raise AssertionError("it never came true")


class Gate:
    """An origin that keeps its first answers back until it is opened; ``asked`` are the URLs asked for."""

    def __init__(self, url: str | re.Pattern[str], *answers: Answer, kept_back: int = sys.maxsize) -> None:
        self.asked: list[str] = []
        self._answers = answers
        self._kept_back = kept_back
        self._open = threading.Event()
        responses.add_callback("GET", url, self._reply, content_type=None)

    def open(self) -> None:
        """Answer, from now on at once."""
        self._open.set()

    def _reply(self, request: PreparedRequest) -> tuple[int, dict[str, str], bytes | str]:
        number = len(self.asked)
        self.asked.append(str(request.url))
        if number < self._kept_back and not self._open.wait(_PATIENCE):
            raise AssertionError("nobody opens this origin")
        answer = self._answers[min(number, len(self._answers) - 1)]
        return answer.status, dict(answer.headers), answer.body


def site_behind(_origin: Gate, **settings: Any) -> Distribution:
    """Return a distribution in front of an origin that is there already; its minimum TTL is 0."""
    return Distribution(**{"origin": ORIGIN, "cache_policy": {"min_ttl": 0}, **settings})


class _Meanwhile:
    """A fetcher that does something before its first fetch."""

    def __init__(self, fetcher: Fetcher, first: Callable[[], None]) -> None:
        self._fetcher = fetcher
        self._first: list[Callable[[], None]] = [first]

    def fetch(self, fetch: Fetch) -> Response | FetchFailure:
        """Fetch as the other fetcher does."""
        while self._first:
            self._first.pop()()
        return self._fetcher.fetch(fetch)


def asked_meanwhile(site: Distribution, first: Callable[[], Any], second: Callable[[], Result]) -> Result:
    """Return what comes of *second*, which another thread asks for while *first* is being fetched."""
    begun: list[InThread[Result]] = []

    def begin() -> None:
        begun.append(InThread(second))
        until(lambda: begun[0].waits or begun[0].ended)

    fetcher = site._fetcher
    site._fetcher = _Meanwhile(fetcher, begin)
    try:
        first()
    finally:
        site._fetcher = fetcher
    assert begun, "nothing was fetched"
    return begun[0].result()
