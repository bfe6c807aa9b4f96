"""Origin-response: add the security headers once, so that they are cached with the object.

What the origin has set by itself stays as it is.
"""

HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


def handler(event, context):
    response = event["Records"][0]["cf"]["response"]
    for name, value in HEADERS.items():
        response["headers"].setdefault(name.lower(), [{"key": name, "value": value}])
    response["headers"].pop("server", None)
    return response
