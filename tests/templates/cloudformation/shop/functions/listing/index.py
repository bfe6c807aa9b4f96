"""Origin-request: a folder's page is the index.html in it."""

import paths


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    request["uri"] = paths.with_index(request["uri"])
    return request
