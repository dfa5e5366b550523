"""The reference implementations of SHACL and OWL 2 RL, for a second opinion of the fast ones."""

import subprocess
import sys
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import owlrl  # type: ignore[import-untyped]  # ships no types
from rdflib import Graph, Literal

from habitat_graph.problems import DataError

_CONFORMS, _DOES_NOT = 0, 1


def peer_report(data: bytes, shapes: bytes) -> Graph:
    """The sh:ValidationReport of pySHACL on data and shapes in N-Triples.

    It has a process of its own: to import it would slow the start of every command.
    """
    with TemporaryDirectory() as folder:
        paths = Path(folder, "data.nt"), Path(folder, "shapes.nt")
        for path, triples in zip(paths, (data, shapes), strict=True):
            path.write_bytes(triples)
        options = ["--format", "nt", "--data-file-format", "nt", "--shacl-file-format", "nt"]
        command = [sys.executable, "-m", "pyshacl", *options, "--shacl", str(paths[1])]
        done = subprocess.run([*command, str(paths[0])], capture_output=True, check=False)  # noqa: S603 - no input of a stranger
    if done.returncode not in (_CONFORMS, _DOES_NOT):
        reason = done.stderr.decode().strip()
        raise DataError(
            f"The shapes make no sense: {reason}.", "shapes", message_zh=f"形状无意义：{reason}。"
        )
    return Graph().parse(data=done.stdout, format="nt")


def peer_closure(asserted: Graph, schema: Graph) -> Graph:
    """Everything that follows from data and ontology by the rules of owlrl."""
    closed = Graph(bind_namespaces="none")
    closed.addN((*triple, closed) for triple in chain(asserted, schema))
    owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False
    ).expand(closed)
    for triple in [triple for triple in closed if isinstance(triple[0], Literal)]:
        closed.remove(triple)  # RDF says nothing about literals
    return closed
