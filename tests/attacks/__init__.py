"""Hostile requests against the real server."""
