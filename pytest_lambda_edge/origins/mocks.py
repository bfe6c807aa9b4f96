"""What stands in place of ``HTTPAdapter.send``: the mocks of responses and of moto.

Whatever of them is private is read here and nowhere else, and its absence is taken for "unknown".
"""

from __future__ import annotations

import sys
import threading
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from requests import PreparedRequest, Response
    from requests.adapters import HTTPAdapter
    from responses import BaseResponse, RequestsMock

__all__ = [
    "adapter_class",
    "bound_to",
    "covered_by_us",
    "current_send",
    "default_mock",
    "innermost_send",
    "is_patched",
    "knows",
    "mock_behind",
    "moto_mock",
    "passes_on",
    "patching",
    "send_with",
    "simulated_by",
    "start_of",
    "why_not",
]


patching: Final = threading.RLock()
"""To be held by whoever asks what stands in ``HTTPAdapter``, and puts something else there."""


def default_mock() -> RequestsMock:
    """Return the mock behind ``responses.get`` and its like."""
    import responses  # noqa: PLC0415 - heavy, and only needed once an origin is asked

    return responses.mock


@cache
def adapter_class() -> type[HTTPAdapter]:
    """Return the class in which responses, moto and we patch ``send``."""
    from requests.adapters import HTTPAdapter  # noqa: PLC0415 - heavy

    return HTTPAdapter


def current_send() -> Any:
    """Return what stands in the class ``HTTPAdapter`` as ``send``."""
    return adapter_class().__dict__["send"]


def innermost_send() -> Any:
    """Return what was patched over ``HTTPAdapter.send`` last, leaving out our own patch and moto's."""
    send = current_send()
    moto = moto_mock()
    while True:
        mock = mock_behind(send)
        covered = covered_by_us(send)
        if covered is not None:
            send = covered
        elif mock is not None and mock is moto:
            send = _covered_by(mock)
        else:
            return send


def covered_by_us(method: object) -> Any:
    """Return what *method* was patched over, if it is our own patch for the functions' calls; None if not."""
    return getattr(method, "__dict__", {}).get("edge_covers")


def is_patched(send: object) -> bool:
    """Tell whether *send* is something other than the method that requests itself defines."""
    return send is not None and getattr(send, "__module__", None) != "requests.adapters"


def mock_behind(send: object) -> RequestsMock | None:
    """Return the ``RequestsMock`` whose ``unbound_on_send()`` is *send*, if it is one's."""
    if getattr(send, "__module__", None) != "responses":
        return None
    from responses import RequestsMock  # noqa: PLC0415 - heavy

    contents = (cell.cell_contents for cell in getattr(send, "__closure__", None) or ())
    return next((content for content in contents if isinstance(content, RequestsMock)), None)


def start_of(mock: RequestsMock) -> object | None:
    """Return a token of the present start of *mock*, another for each start; None while it is not started."""
    token: object | None = getattr(mock, "_patcher", None)
    return token


def moto_mock() -> RequestsMock | None:
    """Return moto's own mock while ``mock_aws`` is active."""
    mock: RequestsMock | None = getattr(sys.modules.get("moto.core.models"), "responses_mock", None)
    return mock if mock is not None and start_of(mock) else None


def simulated_by(moto: RequestsMock, request: PreparedRequest) -> bool:
    """Tell whether moto simulates the service at *request*'s URL.

    For services that it does not simulate it has an answer as well: 400, "not implemented".
    """
    stub, _ = moto.get_registry().find(request)
    excuse = getattr(sys.modules.get("moto.core.custom_responses_mock"), "not_implemented_callback", None)
    return stub is not None and (excuse is None or getattr(stub, "callback", None) is not excuse)


def send_with(
    send: Any, adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any
) -> Response:
    """Call *send* as Python would, had it been looked up on *adapter*."""
    response: Response = bound_to(adapter, send)(request, *args, **kwargs)
    return response


def bound_to(adapter: HTTPAdapter, method: Any) -> Any:
    """Return what Python would, had *method* been looked up on *adapter*."""
    bind = getattr(type(method), "__get__", None)
    return method if bind is None else bind(method, adapter, type(adapter))


def knows(mock: RequestsMock, request: PreparedRequest, kwargs: dict[str, Any]) -> bool:
    """Tell whether a stub of *mock* matches, without using it up."""
    _make_matchable(mock, request, kwargs)
    return any(stub.matches(request)[0] for stub in list(mock.registered()))


def why_not(stub: BaseResponse, request: PreparedRequest) -> str:
    """Return what responses says about a stub that does not match *request*; empty for one that does."""
    _make_matchable(default_mock(), request, {})
    return stub.matches(request)[1]


def passes_on(mock: RequestsMock, url: str) -> bool:
    """Tell whether ``add_passthru`` was called on *mock* with a prefix or pattern of *url*."""
    return any(
        url.startswith(prefix) if isinstance(prefix, str) else prefix.match(url) is not None
        for prefix in mock.passthru_prefixes
    )


def _covered_by(mock: RequestsMock) -> Any:
    """Return what *mock* was patched over; None, which is nobody's patch, if that cannot be told."""
    return getattr(start_of(mock), "temp_original", None)


def _make_matchable(mock: RequestsMock, request: PreparedRequest, kwargs: dict[str, Any]) -> None:
    """Give *request* the two attributes that responses' matchers read, as its mocks do before matching."""
    parse = getattr(mock, "_parse_request_params", None)
    vars(request)["params"] = parse(request.path_url) if parse else {}
    vars(request).setdefault("req_kwargs", kwargs)
