"""What tests of several folders share."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def source_path() -> Path:
    """The report's text, where the user has named a copy of it."""
    path = os.environ.get("HABITAT_SOURCE")
    if not path:
        pytest.skip("HABITAT_SOURCE names no copy of the report's text")
    return Path(path)
