"""Other plugins and patches that stand where we stand."""

from __future__ import annotations

from support.stub_situations.situation import Situation

__all__ = ["NEIGHBOURS", "PYTEST_RESPONSES"]

NEIGHBOURS = (
    Situation(
        "requests-mock fixture",
        """
        def test_it(requests_mock, site):
            requests_mock.get(URL, text="stubbed")
            assert site.get("/x").text == "stubbed"
            with refused():
                site.get("/y")
        """,
    ),
    Situation(
        "requests-mock fixture + bare stub too",
        """
        def test_it(requests_mock, site):
            requests_mock.get(URL, text="requests-mock's")
            responses.get(ORIGIN + "/y", body="bare")
            assert [site.get("/x").text, site.get("/y").text] == ["requests-mock's", "bare"]
        """,
    ),
    Situation(
        "requests-mock with real_http",
        """
        def test_it(site):
            import requests_mock

            with requests_mock.Mocker(real_http=True) as mocker:
                mocker.get(URL, text="stubbed")
                assert site.get("/x").text == "stubbed"
                with refused():
                    site.get("/y")
        """,
    ),
    Situation(
        "HTTPAdapter.send replaced with monkeypatch",
        """
        def test_it(monkeypatch, site):
            def send(adapter, request, **kwargs):
                response = requests.Response()
                response.status_code, response._content, response.request = 200, b"by hand", request
                return response

            monkeypatch.setattr("requests.adapters.HTTPAdapter.send", send)
            assert site.get("/x").text == "by hand"
        """,
    ),
    Situation(
        "HTTPAdapter.send replaced with something that calls the real one",
        """
        def test_it(monkeypatch, site):
            real, seen = requests.adapters.HTTPAdapter.send, []

            def spy(adapter, request, **kwargs):
                seen.append(request.url)
                return real(adapter, request, **kwargs)

            monkeypatch.setattr("requests.adapters.HTTPAdapter.send", spy)
            with refused():
                site.get("/x")
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
            assert seen == [URL, URL]
        """,
    ),
    Situation(
        "module-scoped patch of HTTPAdapter.send after the first request",
        """
        def send(adapter, request, **kwargs):
            response = requests.Response()
            response.status_code, response._content, response.request = 200, b"by hand", request
            return response

        @pytest.fixture(scope="module")
        def patched():
            with unittest.mock.patch("requests.adapters.HTTPAdapter.send", send):
                yield

        def test_one(site, request):
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
            request.getfixturevalue("patched")
            assert site.get("/x").text == "by hand"

        def test_two(site, patched):
            assert not responses.registered()
            assert site.get("/x").text == "by hand"
        """,
        afterwards_refused=False,
    ),
)

PYTEST_RESPONSES = tuple(
    Situation(f"pytest-responses + {name}", source, leaves_patched=leaves, with_pytest_responses=True)
    for name, source, leaves in (
        (
            "bare",
            """
            def test_it(site):
                responses.get(URL, body="stubbed")
                assert site.get("/x").text == "stubbed"
            """,
            False,
        ),
        (
            "its `responses` fixture",
            """
            def test_it(responses, site):
                responses.get(URL, body="stubbed")
                assert site.get("/x").text == "stubbed"
            """,
            True,
        ),
        (
            "unstubbed",
            """
            def test_it(site):
                with refused():
                    site.get("/x")
            """,
            False,
        ),
        (
            "moto decorator",
            """
            from moto import mock_aws

            @mock_aws
            def test_it(site):
                responses.get(URL, body="stubbed")
                assert site.get("/x").text == "stubbed"
            """,
            False,
        ),
        (
            "moto fixture",
            """
            from moto import mock_aws

            @pytest.fixture
            def aws():
                with mock_aws():
                    yield

            def test_it(aws, site):
                responses.get(URL, body="stubbed")
                assert site.get("/x").text == "stubbed"
            """,
            True,
        ),
        (
            "moto fixture + unstubbed",
            """
            from moto import mock_aws

            @pytest.fixture
            def aws():
                with mock_aws():
                    yield

            def test_it(aws, site):
                with refused():
                    site.get("/x")
            """,
            True,
        ),
        (
            "withoutresponses marker + bare",
            """
            @pytest.mark.withoutresponses
            def test_it(site):
                responses.get(URL, body="stubbed")
                assert site.get("/x").text == "stubbed"
            """,
            False,
        ),
    )
)
