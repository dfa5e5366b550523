"""What is read from the environment, and given on to other processes."""

from dataclasses import asdict

import pytest

from habitat_graph.problems import HabitatError
from habitat_graph.settings import Settings

ADDRESS = "https://me:se%40cret@example.org:7200/repositories/nua"


def test_a_store_is_a_folder_or_the_address_of_a_server():
    folder = Settings.from_environment({"HABITAT_STORE": "/somewhere"})
    assert (str(folder.store), folder.remote) == ("/somewhere", None)
    server = Settings.from_environment({"HABITAT_STORE": "http://localhost:7878/query"})
    assert server.remote == "http://localhost:7878/query"
    assert server.store.name == "localhost-7878-query"


def test_a_password_stands_in_no_address_no_folder_and_nothing_that_is_shown():
    settings = Settings.from_environment({"HABITAT_STORE": ADDRESS, "HABITAT_STORE_TOKEN": "abc"})
    assert settings.remote == "https://example.org:7200/repositories/nua"
    assert settings.remote_login == "me:se%40cret"
    assert "cret" not in str(settings.store)
    assert "cret" not in repr(settings)
    assert "abc" not in repr(settings)


def test_settings_make_the_environment_they_were_read_from():
    settings = Settings.from_environment(
        {
            "HABITAT_STORE": ADDRESS,
            "HABITAT_STORE_UPDATE": "https://example.org/u",
            "HABITAT_STORE_DATA": "https://example.org/d",
            "HABITAT_STORE_TOKEN": "abc",
        }
    )
    again = Settings.from_environment(settings.as_environment())
    assert asdict(again) == asdict(settings)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HABITAT_STORE", "http://"),
        ("HABITAT_STORE", "https:///query"),
        ("HABITAT_STORE_UPDATE", "/update"),
        ("HABITAT_STORE_DATA", "ftp://example.org/"),
    ],
)
def test_what_is_no_address_is_named(variable, value):
    with pytest.raises(HabitatError) as error:
        Settings.from_environment({variable: value})
    assert error.value.where == variable
