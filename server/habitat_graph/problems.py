"""What can go wrong, in words for the person who can mend it."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class HabitatError(Exception):
    """Something the user can mend: what is wrong, where, and what to do, in two languages.

    `where` is a file, an address or a setting; `line` counts from 1.
    """

    message: str
    where: str | Path | None = None
    line: int | None = None
    remedy: str | None = None
    message_zh: str = field(default="", kw_only=True)
    remedy_zh: str | None = field(default=None, kw_only=True)
    exit_code: int = field(default=2, kw_only=True)

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str) -> str:
        """One line in `language` (en or zh): the place, what is wrong and what to do."""
        place = "" if self.where is None else f"{self.where}:"
        place += "" if self.line is None else f"{self.line}:"
        return f"{place} {self.words(language)}".strip()

    def words(self, language: str) -> str:
        """The same without the place."""
        if language == "zh" and self.message_zh:
            return self.message_zh + (self.remedy_zh or self.remedy or "")
        return self.message if self.remedy is None else f"{self.message} {self.remedy}"


class DataError(HabitatError):
    """The data or the question is wrong (exit code 1)."""

    def __init__(
        self,
        message: str,
        where: str | Path | None = None,
        line: int | None = None,
        remedy: str | None = None,
        *,
        message_zh: str = "",
        remedy_zh: str | None = None,
    ) -> None:
        super().__init__(
            message,
            where,
            line,
            remedy,
            message_zh=message_zh,
            remedy_zh=remedy_zh,
            exit_code=1,
        )
