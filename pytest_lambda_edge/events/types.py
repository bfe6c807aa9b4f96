"""What functions receive and return, as types for editors and mypy.

A handler that changes its request reads best as::

    def handler(event: ViewerRequestEvent, context: object) -> RequestResult | ResponseResult:
        request = event["Records"][0]["cf"]["request"]
        request["uri"] = "/index.html"
        return request

The object out of the event is a result as it stands, and a result can be built from scratch; ``ReadOnly``
allows both. Sources: LE-036 to LE-141 for events, LE-142 to LE-200 for results.
"""
# Annotations are evaluated here: as strings they would hide ``NotRequired`` from whoever looks inside.

from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict

if TYPE_CHECKING:
    from typing_extensions import ReadOnly
else:

    class ReadOnly:
        """Stands for ``typing.ReadOnly``, which is younger than Python 3.11; means nothing while running."""

        def __class_getitem__(cls, item: Any) -> Any:
            """Return the type itself."""
            return item


__all__ = [
    "BaseConfig",
    "CustomOriginObject",
    "Header",
    "HeaderLists",
    "OriginObject",
    "OriginRequest",
    "OriginRequestEvent",
    "OriginResponseEvent",
    "RequestBody",
    "RequestResult",
    "ResponseObject",
    "ResponseResult",
    "S3OriginObject",
    "ViewerRequest",
    "ViewerRequestEvent",
    "ViewerResponseEvent",
]


class Header(TypedDict):
    """One header line; ``key`` is the name as on the wire, and may be left out of a result (LE-062)."""

    key: NotRequired[str]
    value: str


HeaderLists = dict[str, list[Header]]
"""Each header's lines under its lower-case name (LE-058)."""


class RequestBody(TypedDict):
    """A request's body, where the trigger includes it (LE-096); ``data`` is base64 on delivery (LE-097)."""

    inputTruncated: NotRequired[bool]
    action: Literal["read-only", "replace"]
    encoding: NotRequired[Literal["base64", "text"]]
    data: str


class CustomOriginObject(TypedDict):
    """An origin that is no S3 bucket (LE-111); timeouts are seconds."""

    customHeaders: NotRequired[HeaderLists]
    domainName: str
    keepaliveTimeout: int
    path: str
    port: int
    protocol: Literal["http", "https"]
    readTimeout: int
    responseCompletionTimeout: NotRequired[int]
    sslProtocols: list[Literal["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"]]


class S3OriginObject(TypedDict):
    """An S3 bucket as origin (LE-113); ``region`` is there only with an origin access identity (LE-114)."""

    authMethod: Literal["origin-access-identity", "none"]
    customHeaders: NotRequired[HeaderLists]
    domainName: str
    path: str
    readTimeout: NotRequired[int]
    region: NotRequired[str]
    responseCompletionTimeout: NotRequired[int]


class OriginObject(TypedDict, total=False):
    """Exactly one of the two kinds (LE-110)."""

    custom: CustomOriginObject
    s3: S3OriginObject


class ViewerRequest(TypedDict):
    """The request of a viewer event (LE-044)."""

    body: NotRequired[RequestBody]
    clientIp: str
    headers: HeaderLists
    method: str
    querystring: str
    uri: str


class OriginRequest(ViewerRequest):
    """The request of an origin event (LE-044)."""

    origin: OriginObject


class ResponseObject(TypedDict):
    """The response of a response event (LE-129); ``body`` and its encoding are never sent, only returned."""

    body: NotRequired[str]
    bodyEncoding: NotRequired[Literal["text", "base64"]]
    headers: HeaderLists
    status: str
    statusDescription: str


class BaseConfig(TypedDict):
    """What every event's ``config`` holds beside the event type (LE-037)."""

    distributionDomainName: str
    distributionId: str
    requestId: str


class _ViewerRequestConfig(BaseConfig):
    eventType: Literal["viewer-request"]


class _OriginRequestConfig(BaseConfig):
    eventType: Literal["origin-request"]


class _OriginResponseConfig(BaseConfig):
    eventType: Literal["origin-response"]


class _ViewerResponseConfig(BaseConfig):
    eventType: Literal["viewer-response"]


class _ViewerRequestCf(TypedDict):
    config: _ViewerRequestConfig
    request: ViewerRequest


class _OriginRequestCf(TypedDict):
    config: _OriginRequestConfig
    request: OriginRequest


class _OriginResponseCf(TypedDict):
    config: _OriginResponseConfig
    request: OriginRequest
    response: ResponseObject


class _ViewerResponseCf(TypedDict):
    config: _ViewerResponseConfig
    request: ViewerRequest
    response: ResponseObject


class _ViewerRequestRecord(TypedDict):
    cf: _ViewerRequestCf


class _OriginRequestRecord(TypedDict):
    cf: _OriginRequestCf


class _OriginResponseRecord(TypedDict):
    cf: _OriginResponseCf


class _ViewerResponseRecord(TypedDict):
    cf: _ViewerResponseCf


class ViewerRequestEvent(TypedDict):
    """What a viewer-request function receives; exactly one record (LE-036)."""

    Records: list[_ViewerRequestRecord]


class OriginRequestEvent(TypedDict):
    """What an origin-request function receives; exactly one record (LE-036)."""

    Records: list[_OriginRequestRecord]


class OriginResponseEvent(TypedDict):
    """What an origin-response function receives; exactly one record (LE-036)."""

    Records: list[_OriginResponseRecord]


class ViewerResponseEvent(TypedDict):
    """What a viewer-response function receives; exactly one record (LE-036)."""

    Records: list[_ViewerResponseRecord]


class RequestResult(TypedDict):
    """A request that a request event's function returns, so that processing goes on (LE-142).

    ``method`` and ``clientIp`` cannot be changed. An ``OriginRequest`` is one too, its ``origin`` included.
    """

    body: NotRequired[RequestBody]
    clientIp: ReadOnly[NotRequired[str]]
    headers: ReadOnly[HeaderLists]
    method: ReadOnly[NotRequired[str]]
    querystring: ReadOnly[NotRequired[str]]
    uri: ReadOnly[str]


class ResponseResult(TypedDict):
    """A response that a function returns: generated (LE-153), or the one it received, changed (LE-180)."""

    body: NotRequired[str]
    bodyEncoding: NotRequired[Literal["text", "base64"]]
    headers: ReadOnly[NotRequired[HeaderLists]]
    status: ReadOnly[str | int]
    statusDescription: ReadOnly[NotRequired[str]]
