import base64

import users


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    sent = [header["value"] for header in request["headers"].get("authorization", [])]
    if sent == ["Basic " + base64.b64encode(users.NAME_AND_PASSWORD).decode()]:
        return request
    challenge = [{"key": "WWW-Authenticate", "value": "Basic"}]
    return {"status": "401", "headers": {"www-authenticate": challenge}}
