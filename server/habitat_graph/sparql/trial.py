"""Tries an update on data that nobody else has, to learn what it changes."""

import re
from collections.abc import Iterable
from dataclasses import replace

import pyoxigraph

from habitat_graph.sparql.change import Change, Update
from habitat_graph.sparql.content import Content, is_named
from habitat_graph.sparql.guard import guard_update, loading_refused
from habitat_graph.sparql.operations import Operation, operations, over_dataset
from habitat_graph.sparql.prologue import with_one_prologue
from habitat_graph.sparql.store import (
    EngineError,
    FunctionError,
    GraphStateError,
    QueryError,
    RequestError,
)
from habitat_graph.sparql.syntax import syntax_error
from habitat_graph.sparql.wording import Wording

_N_QUADS = pyoxigraph.RdfFormat.N_QUADS
_POSITION = re.compile(r"error at (\d+):(\d+):")
_GAP = r"(?: \s | \#[^\r\n]* )*+"
_NAMED = r"(?: <[^<>]*> | [\w.-]*:[^\s<>]* )"
_LOAD = re.compile(
    rf"load {_GAP} (?: silent {_GAP} )? {_NAMED} (?: {_GAP} into {_GAP} graph {_GAP} {_NAMED} )?",
    re.IGNORECASE | re.VERBOSE,
)
_INSTEAD = "DROP ALL"
_VISIBLE = re.compile(r"[^\n]")
_NO_GRAPH = re.compile(r"The graph <([^>]*)> (already exists|does not exist)")
_NO_FUNCTION = re.compile(r"custom (?:aggregate )?function <([^>]*)> is not supported")

Quads = Iterable[pyoxigraph.Quad]


def tried(content: Content, update: Update) -> Change:
    """What an update changes: all of its operations, or none where one is refused.

    The content is spoilt by it: whoever wants it afterwards makes the change.
    """
    parts = operations(update.text)
    guard_update(update.text, parts)
    if any(operation.is_load and not operation.is_silent for operation in parts):
        # What is no update is told so first.
        _look_over(replace(update, text=_without_loading(update.text, parts)))
        raise loading_refused()
    if update.names_dataset or (content.union and len(parts) > 1):
        _look_over(update)
    before, graphs = _lines(content.to_change()), content.graphs()
    own = frozenset(content.own)
    if content.union:
        after = _carry_out_united(content, update, parts, before)
    elif update.names_dataset:
        for operation in parts:
            _carry_out(content.engine, update, operation)
    else:
        _carry_out_whole(content.engine, update)
    if not content.union:
        after = _lines(content.engine)
    gone, come = _parsed(before - after), _parsed(after - before)
    if content.union:
        gone = [*filter(is_named, gone), *_default(own - content.own)]
        come = [*filter(is_named, come), *_default(content.own - own)]
    present = content.graphs()
    wording = Wording(content, update.text, gone, come)
    return Change(
        removed=tuple(content.written(gone)),
        added=tuple(spelled for quad in come for spelled in wording.spelled(quad)),
        created=tuple(sorted(present - graphs)),
        dropped=tuple(sorted(graphs - present)),
    )


def _look_over(update: Update) -> None:
    """Raise QuerySyntaxError where the text as a whole is no update."""
    try:
        pyoxigraph.Store().update(with_one_prologue(update.text), base_iri=update.base)
    except SyntaxError as error:
        raise syntax_error(str(error), update.text, is_update=True) from error
    except (OSError, RuntimeError):
        # It can be read; what an empty store makes of it does not matter.
        return


def _without_loading(text: str, parts: list[Operation]) -> str:
    """The text with another operation in the place of each that loads, if that is well written."""
    for operation in parts:
        if _LOAD.fullmatch(operation.text):
            rest = _VISIBLE.sub(" ", operation.text[len(_INSTEAD) :])
            end = operation.start + len(operation.text)
            text = f"{text[: operation.start]}{_INSTEAD}{rest}{text[end:]}"
    return text


def _carry_out_whole(engine: pyoxigraph.Store, update: Update) -> None:
    try:
        engine.update(with_one_prologue(update.text), base_iri=update.base)
    except SyntaxError as error:
        raise syntax_error(str(error), update.text, is_update=True) from error
    except (OSError, RuntimeError) as error:
        raise _failure(error) from error


def _carry_out(engine: pyoxigraph.Store, update: Update, operation: Operation) -> None:
    if operation.is_load:
        return  # It is silent, or it would have been refused.
    text = over_dataset(operation, update) if update.names_dataset else operation.text
    try:
        engine.update(operation.prologue + text, base_iri=update.base)
    except SyntaxError as error:
        raise syntax_error(
            _shifted(str(error), operation, update), update.text, is_update=True
        ) from error
    except (OSError, RuntimeError) as error:
        raise _failure(error) from error


def _carry_out_united(
    content: Content, update: Update, parts: list[Operation], lines: set[bytes]
) -> set[bytes]:
    """Carry out one operation after the other, each on the union that the last one left.

    What goes from the default graph but stays in a named one was never the default graph's own.
    `lines` are those from before; given are those from after, with a union that may be of no use.
    """
    engine = content.engine
    for number, operation in enumerate(parts, start=1):
        _carry_out(engine, update, operation)
        after = _lines(engine)
        gone, come = _parsed(lines - after), _parsed(after - lines)
        lines = after
        lost = {quad.triple for quad in gone if not is_named(quad)}
        content.own |= {quad.triple for quad in come if not is_named(quad)}
        if any(_is_in_named(engine, triple) for triple in lost - content.own):
            raise RequestError(
                "The default graph is the union of all graphs and holds nothing itself, so nothing "
                "can be deleted from it: name the graph, with GRAPH or WITH.",
                "默认图是所有图的并集,自身不含内容,无法从中删除:请用GRAPH或WITH指明图。",
            )
        content.own -= lost
        if number < len(parts):
            content.unite({quad.triple for quad in (*gone, *come)})
            lines = _lines(engine)
    return lines


def _is_in_named(engine: pyoxigraph.Store, triple: pyoxigraph.Triple) -> bool:
    found = engine.quads_for_pattern(triple.subject, triple.predicate, triple.object)
    return any(map(is_named, found))


def _default(triples: Iterable[pyoxigraph.Triple]) -> list[pyoxigraph.Quad]:
    return [pyoxigraph.Quad(each.subject, each.predicate, each.object) for each in triples]


def _lines(engine: pyoxigraph.Store) -> set[bytes]:
    # Two states are compared as text, which is many times faster than quad by quad.
    return set((engine.dump(format=_N_QUADS) or b"").splitlines())


def _parsed(lines: Iterable[bytes]) -> list[pyoxigraph.Quad]:
    return list(pyoxigraph.parse(b"\n".join(lines), _N_QUADS))


def _shifted(message: str, operation: Operation, update: Update) -> str:
    """The engine's complaint about an operation, with the place in the update as a whole."""
    found = _POSITION.search(message)
    if found is None:
        return message
    lines = operation.whole.split("\n")
    line, column = int(found[1]), int(found[2])
    offset = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
    offset = operation.start + max(offset - len(operation.prologue), 0)
    before = update.text[:offset]
    line, column = before.count("\n") + 1, offset - before.rfind("\n")
    return f"error at {line}:{column}:{message[found.end() :]}"


def _failure(error: Exception) -> QueryError:
    if missing := _NO_FUNCTION.search(str(error)):
        return FunctionError(missing[1])
    if graph := _NO_GRAPH.search(str(error)):
        state = "已存在" if graph[2].startswith("already") else "不存在"
        return GraphStateError(
            f"The graph <{graph[1]}> {graph[2]}; nothing was changed. With SILENT the update goes "
            "on all the same.",
            f"图<{graph[1]}>{state};未作任何更改。使用SILENT可继续执行。",
        )
    return EngineError(f"The update could not be finished: {error}.", f"更新未能完成:{error}。")
