"""What came of a request, as a test sees it."""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from pytest_lambda_edge.errors import EdgeError
from pytest_lambda_edge.http.content_coding import decode
from pytest_lambda_edge.http.headers import Headers
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.pipeline.assumptions import assumption
from pytest_lambda_edge.pipeline.cache_key import CacheKey
from pytest_lambda_edge.pipeline.table import Outcome, SkipReason, Step, own_way, skip_reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_lambda_edge.errors import FunctionError
    from pytest_lambda_edge.http import messages
    from pytest_lambda_edge.model.deployed import DeployedBehavior
    from pytest_lambda_edge.pipeline.assumptions import Assumption
    from pytest_lambda_edge.pipeline.effects import Fetch
    from pytest_lambda_edge.pipeline.exchange import Exchange, Invoked

__all__ = ["History", "Invocation", "OriginRequest", "Response", "Result"]

_CHARSET = re.compile(r"charset\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)


class Response:
    """What the viewer got.

    ``content`` has its content coding undone, as in ``requests``; ``raw`` is what went over the wire.
    """

    def __init__(self, response: messages.Response) -> None:
        self.status_code = response.status
        self.reason = response.reason
        self.headers = Headers(response.headers)
        self.raw = response.body

    def __repr__(self) -> str:
        return f"<Response {self.status_code}>"

    @cached_property
    def content(self) -> bytes:
        """The body, with its content coding undone."""
        return decode(self.raw, self.headers.get("content-encoding"))

    @property
    def text(self) -> str:
        """The body as text, in the charset of its Content-Type, else UTF-8."""
        named = _CHARSET.search(self.headers.get("content-type", ""))
        try:
            return self.content.decode(named[1] if named else "utf-8", errors="replace")
        except (LookupError, ValueError):
            return self.content.decode("utf-8", errors="replace")

    def json(self) -> Any:
        """Return the body parsed as JSON; raises ``ValueError`` where it is none."""
        return json.loads(self.content)

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that this response sets, by name."""
        lines = (line.partition(";")[0].partition("=") for line in self.headers.getlist("set-cookie"))
        return {name.strip(): value.strip() for name, equals, value in lines if equals}


class Invocation:
    """One run of a function.

    ``event`` is the event as received and ``returned`` what came back, both as JSON made them; ``error`` is
    the FunctionError that this run is worth, or None, and ``refusals`` what CloudFront refuses of its
    result; ``duration`` is seconds; ``logs`` is what it printed and logged.
    """

    def __init__(self, invoked: Invoked, error: FunctionError | None) -> None:
        self._run = invoked.run
        self.event_type: EventType = invoked.event_type
        self.function: str = invoked.run.function
        self.error = error
        self.duration: float = invoked.run.duration
        self.logs: str = invoked.run.logs
        self.cold_start: bool = invoked.run.cold_start
        self.for_error_page: bool = invoked.for_error_page
        self.in_background: bool = invoked.in_background
        self.refusals: tuple[str, ...] = tuple(
            f"{violation.place or 'the result'} {violation.detail}" for violation in invoked.violations
        )

    def __repr__(self) -> str:
        return f"<Invocation {self.function} at {self.event_type}>"

    @cached_property
    def event(self) -> Any:
        """The event as the function received it."""
        return json.loads(self._run.event_json)

    @cached_property
    def returned(self) -> Any:
        """What the function returned; None for a run without a result."""
        return None if self._run.returned_json is None else json.loads(self._run.returned_json)


@dataclass(frozen=True, slots=True)
class OriginRequest:
    """One request that went to an origin; ``origin`` is its id, ``headers`` are all that was sent."""

    origin: str
    method: str
    url: str
    headers: Headers
    body: bytes
    for_error_page: bool = False
    in_background: bool = False

    @classmethod
    def of(cls, fetch: Fetch) -> OriginRequest:
        """Take over what was sent."""
        return cls(
            origin=fetch.origin_id,
            method=fetch.method,
            url=fetch.url,
            headers=Headers(fetch.headers),
            body=fetch.body,
            for_error_page=fetch.for_error_page,
            in_background=fetch.in_background,
        )


class Result:
    """What came of one viewer request: the response, and the story of how it came to be.

    The names of ``response`` can be used on the Result itself: ``result.status_code``, ``result.headers``, ….
    """

    def __init__(self, exchange: Exchange, error: BaseException | None = None) -> None:
        self._exchange = exchange
        self._error = error

    def __repr__(self) -> str:
        request = self._exchange.received
        response = self._exchange.response
        came = str(response.status) if self._finished and response else type(self._error).__name__
        return f"<Result {request.method} {request.uri} -> {came}>"

    @cached_property
    def response(self) -> Response:
        """What the viewer got; raises ``EdgeError`` where the request ended in an error of the test's own."""
        delivered = self._exchange.delivered
        if not self._finished or delivered is None:
            raise EdgeError(f"This request has no response: it ended in {self._error!r}.") from self._error
        return Response(delivered)

    @property
    def status_code(self) -> int:
        """The response's status code."""
        return self.response.status_code

    @property
    def reason(self) -> str:
        """The response's reason phrase."""
        return self.response.reason

    @property
    def headers(self) -> Headers:
        """The response's headers."""
        return self.response.headers

    @property
    def content(self) -> bytes:
        """The response's body, with its content coding undone."""
        return self.response.content

    @property
    def raw(self) -> bytes:
        """The response's body as it went over the wire."""
        return self.response.raw

    @property
    def text(self) -> str:
        """The response's body as text."""
        return self.response.text

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that the response sets."""
        return self.response.cookies

    def json(self) -> Any:
        """Return the response's body parsed as JSON."""
        return self.response.json()

    @cached_property
    def fired(self) -> tuple[EventType, ...]:
        """The event types whose functions ran, in their order, failed runs included."""
        return tuple(
            invoked.event_type
            for invoked in self._exchange.invoked
            if not (invoked.for_error_page or invoked.in_background)
        )

    @cached_property
    def skipped(self) -> Mapping[EventType, SkipReason]:
        """Why each trigger of the behavior that did not fire was silent."""
        rules = self._exchange.rules
        if rules is None:
            return {}
        reasons = skip_reasons(self._exchange.way)
        return {
            event_type: reasons[event_type]
            for event_type in EventType
            if event_type in rules.behavior.triggers
            and event_type not in self.fired
            and event_type in reasons
        }

    @cached_property
    def short_circuited_by(self) -> EventType | None:
        """The event whose function answered instead of passing the request on, or None."""
        for step, outcome in own_way(self._exchange.way):
            if outcome in {Outcome.GENERATED, Outcome.GENERATED_ERROR}:
                return EventType(step.value)
        return None

    @cached_property
    def invocations(self) -> tuple[Invocation, ...]:
        """One record a run of a function, those for an error page and in the background included."""
        from pytest_lambda_edge.pipeline.failures import function_error  # noqa: PLC0415 - only where a run failed

        return tuple(
            Invocation(invoked, function_error(invoked) if invoked.failed else None)
            for invoked in self._exchange.invoked
        )

    @property
    def result_type(self) -> str:
        """CloudFront's value: the ``X-Cache`` header without `` from cloudfront``."""
        return self._exchange.result_type if self._finished else "Error"

    @cached_property
    def origin_requests(self) -> tuple[OriginRequest, ...]:
        """What went to origins, one a send."""
        return tuple(OriginRequest.of(fetch) for fetch in self._exchange.fetched)

    @property
    def behavior(self) -> DeployedBehavior | None:
        """The cache behavior that matched, or None where the request was refused before."""
        return None if self._exchange.rules is None else self._exchange.rules.behavior

    @cached_property
    def cache_key(self) -> CacheKey | None:
        """The key that was looked up, or None."""
        page = self._exchange.error_page
        key = self._exchange.key if page is None else page.key
        return None if key is None else CacheKey.of(key, self._exchange.site.deployed.domain_name)

    @cached_property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The undocumented choices on which this outcome rests."""
        return tuple(assumption(id_) for id_ in self._exchange.rests_on)

    def explain(self) -> str:
        """Return the request's way as text, one line a step."""
        from pytest_lambda_edge.explain import explain  # noqa: PLC0415 - only when somebody asks

        return explain(self)

    @property
    def _finished(self) -> bool:
        return any(step is Step.DELIVERY for step, _ in reversed(self._exchange.way))


class History(deque[Result]):
    """The last 1,000 Results, oldest first; slices are lists."""

    def __init__(self, results: Iterable[Result] = (), maxlen: int | None = 1000) -> None:
        super().__init__(results, maxlen)

    @overload
    def __getitem__(self, index: SupportsIndex) -> Result: ...
    @overload
    def __getitem__(self, index: slice) -> list[Result]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> Result | list[Result]:
        """Return one Result, or those of a slice."""
        return list(self)[index] if isinstance(index, slice) else super().__getitem__(index)
