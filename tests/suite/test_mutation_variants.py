"""What the mutation of tables changes: ``tests/mutation/variants.py``."""

from __future__ import annotations

import ast

import pytest
from mutation.variants import variants


def changes(source: str) -> list[str]:
    """Return each variant's last statement."""
    return [ast.unparse(variant.tree.body[-1]) for variant in variants(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("LIMIT = 10", ["LIMIT = 11", "LIMIT = 9"]),
        ("STRICT = True", ["STRICT = False"]),
        ("POP = 'FRA'", ["POP = 'FRAx'"]),
        ("NAMES = frozenset({'a', 'b'})", ["NAMES = frozenset({'b'})", "NAMES = frozenset({'a'})"]),
        (
            "AGES = {404: Kind.A, 500: Kind.B}",
            [
                "AGES = {404: Kind.B, 500: Kind.B}",
                "AGES = {404: Kind.A, 500: Kind.A}",
                "AGES = {500: Kind.B}",
                "AGES = {404: Kind.A}",
            ],
        ),
        (
            "NAMES = _rows('LE-001', 'A B')",
            ["NAMES = _rows('', 'A B')", "NAMES = _rows('LE-001', 'B')", "NAMES = _rows('LE-001', 'A')"],
        ),
        (
            "POLICY = Policy(min_ttl=1)",
            ["POLICY = Policy(min_ttl=2)", "POLICY = Policy(min_ttl=0)", "POLICY = Policy()"],
        ),
        (
            "class Origin:\n    port: int = 80",
            ["class Origin:\n    port: int = 81", "class Origin:\n    port: int = 79"],
        ),
        ("PATTERN = re.compile('a')", []),
        ("lower_case = 10", []),
        ("def function():\n    LIMIT = 10", []),
    ],
)
def test_a_variant_changes_one_thing(source: str, expected: list[str]) -> None:
    assert changes(source) == expected


def test_a_row_gets_the_text_of_another_row() -> None:
    source = "ROWS = (('D-01', 'M', 'the first'), ('D-02', 'L', 'the second'))"
    assert changes(source) == [
        "ROWS = (('D-02', 'M', 'the first'), ('D-02', 'L', 'the second'))",
        "ROWS = (('D-01', 'L', 'the first'), ('D-02', 'L', 'the second'))",
        "ROWS = (('D-01', 'M', 'the second'), ('D-02', 'L', 'the second'))",
        "ROWS = (('D-01', 'M', 'the first'), ('D-01', 'L', 'the second'))",
        "ROWS = (('D-01', 'M', 'the first'), ('D-02', 'M', 'the second'))",
        "ROWS = (('D-01', 'M', 'the first'), ('D-02', 'L', 'the first'))",
        "ROWS = (('D-02', 'L', 'the second'),)",
        "ROWS = (('D-01', 'M', 'the first'),)",
    ]
