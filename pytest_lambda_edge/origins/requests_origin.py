"""Origins asked through ``requests``, so that a test stubs them with ``responses``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda_edge.origins.answering import is_refusal
from pytest_lambda_edge.origins.failures import failure
from pytest_lambda_edge.origins.received import received
from pytest_lambda_edge.origins.unstubbed import not_stubbed

if TYPE_CHECKING:
    import requests

    from pytest_lambda_edge.http.messages import Response
    from pytest_lambda_edge.pipeline.effects import Fetch, FetchFailure

__all__ = ["RequestsFetcher"]


class RequestsFetcher:
    """Sends CloudFront's own request and nothing that requests would add: a ``Fetcher``.

    URLs are not normalised, redirects not followed, cookies not kept; bodies and repeated headers come back
    as the stub gives them. Without a stub there is an ``OriginNotStubbedError``, and never the network.
    """

    def fetch(self, fetch: Fetch) -> Response | FetchFailure:
        """Send one request and return what the origin's stub answers, or how it fails (``origins.failures``).

        Raises ``OriginNotStubbedError``, and whatever else a stub's callback raises.
        """
        from pytest_lambda_edge.origins.bare_session import prepared  # noqa: PLC0415 - imports requests

        __tracebackhide__ = True
        request = prepared(fetch)
        try:
            return received(_sent(request, fetch.read_timeout), fetch.method)
        except Exception as error:
            if is_refusal(error):
                raise not_stubbed(fetch, request, error) from None
            if failed := failure(error):
                return failed
            raise


def _sent(request: requests.PreparedRequest, read_timeout: float) -> requests.Response:
    from pytest_lambda_edge.origins.bare_session import bare_session  # noqa: PLC0415 - imports requests

    session = bare_session()
    try:
        return session.send(request, stream=True, allow_redirects=False, timeout=read_timeout)
    except Exception as error:
        if type(error).__name__ != "NoMockAddress":
            raise
    # requests-mock works above the adapter, and does not know this URL.
    return session.get_adapter(str(request.url)).send(request, stream=True, timeout=read_timeout)
