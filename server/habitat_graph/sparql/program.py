"""How the program starts modules of its own in other processes."""

import os
import sys

from habitat_graph.sparql.memory import TUNABLES


def own_command(module: str, *arguments: str) -> list[str]:
    """What runs a module of the program with `arguments`."""
    return [sys.executable, "-P", "-m", module, *arguments]


def own_environment() -> dict[str, str]:
    """The environment for it, without the program's settings."""
    # Evaluators need none of the program's settings, least of all its secrets.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HABITAT_")}
    return (
        TUNABLES
        | kept
        | {
            # The same program as here, however it was found.
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            # A query that takes too much memory is no news: one line in the log will do.
            "RUST_BACKTRACE": "0",
        }
    )
