"""The command that answers a question offline."""

from difflib import get_close_matches
from pathlib import Path
from threading import Thread

import click

from habitat_graph.cli.table import table
from habitat_graph.knowledge.catalogue import CatalogueQuery, catalogue, read_query
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.media_types import SPARQL_JSON, TURTLE
from habitat_graph.problems import DataError, HabitatError
from habitat_graph.release.build import scratch
from habitat_graph.release.history import current
from habitat_graph.release.readership import Readership
from habitat_graph.release.record import held, remote_server
from habitat_graph.settings import Settings
from habitat_graph.sparql.disk import folder_of
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.offers import SHORT_NAMES
from habitat_graph.sparql.store import Answer, Query, Store

_TABLE = "table"
_LONG_NAMES = {"turtle": "ttl", "ntriples": "nt", "rdfxml": "rdf", "nquads": "nq"}
_ACCEPT = (
    {_TABLE: f"{SPARQL_JSON}, {TURTLE}"}
    | SHORT_NAMES
    | {long: SHORT_NAMES[short] for long, short in _LONG_NAMES.items()}
)


@click.command()
@click.argument("question", metavar="NAME_OR_FILE")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_ACCEPT)),
    default=_TABLE,
    help="How the answer is written (default: table). 答案的格式。",
)
@click.option(
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value for one of the query's parameters. 查询参数的值。",
)
@click.pass_obj
def query(settings: Settings, question: str, form: str, parameters: tuple[str, ...]) -> None:
    """Answer a query of the catalogue, or one in a file, without a server.

    离线回答目录中的查询或文件中的查询。

    Asks the current release, or the files where nothing has been built.
    """
    root = knowledge_root()
    text = _question(question, root).filled(_values(parameters))
    answer = _answer(_store(settings, root), Query(text), _ACCEPT[form], settings.query_timeout)
    if form == _TABLE and answer.media_type == SPARQL_JSON:
        click.echo(table(answer.body), nl=False)
    else:
        click.echo(answer.body, nl=False)


def _store(settings: Settings, root: Path) -> Store:
    server = remote_server(settings)
    record = None if server is None else held(server)
    if server is not None and record is not None:
        return Readership(server, record, seconds=settings.query_timeout, result_limit=None)
    release = current(settings.store)
    if release is None:
        return scratch(root, union=settings.union)
    folder = folder_of(release.data)
    if settings.union and folder.exists():
        return EmbeddedStore.from_folder(folder)
    return EmbeddedStore.from_nquads(release.data, union=settings.union)


def _question(question: str, root: Path) -> CatalogueQuery:
    known = {each.name: each for each in catalogue(root)}
    if question in known:
        return known[question]
    if Path(question).is_file():
        return read_query(Path(question))
    close = get_close_matches(question, known, n=3, cutoff=0.5)
    subjects = sorted({name.partition("-")[0] for name in known})
    guesses = [f"“{name}”" for name in close]
    remedy = f"They are about: {', '.join(subjects) or 'nothing yet'}."
    remedy_zh = f"目录中的主题：{'、'.join(subjects) or '暂无'}。"
    raise HabitatError(
        f"“{question}” is no query of the catalogue and no file.",
        remedy=f"Did you mean {' or '.join(guesses)}?" if close else remedy,
        message_zh=f"“{question}”既不是目录中的查询，也不是文件。",
        remedy_zh=f"是否指{'或'.join(guesses)}？" if close else remedy_zh,
    )


def _values(parameters: tuple[str, ...]) -> dict[str, str]:
    values = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals:
            raise HabitatError(
                f"“{parameter}” is not of the form NAME=VALUE.",
                "--param",
                message_zh=f"“{parameter}”不是NAME=VALUE的形式。",
            )
        values[name] = value
    return values


def _answer(store: Store, query: Query, accept: str, seconds: float) -> Answer:
    """The answer, if it comes in time.

    The engine cannot be interrupted, so it works in a thread that may be left behind.
    """
    outcome: list[Answer | HabitatError] = []

    def ask() -> None:
        try:
            outcome.append(store.answer(query, accept))
        except HabitatError as error:
            outcome.append(error)

    worker = Thread(target=ask, daemon=True)
    worker.start()
    worker.join(seconds)
    if worker.is_alive():
        raise DataError(
            f"The query took more than {seconds:g} seconds.",
            remedy="Ask for less, or set HABITAT_QUERY_TIMEOUT.",
            message_zh=f"查询用时超过{seconds:g}秒。",
            remedy_zh="请缩小查询，或设置HABITAT_QUERY_TIMEOUT。",
        )
    if isinstance(outcome[0], HabitatError):
        raise outcome[0]
    return outcome[0]
