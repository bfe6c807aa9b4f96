import base64

WORD = "booklover"


def known(cookies, body):
    said = [line["value"] for line in cookies] + [base64.b64decode(body).decode(errors="replace")]
    return any(WORD in line for line in said)
