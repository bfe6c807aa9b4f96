import pytest
import responses
from pytest_lambda_edge import assert_fired, assert_response, assert_short_circuited

ORIGIN = "https://www-origin.example.com"


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("/go/news", "/blog/?page=1"),
        ("/go/news/", "/blog/?page=1"),
        ("/go/Jobs", "https://jobs.example.com/"),
    ],
)
def test_a_short_link_leads_to_its_page(site, link, page):
    result = site.get(link)
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=302, headers={"location": page})


def test_a_link_that_nobody_knows_is_not_found(site):
    responses.get(f"{ORIGIN}/go/nowhere", status=404)
    responses.get(f"{ORIGIN}/not-found.html", body="There is no such link.")
    assert_response(site.get("/go/nowhere"), status=404, body="There is no such link.")


def test_the_origin_is_not_asked_for_robots_txt(site):
    result = site.get("https://example.com/robots.txt")
    assert_short_circuited(result, by="origin-request")
    assert_response(result, status=200, body="User-agent: *\nDisallow: /go/\n")


def test_a_page_of_the_blog_is_kept_for_all_who_come_by_a_link(site, edge_clock):
    blog = responses.get(f"{ORIGIN}/blog/", body="news")
    first, second = site.get("/blog/?page=1"), site.get("/blog/?page=1&utm_source=newsletter")
    assert_fired(first, "origin-request")
    assert_fired(second)
    edge_clock.tick(601)
    site.get("/blog/?page=1")
    assert blog.call_count == 2
