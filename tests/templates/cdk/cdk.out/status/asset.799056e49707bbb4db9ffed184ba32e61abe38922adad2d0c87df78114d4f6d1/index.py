"""Viewer-request: while something is down, everybody is told so."""

from incidents import INCIDENTS


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["uri"] in INCIDENTS:
        return {"status": "503", "body": INCIDENTS[request["uri"]]}
    return request
