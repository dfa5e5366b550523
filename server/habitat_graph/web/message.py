"""A reply as it goes over the wire: compressed where the client likes that, empty where it has it.

https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2 and #section-12.5.3
"""

import gzip
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from werkzeug.http import parse_accept_header

GZIP = "gzip"

_WORTHWHILE = 1024
_LEVEL = 5
_COMPRESSIBLE = re.compile(r"text/|image/svg|application/(?!gzip|zip|octet-stream)")
_OF_304 = {"etag", "cache-control", "vary", "link", "access-control-allow-origin"}

Headers = list[tuple[str, str]]


@dataclass
class Message:
    """A reply: its status, its headers but for those that depend on the coding, and its content.

    `file` is what is sent in place of `body`. The strong tag names the content as it is; that of
    the compressed content is another, for its bytes are others.
    """

    status: int
    headers: Headers
    body: bytes = b""
    file: Path | None = None
    etag: str | None = None
    is_kept: bool = False
    packed: bytes | None = field(default=None, repr=False)

    @property
    def is_worth_packing(self) -> bool:
        """Whether compressing makes it noticeably smaller."""
        if self.file is not None or len(self.body) < _WORTHWHILE:
            return False
        names = {name.lower(): value for name, value in self.headers}
        kind = names.get("content-type", "")
        return "content-encoding" not in names and _COMPRESSIBLE.match(kind) is not None

    @property
    def weight(self) -> int:
        """The bytes that it takes to keep it, and what compressing it may add."""
        return 2 * len(self.body) if self.is_worth_packing else len(self.body)

    def pack(self) -> None:
        """Compress the content, once."""
        if self.packed is None:
            self.packed = gzip.compress(self.body, _LEVEL, mtime=0)

    def in_coding(self, coding: str | None) -> tuple[Headers, bytes]:
        """Headers and content, compressed where `coding` is gzip."""
        packed = self.packed if coding == GZIP else None
        headers = [*self.headers]
        if packed is not None:
            headers.append(("content-encoding", GZIP))
        if self.etag is not None:
            headers.append(("etag", _tag(self.etag, packed is not None)))
        return headers, self.body if packed is None else packed

    def length(self, body: bytes) -> int:
        """The bytes that a reply with `body`, or with the file in its place, has."""
        return len(body) if self.file is None else self.file.stat().st_size

    def is_known_to(self, if_none_match: str | None) -> bool:
        """Whether a client that sends this header has the content."""
        if not if_none_match or self.etag is None:
            return False
        if if_none_match.strip() == "*":
            return True
        known = re.findall(r'"([^"]*)"', if_none_match)
        return self.etag in known or f"{self.etag}-{GZIP}" in known

    def unchanged(self, if_none_match: str) -> Headers:
        """The headers of a reply of 304, with the tag that the client named."""
        kept = [(name, value) for name, value in self.headers if name.lower() in _OF_304]
        is_packed = f'"{self.etag}-{GZIP}"' in if_none_match
        return [*kept, ("etag", _tag(self.etag or "", is_packed))]


@lru_cache(maxsize=256)
def likes_gzip(accept_encoding: str | None) -> bool:
    """Whether a client would rather have the content compressed."""
    if not accept_encoding:
        return False
    codings = parse_accept_header(accept_encoding)
    return codings.quality(GZIP) > 0 and codings.quality(GZIP) >= codings.quality("identity")


def _tag(etag: str, is_packed: bool) -> str:
    return f'"{etag}-{GZIP}"' if is_packed else f'"{etag}"'
