"""A request to a distribution of its own, and what its outcome rests on."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.errors import EdgeNotSimulatedWarning
from support.cached_sites import cached_site
from support.fake_origins import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from support.fake_origins import Reply

__all__ = ["Ask"]


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A request, and the settings of the distribution that it is sent to."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    replies: Sequence[Reply] = (Answer(),)
    method: str = "GET"
    url: str = "/page"
    before: Sequence[Mapping[str, Any]] = ()
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def assumed(self) -> list[str]:
        """Send it, after the requests ``before`` it, and return the ids of what its outcome rests on."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", EdgeNotSimulatedWarning)
            site = cached_site(*self.replies, function_errors="respond", **self.settings)
        for earlier in self.before:
            site.request(**({"method": "GET", "url": self.url} | dict(earlier)))
        result = site.request(self.method, self.url, **self.arguments)
        return [assumption.id for assumption in result.assumptions]
