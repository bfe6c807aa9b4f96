def handler(event, context):
    response = event["Records"][0]["cf"]["response"]
    response["headers"]["x-function"] = [{"key": "X-Function", "value": context.function_name}]
    return response
