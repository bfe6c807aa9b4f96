"""Viewer-request: whoever has no session goes to the sign-in page first."""

LOGIN = "https://login.example.com/"


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    cookies = request["headers"].get("cookie", [])
    if any("session=" in cookie["value"] for cookie in cookies):
        return request
    location = [{"key": "Location", "value": f"{LOGIN}?back={request['uri']}"}]
    return {"status": "302", "headers": {"location": location}}
