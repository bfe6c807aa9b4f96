"""Mutants that no test can catch, since what they change makes no difference, each with the reason."""

from __future__ import annotations

EQUIVALENT = {
    '(content_encoding or "XXXX")': "no coding and an unknown one both leave the body as it is",
    '(joined(headers, "vary") or "XXXX")': "neither is a star",
    '_ENTITY_TAG.fullmatch(etag or "XXXX")': "neither is an entity tag",
    "None if (modified is None) and False": "no date is read from None either",
    'quality.strip("XX0.XX")': "a quality consists of digits and dots",
    "strict=None": "there is a value for each name",
    "zip(parts[::2], parts[1::2], )": "there is a value for each name",
    "strict=False": "there is a value for each name",
    'self._message["set-cookie"]': "email.message.Message has no case",
    'self._message["SET-COOKIE"]': "email.message.Message has no case",
    "len(digits) > 11": "both are more than a century",
    "zlib.compressobj(7,": "the coding is the same, only its size differs",
    "_brotli().compress(body, )": "the coding is the same, only its size and speed differ",
    "blake2b(response.body, )": "a boundary may have any length",
    "digest_size=13": "a boundary may have any length",
    "limit * 1_000 / KB": "a size is whole, whatever the limit is",
    "limit * 1_000_000 / MB": "a size is whole, whatever the limit is",
    **dict.fromkeys(
        ('.decode("ASCII")', '.encode("ASCII"', '.encode("UTF-8"'), "the name of a codec has no case"
    ),
    'is not None, "': "the text of an assertion that nobody sees fail",
    "varies = None": "it is only asked whether it is true",
    "by_cloudfront = None": "it is only asked whether it is true",
    "Sampling(enabled=None": "it is only asked whether it is true",
    '.argument("no-cache") or "XXXX"': "neither is Set-Cookie",
    "self.retry_at = 1.0": "no clock is set to 1970",
    "if (asks_for_device) or True": "what is not wanted is left out in the end",
    "if querystring or rules.key_query.mode": "nothing is selected of nothing",
    "storable=None": "it is only asked whether it is true",
    "_missing = None": "it is only asked whether it is true",
    "_check_functions(config, None,": "no place is no place, however it is written",
    "_behavior(config, None)": "no place is no place, however it is written",
    "if (last) or True else": "what ends in nothing matches the same, only slower",
    'name.strip("XX[]XX")': "an address consists of digits, letters to F, dots and colons",
    **dict.fromkeys(
        (
            'viewer_protocol_policy: str = "',
            "compress: bool = False",
            'default_root_object: str = "',
            "enabled: bool = False",
            'id: str = "',
            'domain_name: str = "',
            'function_errors: str = "',
            "include_body: bool = True",
            "query_string: bool = True",
        ),
        "the settings' defaults are read from the signature, which mutmut leaves as it is",
    ),
    "http/content_coding.py BROTLI_QUALITY": "the coding is the same, only its size and speed differ",
    "http/content_coding.py _GZIP_WINDOW": "the coding is the same, only its size differs",
    "_DENIED_PREFIXES: line 106: DISALLOWED": "the prefixes of one table hold those of the other",
    "pipeline/attempts.py _FOREVER": "no test waits that long",
}
"""What a mutant's changed line, or the name of a table's variant, holds; and why that is equivalent."""


def why_equivalent(change: str) -> str | None:
    """Return why the change makes no difference, or None if nobody has said so."""
    return next((reason for text, reason in EQUIVALENT.items() if text in change), None)
