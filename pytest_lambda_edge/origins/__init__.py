"""Asking origins."""
