"""Origin-response: pages stay for a minute, whatever the bucket says."""


def handler(event, context):
    response = event["Records"][0]["cf"]["response"]
    response["headers"]["cache-control"] = [{"key": "Cache-Control", "value": "max-age=60"}]
    return response
