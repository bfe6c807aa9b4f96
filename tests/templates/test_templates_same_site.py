"""One distribution written in every format is one model, and does the same."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.same_models import model_of
from support.same_site import DOOR, INDEX_REWRITE, MARKS, SAME_SITE, bookshop

from pytest_lambda_edge import (
    Behavior,
    CachePolicy,
    CloudFrontFunction,
    CustomErrorResponse,
    CustomOrigin,
    Function,
    GeoRestriction,
    OriginGroup,
    S3Origin,
    Trigger,
    load_distribution,
)
from pytest_lambda_edge.assertions import assert_fired, assert_response, assert_short_circuited
from pytest_lambda_edge.model.settings import setting_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge import DistributionConfig, MakeDistribution

pytestmark = pytest.mark.filterwarnings("ignore::pytest_lambda_edge.errors.EdgeNotSimulatedWarning")


@dataclass(frozen=True)
class Written:
    """The bookshop in a format: its document, what else must be given, and how its JavaScript is called."""

    document: str
    rewrite: str
    functions: Mapping[str, Any] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)

    def load(self, **functions: Any) -> DistributionConfig:
        """Read it, with these functions in the places of its own."""
        by_id = {self.rewrite if name == "rewrite" else name: one for name, one in functions.items()}
        parameters = {id_: json.loads((SAME_SITE / name).read_text()) for id_, name in self.policies.items()}
        return load_distribution(
            SAME_SITE / self.document, functions={**self.functions, **by_id}, parameters=parameters
        )


FORMATS = {
    "API": Written(
        "get-distribution-config.json",
        rewrite="bookshop-index-rewrite",
        functions={
            "bookshop-door": DOOR,
            "bookshop-marks": MARKS,
            "bookshop-index-rewrite": INDEX_REWRITE,
        },
        policies={
            "9b1c2f58-2d66-4c59-9a8e-0d3f7c1a5e42": "get-cache-policy.json",
            "0c3d0e0b-1f0e-4f0e-8b8e-6f0a3c6d2f11": "get-response-headers-policy.json",
        },
    ),
    "CloudFormation, YAML": Written("template.yaml", rewrite="IndexRewrite"),
    "CloudFormation, JSON": Written("template.json", rewrite="IndexRewrite"),
    "SAM": Written("sam.yaml", rewrite="IndexRewrite"),
    "CDK": Written("../cdk/cdk.out/bookshop", rewrite="IndexRewrite0A63A7CD"),
    "Serverless": Written("serverless.yml", rewrite="IndexRewrite"),
    "a plan of Terraform": Written("plan.json", rewrite="aws_cloudfront_function.index_rewrite"),
    "a state of Terraform": Written("state.json", rewrite="bookshop-index-rewrite"),
}

in_every_format = pytest.mark.parametrize("written", FORMATS.values(), ids=FORMATS)


@pytest.mark.fact("CF-273", "CF-276", "CF-278", "CF-279", "CF-280", "CF-281", "CF-283", "CF-286", "CF-289")
@pytest.mark.fact("CF-296", "CF-297", "CF-298", "CF-299", "CF-300")
@in_every_format
def test_a_distribution_is_the_same_in_every_format(written: Written) -> None:
    assert model_of(written.load()) == model_of(bookshop())


def rewritten(event: Any, context: Any) -> Any:
    """Do in Python what the shop's JavaScript does."""
    request = event["Records"][0]["cf"]["request"]
    if request["uri"].endswith("/"):
        request["uri"] += "index.html"
    return request


VIEWER = {"CloudFront-Viewer-Country": "AT"}
PAGES = "https://bookshop-pages.s3.eu-central-1.amazonaws.com"
SPARE = "https://bookshop-pages-spare.s3.us-west-2.amazonaws.com/current"
API = "https://api.books.example.com/v2/api"


@in_every_format
def test_it_does_the_same_in_every_format(written: Written, make_distribution: MakeDistribution) -> None:
    site = make_distribution(written.load(rewrite=rewritten)).viewer(viewer=VIEWER)
    responses.get(f"{PAGES}/novels/index.html", status=503)
    responses.get(f"{SPARE}/novels/index.html", body="novels", headers={"X-Powered-By": "S3"})
    page = site.get("/novels/")
    assert_fired(page, "viewer-request", "origin-response", "origin-response")
    assert_response(
        page,
        status=200,
        body="novels",
        headers={"cache-control": "max-age=60", "x-frame-options": "DENY", "x-powered-by": None},
    )
    assert_short_circuited(site.post("/api/orders", body="a stranger"), by="viewer-request")
    ordered = responses.post(f"{API}/orders", body="thanks")
    assert_response(site.post("/api/orders", body="from a booklover"), body="thanks")
    assert ordered.calls[0].request.headers["X-Shop-Key"] == "open-sesame"
    responses.get(f"{PAGES}/covers/1.png", status=404)
    responses.get(f"{PAGES}/errors/404.html", body="no such cover")
    assert_response(site.get("/covers/1.png"), status=404, body="no such cover")
    assert_response(site.get("/novels/", viewer={"CloudFront-Viewer-Country": "US"}), status=403)


def changed(**settings: Any) -> DistributionConfig:
    return bookshop().replace(**settings)


def of_api(**settings: Any) -> DistributionConfig:
    """Return the bookshop with other settings of its API's behavior."""
    api = bookshop().behaviors["/api/*"]
    named = {name: getattr(api, name) for name in Behavior.__dataclass_fields__}
    return changed(behaviors={**bookshop().behaviors, "/api/*": Behavior(**{**named, **settings})})


def of_origins(**origins: Any) -> DistributionConfig:
    return changed(origins={**bookshop().origins, **origins})


def like(thing: Any, cls: Any, **settings: Any) -> Any:
    """Return settings of a class, some of which are others."""
    named = {name: getattr(thing, name) for name in setting_names(type(thing))}
    return cls(**{**named, **settings})


BOOKS = bookshop()


@pytest.mark.parametrize(
    "other",
    [
        changed(aliases=["books.example.com"]),
        changed(default_root_object="home.html"),
        changed(enabled=False),
        changed(cache_tag_header_name="Tags"),
        changed(custom_error_responses=[CustomErrorResponse(error_code=404, error_caching_min_ttl=60)]),
        changed(geo_restriction=GeoRestriction(restriction_type="whitelist", locations=["DE", "AT"])),
        changed(geo_restriction=None),
        changed(viewer_protocol_policy="allow-all"),
        changed(compress=False),
        changed(cache_policy=like(BOOKS.cache_policy, CachePolicy, default_ttl=3601)),
        changed(cache_policy=like(BOOKS.cache_policy, CachePolicy, query_strings=["lang"])),
        changed(response_headers_policy="SecurityHeadersPolicy"),
        changed(origin="pages"),
        changed(viewer_request=None),
        changed(viewer_request=CloudFrontFunction(INDEX_REWRITE.code, runtime="cloudfront-js-1.0")),
        changed(viewer_request=CloudFrontFunction("// nothing\n", runtime="cloudfront-js-2.0")),
        changed(origin_response=like(MARKS, Function, timeout=11)),
        changed(origin_response=like(MARKS, Function, memory=128)),
        changed(origin_response=like(MARKS, Function, handler="index.other")),
        changed(origin_response=like(MARKS, Function, code=DOOR.code)),
        changed(origin_response=None, origin_request=MARKS),
        changed(behaviors=dict(reversed(list(BOOKS.behaviors.items())))),
        changed(behaviors={"/api/*": BOOKS.behaviors["/api/*"]}),
        of_api(viewer_request=DOOR),
        of_api(viewer_request=Trigger(MARKS, include_body=True)),
        of_api(cached_methods=["GET", "HEAD"]),
        of_api(origin_request_policy=None),
        of_api(origin="pages", allowed_methods=["GET", "HEAD"], cached_methods=["GET", "HEAD"]),
        of_origins(api=like(BOOKS.origins["api"], CustomOrigin, origin_path="/v3")),
        of_origins(api=like(BOOKS.origins["api"], CustomOrigin, custom_headers={"X-Stage": "production"})),
        of_origins(api=like(BOOKS.origins["api"], CustomOrigin, origin_keepalive_timeout=5)),
        of_origins(pages=like(BOOKS.origins["pages"], S3Origin, origin_access_control_id=None)),
        of_origins(both=OriginGroup(members=["spare", "pages"], status_codes=[500, 502, 503, 504])),
        of_origins(both=OriginGroup(members=["pages", "spare"], status_codes=[500])),
        of_origins(unused="https://www.example.com"),
    ],
)
def test_another_distribution_is_another(other: DistributionConfig) -> None:
    assert model_of(other) != model_of(bookshop())


def test_names_and_ids_make_no_difference() -> None:
    pages, spare, api, _ = bookshop().origins.values()
    renamed = changed(
        id="E1",
        domain_name="d1.cloudfront.net",
        origins={
            "c": api,
            "b": spare,
            "a": pages,
            "d": OriginGroup(members=["a", "b"], status_codes=[504, 503, 502, 500]),
        },
        origin="d",
        origin_response=like(MARKS, Function, name="marks"),
        cache_policy=like(BOOKS.cache_policy, CachePolicy, name="shop"),
        behaviors={
            "api/*": like(BOOKS.behaviors["/api/*"], Behavior, origin="c"),
            "covers/*.jpg": like(BOOKS.behaviors["/covers/*.jpg"], Behavior, origin="a"),
        },
    )
    assert model_of(renamed) == model_of(bookshop())
