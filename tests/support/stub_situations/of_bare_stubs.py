"""Stubs on responses' default mock, with and without its decorator."""

from __future__ import annotations

from support.stub_situations.situation import Situation

__all__ = ["BARE_STUBS"]

BARE_STUBS = (
    Situation(
        "bare stub before first request",
        """
        def test_it(site):
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "bare stub after first request",
        """
        def test_it(site):
            with refused():
                site.get("/x")
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "bare stub, test never requests",
        """
        def test_it(site):
            responses.get(URL, body="stubbed")
        """,
    ),
    Situation(
        "bare stub in fixture before distribution",
        """
        @pytest.fixture
        def origin():
            return responses.get(URL, body="stubbed")

        def test_it(origin, site):
            assert site.get("/x").text == "stubbed"
            assert origin.call_count == 1
        """,
    ),
    Situation(
        "bare stub in fixture after distribution",
        """
        @pytest.fixture
        def origin(site):
            return responses.get(URL, body="stubbed")

        def test_it(site, origin):
            assert site.get("/x").text == "stubbed"
            assert origin.call_count == 1
        """,
    ),
    Situation(
        "bare stub in module-scoped fixture, two tests",
        """
        @pytest.fixture(scope="module", autouse=True)
        def origin():
            responses.get(URL, body="stubbed")

        def test_a_stub_lasts_for_one_test(site):
            assert site.get("/x").text == "stubbed"

        def test_and_not_for_two(site):
            with refused():
                site.get("/x")
        """,
    ),
    Situation(
        "@responses.activate",
        """
        @responses.activate
        def test_it(site):
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
            assert responses.assert_call_count(URL, 1)
        """,
    ),
    Situation(
        "@responses.activate + first request in a fixture",
        """
        @pytest.fixture
        def warm(site):
            responses.get(URL, body="in the fixture")
            assert site.get("/x").text == "in the fixture"
            return site

        @responses.activate
        def test_it(warm):
            responses.replace("GET", URL, body="in the test")
            assert warm.get("/x").text == "in the test"
        """,
    ),
    Situation(
        "@activate(assert_all_requests_are_fired=True)",
        """
        @responses.activate(assert_all_requests_are_fired=True)
        def test_it(site):
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "@activate(assert_all_requests_are_fired=True), one is not fired",
        """
        @responses.activate(assert_all_requests_are_fired=True)
        def test_it(site):
            responses.get(URL, body="stubbed")
            responses.get(ORIGIN + "/y", body="never asked")
            assert site.get("/x").text == "stubbed"
        """,
        fails_with="Not all requests have been executed",
    ),
    Situation(
        "@activate(registry=OrderedRegistry)",
        """
        from responses.registries import OrderedRegistry

        @responses.activate(registry=OrderedRegistry)
        def test_it(site):
            responses.get(URL, body="first")
            responses.get(URL, body="second")
            assert [site.get("/x").text, site.get("/x").text] == ["first", "second"]
        """,
    ),
    Situation(
        "@activate(registry=OrderedRegistry) + first request in a fixture",
        """
        from responses.registries import OrderedRegistry

        @pytest.fixture
        def warm(site):
            responses.get(URL, body="in the fixture")
            assert site.get("/x").text == "in the fixture"
            return site

        @responses.activate(registry=OrderedRegistry)
        def test_it(warm):
            raise RuntimeError("responses refuses before this")
        """,
        fails_with="Cannot replace Registry",
    ),
    Situation(
        "two stubs for one URL are served in turn (no moto)",
        """
        def test_it(site):
            responses.get(URL, body="first")
            responses.get(URL, body="second")
            assert [site.get("/x").text for _ in range(3)] == ["first", "second", "second"]
        """,
    ),
    Situation(
        "add_passthru is honoured (network attempted)",
        """
        def test_it(site):
            responses.add_passthru(ORIGIN)
            assert site.get("/x").status_code == 502
        """,
        reaches_network=True,
    ),
    Situation(
        "function's own unstubbed call",
        """
        def test_it(make_distribution):
            def handler(event, context):
                with pytest.raises(requests.ConnectionError, match="Connection refused"):
                    requests.get("https://api.example.com/", timeout=1)
                return event["Records"][0]["cf"]["request"]

            site = make_distribution(origin=ORIGIN, viewer_request=handler)
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "function's own stubbed call",
        """
        def test_it(make_distribution):
            def handler(event, context):
                assert requests.get("https://api.example.com/", timeout=1).text == "api"
                return event["Records"][0]["cf"]["request"]

            site = make_distribution(origin=ORIGIN, viewer_request=handler)
            responses.get("https://api.example.com/", body="api")
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "unittest.TestCase with responses.start in setUp",
        """
        class TestIt(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def _site(self, site):
                self.site = site

            def setUp(self):
                responses.start()
                self.addCleanup(responses.reset)
                self.addCleanup(responses.stop)

            def test_it(self):
                responses.get(URL, body="stubbed")
                self.assertEqual(self.site.get("/x").text, "stubbed")
        """,
    ),
    Situation(
        "request in a fixture's teardown",
        """
        @pytest.fixture
        def purged(site):
            responses.get(URL, body="stubbed")
            yield site
            assert site.get("/x").text == "stubbed"

        def test_it(purged):
            assert purged.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "request in teardown of a fixture that make_distribution does not outlive",
        """
        @pytest.fixture
        def earlier():
            kept = []
            yield kept
            responses.get(URL, body="stubbed late")
            assert kept[0].get("/x").text == "stubbed late"

        def test_it(earlier, make_distribution):
            earlier.append(make_distribution(origin=ORIGIN))
        """,
    ),
    Situation(
        "module-scoped distribution, stubs per test",
        """
        @pytest.fixture(scope="module")
        def shared():
            with Distribution(origin=ORIGIN, cache_policy="CachingDisabled") as distribution:
                yield distribution

        def test_one(shared):
            responses.get(URL, body="one")
            assert shared.get("/x").text == "one"

        def test_two(shared):
            responses.get(URL, body="two")
            assert shared.get("/x").text == "two"

        def test_three(shared):
            with refused():
                shared.get("/x")
        """,
    ),
)
