"""The context object that a Python function receives (LE-321)."""

from __future__ import annotations

import itertools
import re
import sys
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge import clock

if TYPE_CHECKING:
    from pytest_lambda_edge.runtimes.deadline import Deadline

__all__ = ["ACCOUNT", "REGION", "VERSION", "CognitoIdentity", "FunctionIdentity", "LambdaContext"]

ACCOUNT = "123456789012"
REGION = "us-east-1"  # D-41
VERSION = "1"  # Lambda@Edge runs numbered versions only (LE-297).

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")
_ids = itertools.count(1)
_id_prefix = str(uuid.uuid4())[:24]


def _request_id() -> str:
    """Return an id that no other run has (LE-322); counting is quicker than drawing each anew."""
    return f"{_id_prefix}{next(_ids):012x}"


@dataclass(frozen=True, slots=True)
class FunctionIdentity:
    """What a function is called at the edge; ``name`` carries the prefix that the edge adds (LE-316)."""

    name: str
    memory: int
    log_stream_name: str

    @classmethod
    def starting_now(cls, name: str, memory: int) -> FunctionIdentity:
        """Name a new execution environment of a function; its log stream bears today's date (LE-320).

        Callables have names such as ``functions.auth:handler``: what Lambda allows in no name becomes ``-``.
        """
        day = time.strftime("%Y/%m/%d", time.gmtime(clock.now()))
        lambda_name = _NOT_IN_A_NAME.sub("-", name).strip("-")
        return cls(f"us-east-1.{lambda_name}", memory, f"{day}/[{VERSION}]{uuid.uuid4().hex}")

    @property
    def arn(self) -> str:
        """The ARN with which the edge invokes the function (LE-317)."""
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.name}:{VERSION}"

    @property
    def log_group_name(self) -> str:
        """The log group in the executing Region (LE-272)."""
        return f"/aws/lambda/{self.name}"


class CognitoIdentity:
    """Who called, were this a mobile app; empty at the edge."""

    cognito_identity_id: str | None = None
    cognito_identity_pool_id: str | None = None


class LambdaContext:
    """What Lambda tells a Python function about its run.

    ``memory_limit_in_mb`` is a string, as Lambda's; ``identity`` is there and empty, ``client_context`` None.
    """

    def __init__(self, identity: FunctionIdentity, deadline: Deadline) -> None:
        self.aws_request_id = _request_id()
        self.function_name = identity.name
        self.function_version = VERSION
        self.invoked_function_arn = identity.arn
        self.memory_limit_in_mb = str(identity.memory)
        self.log_group_name = identity.log_group_name
        self.log_stream_name = identity.log_stream_name
        self.identity = CognitoIdentity()
        self.client_context: Any = None
        self._deadline = deadline

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left until the function's timeout; time on a frozen clock counts (D-12)."""
        return max(0, int(self._deadline.remaining() * 1000))

    def log(self, message: object) -> None:
        """Write to the function's log, without a line end of its own."""
        sys.stdout.write(str(message))

    def __repr__(self) -> str:
        return f"LambdaContext(function_name={self.function_name!r}, aws_request_id={self.aws_request_id!r})"
