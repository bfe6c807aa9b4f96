"""What a signature is good for: which URLs, at which time, from which addresses."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from support.fake_origins import Answer, stub
from support.scenarios import make
from support.signatures import (
    HOST,
    NOON,
    as_query,
    canned,
    custom,
    policy_text,
    trusting,
)
from support.signed_requests import ANY_URL, ask, both_ways, code_of, why

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    Parts = dict[str, str]


pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.fact("CF-168", "CF-172")
@both_ways
@pytest.mark.parametrize(
    ("asked", "is_served"),
    [
        (f"{HOST}/page?a=1", True),
        (f"{HOST}/page", False),
        (f"{HOST}/page?a=2", False),
        (f"{HOST}/page?a=1&b=2", False),
        (f"{HOST}/page?a=1&", False),
        (f"{HOST}/pages?a=1", False),
        (f"{HOST}/%70age?a=1", False),
        ("https://www.example.com/page?a=1", False),
        ("http://d111111abcdef8.cloudfront.net/page?a=1", False),
    ],
)
def test_a_canned_signature_is_good_for_its_very_url(by: str, asked: str, is_served: bool) -> None:
    parts = canned(f"{HOST}/page?a=1")
    result = ask(parts, by, asked, trusting() | {"aliases": ["www.example.com"]})
    assert code_of(result) == (None if is_served else "AccessDenied")
    if not is_served:
        assert why(result).endswith(f"or for another URL: {asked}")


@pytest.mark.fact("LE-030")
def test_a_signature_is_for_the_url_as_the_viewer_wrote_it() -> None:
    settings = trusting() | {"default_root_object": "index.html"}
    assert code_of(ask(canned(f"{HOST}/"), path="/", settings=settings)) is None
    assert code_of(ask(canned(f"{HOST}/index.html"), path="/", settings=settings)) == "AccessDenied"


STARTS_AT_NOON = policy_text(ends=NOON + 60, DateGreaterThan={"AWS:EpochTime": NOON})


@pytest.mark.fact("CF-170")
@both_ways
@pytest.mark.parametrize("make_parts", [canned, custom], ids=["canned", "custom"])
@pytest.mark.parametrize(
    ("seconds", "reason"),
    [
        (0, None),
        (59, None),
        (60, "expired 0 s ago"),
        (121, "expired 61 s ago"),
        (4_000, "expired 3,940 s ago"),
    ],
)
def test_a_signature_ends(
    by: str,
    make_parts: Callable[[], Parts],
    seconds: int,
    reason: str | None,
    clock: FrozenDateTimeFactory,
) -> None:
    clock.tick(seconds)
    result = ask(make_parts(), by)
    assert code_of(result) == (None if reason is None else "AccessDenied")
    if reason is not None:
        assert why(result) == reason
    assert ("CF-170" in [one.id for one in result.assumptions]) == (seconds == 60)


@pytest.mark.fact("CF-169", "CF-170")
@both_ways
@pytest.mark.parametrize(
    ("seconds", "reason"),
    [
        (-90, "not valid yet: it starts in 90 s"),
        (0, "not valid yet: it starts in 0 s"),
        (1, None),
        (60, "expired 0 s ago"),
    ],
)
def test_a_signature_starts_after_the_second_that_it_names(
    by: str, seconds: int, reason: str | None, clock: FrozenDateTimeFactory
) -> None:
    clock.tick(seconds)
    result = ask(custom(STARTS_AT_NOON), by)
    assert code_of(result) == (None if reason is None else "AccessDenied")
    assert reason is None or why(result) == reason


@pytest.mark.fact("CF-169")
@both_ways
@pytest.mark.parametrize("ends", [2**31, 2**63 - 1])
def test_times_have_64_bits(by: str, ends: int) -> None:
    assert code_of(ask(canned(expires=ends), by)) is None
    assert code_of(ask(custom(policy_text(ends=ends)), by)) is None


@pytest.mark.fact("CF-170")
def test_each_range_of_an_object_is_asked_for_with_a_good_signature(clock: FrozenDateTimeFactory) -> None:
    stub(ANY_URL, Answer(body="0123456789", headers={"Cache-Control": "max-age=3600"}))
    site = make(**trusting())
    url = f"/page?{as_query(canned())}"
    site.get(url)
    first = site.get(url, headers={"Range": "bytes=0-4"})
    assert (first.status_code, first.text) == (206, "01234")
    clock.tick(60)
    assert code_of(site.get(url, headers={"Range": "bytes=5-9"})) == "AccessDenied"


@pytest.mark.fact("CF-169")
@both_ways
@pytest.mark.parametrize(
    ("allowed", "client_ip", "is_served"),
    [
        ("203.0.113.178/32", "203.0.113.178", True),
        ("203.0.113.178", "203.0.113.178", True),
        ("203.0.113.178/32", "203.0.113.179", False),
        ("203.0.113.0/24", "203.0.113.255", True),
        ("203.0.113.9/24", "203.0.113.1", True),
        ("203.0.113.0/24", "203.0.114.1", False),
        ("0.0.0.0/0", "198.51.100.1", True),
        ("0.0.0.0/0", "2001:db8::1", False),
    ],
)
def test_a_policy_may_name_the_addresses_of_viewers(
    by: str, allowed: str, client_ip: str, is_served: bool
) -> None:
    parts = custom(policy_text(IpAddress={"AWS:SourceIp": allowed}))
    result = ask(parts, by, client_ip=client_ip)
    assert code_of(result) == (None if is_served else "AccessDenied")
    if not is_served:
        network = str(ip_network(allowed, strict=False))
        assert why(result) == f"the policy is for {network}, not for {client_ip}"


@pytest.mark.fact("CF-169", "CF-171")
@both_ways
@pytest.mark.parametrize(
    ("resource", "assumed"),
    [(None, False), ("*", False), ("*?*", False), (f"{HOST}/p*", False), (f"{HOST}/p?ge", True)],
)
def test_a_policy_may_be_for_many_urls(by: str, resource: str | None, assumed: bool) -> None:
    result = ask(custom(policy_text(resource)), by)
    assert code_of(result) is None
    assert ("CF-171" in [one.id for one in result.assumptions]) == assumed
