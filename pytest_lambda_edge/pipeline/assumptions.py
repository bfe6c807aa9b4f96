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
        ("D-03", "H", "the response headers policy comes before viewer-response, which sees what it did"),
        ("D-04", "M", "viewer-response is skipped by the status after origin-response"),
        ("D-05", "L", "origin-response runs for a failed leg too; failover goes by the origin's own status"),
        ("D-06", "M", "custom error responses go by the final status"),
        (
            "D-07",
            "M",
            "a failed function's 502 or 503 is not cached, fails over nowhere, and may get an error page",
        ),
        (
            "D-08",
            "H",
            "a header that viewer-request added goes on if a policy selects it, or under legacy ones",
        ),
        ("D-09", "L", "viewer-response may change neither status nor body"),
        ("D-10", "M", "a header's key that differs from its name gives way to the name"),
        ("D-11", "M", "a result that is no object fails validation; a header with an empty list is removed"),
        ("D-12", "M", "which timeout a function has, and that time on a frozen clock counts"),
        ("D-13", "L", "how values of a header are joined"),
        ("D-14", "M", "a request waits for another one that is fetching the same object, in another thread"),
        ("D-15", "M", "X-Cache of a response that origin-request generated"),
        ("D-16", "M", "HEAD is answered by a cached GET, else forwarded as HEAD and kept apart"),
        ("D-17", "M", "how a path is normalised before it is matched"),
        ("D-18", "M", "a KB has 1,024 bytes and a MB 1,048,576, in limits on bodies"),
        ("D-19", "M", "the Region of an S3 origin stands in events only with an origin access identity"),
        ("D-20", "M", "an object with a status is a response, whatever else it holds"),
        ("D-21", "M", "a revalidation's 304 runs origin-response and updates the stored object"),
        ("D-22", "M", "another method or clientIp, and properties that nothing knows, are ignored"),
        ("D-23", "L", "what the request for a custom error page carries"),
        ("D-24", "M", "several Cookie lines are several in events, and one line to the origin"),
        ("D-25", "M", "what loaded code sees of the environment"),
        ("D-26", "M", "which headers go to the origin though no policy selects them"),
        ("D-27", "M", "Authorization is removed for every method unless a policy selects it"),
        ("D-28", "M", "which query string origin events and viewer-response show"),
        ("D-29", "L", "Set-Cookie is dropped unless the behavior forwards cookies"),
        ("D-30", "M", "an error that a function made, or a status that it changed, is stored as an origin's"),
        (
            "D-31",
            "M",
            "Server and Date are added to what a function generates, and to what lacks them",
        ),
        ("D-33", "L", "what a viewer's conditional or range request comes to"),
        ("D-34", "M", "the size of a response that a function made is its headers and its decoded body"),
        ("D-35", "L", "no name may stand in the request's headers and in the origin's custom headers"),
        ("D-36", "L", "a body is replaced even without IncludeBody"),
        ("D-37", "L", "a 204 has no body in viewer-request; elsewhere the body of a 204 or 304 is dropped"),
        ("D-38", "L", "S3's own request ids are gone from viewer-response on"),
        ("D-39", "M", "viewer-request may pass CloudFront-Viewer-Country on, but not set it"),
        ("D-40", "M", "a signed URL's parameters show in viewer events, and nowhere behind them"),
        ("D-42", "L", "a stale object served for a failing origin is a Hit"),
        ("CF-022", "L", "the cache key has the path as it came: its escapes, its // and its dot segments"),
        ("CF-027", "L", "an object that is too large to be cached gets a 502"),
        (
            "CF-037",
            "M",
            "listed parameters stay in the viewer's order; ?a is another than ?a=, and a bare ? is nothing",
        ),
        ("CF-038", "M", "the cookies of a cache key are sorted by name"),
        ("CF-051", "L", "a coding with q=0 is not accepted"),
        ("CF-061", "M", "what either of two deny lists names does not go to the origin"),
        (
            "CF-070",
            "M",
            "Expires counts from CloudFront's own clock; a past date, or none at all, means at once",
        ),
        ("CF-071", "H", "no-store, no-cache or private wins over an age"),
        ("CF-072", "M", "a private response is not stored, where the minimum TTL is 0"),
        ("CF-077", "M", "Pragma in an origin's response is ignored"),
        ("CF-095", "L", "an object that is served while it is revalidated is a Hit"),
        ("CF-113", "L", "a good object is kept behind an error that has taken its place"),
        (
            "CF-132",
            "M",
            "how CloudFront says that it refuses a CloudFront Function's result, or that its time is over",
        ),
        ("CF-147", "L", "a disabled distribution answers 403"),
        ("CF-155", "L", "CloudFront's redirect to HTTPS has nothing of a response headers policy"),
        ("CF-170", "M", "a signature no longer counts at the very second at which it ends"),
        ("CF-171", "M", "a ? in a policy's resource may stand before the query or for any character"),
        ("CF-174", "M", "the codes and messages for a refused signature, in XML on one line"),
        ("CF-186", "L", "repeated lines of a request's header are apart in events, one line to the origin"),
        (
            "CF-202",
            "M",
            "which responses a sampling rate picks; none is all; Pragma needs a policy, not Enabled",
        ),
        ("CF-205", "M", "the response headers policy is for what CloudFront or viewer-request answers, too"),
        ("CF-206", "L", "a custom error page gets the headers policy of the request's behavior, not its own"),
        ("CF-209", "M", "what OriginOverride does to a CORS header for which the policy has no value"),
        (
            "CF-210",
            "M",
            "without Origin there are no CORS headers, not even for *; which requests get Expose-Headers",
        ),
        ("CF-211", "M", "an allowed origin is echoed, with Vary: Origin; any other gets no CORS headers"),
        (
            "CF-213",
            "L",
            "Access-Control-Allow-Headers: * goes out as it is, of a pattern the requested names that match",
        ),
        ("LE-065", "M", "a header's name in capitals is the same name, and may not stand there twice"),
        ("LE-107", "M", "a request that comes back without its body keeps it"),
        ("LE-151", "M", "of a returned request uri and headers must be there, the rest stays as it was"),
        ("LE-187", "M", "a replaced body keeps the origin's Content-Encoding, though nothing encodes it"),
        ("LE-200", "M", "a response needs its status"),
        ("LE-230", "M", "an origin needs all its fields"),
        ("LE-231", "M", "a request that comes back without its origin keeps it"),
        ("LE-237", "M", "an origin set in viewer-request is ignored"),
        ("LE-240", "L", "which characters a uri must not hold"),
        ("LE-244", "M", "a ? at the beginning of a querystring is sent on"),
        ("LE-245", "M", "a querystring of null stays as it was; any other that is no string is refused"),
        ("LE-265", "L", "the sentence on CloudFront's page; AWS's own is not known"),
        ("LE-289", "L", "all headers together may have 32,768 bytes"),
        ("LE-314", "M", "Lambda@Edge refuses functions with environment variables of their own"),
        ("LE-310", "M", "the function runs in this interpreter, not in the configured Python version"),
        ("LE-419", "M", "the value of a header line must be there, as a string"),
    )
}


def assumption(id_: str) -> Assumption:
    """Return the assumption of an id."""
    return ASSUMPTIONS[id_]
