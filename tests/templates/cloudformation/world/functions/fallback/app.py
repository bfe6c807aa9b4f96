"""Origin-response: what no bucket has is a friendly page."""


def handler(event, context):
    response = event["Records"][0]["cf"]["response"]
    if response["status"] in {"403", "404"}:
        response.update(status="200", statusDescription="OK", body="<h1>Soon to come</h1>")
        response["headers"]["content-type"] = [{"key": "Content-Type", "value": "text/html"}]
    return response
