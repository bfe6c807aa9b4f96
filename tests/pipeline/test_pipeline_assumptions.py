"""The list of undocumented choices: how sure each is, and what it is about."""

from __future__ import annotations

import pytest

from pytest_lambda_edge.pipeline.assumptions import ASSUMPTIONS

ROWS = [
    ("D-01", "M", "default root object"),
    ("D-02", "M", "order of the checks"),
    ("D-03", "H", "policy comes before viewer-response"),
    ("D-04", "M", "skipped by the status"),
    ("D-05", "L", "failed leg"),
    ("D-06", "M", "custom error responses"),
    ("D-07", "M", "failed function"),
    ("D-08", "H", "header that viewer-request added"),
    ("D-09", "L", "neither status nor body"),
    ("D-10", "M", "header's key"),
    ("D-11", "M", "no object"),
    ("D-12", "M", "timeout"),
    ("D-13", "L", "joined"),
    ("D-14", "M", "another thread"),
    ("D-15", "M", "X-Cache"),
    ("D-16", "M", "HEAD"),
    ("D-17", "M", "path is normalised"),
    ("D-18", "M", "KB"),
    ("D-19", "M", "Region"),
    ("D-20", "M", "object with a status"),
    ("D-21", "M", "revalidation's 304"),
    ("D-22", "M", "clientIp"),
    ("D-23", "L", "request for a custom error page"),
    ("D-24", "M", "Cookie lines"),
    ("D-25", "M", "loaded code sees"),
    ("D-26", "M", "no policy selects"),
    ("D-27", "M", "Authorization"),
    ("D-28", "M", "query string"),
    ("D-29", "L", "Set-Cookie"),
    ("D-30", "M", "a status that it changed"),
    ("D-31", "M", "Server and Date"),
    ("D-33", "L", "conditional or range"),
    ("D-34", "M", "size of a response"),
    ("D-35", "L", "origin's custom headers"),
    ("D-36", "L", "IncludeBody"),
    ("D-37", "L", "204"),
    ("D-38", "L", "S3's own request ids"),
    ("D-39", "M", "CloudFront-Viewer-Country"),
    ("D-40", "M", "signed URL's parameters"),
    ("D-42", "L", "stale object"),
    ("CF-022", "L", "key has the path"),
    ("CF-037", "M", "?a="),
    ("CF-038", "M", "cookies of a cache key"),
    ("CF-051", "L", "q=0"),
    ("CF-061", "M", "two deny lists"),
    ("CF-070", "M", "Expires"),
    ("CF-071", "H", "no-store"),
    ("CF-072", "M", "private response"),
    ("CF-077", "M", "in an origin's response"),
    ("CF-186", "L", "repeated lines"),
    ("CF-113", "L", "behind an error"),
    ("CF-132", "M", "refuses a CloudFront Function's result"),
    ("CF-147", "L", "disabled distribution"),
    ("CF-155", "L", "redirect to HTTPS"),
    ("CF-095", "L", "while it is revalidated"),
    ("CF-170", "M", "very second"),
    ("CF-171", "M", "a ? in a policy"),
    ("CF-174", "M", "refused signature"),
    ("CF-202", "M", "sampling rate"),
    ("CF-205", "M", "CloudFront or viewer-request answers"),
    ("CF-206", "L", "custom error page gets"),
    ("CF-209", "M", "OriginOverride"),
    ("CF-210", "M", "without Origin"),
    ("CF-211", "M", "allowed origin"),
    ("CF-213", "L", "Access-Control-Allow-Headers"),
    ("CF-027", "L", "too large"),
    ("LE-065", "M", "name in capitals"),
    ("LE-107", "M", "without its body"),
    ("LE-151", "M", "uri and headers must be there"),
    ("LE-187", "M", "Content-Encoding"),
    ("LE-200", "M", "response needs its status"),
    ("LE-230", "M", "needs all its fields"),
    ("LE-231", "M", "without its origin"),
    ("LE-237", "M", "set in viewer-request is ignored"),
    ("LE-240", "L", "characters"),
    ("LE-244", "M", "beginning of a querystring"),
    ("LE-245", "M", "querystring of null"),
    ("LE-265", "L", "sentence"),
    ("LE-289", "L", "32,768"),
    ("LE-314", "M", "Lambda@Edge refuses"),
    ("LE-310", "M", "this interpreter"),
    ("LE-419", "M", "value of a header line"),
]


@pytest.mark.parametrize(("id_", "confidence", "subject"), ROWS, ids=[row[0] for row in ROWS])
def test_a_choice_tells_its_subject_and_how_sure_it_is(id_: str, confidence: str, subject: str) -> None:
    assumption = ASSUMPTIONS[id_]
    assert (assumption.id, assumption.confidence) == (id_, confidence)
    assert subject in assumption.text
    assert [other.id for other in ASSUMPTIONS.values() if subject in other.text] == [id_]


def test_every_listed_choice_is_known_here() -> None:
    assert set(ASSUMPTIONS) == {id_ for id_, _, _ in ROWS}
