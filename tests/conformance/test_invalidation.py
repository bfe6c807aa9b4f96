from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import ALL, answer, cached_site, sent
from support.edge_functions import changes, part

from pytest_lambda_edge import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from pytest_lambda_edge import Distribution

STORED = [
    "/",
    "/a.jpg",
    "/a.jpg?p=1",
    "/a.jpg?p=2",
    "/A.jpg",
    "/images",
    "/images/",
    "/images/a.jpg",
    "/im*s",
]


def filled_site(*urls: str, **settings: Any) -> Distribution:
    settings.setdefault("cache_policy", {"min_ttl": 0} | ALL)
    site = cached_site(answer("max-age=60"), **settings)
    for url in urls or STORED:
        site.get(url)
    return site


def urls_in(site: Distribution) -> set[str]:
    return {f"{entry.uri}?{entry.key.querystring}".rstrip("?") for entry in site.cache}


@pytest.mark.fact("CF-135", "CF-136", "CF-137", "CF-140")
@pytest.mark.parametrize(
    ("paths", "gone"),
    [
        (["/*"], STORED),
        (["/a.jpg"], ["/a.jpg"]),
        (["/a.jpg?p=1"], ["/a.jpg?p=1"]),
        (["/a.jpg?p=3"], []),
        (["/a.jpg*"], ["/a.jpg", "/a.jpg?p=1", "/a.jpg?p=2"]),
        (["/a.jpg?*"], ["/a.jpg?p=1", "/a.jpg?p=2"]),
        (["/a*"], ["/a.jpg", "/a.jpg?p=1", "/a.jpg?p=2"]),
        (["/images"], ["/images"]),
        (["/images/"], ["/images/"]),
        (["/images/*"], ["/images/", "/images/a.jpg"]),
        (["/images*"], ["/images", "/images/", "/images/a.jpg"]),
        (["/im*s"], ["/im*s"]),
        (["/*.jpg"], []),
        (["/A.jpg"], ["/A.jpg"]),
        (["/"], ["/"]),
        (["/nothing"], []),
        (["/a.jpg", "/images", "/nothing"], ["/a.jpg", "/images"]),
    ],
)
def test_an_invalidation_removes_the_objects_that_its_paths_name(paths: list[str], gone: list[str]) -> None:
    site = filled_site()
    assert urls_in(site) == set(STORED)
    site.invalidate(*paths)
    assert urls_in(site) == set(STORED) - set(gone)


@pytest.mark.fact("CF-137")
def test_all_variants_of_a_path_go_together() -> None:
    policy = {"min_ttl": 0, "header_behavior": "whitelist", "headers": ["Accept-Language"]}
    methods = ["GET", "HEAD", "OPTIONS"]
    site = filled_site("/b", cache_policy=policy | ALL, allowed_methods=methods, cached_methods=methods)
    for number in range(3):
        site.get("/a", headers={"Accept-Language": str(number)}, cookies={"a": str(number)})
    site.options("/a")
    site.head("/a", cookies={"b": "1"})
    assert len(site.cache) == 6
    site.invalidate("/a")
    assert urls_in(site) == {"/b"}


@pytest.mark.fact("CF-138")
def test_where_query_strings_are_not_keyed_the_path_alone_names_the_object() -> None:
    site = filled_site("/a.jpg?p=1", cache_policy={"min_ttl": 0})
    site.invalidate("/a.jpg?p=1")
    assert urls_in(site) == {"/a.jpg"}
    site.invalidate("/a.jpg")
    assert urls_in(site) == set()


@pytest.mark.fact("CF-139", "LE-329")
@pytest.mark.parametrize("path", ["/old", "/older", "/new", "/ol*", "/ne*"])
def test_a_path_that_viewer_request_changed_can_be_named_either_way(path: str) -> None:
    site = filled_site("/old", "/older", viewer_request=changes(uri="/new"))
    assert urls_in(site) == {"/new"}
    site.invalidate("/ne")
    assert urls_in(site) == {"/new"}
    site.invalidate(path)
    assert urls_in(site) == set()


@pytest.mark.fact("CF-139", "D-01")
@pytest.mark.parametrize("path", ["/", "/index.html"])
def test_the_default_root_object_can_be_named_either_way(path: str) -> None:
    site = filled_site("/", default_root_object="index.html")
    assert urls_in(site) == {"/index.html"}
    site.invalidate(path)
    assert urls_in(site) == set()


@pytest.mark.fact("CF-141")
def test_after_an_invalidation_the_next_request_is_a_plain_miss(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(answer("max-age=60", etag='"v1"'), answer("max-age=60", body="new"))
    site.get("/page")
    clock.tick(60)
    site.invalidate("/page")
    result = site.get("/page")
    assert (result.result_type, result.text) == ("Miss", "new")
    assert "If-None-Match" not in sent(result).headers


@pytest.mark.fact("CF-141", "CF-112")
def test_an_invalidated_object_is_not_served_stale() -> None:
    site = cached_site(answer(), answer(status=500))
    site.get("/page")
    site.invalidate("/*")
    assert site.get("/page").status_code == 500


@pytest.mark.fact("CF-135")
@pytest.mark.parametrize("paths", [["a.jpg"], ["*"], [""], ["/a", "b"], [None], []])
def test_a_path_begins_with_a_slash(paths: list[Any]) -> None:
    site = filled_site("/a")
    with pytest.raises(ConfigError, match=r"invalidate\(.*/"):
        site.invalidate(*paths)
    assert len(site.cache) == 1


@pytest.mark.fact("CF-135")
def test_a_path_has_at_most_4000_characters() -> None:
    site = filled_site("/a")
    site.invalidate("/" + "b" * 3_999)
    with pytest.raises(ConfigError, match=r"at most 4,000 characters, and this one has 4,001"):
        site.invalidate("/a*" + "b" * 3_998)
    assert len(site.cache) == 1


class Meanwhile:
    """An origin-response function that does something to the cache while the object is on its way."""

    def __init__(self) -> None:
        self.then: Callable[[], None] | None = None

    def __call__(self, event: Any, _context: Any) -> Any:
        if self.then is not None:
            self.then()
            self.then = None
        return part(event)


@pytest.mark.fact("CF-135", "CF-138")
@pytest.mark.parametrize(
    ("paths", "kept"),
    [
        (["/page"], False),
        (["/p*"], False),
        (["/other", "/page"], False),
        (["#product:1"], False),
        (["/other"], True),
        (["/page?a=1"], True),
        (["#product:2"], True),
    ],
)
def test_an_object_that_was_invalidated_on_its_way_is_not_stored(paths: list[str], kept: bool) -> None:
    meanwhile = Meanwhile()
    site = cached_site(
        answer("max-age=60", tag="product:1"), origin_response=meanwhile, cache_tag_header_name="Tag"
    )
    site.invalidate("/page", "#product:1")  # One that was before it says nothing.
    meanwhile.then = lambda: site.invalidate(*paths)
    first, second = site.get("/page"), site.get("/page")
    assert (first.text, first.result_type) == ("hello", "Miss")
    assert ("not stored: invalidated while it was fetched" in first.explain()) != kept
    assert second.result_type == ("Hit" if kept else "Miss")
    assert site.get("/page").result_type == "Hit"


@pytest.mark.fact("CF-084", "CF-112", "CF-113")
@pytest.mark.parametrize("status", [304, 404, 503])
def test_an_expired_object_that_was_invalidated_meanwhile_does_not_come_back(
    status: int, clock: FrozenDateTimeFactory
) -> None:
    meanwhile = Meanwhile()
    site = cached_site(
        answer("max-age=60", etag='"v1"', tag="old"),
        answer(status=status),
        answer(status=500),
        origin_response=meanwhile,
        cache_tag_header_name="Tag",
    )
    site.get("/page")
    clock.tick(60)
    meanwhile.then = lambda: site.invalidate("#old")
    assert site.get("/page").status_code == (404 if status == 404 else 200)
    clock.tick(10)
    result = site.get("/page")
    assert (
        result.status_code,
        [name for name in sent(result).headers if name.lower() == "if-none-match"],
    ) == (
        500,
        [],
    )


def test_what_is_on_its_way_during_a_reset_is_not_stored() -> None:
    meanwhile = Meanwhile()
    site = cached_site(answer("max-age=60"), origin_response=meanwhile)
    meanwhile.then = site.reset
    site.get("/page")
    assert len(site.cache) == 0
