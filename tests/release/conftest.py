"""A small graph that can be changed and released again."""

import pytest
from project import Project


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)
