"""A distribution, its origins, some requests, and what the last of them comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from pytest_lambda_edge.distribution import Distribution
from support.edge_functions import all_triggers
from support.fake_origins import ORIGIN, Answer, stub, unstub
from support.threads import asked_meanwhile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_lambda_edge.result import Result
    from support.fake_origins import Reply

__all__ = ["ALL_METHODS", "UNKEPT", "Ask", "Scenario", "as_parameters", "make"]

ALL_METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE")

UNKEPT = {"Cache-Control": "no-cache", "ETag": '"v1"'}
"""Headers of an object that is stored and at once expired, where the minimum TTL is 0 (CF-072)."""


@dataclass(frozen=True)
class Ask:
    """One viewer request."""

    method: str = "GET"
    url: str = "/page"
    arguments: Mapping[str, Any] = field(default_factory=dict)


def make(**settings: Any) -> Distribution:
    """Return a distribution that responds as CloudFront does, with four triggers and a minimum TTL of 0."""
    defaults: dict[str, Any] = {
        "cache_policy": {"min_ttl": 0},
        "function_errors": "respond",
    }
    if "origins" not in settings:
        defaults["origin"] = ORIGIN
    return Distribution(**(defaults | all_triggers() | settings))


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Requests sent one after another, and what the last one comes to.

    ``origin`` holds each path's replies (of ``ORIGIN``, unless a whole URL is given); ``origin_requests`` are
    those of the last request, ``cached`` is all that is in the cache after it, each ``(path, status)``, and
    ``headers`` are some of the response's, None for one that it has not. With ``meanwhile`` the last request
    comes from another thread, while the one before it is being fetched.
    """

    name: str
    facts: Sequence[str]
    asks: Sequence[Ask] = (Ask(),)
    meanwhile: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    origin: Mapping[str, Sequence[Reply]] = field(default_factory=lambda: {"/page": (Answer(),)})
    fired: Sequence[str] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    short_circuited_by: str | None = None
    status: int = 200
    result_type: str = "Miss"
    origin_requests: Sequence[str] = ()
    cached: Sequence[tuple[str, int]] = ()
    headers: Mapping[str, str | None] = field(default_factory=dict)

    def run(self) -> tuple[Distribution, Result]:
        """Send all requests to a distribution of its own; returns it with the last one's result."""
        unstub()
        for url, replies in self.origin.items():
            stub(url if "://" in url else ORIGIN + url, *replies)
        distribution = make(**self.settings)
        sends = [partial(distribution.request, ask.method, ask.url, **ask.arguments) for ask in self.asks]
        *before, last = sends
        for send in before[:-1] if self.meanwhile else sends:
            send()
        if self.meanwhile:
            return distribution, asked_meanwhile(distribution, before[-1], last)
        return distribution, distribution.history[-1]

    def check(self) -> Result:
        """Run, and compare all that is said about the last request."""
        distribution, result = self.run()
        explained = result.explain()
        assert result.fired == tuple(self.fired), explained
        assert result.skipped == dict(self.skipped), explained
        assert result.short_circuited_by == self.short_circuited_by, explained
        assert (result.status_code, result.result_type) == (self.status, self.result_type), explained
        assert result.headers["X-Cache"] == f"{self.result_type} from cloudfront"
        assert {name: result.headers.get(name) for name in self.headers} == dict(self.headers), explained
        sent = [f"{request.method} {request.url}" for request in result.origin_requests]
        assert sent == [
            request if "://" in request else request.replace(" ", f" {ORIGIN}")
            for request in self.origin_requests
        ], explained
        kept = [(entry.uri, entry.status_code) for entry in distribution.cache]
        assert sorted(kept) == sorted(self.cached), explained
        return result


def as_parameters(scenarios: Sequence[Scenario]) -> list[Any]:
    """Return the scenarios as a test's parameters, each with the facts that it shows."""
    return [
        pytest.param(scenario, id=scenario.name, marks=pytest.mark.fact(*scenario.facts))
        for scenario in scenarios
    ]
