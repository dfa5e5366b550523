"""Reads a table of a reference source: each row knows its place, for messages."""

import csv
from pathlib import Path

from habitat_graph.problems import DataError, HabitatError


class Row(dict[str, str]):
    """The cells of a row by column; asking for a column that is not there raises DataError."""

    def __init__(self, cells: dict[str, str], path: Path, line: int) -> None:
        super().__init__(cells)
        self.path = path
        self.line = line

    def __missing__(self, column: str) -> str:
        raise self.problem(
            f"There is no column “{column}”.",
            f"没有“{column}”列。",
            "Is this the right table?",
            "是否用错了表格？",
        )

    def problem(
        self,
        message: str,
        message_zh: str,
        remedy: str | None = None,
        remedy_zh: str | None = None,
    ) -> DataError:
        """What is wrong with this row, with its place."""
        return DataError(
            message, self.path, self.line, remedy, message_zh=message_zh, remedy_zh=remedy_zh
        )


def read_rows(path: Path) -> list[Row]:
    """The rows of a UTF-8 CSV file whose first row has the columns' names; every cell is text."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="", restval="", strict=True)
            rows = [Row(cells, path, reader.line_num) for cells in reader]
    except OSError as error:
        raise HabitatError(
            f"The table cannot be read: {error.strerror}.",
            path,
            message_zh=f"无法读取该表格：{error.strerror}。",
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(
            f"This is no CSV in UTF-8: {error}.", path, message_zh=f"这不是UTF-8的CSV：{error}。"
        ) from error
    if not rows:
        raise DataError("The table has no rows.", path, message_zh="该表格没有行。")
    return rows
