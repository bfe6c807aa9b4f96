"""Where Amazon S3 serves the website of a bucket."""

from __future__ import annotations

from typing import Final

__all__ = ["website_endpoint"]

# These Regions have a dash in the names of their website endpoints, later ones a dot (Amazon S3 endpoints).
_WITH_DASH: Final = frozenset(
    {
        "ap-northeast-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "eu-west-1",
        "sa-east-1",
        "us-east-1",
        "us-gov-west-1",
        "us-west-1",
        "us-west-2",
    }
)


def website_endpoint(name: str, region: str, suffix: str = "amazonaws.com") -> str:
    """Return the host name of a bucket's website: ``b.s3-website.eu-central-1.amazonaws.com``."""
    mark = "-" if region in _WITH_DASH else "."
    return f"{name}.s3-website{mark}{region}.{suffix}"
