"""Where relative paths of functions are looked for, after the current directory (pytest's rootdir)."""

from __future__ import annotations

__all__ = ["base_dirs"]

base_dirs: list[str] = []
"""Set by the plugin when pytest is configured; empty outside pytest."""
