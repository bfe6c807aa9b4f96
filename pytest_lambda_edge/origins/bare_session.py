"""A session of requests that adds nothing to what it is given.

Imported on first use only, since requests is heavy.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Session
from requests.cookies import RequestsCookieJar
from requests.structures import CaseInsensitiveDict

from pytest_lambda_edge.http.headers import joined
from pytest_lambda_edge.origins.closed_adapter import ClosedAdapter

if TYPE_CHECKING:
    from requests import Response

    from pytest_lambda_edge.pipeline.effects import Fetch

__all__ = ["bare_session", "prepared"]


@cache
def bare_session() -> Session:
    """Return the one session, without redirects, cookies, proxies, netrc, hooks or default headers.

    It keeps no state from one request to the next, so distributions and threads may share it.
    """
    session = _BareSession()
    session.trust_env = False
    session.headers.clear()
    session.cookies = _EmptyJar()
    session.mount("https://", ClosedAdapter())
    session.mount("http://", ClosedAdapter())
    return session


def prepared(fetch: Fetch) -> PreparedRequest:
    """Return the request as requests sends it: URL, headers and body exactly as given.

    ``PreparedRequest.prepare`` is left out, since it rewrites ``/%7Euser``, ``/../x`` and ``%2f`` (CF-226).
    Repeated lines are joined, as a request of requests holds one value a name (CF-186).
    """
    request = _RequestAsGiven()
    request.method = fetch.method
    request.url = fetch.url
    request.headers = CaseInsensitiveDict(
        (entries[0]["key"], joined(fetch.headers, name) or "")
        for name, entries in fetch.headers.items()
        if entries
    )
    request.body = fetch.body or None
    return request


class _RequestAsGiven(PreparedRequest):
    @property
    def path_url(self) -> str:
        """The path and query; of a ``//`` that ``responses`` would read as a host, and cannot, one ``/``."""
        target = super().path_url
        try:
            urlsplit(target)
        except ValueError:
            return f"/{target.lstrip('/')}"
        return target


class _BareSession(Session):
    def get_redirect_target(self, resp: Response) -> str | None:  # noqa: ARG002 - Session's
        """Follow nothing, nor read a redirect's body to find out where it leads."""
        return None


class _EmptyJar(RequestsCookieJar):
    def extract_cookies(self, *_args: Any) -> None:
        """Keep no cookie."""
