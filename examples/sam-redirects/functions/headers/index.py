"""Origin-response: headers that tell browsers to be careful."""

HEADERS = {
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
}


def handler(event, context):
    response = event["Records"][0]["cf"]["response"]
    for name, value in HEADERS.items():
        response["headers"][name.lower()] = [{"key": name, "value": value}]
    return response
