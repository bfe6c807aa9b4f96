import pytest
from pytest_lambda_edge import Behavior, CachePolicy, CustomErrorResponse, CustomOrigin, S3Origin

SECURITY_HEADERS = "functions/security_headers/index.handler"


@pytest.fixture
def site(make_distribution):
    """www.example.com, as it is deployed."""
    return make_distribution(
        aliases=["www.example.com"],
        default_root_object="index.html",
        viewer_protocol_policy="redirect-to-https",
        origins={
            "pages": S3Origin(domain_name="example-pages.s3.eu-central-1.amazonaws.com"),
            "accounts": custom_origin("accounts-origin.example.com"),
            "bookings": custom_origin("bookings-origin.example.com"),
            "shop": custom_origin("shop-eu.example.com"),
        },
        origin="pages",
        viewer_request="functions/ab_test/index.handler",
        origin_request="functions/directory_index/index.handler",
        origin_response=SECURITY_HEADERS,
        viewer_response="functions/ab_test_cookie/index.handler",
        behaviors={
            "/account/*": Behavior(
                origin="accounts",
                viewer_protocol_policy="https-only",
                allowed_methods=["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
                cache_policy="CachingDisabled",
                origin_request_policy="AllViewerExceptHostHeader",
                viewer_request="functions/sign_in/index.handler",
                origin_response=SECURITY_HEADERS,
            ),
            "/booking/*": Behavior(
                origin="bookings",
                origin_request="functions/maintenance/index.handler",
                origin_response=SECURITY_HEADERS,
            ),
            "/shop/*": Behavior(
                origin="shop",
                cache_policy=CachePolicy(
                    name="by-country",
                    min_ttl=0,
                    default_ttl=300,
                    header_behavior="whitelist",
                    headers=["CloudFront-Viewer-Country"],
                ),
                origin_request="functions/country_origin/index.handler",
                origin_response=SECURITY_HEADERS,
            ),
        },
        custom_error_responses=[
            CustomErrorResponse(error_code=404, response_page_path="/404.html", response_code=404),
        ],
    )


def custom_origin(domain_name):
    return CustomOrigin(domain_name=domain_name, origin_protocol_policy="https-only")
