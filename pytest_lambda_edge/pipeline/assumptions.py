"""The undocumented choices on which outcomes rest, each with its confidence (H, M or L)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["ASSUMPTIONS", "Assumption", "assumption"]


@dataclass(frozen=True, slots=True)
class Assumption:
    """An undocumented choice: its id, what is assumed, and how sure that is (``H``, ``M`` or ``L``)."""

    id: str
    text: str
    confidence: str

    def __str__(self) -> str:
        """Return the id, the confidence and the text on one line."""
        return f"{self.id} ({self.confidence}) {self.text}"


ASSUMPTIONS: Final[dict[str, Assumption]] = {
    id_: Assumption(id_, text, confidence)
    for id_, confidence, text in (
        ("D-01", "M", "a path of exactly / stands for the default root object, but in viewer events"),
        ("D-02", "M", "order of the checks before any function"),
        ("D-04", "M", "viewer-response is skipped by the status after origin-response"),
        ("D-05", "L", "origin-response runs for a failed leg too; failover goes by the origin's own status"),
        ("D-06", "M", "custom error responses go by the final status"),
        (
            "D-07",
            "M",
            "a failed function's 502 or 503 is not cached, fails over nowhere, and may get an error page",
        ),
        ("D-09", "L", "viewer-response may change neither status nor body"),
        ("D-10", "M", "a header's key that differs from its name gives way to the name"),
        ("D-15", "M", "X-Cache of a response that origin-request generated"),
        ("D-16", "M", "HEAD is answered by a cached GET, else forwarded as HEAD and kept apart"),
        ("D-17", "M", "how a path is normalised before it is matched"),
        ("D-21", "M", "a revalidation's 304 runs origin-response and updates the stored object"),
        ("D-23", "L", "what the request for a custom error page carries"),
        ("D-25", "M", "what loaded code sees of the environment"),
        ("D-27", "M", "Authorization is removed for every method unless a policy selects it"),
        ("D-29", "L", "Set-Cookie is dropped unless the behavior forwards cookies"),
        ("D-30", "M", "which generated or changed errors are stored, and for how long"),
        ("D-36", "L", "a body is replaced even without IncludeBody"),
        ("D-38", "L", "S3's own request ids are gone from viewer-response on"),
        ("D-42", "L", "a stale object served for a failing origin is a Hit"),
        ("LE-314", "M", "Lambda@Edge refuses functions with environment variables of their own"),
        ("LE-310", "M", "the function runs in this interpreter, not in the configured Python version"),
    )
}


def assumption(id_: str) -> Assumption:
    """Return the assumption of an id."""
    return ASSUMPTIONS[id_]
