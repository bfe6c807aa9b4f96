"""A viewer: the request methods, and a session that keeps cookies and follows redirects."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Final, Unpack
from urllib.parse import urljoin

from pytest_lambda_edge.errors import EdgeError
from pytest_lambda_edge.http.cookie_jar import ViewerCookies
from pytest_lambda_edge.http.urls import split_target
from pytest_lambda_edge.model.problems import did_you_mean
from pytest_lambda_edge.viewer_request import (
    RequestArguments,
    checked_cookies,
    checked_findings,
    checked_target,
    header_pairs,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

    from pytest_lambda_edge.result import Result

__all__ = ["RequestMethods", "ViewerSession"]

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD: Final = frozenset({307, 308})
_MOST_REDIRECTS: Final = 20
_HOST: Final = frozenset({"host"})
_OF_A_BODY: Final = frozenset({"content-length", "content-type", "transfer-encoding"})


class RequestMethods(ABC):
    """``get``, ``head``, ``post`` and so on, by way of ``request``."""

    @abstractmethod
    def request(self, method: str, url: str, **arguments: Unpack[RequestArguments]) -> Result:
        """Send a viewer request."""

    def get(self, url: str, **arguments: Unpack[RequestArguments]) -> Result:
        """Send a GET; takes the arguments of ``request``."""
        return self.request("GET", url, **arguments)

    def head(self, url: str, **arguments: Unpack[RequestArguments]) -> Result:
        """Send a HEAD; takes the arguments of ``request``."""
        return self.request("HEAD", url, **arguments)

    def options(self, url: str, **arguments: Unpack[RequestArguments]) -> Result:
        """Send an OPTIONS; takes the arguments of ``request``."""
        return self.request("OPTIONS", url, **arguments)

    def post(self, url: str, **arguments: Unpack[RequestArguments]) -> Result:
        """Send a POST; takes the arguments of ``request``."""
        return self.request("POST", url, **arguments)

    def put(self, url: str, **arguments: Unpack[RequestArguments]) -> Result:
        """Send a PUT; takes the arguments of ``request``."""
        return self.request("PUT", url, **arguments)

    def patch(self, url: str, **arguments: Unpack[RequestArguments]) -> Result:
        """Send a PATCH; takes the arguments of ``request``."""
        return self.request("PATCH", url, **arguments)

    def delete(self, url: str, **arguments: Unpack[RequestArguments]) -> Result:
        """Send a DELETE; takes the arguments of ``request``."""
        return self.request("DELETE", url, **arguments)


class ViewerSession(RequestMethods):
    """A viewer that sends its defaults with every request and keeps the cookies it is given."""

    def __init__(
        self,
        send: Callable[..., Result],
        is_own_host: Callable[[str], bool],
        domain_name: str,
        defaults: Mapping[str, Any],
    ) -> None:
        self._send = send
        self._is_own_host = is_own_host
        self._domain_name = domain_name
        for name in defaults:
            if name not in RequestArguments.__annotations__:
                raise TypeError(
                    f"viewer() has no {name!r}{did_you_mean(name, RequestArguments.__annotations__)}"
                )
        self._defaults = {**defaults, "headers": list(header_pairs(defaults.get("headers")))}
        self._default_cookies = checked_cookies(defaults.get("cookies"))
        self._jar = ViewerCookies()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave nothing behind: a viewer holds no more than its cookies."""

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies kept so far, by name."""
        return self._jar.as_dict()

    def request(self, method: str, url: str, **arguments: Unpack[RequestArguments]) -> Result:
        """Send a request with the defaults, those headers and cookies that are not given now included."""
        merged: dict[str, Any] = {**self._defaults, **arguments}
        merged["headers"] = _laid_over(self._defaults.get("headers"), arguments.get("headers"))
        merged["viewer"] = {
            **checked_findings(self._defaults.get("viewer")),
            **checked_findings(arguments.get("viewer")),
        }
        merged["cookies"] = checked_cookies(arguments.get("cookies"))
        follow = merged.pop("follow_redirects", False)
        url, merged["headers"] = _with_host_in_url(url, merged["headers"])
        result = self._request_once(method, url, merged)
        hops = 0
        while follow and (target := self._redirect_target(url, result)) is not None:
            hops += 1
            if hops > _MOST_REDIRECTS:
                raise EdgeError(
                    f"{method} {url} still redirects after {_MOST_REDIRECTS} redirects, to {target}"
                )
            if result.status_code not in _KEEPS_METHOD and method != "HEAD":
                method = "GET"
                merged.pop("body", None)
                merged["headers"] = _without(merged["headers"], _OF_A_BODY)
            url = target
            merged["headers"] = _without(merged["headers"], _HOST)
            result = self._request_once(method, url, merged)
        return result

    def _request_once(self, method: str, url: str, arguments: dict[str, Any]) -> Result:
        """Send one request; of cookies, those given now count before those kept, and these before defaults.

        A cookie that the response sets or expires is from then on no longer the default's nor the test's.
        """
        absolute = self._absolute(url)
        cookies = {**self._default_cookies, **self._jar.for_url(absolute), **arguments["cookies"]}
        result = self._send(method, url, **{**arguments, "cookies": cookies})
        self._jar.take(absolute, result.headers.getlist("set-cookie"))
        for name in result.cookies:
            self._default_cookies.pop(name, None)
            arguments["cookies"].pop(name, None)
        return result

    def _redirect_target(self, url: str, result: Result) -> str | None:
        """Return where a redirect leads, if that is one of the distribution's names."""
        location = result.headers.get("location")
        if result.status_code not in _REDIRECTS or location is None:
            return None
        try:
            target = urljoin(self._absolute(url), location)
            return target if self._is_own_host(split_target(target).host) else None
        except ValueError:
            return None

    def _absolute(self, url: str) -> str:
        return url if checked_target(url).host else f"https://{self._domain_name}{url}"


def _laid_over(default: object, given: object) -> list[tuple[Any, Any]]:
    """Lay given headers over the defaults; names compare without case."""
    pairs = list(header_pairs(given))
    names = {str(name).lower() for name, _ in pairs}
    return [pair for pair in header_pairs(default) if str(pair[0]).lower() not in names] + pairs


def _with_host_in_url(url: str, headers: list[tuple[Any, Any]]) -> tuple[str, list[tuple[Any, Any]]]:
    """Put a ``Host`` that is given for a path into the URL, where redirects and cookies look for it."""
    hosts = [value for name, value in headers if str(name).lower() == "host"]
    if len(hosts) != 1 or not isinstance(hosts[0], str) or not str(url).startswith("/"):
        return url, headers
    return f"https://{hosts[0]}{url}", _without(headers, _HOST)


def _without(headers: list[tuple[Any, Any]], names: frozenset[str]) -> list[tuple[Any, Any]]:
    return [(name, value) for name, value in headers if str(name).lower() not in names]
