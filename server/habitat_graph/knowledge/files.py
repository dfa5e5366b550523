"""Where the knowledge lives: ontology/, shapes/, data/ttl/ and queries/."""

from importlib import resources
from pathlib import Path

from habitat_graph.problems import HabitatError

_FOLDERS = ("ontology", "shapes", "data/ttl", "queries")


def knowledge_root() -> Path:
    """The folder that holds ontology/, shapes/, data/ttl/ and queries/.

    A wheel carries them inside the package; in a checkout they stand two folders up.
    """
    package = Path(str(resources.files("habitat_graph")))
    candidates = (package / "knowledge_files", package.parents[1])
    for root in candidates:
        if any((root / folder).is_dir() for folder in _FOLDERS):
            return root
    raise HabitatError(
        "The ontology, the shapes, the data and the queries are not there.",
        candidates[0],
        remedy="Install habitat-graph again, or work in a full checkout.",
        message_zh="缺少本体、形状、数据和查询。",
        remedy_zh="请重新安装habitat-graph，或使用完整的代码库。",
    )


def ontology_files(root: Path) -> list[Path]:
    """The Turtle files of the ontology, sorted."""
    return _files(root / "ontology", "*.ttl")


def shape_files(root: Path) -> list[Path]:
    """The Turtle files of the shapes, sorted."""
    return _files(root / "shapes", "*.ttl")


def data_files(root: Path) -> list[Path]:
    """The Turtle files of the data in every folder under data/ttl/, sorted."""
    return _files(root / "data" / "ttl", "**/*.ttl")


def query_files(root: Path) -> list[Path]:
    """The catalogue's SPARQL queries, sorted."""
    return _files(root / "queries", "*.rq")


def _files(folder: Path, pattern: str) -> list[Path]:
    # Editors leave locks and backups such as .#file.ttl beside the files.
    return sorted(path for path in folder.glob(pattern) if not path.name.startswith("."))
