"""What can go wrong, in words for the person who can mend it."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class HabitatError(Exception):
    """Something the user can mend: what is wrong, where, and what to do.

    `where` is a file, an address or a setting; `line` counts from 1.
    """

    message: str
    where: str | Path | None = None
    line: int | None = None
    remedy: str | None = None
    exit_code: int = field(default=2, kw_only=True)

    def __str__(self) -> str:
        place = "" if self.where is None else f"{self.where}:"
        place += "" if self.line is None else f"{self.line}:"
        text = f"{place} {self.message}".strip()
        return text if self.remedy is None else f"{text} {self.remedy}"


class DataError(HabitatError):
    """The data or the question is wrong (exit code 1)."""

    def __init__(
        self,
        message: str,
        where: str | Path | None = None,
        line: int | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(message, where, line, remedy, exit_code=1)
