"""Who answers a request: the innermost mock, else a bare stub, else moto, else nobody.

The rule holds for what a distribution asks its origins and for what its functions ask through ``requests``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.origins.mocks import (
    default_mock,
    innermost_send,
    is_patched,
    knows,
    mock_behind,
    moto_mock,
    passes_on,
    send_with,
    simulated_by,
)

if TYPE_CHECKING:
    from requests import PreparedRequest, Response
    from requests.adapters import HTTPAdapter
    from responses import RequestsMock

__all__ = ["answer", "is_refusal", "mocks_asked", "refuse_unless_passed_on"]

_REFUSALS = ("Connection refused by Responses", "Connection refused by pytest-lambda-edge")
_PARAMETERS = ("stream", "timeout", "verify", "cert", "proxies")  # of HTTPAdapter.send


def answer(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
    """Let the one whose turn it is answer *request*; raises a refusal (``is_refusal``) where nobody does.

    A mock is asked only for what it knows, since being asked in vain is recorded by every mock and upsets an
    ``OrderedRegistry``. moto comes last: what it does not know, it sends to the network.
    """
    kwargs.update(zip(_PARAMETERS, args, strict=False))
    send = innermost_send()
    if mock_behind(send) is None and is_patched(send):
        try:
            return send_with(send, adapter, request, **kwargs)
        except Exception as error:
            if not is_refusal(error):
                raise
    mocks = mocks_asked()
    moto = moto_mock()
    if len(mocks) == 1 and moto is None:
        return _ask(mocks[0], adapter, request, kwargs)
    for mock in mocks:
        if knows(mock, request, kwargs):
            return _ask(mock, adapter, request, kwargs)
    if moto is not None and simulated_by(moto, request):
        return _ask(moto, adapter, request, kwargs)
    return _ask(_who_refuses(mocks, str(request.url)), adapter, request, kwargs)


def is_refusal(error: BaseException) -> bool:
    """Tell whether *error* says that nobody answers, rather than that an origin fails."""
    return isinstance(error, OSError) and str(error).startswith(_REFUSALS)


def mocks_asked() -> list[RequestsMock]:
    """Return the innermost mock and the default one, each only if it can have an answer; never none."""
    default = default_mock()
    innermost = mock_behind(innermost_send()) or default
    if innermost is default or not (default.registered() or default.passthru_prefixes):
        return [innermost]
    return [innermost, default]


def refuse_unless_passed_on(request: PreparedRequest) -> None:
    """Raise a refusal unless ``add_passthru`` lets *request* through to the network."""
    from requests import ConnectionError as Refusal  # noqa: PLC0415 - heavy

    if not any(passes_on(mock, str(request.url)) for mock in mocks_asked()):
        raise Refusal(
            f"Connection refused by pytest-lambda-edge: {request.method} {request.url} would have reached the"
            " network, and no prefix given to responses.add_passthru allows that.",
            request=request,
        )


def _ask(
    mock: RequestsMock, adapter: HTTPAdapter, request: PreparedRequest, kwargs: dict[str, Any]
) -> Response:
    return mock.unbound_on_send()(adapter, request, **kwargs)


def _who_refuses(mocks: list[RequestsMock], url: str) -> RequestsMock:
    return next((mock for mock in mocks if passes_on(mock, url)), mocks[0])
