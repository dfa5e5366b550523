"""What is known to fail, and which suites are set aside, with the reasons: known.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("known.toml")


@dataclass(frozen=True)
class Known:
    """The reasons, each under the IRI of a test or the name of a suite.

    `engine` are the tests that the engine fails in process as well.
    """

    fails: dict[str, str]
    engine: frozenset[str]
    aside: dict[str, str]

    @classmethod
    def read(cls) -> "Known":
        """The reasons in known.toml; a test or suite has one."""
        content = tomllib.loads(FILE.read_text("utf-8"))
        fails = _single(
            (test, part["reason"]) for part in content["fails"] for test in part["tests"]
        )
        aside = _single(
            (name, part["reason"]) for part in content["aside"] for name in part["suites"]
        )
        engine = frozenset(
            test for part in content["fails"] if part["engine"] for test in part["tests"]
        )
        return cls(fails, engine, aside)


def _single(pairs) -> dict[str, str]:
    found = {}
    for name, reason in pairs:
        assert name not in found, f"{name} has two reasons"
        found[name] = reason
    return found
