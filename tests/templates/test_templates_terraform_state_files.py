"""State files that Terraform itself can read and that are not read as they are."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import error_of

ENCRYPTED = {"meta": {"key_provider.pbkdf2.x": "e30="}, "encrypted_data": "c2E=", "encryption_version": "v0"}


@pytest.mark.parametrize("more", [{}, {"serial": 3, "lineage": "0a1b"}])
def test_an_encrypted_file_of_opentofu_is_told_with_what_prints_it(more: dict[str, Any]) -> None:
    (problem,) = error_of(ENCRYPTED | more).problems
    assert problem.place == "load_distribution"
    assert "is encrypted by OpenTofu" in problem.message
    assert "tofu show -json" in problem.message


def test_a_distribution_in_the_form_of_terraform_0_11_is_told_at_its_address() -> None:
    instance = {"schema_version": 1, "attributes_flat": {"origin.#": "1"}}
    resource = {"mode": "managed", "type": "aws_cloudfront_distribution", "name": "site"}
    resources = [resource | {"module": "module.cdn", "instances": [instance]}]
    document = {"version": 4, "serial": 3, "lineage": "0a1b", "resources": resources}
    (problem,) = error_of(document).problems
    assert problem.place == "module.cdn.aws_cloudfront_distribution.site"
    assert "terraform show -json" in problem.message
