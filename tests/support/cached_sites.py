"""Distributions in front of an origin that answers the same whatever it is asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge import Distribution
from support.fake_origins import ORIGIN, Answer, stub, unstub

if TYPE_CHECKING:
    from pytest_lambda_edge import CacheEntry, OriginRequest, Result
    from support.fake_origins import Reply

__all__ = ["ALL", "answer", "cached_site", "legacy", "only_entry", "origin_says", "sent"]

ALL = {"cookie_behavior": "all", "query_string_behavior": "all"}
"""What makes a policy select every cookie and every parameter."""


def answer(
    cache_control: str | None = None, *, status: int = 200, body: str | bytes | None = None, **lines: str
) -> Answer:
    """Return an origin's answer, which says hello, or is no hello; ``last_modified=…`` is a header too."""
    headers = {name.replace("_", "-").title(): value for name, value in lines.items()}
    if cache_control is not None:
        headers["Cache-Control"] = cache_control
    if body is None:
        body = "hello" if status < 400 else f"error {status}"
    return Answer(status, body, headers)


def origin_says(*replies: Reply) -> None:
    """Let every origin give these replies in turn from now on, the last one for good."""
    unstub()
    stub(re.compile("https?://"), *replies)


def cached_site(*replies: Reply, **settings: Any) -> Distribution:
    """Return a distribution whose origin gives these replies in turn; its minimum TTL is 0."""
    origin_says(*replies)
    has_cache = any(name in settings for name in ("cache_policy", "forwarded_values", "min_ttl", "max_ttl"))
    defaults: dict[str, Any] = {} if has_cache else {"cache_policy": {"min_ttl": 0}}
    return Distribution({"origin": ORIGIN, **defaults, **settings})


def legacy(**values: Any) -> dict[str, Any]:
    """Return legacy settings that forward these values."""
    return {"forwarded_values": values}


def sent(result: Result) -> OriginRequest:
    """Return the one request that went to the origin."""
    (request,) = result.origin_requests
    return request


def only_entry(site: Distribution) -> CacheEntry:
    """Return the one object in the cache."""
    (entry,) = site.cache
    return entry
