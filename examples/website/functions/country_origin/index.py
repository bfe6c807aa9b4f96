"""Origin-request: send each country to its own shop.

The behavior's cache policy lists CloudFront-Viewer-Country. So the header is here, and what one country
gets is never served to another.
"""

import settings


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    country = request["headers"].get("cloudfront-viewer-country", [{"value": ""}])[0]["value"]
    shop = settings.SHOPS.get(country)
    if shop is not None:
        request["origin"]["custom"]["domainName"] = shop
        request["headers"]["host"] = [{"key": "Host", "value": shop}]
    return request
