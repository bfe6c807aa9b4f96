RELEASES = {"live": "42", "test": "43"}


def _answer(stage):
    def handler(event, context):
        request = event["Records"][0]["cf"]["request"]
        if "." in request["uri"]:
            return request
        return {"status": "200", "body": f"<html data-release={RELEASES[stage]}>"}

    return handler


live_handler = _answer("live")
test_handler = _answer("test")
