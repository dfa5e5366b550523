"""Queries that glance at one resource: no more work than what is said of it.

They need no process that can be killed, and so no way there and back.
"""

import re

_LONGEST = 2_000
# All is possessive: no text makes the match itself take long.
_GLANCE = re.compile(
    r"""
    \s*+
    (?:
      SELECT \b \s*+ (?: DISTINCT \s++ )?+ (?: \* \s*+ | (?: [?$]\w++ \s*+ )++ )
      (?: WHERE \b \s*+ )?+
      \{ \s*+
        (?P<subject> <[A-Za-z][A-Za-z0-9+.-]*+:[^<>"{}|^`\\'\x00-\x20]*+> ) \s++
        (?: [?$]\w++ | a | <[A-Za-z][A-Za-z0-9+.-]*+:[^<>"{}|^`\\'\x00-\x20]*+> ) \s++
        (?: [?$]\w++ | <[A-Za-z][A-Za-z0-9+.-]*+:[^<>"{}|^`\\'\x00-\x20]*+> ) \s*+ \.?+ \s*+
      \} \s*+
      (?: LIMIT \s++ \d{1,9}+ \s*+ )?+
    | DESCRIBE \s++ <[A-Za-z][A-Za-z0-9+.-]*+:[^<>"{}|^`\\'\x00-\x20]*+> \s*+
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_description(text: str) -> bool:
    """Whether a glance describes a resource, and gives a graph and no table."""
    return text.lstrip()[:1] in "Dd"


def is_glance(text: str) -> bool:
    """Whether a query is one triple pattern about a named subject, or describes one resource."""
    return len(text) <= _LONGEST and _GLANCE.fullmatch(text) is not None
