"""Readers of what describes a distribution elsewhere: one a format."""
