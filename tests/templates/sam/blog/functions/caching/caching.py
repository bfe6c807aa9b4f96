"""Origin-response: the blog's server says nothing about caching."""


def handler(event, context):
    response = event["Records"][0]["cf"]["response"]
    response["headers"]["cache-control"] = [{"key": "Cache-Control", "value": "max-age=600"}]
    return response
