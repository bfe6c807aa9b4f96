"""A distribution that a test can send requests to."""

from __future__ import annotations

import itertools
import sys
import threading
from base64 import urlsafe_b64encode
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge import clock, journal
from pytest_lambda_edge.asker import warn_asker
from pytest_lambda_edge.cached import CacheView
from pytest_lambda_edge.errors import (
    ConfigError,
    EdgeNotSimulatedWarning,
    FunctionError,
    OriginNotStubbedError,
    Problem,
)
from pytest_lambda_edge.in_flight import Claimant
from pytest_lambda_edge.model.deploy import configure
from pytest_lambda_edge.model.not_simulated import not_simulated
from pytest_lambda_edge.model.path_patterns import match_behavior
from pytest_lambda_edge.origins.requests_origin import RequestsFetcher
from pytest_lambda_edge.origins.stubs import answering
from pytest_lambda_edge.pipeline.cache import Cache
from pytest_lambda_edge.pipeline.cache_tags import invalidation_problem
from pytest_lambda_edge.pipeline.driver import told, walk
from pytest_lambda_edge.pipeline.edge_location import edge_id
from pytest_lambda_edge.pipeline.effects import Claimed, Fetch, Invoke
from pytest_lambda_edge.pipeline.exchange import Exchange, Site
from pytest_lambda_edge.pipeline.failures import function_error
from pytest_lambda_edge.pipeline.rules import rules_of
from pytest_lambda_edge.pipeline.viewer_checks import is_host_of
from pytest_lambda_edge.project import base_dirs
from pytest_lambda_edge.result import History, Result
from pytest_lambda_edge.runtimes.debugger import debugger_at_work
from pytest_lambda_edge.runtimes.isolation import holds_process_lock
from pytest_lambda_edge.runtimes.registry import Functions
from pytest_lambda_edge.runtimes.sources import check
from pytest_lambda_edge.templates.unread import told_what_reads
from pytest_lambda_edge.viewer import RequestMethods, ViewerSession
from pytest_lambda_edge.viewer_request import DEFAULT_CLIENT_IP, viewer_request

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType, TracebackType
    from typing import Self

    from pytest_lambda_edge.http.messages import Response
    from pytest_lambda_edge.in_flight import InFlight
    from pytest_lambda_edge.model.distribution import DistributionConfig
    from pytest_lambda_edge.origins.base import Fetcher
    from pytest_lambda_edge.pipeline.driver import Effect
    from pytest_lambda_edge.pipeline.effects import FetchFailure, Run
    from pytest_lambda_edge.pipeline.rules import BehaviorRules
    from pytest_lambda_edge.viewer_request import HeaderSource

__all__ = ["Distribution"]


class Distribution(RequestMethods):
    """A CloudFront distribution with its functions, its cache and its stubbed origins.

    ``Distribution(config=None, /, **settings)`` takes the settings of ``DistributionConfig``; those given
    by name override the config's. Raises ``ConfigError``, which names every problem at once. Use it as a
    context manager, or ``close()`` it, so that its functions give back what they hold.
    """

    def __init__(
        self, config: DistributionConfig | Mapping[str, Any] | None = None, /, **settings: Any
    ) -> None:
        check_function = partial(check, base_dirs=base_dirs)
        try:
            self.config, self._deployed = configure(config, settings, check_function=check_function)
        except ConfigError as error:
            raise told_what_reads(error, config, settings) from None
        for found in not_simulated(self.config):
            warn_asker(found.message, EdgeNotSimulatedWarning)
        self._functions = Functions(base_dirs, around=answering)
        self._loaded = {
            id(trigger): self._functions.load(trigger.function)
            for behavior in self._deployed.behaviors
            for trigger in behavior.triggers.values()
        }
        self._fetcher: Fetcher = RequestsFetcher()
        rules = {id(behavior): rules_of(behavior) for behavior in self._deployed.behaviors}
        self._site = Site(self._deployed, Cache(threading.RLock()), partial(_match, self._deployed, rules))
        self._in_flight: InFlight = {}
        self._edge_id = edge_id(self._deployed.id)
        self._numbers = itertools.count(1)
        self.history = History()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Distribution {self.id} {self.domain_name}>"

    @property
    def id(self) -> str:
        """The distribution's id."""
        return self._deployed.id

    @property
    def domain_name(self) -> str:
        """The distribution's own domain name."""
        return self._deployed.domain_name

    @property
    def functions(self) -> Functions:
        """The functions by name; each has ``.module``, ``.imported()``, ``.invoke()`` and ``.reset()``."""
        return self._functions

    @property
    def cache(self) -> CacheView:
        """What is cached."""
        return CacheView(self._site.cache, self.domain_name)

    def request(  # noqa: PLR0913 - all that a viewer's request is made of
        self,
        method: str,
        url: str,
        *,
        headers: HeaderSource | None = None,
        body: bytes | str | None = None,
        cookies: Mapping[str, str] | None = None,
        client_ip: str = DEFAULT_CLIENT_IP,
        viewer: Mapping[str, str] | None = None,
        http_version: str = "2.0",
        follow_redirects: bool = False,
    ) -> Result:
        """Send a viewer request and return what came of it.

        ``url`` is a path with its query, sent over HTTPS to the distribution's own name, or an absolute URL
        on one of its names. ``viewer`` holds what CloudFront finds out by itself, under its header names.
        Raises ``ValueError`` or ``TypeError`` for what no viewer could send, ``FunctionError`` for a
        function that CloudFront would refuse, ``OriginNotStubbedError`` for an origin without a stub.
        """
        if follow_redirects:
            with self.viewer() as session:
                return session.request(
                    method,
                    url,
                    headers=headers,
                    body=body,
                    cookies=cookies,
                    client_ip=client_ip,
                    viewer=viewer,
                    http_version=http_version,
                    follow_redirects=True,
                )
        who, asked = viewer_request(
            self.domain_name,
            method,
            url,
            headers=headers,
            body=body,
            cookies=cookies,
            client_ip=client_ip,
            viewer=viewer,
            http_version=http_version,
        )
        ids = self._request_id(), self._edge_id
        exchange = Exchange(self._site, who, asked, asked, *ids, clock.now(), url.endswith("?"))
        result = Result(exchange)
        with answering():
            self._serve(exchange, result)
        failed = next((invoked for invoked in exchange.invoked if invoked.failed), None)
        if failed is not None and self._deployed.function_errors == "raise":
            raise self._as_raised(function_error(failed), result)
        return result

    def viewer(self, **defaults: Any) -> ViewerSession:
        """Return a viewer that sends these defaults (arguments of ``request``) and keeps cookies."""
        return ViewerSession(self.request, partial(is_host_of, self._deployed), self.domain_name, defaults)

    def invalidate(self, *paths: str) -> None:
        """Remove objects from the cache by path; ``*`` is a wildcard as the last character only (CF-136).

        ``#tag`` removes those that the origin gave this cache tag, in the header ``cache_tag_header_name``
        (CF-143). Raises ``ConfigError`` for what begins with neither ``/`` nor ``#``, and for what is no tag.
        """
        problems = [problem for path in paths if (problem := invalidation_problem(path)) is not None]
        if problems or not paths:
            raise ConfigError(problems or [Problem("invalidate()", "needs at least one path, such as '/*'")])
        tag_header = self.config.cache_tag_header_name
        for path in paths:
            if path.startswith("/"):
                self._site.cache.invalidate(path)
            elif tag_header is not None:
                self._site.cache.invalidate_tag(path[1:], tag_header)

    def reset(self) -> None:
        """Empty the cache and the history, and make the functions cold."""
        self._site.cache.clear()
        self.history.clear()
        self._functions.reset()

    def close(self) -> None:
        """Give back what the functions hold."""
        self._functions.close()

    def _request_id(self) -> str:
        """Return the next x-amz-cf-id: 56 characters, the same in every run (LE-039)."""
        number = next(self._numbers)
        return urlsafe_b64encode(
            blake2b(b"%s %d" % (self.id.encode(), number), digest_size=40).digest()
        ).decode()

    def _serve(self, exchange: Exchange, result: Result) -> None:
        try:
            self._drive(exchange)
        except BaseException as error:
            result._error = error  # noqa: SLF001 - the Result of a request that raised says what
            if isinstance(error, OriginNotStubbedError):
                error.result = result
            raise
        finally:
            exchange.pack()
            self.history.append(result)
            journal.note(result)

    def _drive(self, exchange: Exchange) -> None:
        """Do what the way asks for, and tell it what came of it and what time it is by then."""
        way = walk(exchange)
        effect: Effect | None = told(way, None)
        claimant: Claimant | None = None
        answer: Run | Response | FetchFailure | Claimed | None
        try:
            while effect is not None:
                if isinstance(effect, Invoke):
                    answer = self._run(effect)
                elif isinstance(effect, Fetch):
                    answer = self._fetch(effect, exchange)
                else:
                    claimant = claimant or Claimant(self._in_flight, _may_wait)
                    answer = claimant.answer(effect)
                if answer is not None and answer is not Claimed.HELD:
                    exchange.now = clock.now()
                effect = told(way, answer)
        finally:
            if claimant is not None:
                claimant.release()

    def _run(self, invoke: Invoke) -> Run:
        return self._loaded[id(invoke.trigger)].run(invoke.event)

    def _fetch(self, fetch: Fetch, exchange: Exchange) -> Response | FetchFailure:
        watch = clock.Stopwatch()
        answer = self._fetcher.fetch(fetch)
        exchange.waited = 0.0 if debugger_at_work() else watch.seconds()
        return answer

    def _as_raised(self, error: FunctionError, result: Result) -> FunctionError:
        error.result = result
        result._error = error  # noqa: SLF001 - likewise
        return error


def _match(deployed: Any, rules: dict[int, BehaviorRules], path: str) -> BehaviorRules:
    return rules[id(match_behavior(deployed, path))]


def _may_wait() -> bool:
    """Return whether this thread can wait for a fetch in another one.

    It cannot within a function's own request, nor while it keeps loaded code from running in other threads.
    """
    under_way = 0
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - only where a request would have to wait
    while frame is not None:
        under_way += frame.f_code is Distribution._drive.__code__  # noqa: SLF001
        frame = frame.f_back
    return under_way == 1 and not holds_process_lock()
