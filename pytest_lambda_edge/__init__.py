"""A whole Amazon CloudFront distribution, with its Lambda@Edge functions, in a pytest fixture.

Every public name is loaded when it is first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pytest_lambda_edge.assertions import (
        assert_fired,
        assert_not_fired,
        assert_not_short_circuited,
        assert_origin_received,
        assert_response,
        assert_result_type,
        assert_short_circuited,
    )
    from pytest_lambda_edge.cached import CacheEntry
    from pytest_lambda_edge.distribution import Distribution
    from pytest_lambda_edge.errors import (
        ConfigError,
        EdgeError,
        EdgeNotSimulatedWarning,
        FunctionError,
        FunctionExecutionError,
        FunctionTimeoutError,
        FunctionValidationError,
        OriginNotStubbedError,
    )
    from pytest_lambda_edge.events.types import (
        OriginRequestEvent,
        OriginResponseEvent,
        RequestResult,
        ResponseResult,
        ViewerRequestEvent,
        ViewerResponseEvent,
    )
    from pytest_lambda_edge.fixtures import EdgeClock, MakeDistribution
    from pytest_lambda_edge.http.headers import Headers
    from pytest_lambda_edge.model.behaviors import Behavior
    from pytest_lambda_edge.model.distribution import (
        CustomErrorResponse,
        DistributionConfig,
        GeoRestriction,
    )
    from pytest_lambda_edge.model.event_type import EventType
    from pytest_lambda_edge.model.key_groups import KeyGroup, PublicKey
    from pytest_lambda_edge.model.origins import CustomOrigin, OriginGroup, S3Origin
    from pytest_lambda_edge.model.policies import (
        CachePolicy,
        ForwardedValues,
        OriginRequestPolicy,
    )
    from pytest_lambda_edge.model.response_headers_policy import ResponseHeadersPolicy
    from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, Trigger
    from pytest_lambda_edge.pipeline.assumptions import Assumption
    from pytest_lambda_edge.pipeline.table import SkipReason
    from pytest_lambda_edge.result import Invocation, OriginRequest, Response, Result
    from pytest_lambda_edge.templates.load import load_distribution

__all__ = [
    "Assumption",
    "Behavior",
    "CacheEntry",
    "CachePolicy",
    "CloudFrontFunction",
    "ConfigError",
    "CustomErrorResponse",
    "CustomOrigin",
    "Distribution",
    "DistributionConfig",
    "EdgeClock",
    "EdgeError",
    "EdgeNotSimulatedWarning",
    "EventType",
    "ForwardedValues",
    "Function",
    "FunctionError",
    "FunctionExecutionError",
    "FunctionTimeoutError",
    "FunctionValidationError",
    "GeoRestriction",
    "Headers",
    "Invocation",
    "KeyGroup",
    "MakeDistribution",
    "OriginGroup",
    "OriginNotStubbedError",
    "OriginRequest",
    "OriginRequestEvent",
    "OriginRequestPolicy",
    "OriginResponseEvent",
    "PublicKey",
    "RequestResult",
    "Response",
    "ResponseHeadersPolicy",
    "ResponseResult",
    "Result",
    "S3Origin",
    "SkipReason",
    "Trigger",
    "ViewerRequestEvent",
    "ViewerResponseEvent",
    "assert_fired",
    "assert_not_fired",
    "assert_not_short_circuited",
    "assert_origin_received",
    "assert_response",
    "assert_result_type",
    "assert_short_circuited",
    "load_distribution",
]

_HOMES: Final = {
    name: module
    for module, names in {
        "assertions": (
            "assert_fired",
            "assert_not_fired",
            "assert_not_short_circuited",
            "assert_origin_received",
            "assert_response",
            "assert_result_type",
            "assert_short_circuited",
        ),
        "cached": ("CacheEntry",),
        "distribution": ("Distribution",),
        "errors": (
            "ConfigError",
            "EdgeError",
            "EdgeNotSimulatedWarning",
            "FunctionError",
            "FunctionExecutionError",
            "FunctionTimeoutError",
            "FunctionValidationError",
            "OriginNotStubbedError",
        ),
        "events.types": (
            "OriginRequestEvent",
            "OriginResponseEvent",
            "RequestResult",
            "ResponseResult",
            "ViewerRequestEvent",
            "ViewerResponseEvent",
        ),
        "fixtures": ("EdgeClock", "MakeDistribution"),
        "http.headers": ("Headers",),
        "model.behaviors": ("Behavior",),
        "model.distribution": ("CustomErrorResponse", "DistributionConfig", "GeoRestriction"),
        "model.event_type": ("EventType",),
        "model.key_groups": ("KeyGroup", "PublicKey"),
        "model.origins": ("CustomOrigin", "OriginGroup", "S3Origin"),
        "model.policies": ("CachePolicy", "ForwardedValues", "OriginRequestPolicy"),
        "model.response_headers_policy": ("ResponseHeadersPolicy",),
        "model.triggers": ("CloudFrontFunction", "Function", "Trigger"),
        "pipeline.assumptions": ("Assumption",),
        "pipeline.table": ("SkipReason",),
        "result": ("Invocation", "OriginRequest", "Response", "Result"),
        "templates.load": ("load_distribution",),
    }.items()
    for name in names
}


def __getattr__(name: str) -> Any:
    """Load a public name on its first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names; to freezegun, which would load every one of them, only what is there."""
    asked_by = sys._getframe(1).f_globals.get("__name__")  # noqa: SLF001 - there is no other way to know
    return sorted(globals() if asked_by == "freezegun.api" else __all__)
