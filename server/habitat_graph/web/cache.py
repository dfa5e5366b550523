"""Keeps what was given once, to be given again: so many bytes, the least used go first."""

from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

from cachetools import LRUCache

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_OVERHEAD = 1024
_SHARE = 4


class Cache(Generic[Key, Value]):
    """Values by key, with `limit` bytes in all; many threads may use it.

    A value that would fill more than a fourth of it is not kept.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: LRUCache[Key, tuple[Value, int]] = LRUCache(limit, getsizeof=_size)
        self._lock = Lock()
        self.hits = 0
        self.misses = 0

    def get(self, key: Key) -> Value | None:
        """The value, or None where it is not kept."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                self.misses += 1
                return None
            self.hits += 1
            return found[0]

    def keep(self, key: Key, value: Value, size: int) -> None:
        """Keep a value of so many bytes."""
        size += _OVERHEAD
        if size * _SHARE <= self._limit:
            with self._lock:
                self._values[key] = value, size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()

    @property
    def size(self) -> int:
        """The bytes that are kept."""
        return int(self._values.currsize)


def weight(key: object) -> int:
    """About the bytes that a key takes, with all that it is made of."""
    if isinstance(key, str | bytes):
        return len(key)
    return sum([weight(each) for each in key if each]) if isinstance(key, tuple) else 0


def _size(entry: tuple[object, int]) -> int:
    return entry[1]
