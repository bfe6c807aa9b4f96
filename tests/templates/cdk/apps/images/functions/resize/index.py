def handler(event, context):
    return {"statusCode": 501, "body": "this one runs behind its own URL, not at the edge"}
