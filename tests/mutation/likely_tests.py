"""Which tests are most likely to mind a change in a module, for those who cannot wait for all of them."""

from __future__ import annotations

from pathlib import Path

from mutation.working_copy import PACKAGE, ROOT

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
    "table": "diagram pipeline_table explain trigger_events function_failures error_pages failover revalid",
    "viewer_checks": "rejected_requests signed_requests",
    "viewer_headers": "viewer_requests forwarded_headers origin_request_headers pipeline_notes",
}
"""Words in the names of test files, by module."""


def likely_tests(module: Path) -> list[str]:
    """Return paths for pytest, those first that are most likely to fail.

    Of the pipeline these are files whose names hold one of the module's words; of the others all, first those
    that are called as the module is.
    """
    folder = module.relative_to(ROOT / PACKAGE).parts[0]
    everything = [file for name in OF_FOLDER[folder].split() for file in _files(name, "")]
    if folder != "pipeline":
        return list(dict.fromkeys([*_files(folder, module.stem), *everything]))
    files = sorted({file for word in OF_PIPELINE.get(module.stem, "").split() for file in _files("*", word)})
    return [file for file in files if Path(file).parts[1] not in {"plugin", "threads"}] or everything


def _files(folder: str, word: str) -> list[str]:
    files = sorted((ROOT / "tests").glob(f"{folder}/test_*.py"))
    return [str(file.relative_to(ROOT)) for file in files if word in file.name]
