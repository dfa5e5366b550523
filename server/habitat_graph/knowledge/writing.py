"""Writes a file whole or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from habitat_graph.problems import HabitatError


def write_whole(path: Path, text: str) -> None:
    """Put `text` in the place of the file at `path` in one step, whatever happens meanwhile.

    The file keeps its permissions; a folder that is missing is made.
    """
    target = path.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w",
            encoding="utf-8",
            newline="\n",
            dir=target.parent,
            prefix=f".{target.name}-",
            delete=False,
        ) as draft:
            written = Path(draft.name)
            try:
                draft.write(text)
                draft.flush()
                os.fsync(draft.fileno())
                written.chmod(_mode(target))
                written.replace(target)
            except BaseException:
                written.unlink()
                raise
    except OSError as error:
        raise HabitatError(
            f"The file cannot be written: {error.strerror}.",
            path,
            remedy="Check the path.",
            message_zh=f"无法写入该文件：{error.strerror}。",
            remedy_zh="请检查路径。",
        ) from error


def _mode(path: Path) -> int:
    """The permissions of the file, or those that a new one gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
