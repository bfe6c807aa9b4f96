import json
from pathlib import Path

import pytest
from pytest_lambda_edge import load_distribution

CLOUDFRONT = Path(__file__).parent.parent / "cloudfront"

# The distribution names its functions by their ARNs, which do not tell where the code is.
FUNCTIONS = {
    "links": "functions/links/index.handler",
    "robots": "functions/robots/index.handler",
}


@pytest.fixture
def site(make_distribution):
    pages = json.loads((CLOUDFRONT / "pages.json").read_text(encoding="utf-8"))
    policies = {pages["CachePolicy"]["Id"]: pages}
    return make_distribution(
        load_distribution(CLOUDFRONT / "distribution.json", functions=FUNCTIONS, parameters=policies)
    )
