"""The cookies that a viewer keeps (RFC 6265), by the standard library's jar."""

from __future__ import annotations

from email.message import Message
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING
from urllib.request import Request as UrlRequest

if TYPE_CHECKING:
    from http.client import HTTPResponse

__all__ = ["ViewerCookies"]


class _SetCookieLines:
    """As much of a response as the jar reads."""

    def __init__(self, lines: list[str]) -> None:
        self._message = Message()
        for line in lines:
            self._message["Set-Cookie"] = line

    def info(self) -> Message:
        """Return the headers."""
        return self._message


class ViewerCookies:
    """A jar that takes ``Set-Cookie`` lines and says which cookies a URL gets."""

    def __init__(self) -> None:
        self._jar = CookieJar()

    def take(self, url: str, set_cookie_lines: list[str]) -> None:
        """Keep what a response from *url* sets; an expired cookie is forgotten."""
        if set_cookie_lines:
            response: HTTPResponse = _SetCookieLines(set_cookie_lines)  # type: ignore[assignment]
            self._jar.extract_cookies(response, UrlRequest(url))  # noqa: S310 - nothing is opened

    def for_url(self, url: str) -> dict[str, str]:
        """Return the cookies that a request for *url* carries, by name; of two, that of the longer path."""
        request = UrlRequest(url)  # noqa: S310 - nothing is opened
        self._jar.add_cookie_header(request)
        line = request.get_header("Cookie") or ""
        cookies: dict[str, str] = {}
        for part in filter(None, line.split("; ")):
            name, _, value = part.partition("=")
            cookies.setdefault(name, value)
        return cookies

    def as_dict(self) -> dict[str, str]:
        """Return all cookies by name, but those that have expired."""
        self._jar.clear_expired_cookies()
        return {cookie.name: cookie.value or "" for cookie in self._jar}
