"""What the servers are asked, the same of each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit
from zlib import crc32

from benchmarks.load import MARK
from habitat_graph.media_types import N_TRIPLES, SPARQL_JSON

HEAVY = Path(__file__).parent / "heavy"

ENTITIES = 20_000
"""Things that are looked up, at most."""

EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"

ENDLESS = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?a != ?i) }",
    "SELECT ?a ?g WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i LIMIT 10",
    "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<urn:a>)* ?b . ?b (!<urn:c>)* ?c . ?c (!<urn:d>)* ?d }",
)
"""Queries that no engine finishes."""

_VARIABLE = re.compile(r"[?$](\w+)")
_TEXT = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>")


@dataclass(frozen=True)
class Question:
    """A named query and the media type it is to be answered in."""

    name: str
    text: str
    accept: str = SPARQL_JSON

    def request(self, address: str) -> bytes:
        """The question as an HTTP request."""
        parts = urlsplit(address)
        head = (
            f"GET {parts.path}?query={quote(self.text, safe='')} HTTP/1.1\r\n"
            f"Host: {parts.netloc}\r\nAccept: {self.accept}\r\n\r\n"
        )
        return head.encode()

    @property
    def varied(self) -> "Question":
        """The same under another text each time: one of its variables bears a new number.

        A comment or a space would not do, for a cache may look past them.
        """
        return Question(self.name, unlike(self.text), self.accept)


def unlike(text: str) -> str:
    """A query with the mark in the name of a variable, of one that is not shown if there is one."""
    code = _TEXT.sub("", text)
    shown = re.split(r"\bWHERE\b|\{", code, maxsplit=1, flags=re.IGNORECASE)[0]
    names = dict.fromkeys(_VARIABLE.findall(code))
    hidden = [name for name in names if name not in _VARIABLE.findall(shown)]
    name = next(iter(hidden or names))

    def renamed(found: re.Match[str]) -> str:
        piece = found[0]
        return f"?{name}_{MARK.decode()}" if piece[0] in "?$" and piece[1:] == name else piece

    return re.sub(f"{_TEXT.pattern}|{_VARIABLE.pattern}", renamed, text)


def files(folder: Path) -> list[Question]:
    """The queries of a folder, without what their front matter says to people."""
    return [
        Question(path.stem, _bare(path.read_text("utf-8"))) for path in sorted(folder.glob("*.rq"))
    ]


def lookups(things: list[str]) -> list[Question]:
    """What is said of each thing."""
    return [Question(thing, f"SELECT ?p ?o WHERE {{ <{thing}> ?p ?o }}") for thing in things]


def descriptions(things: list[str]) -> list[Question]:
    """A description of each thing."""
    return [Question(f"describe {thing}", f"DESCRIBE <{thing}>", N_TRIPLES) for thing in things]


def dump() -> list[Question]:
    """The whole graph."""
    return [Question("everything", EVERYTHING, N_TRIPLES)]


def endless() -> list[Question]:
    """What nobody should ask, each time in other words."""
    return [Question(f"endless-{at}", text).varied for at, text in enumerate(ENDLESS)]


@dataclass(frozen=True)
class Survey:
    """How many quads there are, and the things that they tell of, in no order, up to ENTITIES."""

    quads: int
    things: list[str]


def survey(quads: Iterable[str]) -> Survey:
    """What lines of N-Quads hold.

    Of many things those are kept whose checksums are the lowest: as good as chance, and neither
    order nor memory matter.
    """
    base = "<https://w3id.org/habitat-graph/"
    count = 0
    highest = 2**32
    found: dict[str, int] = {}
    last = ""
    for count, line in enumerate(quads, start=1):  # noqa: B007 - the last number is the count
        thing = line[1 : line.index(">")] if line.startswith(base) else last
        if thing == last:
            continue
        last = thing
        rank = crc32(thing.encode())
        if rank < highest and ("/id/" in thing or "/scheme/" in thing):
            found[thing] = rank
            if len(found) > 4 * ENTITIES:
                found = dict(_lowest(found))
                highest = max(found.values())
    return Survey(count, [thing for thing, _ in _lowest(found)])


def _lowest(ranks: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(ranks.items(), key=lambda item: (item[1], item[0]))[:ENTITIES]


def _bare(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip()
