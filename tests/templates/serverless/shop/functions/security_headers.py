from functions import names


def handler(event, context):
    response = event["Records"][0]["cf"]["response"]
    response["headers"][names.SNIFF.lower()] = [{"key": names.SNIFF, "value": "nosniff"}]
    return response
