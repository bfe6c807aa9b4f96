"""What a request's way asks of the world, and what the world answers.

The pipeline itself does no I/O: a step yields one of these effects, and whoever drives it sends the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.model.event_type import EventType
    from pytest_lambda_edge.model.triggers import Trigger

__all__ = [
    "Claim",
    "Claimed",
    "FailureKind",
    "Fetch",
    "FetchFailure",
    "FetchFailureKind",
    "InvocationFailure",
    "Invoke",
    "Release",
    "Run",
]


@dataclass(frozen=True, slots=True)
class Invoke:
    """Run the function of a trigger; the answer is a ``Run``."""

    event_type: EventType
    trigger: Trigger
    event: Mapping[str, Any]


class FailureKind(StrEnum):
    """How a run went wrong, before its result was even looked at."""

    EXECUTION = "execution"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class InvocationFailure:
    """A run without a result: Lambda's error type and message, the exception, and a hint of ours.

    ``error_type`` is what Lambda reports (``KeyError``, ``Runtime.ImportModuleError``,
    ``Runtime.HandlerNotFound``, ``Runtime.MarshalError``, ``Runtime.ExitError``, ``Sandbox.Timedout``).
    ``where`` is ``file:line`` of the innermost frame in the function's own code, if known.
    """

    kind: FailureKind
    error_type: str
    message: str
    cause: BaseException | None = None
    where: str = ""
    hint: str = ""


@dataclass(slots=True)
class Run:
    """One run of a function.

    ``event_json`` is the event as received and ``returned_json`` the result, both as the JSON text that made
    the round trip; ``returned`` is the parsed result. A result such as NaN has a text that is no JSON: then
    ``not_parsable`` says why (``holds NaN, …``) and ``returned`` is None. ``duration`` is real seconds.
    ``assumptions`` are ids of facts and decisions on which this run rests (LE-314 for an environment of its
    own). ``function`` is the name by which people know the function, such as ``functions.auth:handler``.
    """

    event_json: str
    returned_json: str | None = None
    returned: Any = None
    failure: InvocationFailure | None = None
    duration: float = 0.0
    logs: str = ""
    cold_start: bool = False
    assumptions: tuple[str, ...] = ()
    function: str = ""
    not_parsable: str = ""


@dataclass(frozen=True, slots=True)
class Fetch:
    """Send one request to an origin; the answer is a ``Response`` or a ``FetchFailure``.

    ``url`` is absolute and goes out as it stands; ``headers`` are all that is sent; ``read_timeout`` is
    seconds.
    ``explain_query`` says which policy dropped what of the viewer's query, for whoever stubbed the origin
    with it; ``asked_for`` says why the origin is asked, where the request alone would not tell.
    """

    origin_id: str
    method: str
    url: str
    headers: HeaderMap
    body: bytes
    read_timeout: float
    for_error_page: bool = False
    in_background: bool = False
    explain_query: str = ""
    asked_for: str = ""


class FetchFailureKind(StrEnum):
    """Why no response came from an origin, or none that CloudFront takes (CF-235, LE-288)."""

    DNS = "dns"
    TLS = "tls"
    REFUSED = "refused"
    CONNECT_TIMEOUT = "connect timeout"
    TIMEOUT = "timeout"
    CLOSED = "closed"
    TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """An origin that did not answer; ``cause`` is what the stub raised."""

    kind: FetchFailureKind
    message: str
    cause: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Ask to be the only request that fetches the object of a cache key; the answer is a ``Claimed``.

    Where another request has claimed the key, the answer comes once that one has given it back, or at once if
    this one is not to ``wait``. A request holds one claim at most: a new one gives the former back.
    """

    key: str
    wait: bool = True


class Claimed(Enum):
    """What became of a claim."""

    HELD = auto()  # The key is this request's, until it gives it back or ends.
    WAITED = auto()  # Another request had it, and has given it back.
    TAKEN = auto()  # Another request has it, and this one cannot wait for that.


@dataclass(frozen=True, slots=True)
class Release:
    """Give back what was claimed, since the object is stored or never will be; there is no answer."""
