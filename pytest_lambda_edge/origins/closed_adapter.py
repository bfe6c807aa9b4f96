"""An adapter for requests that reaches stubs, and the network only where ``responses.add_passthru`` says so.

Imported on first use only, since requests is heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3.util import SKIP_HEADER

from pytest_lambda_edge.origins.answering import answer, refuse_unless_passed_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import PreparedRequest, Response
    from urllib3.connectionpool import ConnectionPool

__all__ = ["ClosedAdapter"]


class ClosedAdapter(HTTPAdapter):
    """An ``HTTPAdapter`` whose connection step is closed."""

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Let whoever stands for the origin answer."""
        return answer(self, request, *args, **kwargs)

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: Any = None,
    ) -> ConnectionPool:
        """Connect where ``responses.add_passthru`` allows it; raises a refusal elsewhere."""
        refuse_unless_passed_on(request)
        return super().get_connection_with_tls_context(request, verify, proxies=proxies, cert=cert)

    def add_headers(self, request: PreparedRequest, **_kwargs: Any) -> None:
        """Keep urllib3 from adding headers that CloudFront does not send."""
        for name in ("Accept-Encoding", "User-Agent"):
            request.headers.setdefault(name, SKIP_HEADER)
