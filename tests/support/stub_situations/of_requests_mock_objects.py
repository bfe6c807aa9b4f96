"""Mocks that people start themselves: ``responses.RequestsMock()``."""

from __future__ import annotations

from support.stub_situations.situation import Situation

__all__ = ["REQUESTS_MOCK_OBJECTS"]

_RSPS = """
        @pytest.fixture
        def rsps():
            with responses.RequestsMock() as mock:
                yield mock
"""

REQUESTS_MOCK_OBJECTS = (
    Situation(
        "RequestsMock fixture before",
        f"""{_RSPS}
        def test_it(rsps, site):
            rsps.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
            assert len(rsps.calls) == 1
        """,
    ),
    Situation(
        "RequestsMock fixture before + bare stub too",
        f"""{_RSPS}
        def test_it(rsps, site):
            rsps.get(URL, body="the mock's")
            responses.get(URL, body="bare, and not asked")
            responses.get(ORIGIN + "/y", body="bare")
            assert [site.get("/x").text, site.get("/y").text] == ["the mock's", "bare"]
            assert len(rsps.calls) == 1
        """,
    ),
    Situation(
        "RequestsMock fixture after",
        f"""{_RSPS}
        def test_it(site, rsps):
            rsps.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "RequestsMock fixture after + bare stub too",
        f"""{_RSPS}
        @pytest.fixture
        def bare(site):
            responses.get(ORIGIN + "/y", body="bare")
            assert site.get("/y").text == "bare"

        def test_it(site, bare, rsps):
            rsps.get(URL, body="the mock's")
            assert [site.get("/x").text, site.get("/y").text] == ["the mock's", "bare"]
        """,
    ),
    Situation(
        "RequestsMock context inside test, then bare",
        """
        def test_it(site):
            with responses.RequestsMock() as rsps:
                rsps.get(URL, body="the mock's")
                assert site.get("/x").text == "the mock's"
            responses.get(URL, body="bare")
            assert site.get("/x").text == "bare"
        """,
    ),
    Situation(
        "bare first, then RequestsMock context, then bare",
        """
        def test_it(site):
            responses.get(URL, body="bare")
            assert site.get("/x").text == "bare"
            with responses.RequestsMock() as rsps:
                rsps.get(URL, body="the mock's")
                assert site.get("/x").text == "the mock's"
            assert site.get("/x").text == "bare"
        """,
    ),
    Situation(
        "request in fixture, later fixture starts RequestsMock",
        f"""{_RSPS}
        @pytest.fixture
        def warm(site):
            responses.get(URL, body="bare")
            assert site.get("/x").text == "bare"
            return site

        def test_it(warm, rsps):
            rsps.get(URL, body="the mock's")
            assert warm.get("/x").text == "the mock's"
        """,
    ),
    Situation(
        "module-scoped RequestsMock, two tests",
        """
        @pytest.fixture(scope="module")
        def rsps():
            with responses.RequestsMock() as mock:
                mock.get(URL, body="stubbed")
                yield mock

        def test_one(rsps, site):
            assert site.get("/x").text == "stubbed"

        def test_two(rsps, site):
            assert site.get("/x").text == "stubbed"
            rsps.remove("GET", URL)
        """,
    ),
    Situation(
        "lazily requested module RequestsMock after first request",
        """
        @pytest.fixture(scope="module")
        def rsps():
            with responses.RequestsMock() as mock:
                mock.get(URL, body="the mock's")
                yield mock

        def test_one(site, request):
            responses.get(URL, body="bare")
            assert site.get("/x").text == "bare"
            rsps = request.getfixturevalue("rsps")
            assert site.get("/x").text == "the mock's"

        def test_two(site, rsps):
            assert site.get("/x").text == "the mock's"

        @responses.activate
        def test_three(site, rsps):
            responses.get(URL, body="activated, so the innermost")
            assert site.get("/x").text == "activated, so the innermost"
            rsps.remove("GET", URL)
        """,
    ),
    Situation(
        "RequestsMock with OrderedRegistry + bare stub too",
        """
        from responses.registries import OrderedRegistry

        def test_it(site):
            responses.get(ORIGIN + "/y", body="bare")
            with responses.RequestsMock(registry=OrderedRegistry) as rsps:
                rsps.get(URL, body="first")
                rsps.get(URL, body="second")
                assert [site.get(path).text for path in ("/x", "/y", "/x")] == ["first", "bare", "second"]
        """,
    ),
    Situation(
        "RequestsMock fixture + function's own call to a bare stub",
        f"""{_RSPS}
        def test_it(rsps, make_distribution):
            def handler(event, context):
                assert requests.get("https://api.example.com/", timeout=1).text == "bare"
                return event["Records"][0]["cf"]["request"]

            site = make_distribution(origin=ORIGIN, viewer_request=handler)
            responses.get("https://api.example.com/", body="bare")
            rsps.get(URL, body="the mock's")
            assert site.get("/x").text == "the mock's"
        """,
    ),
    Situation(
        "RequestsMock fixture + responses.add_passthru (network attempted)",
        f"""{_RSPS}
        def test_it(rsps, site):
            responses.add_passthru(ORIGIN)
            assert site.get("/x").status_code == 502
        """,
        reaches_network=True,
    ),
    Situation(
        "RequestsMock fixture + unstubbed origin",
        f"""{_RSPS}
        def test_it(rsps, site):
            with refused():
                site.get("/x")
        """,
    ),
)
