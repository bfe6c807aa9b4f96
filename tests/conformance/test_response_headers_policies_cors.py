"""The CORS headers of a response headers policy: on which responses, with which values, and why not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, only_entry
from support.edge_functions import part
from support.headers_policies import SHOP, cors, cors_headers, from_shop, policy_site

from pytest_lambda_edge.model.managed_policies import RESPONSE_HEADERS_POLICIES

if TYPE_CHECKING:
    from pytest_lambda_edge import ResponseHeadersPolicy, Result

EVERY_METHOD = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
ALL_SETTINGS: dict[str, Any] = {
    "allow_credentials": True,
    "allow_headers": ["X-Cart", "Authorization"],
    "allow_methods": ["GET", "PUT"],
    "allow_origins": [SHOP],
    "expose_headers": ["X-Total", "ETag"],
    "max_age_sec": 600,
}


def about_cors(result: Result) -> set[str]:
    """Return what a result rests on about CORS."""
    return {assumed.id for assumed in result.assumptions} & {"CF-209", "CF-210", "CF-211", "CF-213"}


def why_not(result: Result) -> str:
    """Return why there are no CORS headers, as ``explain()`` says it."""
    (line,) = [line for line in result.explain().splitlines() if "no CORS headers: " in line]
    return line.partition("no CORS headers: ")[2]


@pytest.mark.fact("CF-067", "CF-210")
@pytest.mark.parametrize(
    ("policy", "simple", "preflight"),
    [
        ("SimpleCORS", {"allow-origin": "*"}, {"allow-origin": "*"}),
        ("CORS-and-SecurityHeadersPolicy", {"allow-origin": "*"}, {"allow-origin": "*"}),
        (
            "CORS-With-Preflight",
            {"allow-origin": "*"},
            {"allow-origin": "*", "allow-methods": EVERY_METHOD, "expose-headers": "*"},
        ),
        (
            "CORS-with-preflight-and-SecurityHeadersPolicy",
            {"allow-origin": "*"},
            {"allow-origin": "*", "allow-methods": EVERY_METHOD, "expose-headers": "*"},
        ),
        ("SecurityHeadersPolicy", {}, {}),
    ],
)
def test_the_managed_policies_do_as_published(
    policy: str, simple: dict[str, str], preflight: dict[str, str]
) -> None:
    site = policy_site(policy)
    assert cors_headers(from_shop(site)) == simple
    assert cors_headers(from_shop(site, "POST")) == simple
    assert cors_headers(from_shop(site, "OPTIONS")) == preflight
    assert ("x-frame-options" in from_shop(site).headers) == ("Security" in policy)


@pytest.mark.fact("CF-067", "CF-210")
@pytest.mark.parametrize("policy", RESPONSE_HEADERS_POLICIES.values(), ids=lambda policy: str(policy.name))
def test_ones_own_policy_with_a_managed_ones_settings_does_the_same(policy: ResponseHeadersPolicy) -> None:
    own = replace(policy, name="mine", cors_config=policy.cors_config and replace(policy.cors_config))
    for method in ("GET", "OPTIONS"):
        theirs, mine = (from_shop(policy_site(one), method) for one in (str(policy.name), own))
        assert cors_headers(mine) == cors_headers(theirs)
        assert mine.assumptions == theirs.assumptions


@pytest.mark.fact("CF-067", "CF-210")
@pytest.mark.parametrize("policy", ["CORS-With-Preflight", cors(expose_headers=["X-Total"])])
def test_which_requests_have_headers_exposed_is_an_assumption(policy: str | ResponseHeadersPolicy) -> None:
    site = policy_site(policy)
    assert about_cors(from_shop(site)) == {"CF-210"}
    assert about_cors(from_shop(site, "OPTIONS")) == set()


@pytest.mark.fact("CF-210")
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def test_a_response_to_a_cors_request_gets_what_is_for_all(method: str) -> None:
    result = from_shop(policy_site(cors(**ALL_SETTINGS)), method)
    assert cors_headers(result) == {
        "allow-origin": SHOP,
        "allow-credentials": "true",
        "expose-headers": "X-Total, ETag",
    }


@pytest.mark.fact("CF-210")
def test_a_response_to_a_preflight_gets_all_headers() -> None:
    result = from_shop(policy_site(cors(**ALL_SETTINGS)), "OPTIONS")
    assert cors_headers(result) == {
        "allow-origin": SHOP,
        "allow-credentials": "true",
        "allow-headers": "X-Cart, Authorization",
        "allow-methods": "GET, PUT",
        "expose-headers": "X-Total, ETag",
        "max-age": "600",
    }


@pytest.mark.fact("CF-210")
def test_the_headers_are_spelled_as_aws_spells_them() -> None:
    names = [name for name, _ in from_shop(policy_site(cors(**ALL_SETTINGS)), "OPTIONS").headers.items()]
    assert {name for name in names if name.lower().startswith("access-control-")} == {
        "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Headers",
        "Access-Control-Allow-Methods",
        "Access-Control-Allow-Origin",
        "Access-Control-Expose-Headers",
        "Access-Control-Max-Age",
    }
    assert "Vary" in names


@pytest.mark.fact("CF-210")
@pytest.mark.parametrize(
    ("settings", "method", "assumed"),
    [
        ({"allow_origins": ["*"]}, "GET", {"CF-210"}),
        ({"allow_origins": ["*"]}, "OPTIONS", {"CF-210"}),
        ({"allow_origins": [SHOP]}, "GET", set()),
        ({"allow_origins": [SHOP]}, "OPTIONS", {"CF-210"}),
        ({"allow_origins": [SHOP], "expose_headers": ["X-Total"]}, "GET", {"CF-210"}),
        ({"allow_origins": [SHOP], "allow_credentials": True}, "GET", {"CF-210"}),
    ],
)
def test_a_request_without_origin_is_no_cors_request(
    settings: dict[str, Any], method: str, assumed: set[str]
) -> None:
    result = policy_site(cors(**settings)).request(method, "/page")
    assert cors_headers(result) == {}
    assert why_not(result) == "the request has no Origin"
    assert about_cors(result) == assumed


def test_what_a_setting_does_not_ask_for_is_not_there() -> None:
    result = from_shop(policy_site(cors()), "OPTIONS")
    assert cors_headers(result) == {"allow-origin": "*", "allow-headers": "X-Cart", "allow-methods": "GET"}
    assert about_cors(result) == set()


@pytest.mark.fact("CF-211")
@pytest.mark.parametrize("origin", [SHOP, "http://other.example", "null", "https://[::1]:8080"])
def test_a_single_star_is_emitted_as_it_is(origin: str) -> None:
    result = from_shop(policy_site(cors(allow_origins=["*"])), origin=origin)
    assert cors_headers(result) == {"allow-origin": "*"}
    assert "Origin" not in result.headers.get("vary", "")
    assert about_cors(result) == set()


@pytest.mark.fact("CF-211")
@pytest.mark.parametrize("origins", [[SHOP], ["https://a.example", SHOP], ["*.example.com"], ["*", SHOP]])
def test_an_allowed_origin_is_echoed_with_vary(origins: list[str]) -> None:
    result = from_shop(policy_site(cors(allow_origins=origins)))
    assert cors_headers(result) == {"allow-origin": SHOP}
    assert result.headers["vary"] == "Origin"
    assert about_cors(result) == {"CF-211"}


@pytest.mark.fact("CF-211", "D-13")
@pytest.mark.parametrize(
    ("theirs", "seen"),
    [
        ("Accept-Encoding", "Accept-Encoding,Origin"),
        ("accept-encoding, cookie", "accept-encoding,cookie,Origin"),
        ("accept-encoding, origin", "accept-encoding,origin"),
        ("origin", "origin"),
        ("*", "*"),
    ],
)
def test_vary_keeps_what_it_has(theirs: str, seen: str) -> None:
    policy = {"min_ttl": 0, "header_behavior": "whitelist", "headers": ["Origin"]}
    site = policy_site(cors(allow_origins=[SHOP]), answer(vary=theirs), cache_policy=policy, compress=False)
    assert from_shop(site).headers["vary"] == seen


@pytest.mark.fact("CF-211")
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_another_origin_gets_nothing(method: str) -> None:
    site = policy_site(cors(**ALL_SETTINGS | {"allow_origins": ["https://*.example.org"]}))
    result = from_shop(site, method)
    assert cors_headers(result) == {}
    assert "vary" not in result.headers
    assert why_not(result) == f"the policy does not allow {SHOP}"
    assert about_cors(result) == {"CF-211"}


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
@pytest.mark.parametrize("origin", [SHOP, "null", ""])
def test_a_policy_that_allows_no_origin_sends_no_cors_headers(method: str, origin: str) -> None:
    policy = cors(allow_origins=[], allow_headers=[], allow_methods=[], expose_headers=["*"])
    assert cors_headers(from_shop(policy_site(policy), method, origin)) == {}


@pytest.mark.fact("CF-212")
@pytest.mark.parametrize("allowed", ["http://*.example.com:*", "*.example.com:8*"])
def test_patterns_decide_by_scheme_host_and_port(allowed: str) -> None:
    site = policy_site(cors(allow_origins=[allowed]))
    assert cors_headers(from_shop(site, origin="http://a.b.example.com:8080"))
    assert not cors_headers(from_shop(site, origin="http://a.b.example.org:8080"))


@pytest.mark.fact("CF-209")
@pytest.mark.parametrize(
    "theirs",
    [
        {"Access_Control_Allow_Origin": "https://theirs.example"},
        {"Access_Control_Max_Age": "5"},
        {"Access_Control_Allow_Origin": "*", "Access_Control_Allow_Credentials": "true"},
    ],
)
@pytest.mark.parametrize("lines", [{"Origin": SHOP}, {}], ids=["with Origin", "without Origin"])
def test_without_override_any_cors_header_of_the_origin_keeps_all_of_the_policys_away(
    theirs: dict[str, Any], lines: dict[str, str]
) -> None:
    site = policy_site(cors(expose_headers=["X-Total"]), answer("max-age=60", **theirs))
    expected = {
        name.lower().replace("_", "-").removeprefix("access-control-"): theirs[name] for name in theirs
    }
    for _ in range(2):
        result = site.get("/page", headers=lines)
        assert cors_headers(result) == expected
        names = ", ".join(f"access-control-{name}" for name in expected)
        assert why_not(result) == f"the response's own count ({names})"
        assert about_cors(result) == set()


@pytest.mark.fact("CF-209")
def test_with_override_the_policys_take_the_place_of_the_origins() -> None:
    theirs = answer(
        Access_Control_Allow_Origin="https://theirs.example", Access_Control_Expose_Headers="X-Theirs"
    )
    policy = cors(origin_override=True, allow_origins=[SHOP], expose_headers=["X-Total"])
    result = from_shop(policy_site(policy, theirs))
    assert cors_headers(result) == {"allow-origin": SHOP, "expose-headers": "X-Total"}
    assert about_cors(result) == {"CF-210", "CF-211"}


@pytest.mark.fact("CF-209")
def test_with_override_a_header_that_the_policy_has_no_say_about_stays() -> None:
    theirs = answer(
        Access_Control_Allow_Origin="*", Access_Control_Allow_Credentials="true", Access_Control_Max_Age="5"
    )
    result = from_shop(policy_site(cors(origin_override=True), theirs))
    assert cors_headers(result) == {"allow-origin": "*", "max-age": "5"}
    assert about_cors(result) == {"CF-209"}


@pytest.mark.fact("CF-209")
@pytest.mark.parametrize(
    ("configured", "emitted", "assumed"),
    [(["X-Cart"], "X-Cart", set()), (["x-amz-*"], None, {"CF-209", "CF-213"})],
)
def test_with_override_the_policys_take_the_place_of_those_for_preflights_too(
    configured: list[str], emitted: str | None, assumed: set[str]
) -> None:
    theirs = answer(Access_Control_Allow_Headers="X-Theirs", Access_Control_Allow_Methods="PUT")
    site = policy_site(cors(origin_override=True, allow_headers=configured), theirs)
    result = from_shop(site, "OPTIONS")
    lines = [result.headers.getlist(f"access-control-allow-{name}") for name in ("headers", "methods")]
    assert lines == [[] if emitted is None else [emitted], ["GET"]]
    assert about_cors(result) == assumed
    # To any other request they mean nothing, and the policy has nothing to put in their place.
    assert cors_headers(from_shop(site)) == {
        "allow-origin": "*",
        "allow-headers": "X-Theirs",
        "allow-methods": "PUT",
    }


@pytest.mark.fact("CF-209", "CF-211")
def test_with_override_the_origin_cannot_allow_whom_the_policy_does_not() -> None:
    theirs = answer(Access_Control_Allow_Origin="*", Access_Control_Max_Age="5")
    policy = cors(origin_override=True, allow_origins=["https://other.example"])
    result = from_shop(policy_site(policy, theirs))
    assert cors_headers(result) == {"max-age": "5"}
    assert why_not(result) == f"the policy does not allow {SHOP}"
    assert about_cors(result) == {"CF-209", "CF-211"}


@pytest.mark.fact("CF-209")
def test_with_override_a_request_without_origin_leaves_the_origins_headers_alone() -> None:
    theirs = answer(Access_Control_Allow_Origin="https://theirs.example")
    result = policy_site(cors(origin_override=True), theirs).get("/page")
    assert cors_headers(result) == {"allow-origin": "https://theirs.example"}


@pytest.mark.fact("CF-207")
def test_the_origins_cors_headers_can_be_removed_before_the_policys_are_added() -> None:
    settings = cors(allow_origins=["*"]).cors_config
    policy = {"cors_config": settings, "remove_headers_config": ["Access-Control-Allow-Origin"]}
    result = from_shop(
        policy_site("SimpleCORS", answer(Access_Control_Allow_Origin=SHOP), response_headers_policy=policy)
    )
    assert cors_headers(result) == {"allow-origin": "*"}


@pytest.mark.fact("CF-213")
@pytest.mark.parametrize(
    ("configured", "requested", "emitted", "assumed"),
    [
        (["X-Cart", "Authorization"], "x-other", "X-Cart, Authorization", set()),
        (["*"], "x-other, authorization", "*", {"CF-213"}),
        (["*", "Authorization"], None, "*, Authorization", {"CF-213"}),
        (["x-amz-*"], "x-amz-test,x-amz-, x-amz, x-other", "x-amz-test, x-amz-", {"CF-213"}),
        (["X-Cart", "X-*-Amz"], "x-test-amz, x--amz, x-cart", "X-Cart, x-test-amz, x--amz", {"CF-213"}),
        (["x-amz-*"], "x-other", None, {"CF-213"}),
        (["x-amz-*"], None, None, {"CF-213"}),
    ],
)
def test_allow_headers_names_what_is_allowed(
    configured: list[str], requested: str | None, emitted: str | None, assumed: set[str]
) -> None:
    lines = {} if requested is None else {"Access_Control_Request_Headers": requested}
    site = policy_site(cors(allow_headers=configured))
    result = from_shop(site, "OPTIONS", **lines)
    assert cors_headers(result).get("allow-headers") == emitted
    assert about_cors(result) == assumed
    assert "allow-headers" not in cors_headers(from_shop(site, "GET", **lines))


@pytest.mark.fact("CF-213")
def test_all_methods_are_the_seven() -> None:
    result = from_shop(policy_site(cors(allow_methods=["ALL"])), "OPTIONS")
    assert cors_headers(result)["allow-methods"] == EVERY_METHOD


@pytest.mark.parametrize("seconds", [0, 86400])
def test_max_age_is_in_seconds(seconds: int) -> None:
    result = from_shop(policy_site(cors(max_age_sec=seconds)), "OPTIONS")
    assert cors_headers(result)["max-age"] == str(seconds)


@pytest.mark.fact("CF-203", "CF-211")
def test_two_origins_share_one_stored_object() -> None:
    site = policy_site(cors(allow_origins=["*.example.com"]), answer("max-age=60"))
    for origin, kind in ((SHOP, "Miss"), ("https://www.example.com", "Hit"), (SHOP, "Hit")):
        result = from_shop(site, origin=origin)
        assert (result.result_type, cors_headers(result)) == (kind, {"allow-origin": origin})
    assert "vary" not in only_entry(site).headers
    assert "access-control-allow-origin" not in only_entry(site).headers


@pytest.mark.fact("CF-210")
def test_the_browsers_own_origin_counts_whatever_viewer_request_makes_of_it() -> None:
    def without_origin(event: Any, _context: Any) -> Any:
        request = part(event)
        del request["headers"]["origin"]
        return request

    site = policy_site(cors(allow_origins=[SHOP]), viewer_request=without_origin)
    assert cors_headers(from_shop(site)) == {"allow-origin": SHOP}


@pytest.mark.fact("CF-205", "CF-210")
def test_a_preflight_whose_method_is_not_allowed_still_gets_cors_headers() -> None:
    result = from_shop(policy_site("CORS-With-Preflight", allowed_methods=("GET", "HEAD")), "OPTIONS")
    assert result.status_code == 403
    assert cors_headers(result)["allow-methods"] == EVERY_METHOD
