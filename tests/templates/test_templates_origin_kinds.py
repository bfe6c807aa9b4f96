"""An origin of a document is of one kind: a bucket, a server, or one in a VPC."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from support.templates import distribution, error_of, template

KINDS: dict[str, dict[str, Any]] = {
    "S3OriginConfig": {"OriginAccessIdentity": ""},
    "CustomOriginConfig": {"OriginProtocolPolicy": "https-only"},
    "VpcOriginConfig": {"VpcOriginId": "vo_1"},
}


@pytest.mark.parametrize("kinds", list(combinations(KINDS, 2)))
def test_an_origin_of_two_kinds_is_told_as_that_alone(kinds: tuple[str, str]) -> None:
    one = {"Id": "www", "DomainName": "www.example.com"} | {kind: KINDS[kind] for kind in kinds}
    (problem,) = error_of(template("", Site=distribution(Origins=[one]))).problems
    assert problem.place == "Resources.Site.Properties.DistributionConfig.Origins[0]"
    assert problem.message == (
        f"has {kinds[0]} and {kinds[1]}, and an origin is of one kind; leave out what it is not"
    )
