"""Which tests are most likely to mind a change in a module, for those who cannot wait for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mutation.working_copy import PACKAGE, ROOT

if TYPE_CHECKING:
    from pathlib import Path

OF_FOLDER = {"http": "http", "events": "events", "model": "model", "pipeline": "pipeline conformance"}
OF_PIPELINE = {
    "assumptions": "pipeline_assumptions",
    "attempts": "origin_timeouts failover origin_fetch partial_responses pipeline_notes",
    "cache": "pipeline_cache invalidation x_cache cache_keys boundaries stale_objects stored_ranges",
    "cache_key": "cache_keys cached_methods pipeline_cache boundaries",
    "cache_tags": "cache_tags invalidation pipeline_notes",
    "cloudfront_responses": "rejected_requests signed_requests refused_signatures headers_sent boundaries",
    "collapsing": "collapsing",
    "compression": "compression accept_encoding listed_names boundaries",
    "cors": "cors",
    "delivery": "x_cache error_pages response_headers_sent rejected_requests boundaries",
    "driver": "pipeline_table trigger_events response_headers_sent",
    "edge_location": "response_headers_sent",
    "effects": "function_failures x_cache",
    "error_pages": "error_pages",
    "exchange": "trigger_events assumptions",
    "failures": "pipeline_failures missing_keys",
    "forwarding": "forwarded_headers origin_request viewer_conditions assumptions _notes wire_requests",
    "function_steps": "function_failures changed_requests assumptions boundaries wrong_results signing_param",
    "headers_policy": "response_headers_policies boundaries",
    "key_choices": "assumptions_of_keys",
    "lifetime_choices": "assumptions_of_lifetimes",
    "lifetimes": "lifetimes listed_names",
    "lookup": "range revalidation viewer_cond boundaries stale cache_keys assumptions_of error_pages",
    "origin_steps": "failover timeouts partial wire_requests unforwarded asked_for boundaries _notes of_keys",
    "response_headers": "response_headers_sent pipeline_notes boundaries revalidation",
    "response_headers_policy": "response_headers_policies",
    "revalidation": "stale_while_revalidate boundaries",
    "selection": "pipeline_selection combined_policies",
    "server_timing": "server_timing",
    "signature_format": "signature_format signed_requests refused_signatures signing",
    "signatures": "signed refused_signatures",
    "signed_policies": "signed refused_signatures",
    "storing": "revalidation partial_resp lifetimes stored boundaries _notes invalidation _open of_hits",
    "table": "pipeline_table explain any_request",
    "viewer_checks": "rejected_requests signed_requests",
    "viewer_headers": "viewer_requests forwarded_headers origin_request_headers pipeline_notes",
}
"""Words in the names of test files, by module."""


def likely_tests(module: Path) -> list[str]:
    """Return paths for pytest: files whose names hold one of the module's words, else the folder's tests."""
    folder = module.relative_to(ROOT / PACKAGE).parts[0]
    words = OF_PIPELINE.get(module.stem, "").split() if folder == "pipeline" else []
    files = sorted({file for word in words for file in (ROOT / "tests").glob(f"*/test_*{word}*.py")})
    tests = [str(file.relative_to(ROOT)) for file in files if file.parent.name not in {"plugin", "threads"}]
    return tests or [f"tests/{name}" for name in OF_FOLDER[folder].split()]
