"""Answers /robots.txt, so that no deployment of the origin can forget it."""

ROBOTS = "User-agent: *\nDisallow: /go/\n"


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["uri"] != "/robots.txt":
        return request
    headers = {"content-type": [{"key": "Content-Type", "value": "text/plain"}]}
    return {"status": "200", "headers": headers, "body": ROBOTS}
