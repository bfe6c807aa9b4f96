"""Origin-request: the first label of the host says which branch's build is meant."""


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    request["uri"] = f"/preview{request['uri']}"
    return request
