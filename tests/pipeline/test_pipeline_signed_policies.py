from __future__ import annotations

import json
from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.any_values import JSON

from pytest_lambda_edge.pipeline.signed_policies import (
    MalformedPolicy,
    SignedPolicy,
    epoch_seconds,
    read_policy,
)

LATEST = 2**63 - 1
ENDS = {"DateLessThan": {"AWS:EpochTime": 100}}


def read(document: Any) -> SignedPolicy | MalformedPolicy:
    return read_policy(json.dumps(document).encode())


def statement(**parts: Any) -> dict[str, Any]:
    return {"Statement": [{"Resource": "*", "Condition": ENDS} | parts]}


def condition(**parts: Any) -> dict[str, Any]:
    return statement(Condition=ENDS | parts)


@pytest.mark.fact("CF-169")
@pytest.mark.parametrize(
    ("document", "policy"),
    [
        (statement(), SignedPolicy("*", 100)),
        ({"Statement": [{"Condition": ENDS}]}, SignedPolicy(None, 100)),
        (statement(Resource=""), SignedPolicy("", 100)),
        (statement(Resource="😀"), SignedPolicy("😀", 100)),
        (condition(DateLessThan={"AWS:EpochTime": LATEST}), SignedPolicy("*", LATEST)),
        (condition(DateLessThan={"AWS:EpochTime": 0}), SignedPolicy("*", 0)),
        (condition(DateGreaterThan={"AWS:EpochTime": 50}), SignedPolicy("*", 100, 50)),
        (
            condition(IpAddress={"AWS:SourceIp": "192.0.2.9/24"}),
            SignedPolicy("*", 100, None, IPv4Network("192.0.2.0/24")),
        ),
        (
            condition(IpAddress={"AWS:SourceIp": "192.0.2.10"}, DateGreaterThan={"AWS:EpochTime": 1}),
            SignedPolicy("*", 100, 1, IPv4Network("192.0.2.10/32")),
        ),
    ],
)
def test_a_policy_is_read(document: Any, policy: SignedPolicy) -> None:
    assert read(document) == policy


@pytest.mark.fact("CF-169")
def test_white_space_and_order_do_not_count() -> None:
    text = (
        b'\n{ "Statement": [ {"Condition": {"DateLessThan": {"AWS:EpochTime": 100}},\t"Resource": "*"} ] }\n'
    )
    assert read_policy(text) == SignedPolicy("*", 100)


NO_TIME = "AWS:EpochTime of DateLessThan must be a whole number of seconds, not "


@pytest.mark.fact("CF-169", "CF-174")
@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (None, "Statement must be there, as an array"),
        ([], "Statement must be there, as an array"),
        ({}, "Statement must be there, as an array"),
        ({"statement": []}, "Statement must be there, as an array"),
        ({"Statement": {"Condition": ENDS}}, "Statement must be there, as an array"),
        ({"Statement": []}, "it must have exactly one Statement, not 0"),
        ({"Statement": [{"Condition": ENDS}] * 2}, "it must have exactly one Statement, not 2"),
        ({"Statement": ["*"]}, "Condition must be there, as an object"),
        ({"Statement": [{}]}, "Condition must be there, as an object"),
        (statement(Condition=None), "Condition must be there, as an object"),
        (statement(Condition={}), "DateLessThan must be there, as an object"),
        (statement(Condition={"DateGreaterThan": {"AWS:EpochTime": 1}}), "DateLessThan must be there"),
        (statement(Resource=None), "Resource must be there, as a string"),
        (statement(Resource=["*"]), "Resource must be there, as a string"),
        (
            statement(Resource="https://\ud800"),
            "Resource has half of a surrogate pair, which",
        ),
        (condition(DateLessThan=100), "DateLessThan must be there, as an object"),
        (condition(DateLessThan={}), f"{NO_TIME}None"),
        (condition(DateLessThan={"AWS:EpochTime": "100"}), f"{NO_TIME}'100'"),
        (condition(DateLessThan={"AWS:EpochTime": 100.0}), f"{NO_TIME}100.0"),
        (condition(DateLessThan={"AWS:EpochTime": True}), f"{NO_TIME}True"),
        (condition(DateLessThan={"AWS:EpochTime": -1}), f"{NO_TIME}-1"),
        (condition(DateLessThan={"AWS:EpochTime": LATEST + 1}), f"{NO_TIME}{LATEST + 1}"),
        (condition(DateLessThan={"aws:EpochTime": 1}), f"{NO_TIME}None"),
        (condition(DateGreaterThan={"AWS:EpochTime": "1"}), "AWS:EpochTime of DateGreaterThan must be"),
        (condition(DateGreaterThan=None), "DateGreaterThan must be there, as an object"),
        (condition(IpAddress="192.0.2.1"), "IpAddress must be there, as an object"),
        (condition(IpAddress={}), "AWS:SourceIp must be there, as a string"),
        (condition(IpAddress={"AWS:SourceIp": ["192.0.2.1"]}), "AWS:SourceIp must be there, as a string"),
        *(
            (
                condition(IpAddress={"AWS:SourceIp": text}),
                f"AWS:SourceIp must be one IPv4 address or CIDR range, not {text!r}",
            )
            for text in (
                "",
                "2001:db8::/32",
                "192.0.2.0/33",
                "192.0.2",
                "192.0.2.0/255.255.255.0",
                "*",
                "1.2.3.4, 1.2.3.5",
            )
        ),
        (
            condition(StringEquals={}),
            "'StringEquals' is no Condition; there are DateLessThan, DateGreaterThan",
        ),
    ],
)
def test_what_is_no_policy_is_malformed(document: Any, reason: str) -> None:
    found = read(document)
    assert isinstance(found, MalformedPolicy)
    assert found.why.startswith(reason)


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 100_000, b"9" * 5_000, b"NaN"])
def test_what_is_no_json_is_malformed(text: bytes) -> None:
    found = read_policy(text)
    assert isinstance(found, MalformedPolicy)
    assert found.why


@given(st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=100)
def test_any_bytes_are_read(text: bytes) -> None:
    assert isinstance(read_policy(text), (MalformedPolicy, SignedPolicy))


@given(JSON)
@settings(max_examples=60)
def test_any_statement_is_read(value: Any) -> None:
    assert isinstance(
        read({"Statement": [{"Condition": ENDS | {"IpAddress": value}}]}), (MalformedPolicy, SignedPolicy)
    )
    assert isinstance(read({"Statement": [value]}), (MalformedPolicy, SignedPolicy))


@pytest.mark.fact("CF-169", "CF-174")
@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("1780315260", 1_780_315_260),
        (str(LATEST), LATEST),
        (str(LATEST + 1), None),
        ("9" * 20, None),
        ("9" * 5_000, None),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        ("1e9", None),
        (" 1", None),
        ("\u0661", None),
        ("", None),
    ],
)
def test_expires_is_a_whole_number_of_64_bits(text: str, seconds: int | None) -> None:
    assert epoch_seconds(text) == seconds
