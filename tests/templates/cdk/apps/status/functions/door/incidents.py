INCIDENTS = {"/payments": "we are at it"}
