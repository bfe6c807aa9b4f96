"""How long CloudFront waits for an origin of whose timeouts nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.fake_origins import ORIGIN
from support.scenarios import make
from support.slow_origins import came, slow

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

BUCKET = "files.s3.amazonaws.com"


def to_a_bucket(event: Any, _context: Any) -> Any:
    """Send the request to a bucket, of whose timeouts nothing is said."""
    request = event["Records"][0]["cf"]["request"]
    bucket = {"domainName": BUCKET, "region": "", "authMethod": "none", "path": "", "customHeaders": {}}
    return request | {
        "origin": {"s3": bucket},
        "headers": request["headers"] | {"host": [{"key": "Host", "value": BUCKET}]},
    }


@pytest.mark.fact("CF-232", "LE-234")
@pytest.mark.parametrize(("seconds", "expected"), [(29.5, (200, 1)), (30, (200, 1)), (30.5, (504, 1))])
@pytest.mark.parametrize(
    "settings",
    [{"origin_request": to_a_bucket}, {"origin": {"domain_name": BUCKET}}],
    ids=["that a function names", "of the distribution"],
)
def test_a_bucket_without_a_read_timeout_has_30_seconds(
    clock: FrozenDateTimeFactory,
    settings: dict[str, Any],
    seconds: float,
    expected: tuple[int, int],
) -> None:
    slow(f"https://{BUCKET}/page", seconds, clock.tick)
    result = make(**settings).get("/page")
    assert came(result) == expected
    assert [fetch.read_timeout for fetch in result._exchange.fetched] == [30]


@pytest.mark.fact("CF-232")
@pytest.mark.parametrize(("seconds", "expected"), [(29.5, (200, 1)), (30, (200, 1)), (30.5, (504, 3))])
def test_an_origin_without_a_read_timeout_has_30_seconds(
    clock: FrozenDateTimeFactory, seconds: float, expected: tuple[int, int]
) -> None:
    slow(f"{ORIGIN}/page", seconds, clock.tick)
    assert came(make(origin={"domain_name": "www-origin.example.com"}).get("/page")) == expected
