"""Response headers policies for tests: with all that they must have, and what a response got of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda_edge import ResponseHeadersPolicy
from support.cached_sites import cached_site
from support.scenarios import ALL_METHODS

if TYPE_CHECKING:
    from pytest_lambda_edge import Distribution, Result
    from support.fake_origins import Reply

__all__ = ["SHOP", "cors", "cors_headers", "custom", "from_shop", "policy_site", "security"]

SHOP = "https://shop.example.com"
"""An origin in the sense of CORS: where the browser's page comes from."""


def cors(**given: Any) -> ResponseHeadersPolicy:
    """Return a policy with CORS settings alone; the prefix ``access_control_`` goes without saying."""
    defaults: dict[str, Any] = {
        "allow_origins": ["*"],
        "allow_headers": ["X-Cart"],
        "allow_methods": ["GET"],
        "allow_credentials": False,
        "origin_override": False,
    }
    config = {
        name if name == "origin_override" else f"access_control_{name}": value
        for name, value in (defaults | given).items()
    }
    return ResponseHeadersPolicy(cors_config=config)


def security(**given: Any) -> ResponseHeadersPolicy:
    """Return a policy with security headers alone, which override unless they say otherwise."""
    config = {name: {"override": True, **part} for name, part in given.items()}
    return ResponseHeadersPolicy(security_headers_config=config)


def custom(header: str, value: str, *, override: bool = True, **given: Any) -> ResponseHeadersPolicy:
    """Return a policy with one custom header, and what else is given."""
    header_config = {"header": header, "value": value, "override": override}
    return ResponseHeadersPolicy(custom_headers_config=[header_config], **given)


def policy_site(policy: str | ResponseHeadersPolicy, *replies: Reply, **settings: Any) -> Distribution:
    """Return a distribution with a policy, that takes every method, and whose origin gives these replies."""
    return cached_site(
        *replies, **{"response_headers_policy": policy, "allowed_methods": ALL_METHODS, **settings}
    )


def from_shop(site: Distribution, method: str = "GET", origin: str = SHOP, **lines: str) -> Result:
    """Ask for something as a browser does for a page of *origin*; ``x_a=…`` is one more header."""
    headers = {name.replace("_", "-"): value for name, value in lines.items()}
    return site.request(method, "/page", headers={"Origin": origin, **headers})


def cors_headers(result: Result) -> dict[str, str]:
    """Return a response's CORS headers by what comes after ``access-control-``."""
    prefix = "access-control-"
    return {
        name.lower().removeprefix(prefix): value
        for name, value in result.headers.items()
        if name.lower().startswith(prefix)
    }
