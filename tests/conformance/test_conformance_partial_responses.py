"""Ranges and parts, where functions have a hand in the response."""

from __future__ import annotations

from typing import Any

import pytest
from support.cached_sites import answer, cached_site
from support.edge_functions import all_triggers, answers, changes

PART = {"Range": "bytes=1-2"}


@pytest.mark.fact("LE-351")
def test_a_response_of_origin_request_is_whole_when_made_and_cut_on_later_hits() -> None:
    site = cached_site(origin_request=answers(200, "hello", cache_control="max-age=60"))
    made, hit = site.get("/page", headers=PART), site.get("/page", headers=PART)
    assert (made.status_code, made.text, made.result_type) == (200, "hello", "Miss")
    assert (hit.status_code, hit.text, hit.result_type) == (206, "el", "Hit")


@pytest.mark.fact("LE-351")
def test_a_response_of_viewer_request_is_never_cut() -> None:
    site = cached_site(viewer_request=answers(200, "hello", cache_control="max-age=60"))
    for _ in range(2):
        result = site.get("/page", headers=PART)
        assert (result.status_code, result.text) == (200, "hello")


@pytest.mark.fact("LE-352")
@pytest.mark.parametrize(
    ("change", "body"), [({}, "el"), ({"body": "other"}, "other")], ids=["as it came", "replaced"]
)
def test_origin_response_sees_a_206_and_may_replace_its_body(change: dict[str, Any], body: str) -> None:
    part = answer(status=206, body="el", content_range="bytes 1-2/5")
    site = cached_site(part, **all_triggers(origin_response=changes(**change)))
    result = site.get("/page", headers=PART)
    assert result.invocations[2].event["Records"][0]["cf"]["response"]["status"] == "206"
    assert (result.status_code, result.text) == (206, body)
    assert result.headers["Content-Range"] == "bytes 1-2/5"
    assert result.headers["Content-Length"] == str(len(body))
