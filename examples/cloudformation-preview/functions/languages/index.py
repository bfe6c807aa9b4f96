"""Chooses the pages of the viewer's country: below /de/ where German is spoken, else below /en/."""

GERMAN = {"AT", "CH", "DE", "LI"}


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    country = request["headers"].get("cloudfront-viewer-country", [{"value": ""}])[0]["value"]
    request["uri"] = ("/de" if country in GERMAN else "/en") + request["uri"]
    return request
