"""What pytest says of the project that is tested; the plugin notes it when pytest is configured."""

from __future__ import annotations

__all__ = ["base_dirs", "deploy_checks"]

base_dirs: list[str] = []
"""Where relative paths are looked for after the current directory: pytest's rootdir; empty without pytest."""

deploy_checks: list[str] = []
"""What becomes of findings about a template's deployment, ``error`` or ``warn``; the last one counts."""
