"""What XML 1.0 has no way to write, though the engine writes it all the same."""

import re

from habitat_graph.sparql.store import UnwritableError

# https://www.w3.org/TR/xml/#charsets, in UTF-8.
_CHARACTER = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# The engine names an element so where a property's IRI ends in no name: …/1, …/a?b=1.
_NAMELESS = re.compile(rb"<[\w.-]+:[\s>]")


def as_xml(body: bytes, media_type: str) -> bytes:
    """The body in well-formed XML; raise UnwritableError where there is no way to write it.

    A carriage return becomes a reference, for a reader takes a bare one for a line feed:
    https://www.w3.org/TR/xml/#sec-line-ends
    """
    if found := _CHARACTER.search(body):
        name = f"U+{ord(found[0].decode()):04X}"
        raise UnwritableError(f"the character {name}", f"字符{name}", media_type)
    if _NAMELESS.search(body):
        raise UnwritableError(
            "a property whose IRI ends in no XML name", "IRI不以XML名称结尾的属性", media_type
        )
    return body.replace(b"\r", b"&#13;")
