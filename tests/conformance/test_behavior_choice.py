"""Which cache behavior a request belongs to."""

from __future__ import annotations

import pytest
from support.cached_sites import cached_site, sent
from support.fake_origins import ORIGIN

# CF-015 to CF-023: the patterns in their order, what is asked for, and the pattern of the behavior.
CHOICES: list[tuple[str, list[str], str, str]] = [
    ("CF-015", ["/a*", "/a/b.html"], "/a/b.html", "/a*"),
    ("CF-015", ["/a/b.html", "/a*"], "/a/b.html", "/a/b.html"),
    ("CF-015", ["/a", "/b"], "/c", "*"),
    ("CF-015", [], "/c", "*"),
    ("CF-016", ["/images/*"], "/images/2026/06/a.jpg", "/images/*"),
    ("CF-016", ["/a?c"], "/abc", "/a?c"),
    ("CF-016", ["/a?c"], "/ac", "*"),
    ("CF-016", ["/a?c"], "/a/c", "/a?c"),
    ("CF-017", ["*product.jpg"], "/a/b/product.jpg", "*product.jpg"),
    ("CF-017", ["images/*.jpg"], "/images/a.jpg", "images/*.jpg"),
    ("CF-017", ["/images/*.jpg"], "/old/images/a.jpg", "*"),
    ("CF-017", ["test/"], "/test/file1.jpg", "*"),
    ("CF-018", ["images/*.jpg"], "/images/product1/x.jpg", "images/*.jpg"),
    ("CF-018", ["a??.jpg"], "/ant.jpg", "a??.jpg"),
    ("CF-018", ["a??.jpg"], "/abcd.jpg", "*"),
    ("CF-018", ["*.doc*"], "/report.docm", "*.doc*"),
    ("CF-018", ["*.doc?"], "/report.doc", "*"),
    ("CF-019", ["*.jpg"], "/LOGO.JPG", "*"),
    ("CF-019", ["*.jpg"], "/page?file=a.jpg", "*"),
    ("CF-019", ["/page"], "/page?file=a.jpg", "/page"),
    ("CF-021", ["/a/b*", "/a*"], "/a/b?c=1", "/a/b*"),
    ("CF-021", ["/a/b*", "/a*"], "/a/b/..?c=1", "/a*"),
    ("CF-021", ["/a/b*"], "/a//b", "/a/b*"),
    ("CF-022 D-17", ["/a/b*"], "/%61/b", "/a/b*"),
    ("CF-022 D-17", ["/a/b*"], "/a%2Fb", "*"),
    ("CF-023", ["/images"], "/images/", "*"),
]


@pytest.mark.parametrize(
    ("patterns", "url", "chosen"),
    [
        pytest.param(*row[1:], marks=pytest.mark.fact(*row[0].split()), id=f"{row[0].split()[0]}-{number}")
        for number, row in enumerate(CHOICES)
    ],
)
def test_a_request_belongs_to_the_first_behavior_whose_pattern_fits(
    patterns: list[str], url: str, chosen: str
) -> None:
    site = cached_site(
        behaviors={pattern: {} for pattern in patterns},
        cache_policy={"min_ttl": 0, "query_string_behavior": "all"},
    )
    result = site.get(url, cookies={"file": "/a/b.jpg"})
    assert result.behavior is not None
    assert result.behavior.path_pattern == chosen
    assert sent(result).url.partition("?")[0] == ORIGIN + url.partition("?")[0]
