"""How signed URLs and cookies are written: names, alphabet, canned policy (CF-164 to CF-168).

What checks signatures reads this, and so does what makes them.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import Final

__all__ = [
    "COOKIES",
    "COOKIE_PREFIX",
    "LATEST",
    "PARAMETERS",
    "canned_policy",
    "decoded",
    "encoded",
    "without_parameters",
]

PARAMETERS: Final = frozenset({"Expires", "Hash-Algorithm", "Key-Pair-Id", "Policy", "Signature"})
COOKIE_PREFIX: Final = "CloudFront-"
COOKIES: Final = frozenset(COOKIE_PREFIX + name for name in PARAMETERS)
LATEST: Final = 2**63 - 1  # seconds since the epoch (CF-169)

_TO_URL: Final = bytes.maketrans(b"+=/", b"-_~")
_FROM_URL: Final = bytes.maketrans(b"-_~", b"+=/")
_ALPHABET: Final = re.compile(r"[A-Za-z0-9~-]*_{0,2}")


def encoded(content: bytes) -> str:
    """Return bytes as base64 in the characters that CloudFront wants in a URL (CF-167)."""
    return b64encode(content).translate(_TO_URL).decode()


def decoded(text: str) -> bytes | None:
    """Undo ``encoded``; None where *text* cannot have come from it."""
    if not _ALPHABET.fullmatch(text) or len(text) % 4:
        return None
    return b64decode(text.encode().translate(_FROM_URL))


def canned_policy(url: str, expires: str) -> bytes:
    """Return the policy that a canned signature is made of; *expires* is the text of the number (CF-168)."""
    return (
        f'{{"Statement":[{{"Resource":"{url}","Condition":'
        f'{{"DateLessThan":{{"AWS:EpochTime":{expires}}}}}}}]}}'
    ).encode()


def without_parameters(querystring: str) -> str:
    """Return a query string without the parameters of a signature; all else stays as written."""
    return "&".join(part for part in querystring.split("&") if part.partition("=")[0] not in PARAMETERS)
