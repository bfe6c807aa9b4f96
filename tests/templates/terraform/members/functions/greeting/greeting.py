GREETINGS = {"de": "Hallo", "en": "Hello"}


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["uri"] != "/greeting":
        return request
    lines = request["headers"].get("accept-language", [{"value": "en"}])
    return {"status": "200", "body": GREETINGS.get(lines[0]["value"][:2], "Hello")}
