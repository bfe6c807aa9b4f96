HEADERS = {"X-Content-Type-Options": "nosniff"}
