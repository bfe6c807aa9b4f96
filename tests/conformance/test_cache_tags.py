from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import ALL, answer, cached_site, origin_says
from support.edge_functions import answers, sets_header
from support.fake_origins import ORIGIN, Answer, stub, unstub

from pytest_lambda_edge import ConfigError, Distribution
from pytest_lambda_edge.http.headers import from_pairs
from pytest_lambda_edge.pipeline.cache_tags import tags_of

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

POLICY = {"min_ttl": 0} | ALL
TAGGED = {
    "/a": "product:1, electronics",
    "/b": "product:2,electronics",
    "/c": "PRODUCT:2",
    "/d": "product:22",
    "/e": "",
}


def tagged_site(**settings: Any) -> Distribution:
    """Return a distribution with an object for each path, and its tags."""
    unstub()
    for path, tags in TAGGED.items():
        stub(ORIGIN + path, Answer(headers={"Cache-Control": "max-age=60", "Cache-Tag": tags}))
    defaults: dict[str, Any] = {"cache_tag_header_name": "Cache-Tag", "cache_policy": POLICY}
    site = Distribution({"origin": ORIGIN} | defaults | settings)
    for path in TAGGED:
        site.get(path)
    return site


def paths_in(site: Distribution) -> set[str]:
    return {entry.uri for entry in site.cache}


@pytest.mark.fact("CF-143")
@pytest.mark.parametrize(
    ("given", "gone"),
    [
        (["#product:1"], {"/a"}),
        (["#electronics"], {"/a", "/b"}),
        (["#Electronics"], {"/a", "/b"}),
        (["#product:2"], {"/b", "/c"}),
        (["#PRODUCT:2"], {"/b", "/c"}),
        (["#product:*"], set()),
        (["#product"], set()),
        (["##electronics"], set()),
        (["#product:1", "#product:22"], {"/a", "/d"}),
        (["#product:1", "/e"], {"/a", "/e"}),
        (["/a", "#product:22", "/nothing"], {"/a", "/d"}),
    ],
)
def test_a_tag_names_every_object_that_has_exactly_it(given: list[str], gone: set[str]) -> None:
    site = tagged_site()
    site.invalidate(*given)
    assert paths_in(site) == set(TAGGED) - gone


@pytest.mark.fact("CF-143")
@pytest.mark.parametrize("name", ["cache-tag", "CACHE-TAG"])
def test_the_headers_name_has_no_case(name: str) -> None:
    site = tagged_site(cache_tag_header_name=name)
    site.invalidate("#electronics")
    assert paths_in(site) == {"/c", "/d", "/e"}


@pytest.mark.fact("CF-143")
@pytest.mark.parametrize("name", [None, "Surrogate-Key"])
def test_without_the_setting_tags_are_ignored(name: str | None) -> None:
    site = tagged_site(cache_tag_header_name=name)
    site.invalidate("#electronics", "/e")
    assert paths_in(site) == {"/a", "/b", "/c", "/d"}


@pytest.mark.fact("CF-143", "CF-141")
def test_every_variant_goes_and_the_next_request_is_a_plain_miss() -> None:
    site = tagged_site()
    site.get("/a?x=1")
    site.get("/a", cookies={"b": "2"})
    site.head("/b")
    assert len(site.cache) == 7
    site.invalidate("#product:1")
    assert paths_in(site) == {"/b", "/c", "/d", "/e"}
    result = site.get("/a")
    assert (result.result_type, "If-None-Match" in result.origin_requests[0].headers) == ("Miss", False)


@pytest.mark.fact("CF-143")
@pytest.mark.parametrize(
    ("value", "tags"),
    [
        ("", set()),
        (" a ,b,\tc", {"a", "b", "c"}),
        ("a,,b,", {"a", "b"}),
        ("A,a", {"a"}),
        ("XL,LX", {"xl", "lx"}),
        ("a b,c", {"c"}),
        ("!,~,+,-,#", {"!", "~", "+", "-", "#"}),
        ("é,a", {"a"}),
        (f"{'x' * 256},{'y' * 257}", {"x" * 256}),
        (",".join(f"t{number}" for number in range(60)), {f"t{number}" for number in range(50)}),
    ],
)
def test_a_header_holds_tags_that_are_parted_by_commas(value: str, tags: set[str]) -> None:
    assert tags_of(from_pairs([("Cache-Tag", value)]), "Cache-Tag") == tags


@pytest.mark.fact("CF-143")
def test_several_lines_of_the_header_are_one_list() -> None:
    headers = from_pairs([("Cache-Tag", "a,b"), ("Cache-Tag", "c")])
    assert tags_of(headers, "cache-tag") == {"a", "b", "c"}
    assert tags_of({}, "cache-tag") == set()


@pytest.mark.fact("CF-143", "LE-165")
@pytest.mark.parametrize(
    "function",
    [
        {"origin_response": sets_header("Cache-Tag", "mine")},
        {"origin_request": answers(200, cache_tag="mine")},
    ],
    ids=["origin-response", "origin-request"],
)
def test_a_function_may_add_tags(function: dict[str, Any]) -> None:
    site = cached_site(answer("max-age=60"), cache_tag_header_name="Cache-Tag", **function)
    site.get("/page")
    site.invalidate("#other")
    assert len(site.cache) == 1
    site.invalidate("#mine")
    assert len(site.cache) == 0


@pytest.mark.fact("CF-143", "CF-098")
def test_a_part_with_the_tag_goes_alone() -> None:
    first = answer("max-age=60", status=206, content_range="bytes 0-4/10", cache_tag="a")
    other = answer("max-age=60", status=206, content_range="bytes 5-9/10", cache_tag="b")
    site = cached_site(first, other, cache_tag_header_name="Cache-Tag")
    for value in ("0-4", "5-9"):
        site.get("/page", headers={"Range": f"bytes={value}"})
    site.invalidate("#a")
    assert [entry.headers["Content-Range"] for entry in site.cache] == ["bytes 5-9/10"]
    site.invalidate("#b")
    assert list(site.cache) == []


@pytest.mark.fact("CF-143", "CF-113")
def test_a_good_object_behind_an_error_goes_by_its_tag(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(
        answer("max-age=60", cache_tag="a"), answer(status=404), cache_tag_header_name="Cache-Tag"
    )
    site.get("/page")
    clock.tick(60)
    assert site.get("/page").status_code == 404
    site.invalidate("#a")
    clock.tick(10)
    origin_says(answer(status=500))
    assert site.get("/page").status_code == 500


@pytest.mark.fact("CF-143", "CF-135")
@pytest.mark.parametrize("tag", ["#", "#a b", "#a,b", "#é", "#" + "x" * 257, "#a\n"])
def test_what_is_no_tag_is_refused_and_nothing_invalidated(tag: str) -> None:
    site = tagged_site()
    with pytest.raises(ConfigError, match=re.escape(f"invalidate({tag!r:.80})")) as caught:
        site.invalidate("/a", tag)
    assert "a cache tag is '#' and up to 256 visible ASCII characters" in str(caught.value)
    assert caught.value.code == "InvalidArgument"
    assert paths_in(site) == set(TAGGED)


@pytest.mark.fact("CF-143")
@pytest.mark.parametrize("name", ["", "Cache Tag", "Cache-Tag:", "Größe"])
def test_the_header_must_have_a_headers_name(name: str) -> None:
    with pytest.raises(ConfigError, match="cache_tag_header_name: must be the name of a header") as caught:
        tagged_site(cache_tag_header_name=name)
    assert caught.value.code is None  # AWS's is not known.


def test_the_header_must_be_a_string() -> None:
    with pytest.raises(ConfigError) as caught:
        tagged_site(cache_tag_header_name=5)
    assert [str(problem) for problem in caught.value.problems] == [
        "cache_tag_header_name: must be a string, not 5"
    ]
