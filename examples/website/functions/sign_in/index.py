"""Viewer-request: let signed-in viewers pass, and send everybody else to the sign-in page.

The session cookie is ``<user>.<expires>.<signature>``: when it expires, in seconds since the epoch, and
the HMAC-SHA256 of what stands before the last dot. The origin is told who it is in ``X-User``.
"""

import hashlib
import hmac
import time
from urllib.parse import urlencode

import settings


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    user = user_of(cookie(request, "session"))
    if user is None:
        return sign_in_page(request)
    # This also overwrites whatever the viewer has put there.
    request["headers"]["x-user"] = [{"key": "X-User", "value": user}]
    return request


def cookie(request, name):
    for line in request["headers"].get("cookie", ()):
        for pair in line["value"].split(";"):
            key, _, value = pair.strip().partition("=")
            if key == name:
                return value
    return ""


def user_of(session):
    claims, _, signature = session.rpartition(".")
    user, _, expires = claims.rpartition(".")
    expected = hmac.new(settings.SESSION_KEY, claims.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        return None
    return user if int(expires) > time.time() else None


def sign_in_page(request):
    address = "https://" + request["headers"]["host"][0]["value"] + request["uri"]
    if request["querystring"]:
        address += "?" + request["querystring"]
    location = settings.SIGN_IN_URL + "?" + urlencode({"return_to": address})
    return {
        "status": "302",
        "statusDescription": "Found",
        "headers": {
            "location": [{"key": "Location", "value": location}],
            "cache-control": [{"key": "Cache-Control", "value": "no-store"}],
        },
    }
