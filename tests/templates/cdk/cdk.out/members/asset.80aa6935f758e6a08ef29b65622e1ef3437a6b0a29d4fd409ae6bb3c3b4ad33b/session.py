def is_member(headers):
    return any("session=" in cookie["value"] for cookie in headers.get("cookie", []))
