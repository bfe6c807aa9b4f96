"""Origin-request: give S3 the object that a directory stands for.

A directory without its slash is redirected, so that relative links on the page keep working. The query
string is not part of the cache key, and so it has no place in a redirect that is cached.
"""


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    uri = request["uri"]
    if uri.endswith("/"):
        request["uri"] = uri + "index.html"
    elif "." not in uri.rpartition("/")[2]:
        return redirect_to(uri + "/")
    return request


def redirect_to(uri):
    # "//evil.example/" would take the viewer to another site.
    location = "/" + uri.lstrip("/")
    return {
        "status": "301",
        "statusDescription": "Moved Permanently",
        "headers": {
            "location": [{"key": "Location", "value": location}],
            "cache-control": [{"key": "Cache-Control", "value": "max-age=3600"}],
        },
    }
