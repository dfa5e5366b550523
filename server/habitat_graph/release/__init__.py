"""Releases: from a change to a numbered release, or to a refusal; history; differences."""
