"""Origin-response: says which mirror it was."""


def handler(event, context):
    record = event["Records"][0]["cf"]
    host = record["request"]["origin"]["custom"]["domainName"]
    record["response"]["headers"]["x-mirror"] = [{"key": "X-Mirror", "value": host}]
    return record["response"]
