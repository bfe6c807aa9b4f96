import os


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if "TABLE" in os.environ:
        raise RuntimeError("an edge function has no environment of its own")
    if "authorization" in request["headers"] or request["method"] == "POST":
        return request
    return {"status": "401"}
