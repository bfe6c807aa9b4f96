"""moto beside us: it patches what we patch, and passes what it does not know on to the network."""

from __future__ import annotations

from support.stub_situations.situation import Situation

__all__ = ["MOTO"]

_IMPORTS = """
        import boto3
        from moto import mock_aws
"""
_AWS = f"""{_IMPORTS}
        @pytest.fixture
        def aws():
            with mock_aws():
                yield
"""
_RSPS = """
        @pytest.fixture
        def rsps():
            with responses.RequestsMock() as mock:
                yield mock
"""
_BUCKET = """
        BUCKET = "https://my-bucket.s3.amazonaws.com"

        def fill_bucket():
            s3 = boto3.client("s3", region_name="us-east-1")
            s3.create_bucket(Bucket="my-bucket")
            s3.put_object(Bucket="my-bucket", Key="x", Body=b"in the bucket", ACL="public-read")
"""

MOTO = (
    Situation(
        "moto @mock_aws decorator + bare",
        f"""{_IMPORTS}
        @mock_aws
        def test_it(site):
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "moto with mock_aws() + bare",
        f"""{_IMPORTS}
        def test_it(site):
            with mock_aws():
                responses.get(URL, body="stubbed")
                assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "moto fixture before + bare",
        f"""{_AWS}
        def test_it(aws, site):
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "moto fixture before + unstubbed origin",
        f"""{_AWS}
        def test_it(aws, site):
            with refused():
                site.get("/x")
        """,
    ),
    Situation(
        "moto fixture after + bare",
        f"""{_AWS}
        def test_it(site, aws):
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "moto fixture after + unstubbed origin",
        f"""{_AWS}
        def test_it(site, aws):
            with refused():
                site.get("/x")
        """,
    ),
    Situation(
        "moto: request first, then with mock_aws()",
        f"""{_IMPORTS}
        def test_it(site):
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
            with mock_aws():
                assert site.get("/x").text == "stubbed"
                with refused():
                    site.get("/y")
            assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "moto nested mock_aws in mock_aws",
        f"""{_AWS}
        @mock_aws
        def test_it(aws, site):
            with refused():
                site.get("/x")
            with mock_aws():
                responses.get(URL, body="stubbed")
                assert site.get("/x").text == "stubbed"
            assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "moto fixture + RequestsMock fixture inside",
        f"""{_AWS}{_RSPS}
        def test_it(aws, rsps, site):
            rsps.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
            with refused():
                site.get("/y")
        """,
    ),
    Situation(
        "moto fixture + RequestsMock fixture inside, moto S3 bucket as origin",
        f"""{_AWS}{_RSPS}{_BUCKET}
        def test_it(aws, rsps, make_distribution):
            fill_bucket()
            assert make_distribution(origin=BUCKET).get("/x").text == "in the bucket"
        """,
    ),
    Situation(
        "RequestsMock fixture + moto fixture inside",
        f"""{_AWS}{_RSPS}
        def test_it(rsps, aws, site):
            rsps.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
            with refused():
                site.get("/y")
        """,
    ),
    Situation(
        "@mock_aws decorator + RequestsMock fixture (moto issue 7558)",
        f"""{_IMPORTS}{_RSPS}
        @mock_aws
        def test_it(rsps, site):
            rsps.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "moto + @responses.activate (activate inner)",
        f"""{_IMPORTS}
        @mock_aws
        @responses.activate
        def test_it(site):
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
            with refused():
                site.get("/y")
        """,
    ),
    Situation(
        "moto + @responses.activate (moto inner)",
        f"""{_IMPORTS}
        @responses.activate
        @mock_aws
        def test_it(site):
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
            with refused():
                site.get("/y")
        """,
    ),
    Situation(
        "moto S3 bucket as origin",
        f"""{_AWS}{_BUCKET}
        def test_it(aws, make_distribution):
            fill_bucket()
            assert make_distribution(origin=BUCKET).get("/x").text == "in the bucket"
        """,
    ),
    Situation(
        "moto S3 bucket as origin: bare stub for the same URL wins",
        f"""{_AWS}{_BUCKET}
        def test_it(aws, make_distribution):
            fill_bucket()
            responses.get(BUCKET + "/x", body="stubbed")
            assert make_distribution(origin=BUCKET).get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "moto: request first (default mock on), then moto S3 origin",
        f"""{_IMPORTS}{_BUCKET}
        def test_it(site, make_distribution):
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
            with mock_aws():
                fill_bucket()
                assert make_distribution(origin=BUCKET).get("/x").text == "in the bucket"
        """,
    ),
    Situation(
        "moto: a service that it does not simulate is an unstubbed origin",
        f"""{_AWS}
        def test_it(aws, make_distribution):
            site = make_distribution(origin="https://my-alb-1.unheard-of.us-east-1.amazonaws.com")
            with refused():
                site.get("/x")
        """,
    ),
    Situation(
        "moto: function's own unstubbed requests call",
        f"""{_AWS}
        def test_it(aws, make_distribution):
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
        "moto: function's own stubbed requests call",
        f"""{_AWS}
        def test_it(aws, make_distribution):
            def handler(event, context):
                texts = [requests.get("https://api.example.com/", timeout=1).text for _ in range(3)]
                assert texts == ["first", "second", "second"]
                return event["Records"][0]["cf"]["request"]

            site = make_distribution(origin=ORIGIN, viewer_request=handler)
            responses.get("https://api.example.com/", body="first")
            responses.get("https://api.example.com/", body="second")
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
        """,
    ),
    Situation(
        "moto: two stubs for one URL are served in turn",
        f"""{_AWS}
        def test_it(aws, site):
            responses.get(URL, body="first")
            responses.get(URL, body="second")
            assert [site.get("/x").text for _ in range(3)] == ["first", "second", "second"]
        """,
    ),
    Situation(
        "moto: add_passthru is honoured (network attempted)",
        f"""{_AWS}
        def test_it(aws, site):
            responses.add_passthru(ORIGIN)
            assert site.get("/x").status_code == 502
        """,
        reaches_network=True,
    ),
    Situation(
        "moto in a module-scoped fixture after the first request",
        f"""{_IMPORTS}{_BUCKET}
        @pytest.fixture(scope="module")
        def aws():
            with mock_aws():
                fill_bucket()
                yield

        def test_one(site, request, make_distribution):
            responses.get(URL, body="stubbed")
            assert site.get("/x").text == "stubbed"
            request.getfixturevalue("aws")
            assert make_distribution(origin=BUCKET).get("/x").text == "in the bucket"

        def test_two(aws, site, make_distribution):
            assert make_distribution(origin=BUCKET).get("/x").text == "in the bucket"
            with refused():
                site.get("/x")
        """,
    ),
)
