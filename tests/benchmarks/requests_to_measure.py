"""The ratios that are measured in this process: ``hit``, ``miss``, ``behaviors`` and ``objects``."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests
import responses
from benchmarks import handlers
from benchmarks.timer import minima

from pytest_lambda_edge import Behavior, Distribution

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_lambda_edge import Result

ORIGIN = "https://www-origin.example.com"
FOLDERS = Path(__file__).parent / "functions"

BROWSER: dict[str, Any] = {
    "headers": {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "en-US,en;q=0.5",
        "Accept-Encoding": "gzip, deflate, br, zstd",
        "Referer": "https://www.example.com/",
        "Upgrade-Insecure-Requests": "1",
        "Sec-Fetch-Dest": "document",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Site": "same-origin",
        "Priority": "u=0, i",
    },
    "cookies": {"session-id": "0123456789abcdef"},
}
"""What a browser sends: eleven headers with Host, and one cookie."""

OBJECT_HEADERS = {
    "Cache-Control": "max-age=86400",
    "Content-Type": "text/html; charset=utf-8",
    "ETag": '"33a64df551425fcc55e4d42a148795d9f25f89d4"',
    "Last-Modified": "Wed, 21 Oct 2026 07:28:00 GMT",
    "Server": "nginx",
    "Date": "Sun, 22 Nov 2026 10:00:00 GMT",
    "X-Request-Id": "7b1a",
}
"""With the stub's Content-Length, eight headers."""


def stub_everything() -> None:
    answer = (200, OBJECT_HEADERS, "x" * 500)
    responses.add_callback(responses.GET, re.compile(f"{ORIGIN}/.*"), lambda _: answer)


def hit_of_callables() -> tuple[float, float]:
    """A hit with two callables, against these calls and their four round trips."""
    return _hit(
        Distribution(
            origin=ORIGIN, viewer_request=handlers.viewer_request, viewer_response=handlers.viewer_response
        )
    )


def hit_of_loaded_code() -> tuple[float, float]:
    """The same with code loaded from folders."""
    return _hit(
        Distribution(
            origin=ORIGIN,
            viewer_request=f"{FOLDERS}/viewer_request/index.handler",
            viewer_response=f"{FOLDERS}/viewer_response/index.handler",
        )
    )


def miss() -> tuple[float, float]:
    """A miss with all four triggers, against ``requests.get`` of its stub, these calls and round trips."""
    stub_everything()
    site = Distribution(
        origin=ORIGIN,
        viewer_request=handlers.viewer_request,
        origin_request=handlers.origin_request,
        origin_response=handlers.origin_response,
        viewer_response=handlers.viewer_response,
    )
    numbers = itertools.count()
    calls = _plain_calls(site.get(f"/{next(numbers)}", **BROWSER))

    def plainly() -> None:
        requests.get(f"{ORIGIN}/{next(numbers)}", timeout=30)
        calls()

    return minima(lambda: site.get(f"/{next(numbers)}", **BROWSER), plainly, calls=10)


def behaviors() -> tuple[float, float]:
    """A hit with 75 behaviors, the last matching, against one."""
    stub_everything()
    many = {f"/section-{number}/*": Behavior() for number in range(74)}
    crowded = Distribution(origin=ORIGIN, behaviors={**many, "/last/*": Behavior()})
    single = Distribution(origin=ORIGIN, behaviors={"/last/*": Behavior()})
    crowded.get("/last/page", **BROWSER)
    single.get("/last/page", **BROWSER)
    return minima(
        lambda: crowded.get("/last/page", **BROWSER), lambda: single.get("/last/page", **BROWSER), calls=5
    )


def objects() -> tuple[float, float]:
    """A hit among 100,000 objects, keys at random, against a hit among 10."""
    large = Distribution(origin=ORIGIN, origin_request=handlers.generate)
    small = Distribution(origin=ORIGIN, origin_request=handlers.generate)
    for number in range(100_000):
        large.get(f"/{number}")
    for number in range(10):
        small.get(f"/{number}")
    # Steps of a prime length come by every key, in an order that no memory cache foresees.
    of_large = itertools.cycle([f"/{number * 7919 % 100_000}" for number in range(100_000)])
    of_small = itertools.cycle([f"/{number * 7 % 10}" for number in range(10)])
    return minima(lambda: large.get(next(of_large)), lambda: small.get(next(of_small)), calls=100, rounds=60)


def _hit(site: Distribution) -> tuple[float, float]:
    stub_everything()
    site.get("/index.html", **BROWSER)
    calls = _plain_calls(site.get("/index.html", **BROWSER))
    return minima(lambda: site.get("/index.html", **BROWSER), calls, calls=5)


def _plain_calls(result: Result) -> Callable[[], None]:
    """Return a callable that does what no simulator can do without: the calls and JSON round trips."""
    runs = [
        (getattr(handlers, invocation.event_type.replace("-", "_")), invocation.event)
        for invocation in result.invocations
    ]

    def call() -> None:
        for function, event in runs:
            json.loads(json.dumps(function(json.loads(json.dumps(event)), None)))

    return call
