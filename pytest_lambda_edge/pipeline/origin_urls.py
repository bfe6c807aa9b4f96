"""Where an origin request goes: protocol, host, port and path (CF-226, CF-228)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.model.origins import CustomOrigin

if TYPE_CHECKING:
    from pytest_lambda_edge.model.deployed import DeployedOrigin

__all__ = ["origin_protocol", "origin_url"]

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def origin_protocol(origin: DeployedOrigin, viewer_scheme: str) -> str:
    """Return ``http`` or ``https``; S3 origins follow the viewer (CF-228)."""
    settings = origin.settings
    if isinstance(settings, CustomOrigin) and settings.origin_protocol_policy != "match-viewer":
        return settings.origin_protocol_policy.removesuffix("-only")
    return viewer_scheme


def origin_url(protocol: str, domain_name: str, port: int, target: str) -> str:
    """Return the absolute URL of a path with its query; the protocol's own port is left out."""
    authority = domain_name if _DEFAULT_PORTS.get(protocol) == port else f"{domain_name}:{port}"
    return f"{protocol}://{authority}{target}"
