"""Viewer-request: take the ticket of the sign-in page, and go back to where the viewer came from."""

from urllib.parse import parse_qs


def handler(event, context):
    query = parse_qs(event["Records"][0]["cf"]["request"]["querystring"])
    if "ticket" not in query:
        return {"status": "400", "body": "no ticket"}
    cookie = [{"key": "Set-Cookie", "value": f"session={query['ticket'][0]}; Secure; HttpOnly"}]
    location = [{"key": "Location", "value": query.get("back", ["/"])[0]}]
    return {"status": "303", "headers": {"set-cookie": cookie, "location": location}}
