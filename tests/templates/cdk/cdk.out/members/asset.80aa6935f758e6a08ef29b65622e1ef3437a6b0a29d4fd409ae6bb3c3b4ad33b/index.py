"""Viewer-request: let members in, and send everybody else to sign in."""

from session import is_member


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if is_member(request["headers"]):
        return request
    location = [{"key": "Location", "value": f"https://login.example.com/?back={request['uri']}"}]
    return {"status": "302", "headers": {"location": location}}
