"""What is allowed to those who ask."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How many queries one client may have evaluated at once, and what each may take.

    There are twice as many evaluators, so that a client that uses all its turns leaves as many to
    the others; and where several clients use all of those, as many again for short queries of
    those who have none. A query may take so many seconds, and bytes of two kinds: `memory` is
    beyond what the data itself takes; `result` is the size of an answer. Without `writes` no
    update can be tried, and less of the data need be known. Data of more than `in_memory` bytes
    of N-Quads stand on the disk.
    """

    number: int
    seconds: float
    memory: int
    result: int
    writes: bool = True
    in_memory: int = 256 * 2**20
