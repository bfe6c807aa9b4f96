"""Viewer-request: show each viewer one of two pricing pages.

A cookie remembers the variant. Without one, the viewer's address and browser decide, so that the first
pages fit together even before the cookie arrives. The URI is rewritten before the cache is asked, so
each variant is cached by itself, under its own URI.

``X-Experiment`` tells the viewer-response function (ab_test_cookie) which variant to remember.
"""

import hashlib

import settings


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    headers = request["headers"]
    headers.pop("x-experiment", None)
    if not request["uri"].startswith(settings.PATH):
        return request

    variant = remembered_variant(headers)
    if variant is None:
        variant = drawn_variant(request)
        headers["x-experiment"] = [{"key": "X-Experiment", "value": variant}]
    request["uri"] = settings.VARIANT_PATHS[variant] + request["uri"].removeprefix(settings.PATH)
    return request


def remembered_variant(headers):
    for line in headers.get("cookie", ()):
        for pair in line["value"].split(";"):
            name, _, value = pair.strip().partition("=")
            if name == settings.COOKIE and value in settings.VARIANT_PATHS:
                return value
    return None


def drawn_variant(request):
    browser = request["headers"].get("user-agent", [{"value": ""}])[0]["value"]
    digest = hashlib.sha256(f"{request['clientIp']} {browser}".encode()).digest()
    variants = sorted(settings.VARIANT_PATHS)
    return variants[digest[0] % len(variants)]
