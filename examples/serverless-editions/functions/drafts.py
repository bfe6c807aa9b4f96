"""Viewer-request: show drafts to nobody who brings no token."""


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if "authorization" in request["headers"]:
        return request
    challenge = [{"key": "WWW-Authenticate", "value": "Bearer"}]
    return {"status": "401", "headers": {"www-authenticate": challenge}}
