"""Viewer-response: remember the variant that ab_test has drawn.

It is done here and not at the origin, because what is set here is never cached.
"""

import settings

ATTRIBUTES = f"Path=/; Max-Age={settings.MAX_AGE}; Secure; SameSite=Lax"


def handler(event, context):
    cf = event["Records"][0]["cf"]
    response = cf["response"]
    for drawn in cf["request"]["headers"].get("x-experiment", ()):
        cookie = f"{settings.COOKIE}={drawn['value']}; {ATTRIBUTES}"
        cookies = response["headers"].setdefault("set-cookie", [])
        cookies.append({"key": "Set-Cookie", "value": cookie})
    return response
