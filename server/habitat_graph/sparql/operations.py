"""Cuts an update into its operations, and has them ask the dataset that a request names.

https://www.w3.org/TR/sparql11-update/#sparqlUpdate
"""

from collections.abc import Iterator
from dataclasses import dataclass

from habitat_graph.sparql.change import Update
from habitat_graph.sparql.store import RequestError
from habitat_graph.sparql.tokens import Kind, Token, outline, tokens

_DATASET = ("USING", "WITH")


@dataclass(frozen=True)
class Operation:
    """One operation: the declarations before it, itself, and the offset at which it starts.

    `words` are its keywords outside of brackets, in upper case.
    """

    prologue: str
    text: str
    start: int
    words: tuple[Token, ...]

    @property
    def whole(self) -> str:
        """What an engine can read."""
        return f"{self.prologue}{self.text}"

    @property
    def keywords(self) -> tuple[str, ...]:
        """Its keywords outside of brackets, in upper case."""
        return tuple(word.text.upper() for word in self.words)

    @property
    def is_data(self) -> bool:
        """Whether it lists triples and asks for none."""
        return self.keywords[1:2] == ("DATA",)

    @property
    def is_load(self) -> bool:
        """Whether it would have something loaded, however that is written."""
        return bool(self.text) and next(tokens(self.text)).text.upper().startswith("LOAD")

    @property
    def is_silent(self) -> bool:
        """Whether it succeeds even where it fails."""
        return "SILENT" in self.keywords or self.keywords[:1] == ("LOADSILENT",)


def operations(text: str) -> list[Operation]:
    """The operations, parted by the semicolons that stand in no bracket."""
    found, prologue = [], ""
    for piece in _pieces(text):
        count = _prologue_length(piece)
        if count:
            prologue += text[piece[0].start : piece[count - 1].end] + "\n"
        rest = piece[count:]
        if rest:
            words = tuple(token for token in rest if token.kind is Kind.WORD)
            start = rest[0].start
            found.append(Operation(prologue, text[start : rest[-1].end], start, words))
    return found


def over_dataset(operation: Operation, update: Update) -> str:
    """The operation's text with the dataset that the request names, where it asks for any.

    “If these parameters are supplied when the request uses USING, USING NAMED or WITH, 400.”
    https://www.w3.org/TR/sparql11-protocol/#update-dataset
    """
    if any(word in _DATASET for word in operation.keywords):
        raise RequestError(
            "The request names its dataset, and the update does so as well with USING or WITH; "
            "use one of the two.",
            "请求参数和更新文本(USING或WITH)都指定了数据集;请只用其中之一。",
        )
    where = next((word for word in operation.words if word.text.upper() == "WHERE"), None)
    if where is None or not update.names_dataset:
        return operation.text
    cut = where.start - operation.start
    clauses = [f"USING <{graph}>" for graph in update.using]
    clauses += [f"USING NAMED <{graph}>" for graph in update.using_named]
    before, after = operation.text[:cut], operation.text[cut:]
    if operation.keywords[:2] == ("DELETE", "WHERE"):
        # DELETE WHERE {…} has no place for a dataset; DELETE {…} WHERE {…} says the same.
        before += after[len(where.text) :] + " "
    return f"{before}{' '.join(clauses)} {after}"


def _pieces(text: str) -> Iterator[list[Token]]:
    """The tokens of one operation after the other, each with its prologue."""
    piece: list[Token] = []
    for token in outline(text):
        if token.text == ";":
            yield piece
            piece = []
        else:
            piece.append(token)
    yield piece


def _prologue_length(piece: list[Token]) -> int:
    """The number of tokens that declare prefixes and the base."""
    count = 0
    while count < len(piece):
        word = piece[count].text.upper()
        size = {"BASE": 2, "PREFIX": 3, "VERSION": 2}.get(word, 0)
        if not size or piece[count].kind is not Kind.WORD:
            break
        count += size
    return min(count, len(piece))
