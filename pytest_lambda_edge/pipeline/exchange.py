"""The state of one request on its way; steps read and write it, the driver passes it along."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.http.headers import pack, unpack
from pytest_lambda_edge.http.messages import Response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_lambda_edge.events.refusals import Violation
    from pytest_lambda_edge.http.messages import Request
    from pytest_lambda_edge.model.deployed import DeployedDistribution, DeployedOrigin
    from pytest_lambda_edge.model.event_type import EventType
    from pytest_lambda_edge.model.triggers import Trigger
    from pytest_lambda_edge.pipeline.cache import Cache, StoredObject
    from pytest_lambda_edge.pipeline.effects import Fetch, FetchFailure, Run
    from pytest_lambda_edge.pipeline.rules import BehaviorRules
    from pytest_lambda_edge.pipeline.table import Outcome, Step

__all__ = ["ErrorPage", "Exchange", "Invoked", "Sent", "Site", "Stale", "Viewer"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, and over what; ``headers`` are CloudFront's findings under their lower-case names."""

    scheme: str
    http_version: str
    client_ip: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """What all requests of one distribution share; ``match`` finds the rules of the behavior of a path."""

    deployed: DeployedDistribution
    cache: Cache
    match: Callable[[str], BehaviorRules]


@dataclass(slots=True)
class Invoked:
    """One run of a function, with what CloudFront found wrong with its result."""

    event_type: EventType
    trigger: Trigger
    run: Run
    violations: tuple[Violation, ...] = ()
    for_error_page: bool = False
    in_background: bool = False

    @property
    def failed(self) -> bool:
        """Whether CloudFront would answer 502 or 503 because of this run."""
        return self.run.failure is not None or bool(self.violations)


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The error for which a custom error page is being fetched, and the request and rules of that fetch.

    ``key`` is the key that the failing request was looked up under, if it was.
    """

    error: Response
    response_code: int
    request: Request
    rules: BehaviorRules
    key: str | None


@dataclass(frozen=True, slots=True)
class Stale:
    """A stale object that was served at once: what its revalidation in the background needs (CF-091)."""

    stored: StoredObject
    key: str
    error_page: ErrorPage | None


@dataclass(frozen=True, slots=True)
class Sent:
    """What the viewer got before the rest of the way went on in the background."""

    response: Response
    result_type: str
    key: str | None
    error_page: ErrorPage | None


@dataclass(slots=True)
class Exchange:
    """One viewer request and all that came of it so far.

    ``received`` is the request as the viewer sent it, ``request`` as viewer-request left it (without the
    default root object, D-01), ``unsigned`` is that without the parameters of a signed URL, where the
    behavior wants a signature (D-40), ``forwarded`` as it goes to the origin. ``response`` is what will go
    out.
    ``claimed`` is whether this request alone may fetch the object of ``key`` now; ``waited_for`` is the key
    for whose fetch by another request this one has waited.
    ``shaped_by`` are the ids in ``rests_on`` that were noted, whether or not for the first time, since the
    response came to be that is on its way to the cache: what is stored rests on them, and so does every hit.
    ``by_cloudfront`` is whether CloudFront itself made the response, in the place of an origin's.
    ``invalidations`` is how many there had been when the object was looked up.
    ``policy_headers`` are those that a response headers policy has set, once one was applied.
    ``bare_query`` is whether the viewer's URL ended with a ``?``, of which ``received`` knows nothing.
    ``now`` is seconds since the epoch; whoever drives the exchange moves it on when an effect took time.
    ``waited`` is how many seconds the last fetch took, which the driver says, and ``spent`` how many
    CloudFront has waited for the origin that it is asking now.
    """

    site: Site
    viewer: Viewer
    received: Request
    request: Request
    request_id: str
    edge_id: str
    now: float
    bare_query: bool = False
    rules: BehaviorRules | None = None
    unsigned: Request | None = None
    key: str | None = None
    stored: StoredObject | None = None
    claimed: bool = False
    waited_for: str | None = None
    member: int = 0
    attempts: int = 0
    waited: float = 0.0
    spent: float = 0.0
    origin: DeployedOrigin | None = None
    origin_protocol: str = ""
    forwarded: Request | None = None
    origin_shown: dict[str, Any] | None = None
    conditional: bool = False
    origin_status: int | None = None
    fetch_failure: FetchFailure | None = None
    response: Response | None = None
    generated: bool = False
    from_cache: bool = False
    by_cloudfront: bool = False
    invalidations: int = 0
    packed_headers: str = ""
    result_type: str = "Miss"
    hit_age: int | None = None
    policy_headers: tuple[str, ...] | None = None
    failed: Invoked | None = None
    error_page: ErrorPage | None = None
    stale: Stale | None = None
    sent: Sent | None = None
    invoked: list[Invoked] = field(default_factory=list)
    fetched: list[Fetch] = field(default_factory=list)
    origin_statuses: list[int] = field(default_factory=list)
    way: list[tuple[Step, Outcome]] = field(default_factory=list)
    rests_on: list[str] = field(default_factory=list)
    shaped_by: tuple[str, ...] = ()
    notes: dict[int, str] = field(default_factory=dict)

    @property
    def current_rules(self) -> BehaviorRules:
        """The rules of the behavior that is at work: the request's, or the error page's."""
        rules = self.rules if self.error_page is None else self.error_page.rules
        assert rules is not None, "no step asks for rules before the behavior is chosen"
        return rules

    @property
    def has_bare_query(self) -> bool:
        """Whether what is wanted has no query string but the viewer's ``?`` (CF-037)."""
        return self.bare_query and self.error_page is None and not self.request.querystring

    @property
    def asked(self) -> Request:
        """The request whose object is wanted: the viewer's, or the one for the error page."""
        if self.error_page is not None:
            return self.error_page.request
        return self.request if self.unsigned is None else self.unsigned

    @property
    def in_background(self) -> bool:
        """Whether the viewer has its response already, and a stale object is being revalidated."""
        return self.sent is not None

    @property
    def from_s3(self) -> bool:
        """Whether an S3 origin gave the response, not a function in its place."""
        return not self.generated and self.origin_shown is not None and "s3" in self.origin_shown

    @property
    def outgoing(self) -> Response:
        """The response that goes out as things stand."""
        assert self.response is not None, "no step asks for a response before there is one"
        return self.response

    def pack(self) -> None:
        """Keep no more than the story needs, and that small: a distribution keeps a thousand of them."""
        for invoked in self.invoked:
            invoked.run.returned = None  # Its text is kept.
        if self.sent is not None:
            # However the way ended in the background, the viewer got what it got.
            sent, self.sent = self.sent, None
            self.response, self.result_type = sent.response, sent.result_type
            self.key, self.error_page = sent.key, sent.error_page
        if self.response is not None:
            self.packed_headers = pack(self.response.headers)
            self.response = Response(self.response.status, self.response.reason, {}, self.response.body)

    @property
    def delivered(self) -> Response | None:
        """The response that went out, its headers unpacked again."""
        response = self.response
        if response is None:
            return None
        return Response(response.status, response.reason, unpack(self.packed_headers), response.body)

    def note(self, text: str) -> None:
        """Say something about the step that is being done, for ``explain()``."""
        self.notes[len(self.way)] = text

    def rest_on(self, *ids: str) -> None:
        """Note that the outcome rests on undocumented choices."""
        for id_ in ids:
            if id_ not in self.rests_on:
                self.rests_on.append(id_)
            if id_ not in self.shaped_by:
                self.shaped_by += (id_,)
