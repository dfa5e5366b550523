"""The report that the quotations come from: its passages, by name, and its outline."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from habitat_graph.problems import HabitatError

# Ideographs (U+3005–3007 are 々〆〇), CJK punctuation and fullwidth forms. The ideographic space
# (U+3000) is white space. Quotation marks such as “ are shared with other scripts: not Chinese.
_CHINESE = "\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uffef\U00020000-\U000323af"
_CHINESE_LINE_BREAK = re.compile(rf"(?<=[{_CHINESE}])\s*\n\s*(?=[{_CHINESE}])")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:#|https?:)[^()\s]*\)")
_WHITE_SPACE = re.compile(r"\s+")

_SUMMARY = re.compile(r"摘\s*要")
_NOTE = re.compile(r"\*\s")
_PARAGRAPH = re.compile(r"(\d+)\.\s+")
_FOOTNOTE = re.compile(r"([¹²³⁴⁵⁶⁷⁸⁹⁰]+)\s+")
_HEADINGS = {1: re.compile(r"([一二三四五六七八九十]+)\.\s+"), 2: re.compile(r"([A-Z])\.\s+")}
_UNNUMBERED = 3
_STARTS = (_PARAGRAPH, _FOOTNOTE, *_HEADINGS.values())
_SENTENCE_END = re.compile(r"[。！？][”’》)）]*$")
_REMEDY = "Name the report's Chinese text, as UTF-8, in HABITAT_SOURCE or with --source."
_REMEDY_ZH = "请用HABITAT_SOURCE或--source指定报告的中文文本（UTF-8）。"


def normalised(lines: Iterable[str]) -> str:
    """The lines as one text, the form in which every quotation, offset and digest is taken.

    In this order: Unicode NFC; a link `[text](#)` becomes its text; a line break between two
    Chinese characters (ideographs, CJK punctuation, fullwidth forms) goes; every other run of
    white space becomes one space; none is left at either end.
    """
    text = unicodedata.normalize("NFC", "\n".join(lines))
    text = _LINK.sub(r"\1", text)
    text = _CHINESE_LINE_BREAK.sub("", text)
    return _WHITE_SPACE.sub(" ", text).strip()


@dataclass(frozen=True)
class Heading:
    """A heading of the report, without its number.

    `level` is 1 for 一. 二. …, 2 for A. B. … and 3 for a heading without a number, whose `number`
    is empty; `first_paragraph` is the name of the first passage under it.
    """

    level: int
    number: str
    text: str
    first_paragraph: str


@dataclass(frozen=True)
class Passage:
    """A paragraph, or another named part, of the report.

    `name` is `title`, `summary`, a paragraph's number, or `footnote-1`. `text` is normalised and
    stands without the number or footnote mark that opens it. `heading_path` has the headings
    above it, the widest first; the title, the summary and footnotes have none.
    """

    name: str
    text: str
    heading_path: tuple[Heading, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of the text as UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Source:
    """The whole report: passages by name and headings, both in the order of the text."""

    path: Path
    passages: dict[str, Passage]
    headings: tuple[Heading, ...]


def read_source(path: Path) -> Source:
    """Read the report's text; raise HabitatError, with the line, where it is not the report.

    The title has all that stands before 摘要 and the note `* …` at the foot of its page. A block
    of text that has no number continues the passage before it, because pages break inside
    paragraphs and inside sentences.
    """
    reader = _Reader(path)
    blocks = list(_blocks(_lines(path)))
    for block, following in pairwise([*blocks, None]):
        if block is not None:
            reader.read(block, following)
    return reader.source()


def _unfit(message: str, message_zh: str, path: Path, line: int | None = None) -> HabitatError:
    return HabitatError(message, path, line, _REMEDY, message_zh=message_zh, remedy_zh=_REMEDY_ZH)


def _lines(path: Path) -> list[str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _unfit(
            f"The report cannot be read: {reason}.", f"无法读取报告：{reason}。", path
        ) from error
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"0x{data[error.start]:02X}"
        raise _unfit(
            f"The report is not UTF-8: byte {byte} at offset {error.start} makes no character.",
            f"报告不是UTF-8：位于{error.start}的字节{byte}不构成字符。",
            path,
            line,
        ) from error
    # Not str.splitlines: it also cuts at form feeds, and lines would no longer count as in editors.
    return re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))


@dataclass(frozen=True)
class _Block:
    """Lines with no blank line between them; `line` is the first one's number."""

    line: int
    lines: list[str]

    @property
    def opening(self) -> str:
        return self.lines[0]

    def text_after(self, mark: re.Match[str]) -> list[str]:
        return [self.opening[mark.end() :], *self.lines[1:]]


def _blocks(lines: Iterable[str]) -> Iterator[_Block]:
    block: _Block | None = None
    for number, line in enumerate(map(str.strip, lines), start=1):
        if block is not None and (not line or _starts(line)):
            yield block
            block = None
        if block is not None:
            block.lines.append(line)
        elif line:
            block = _Block(number, [line])
    if block is not None:
        yield block


def _starts(line: str) -> bool:
    return bool(_SUMMARY.fullmatch(line)) or any(start.match(line) for start in _STARTS)


def _ends_sentence(lines: list[str]) -> bool:
    return bool(_SENTENCE_END.search(normalised(lines)))


@dataclass(frozen=True)
class _OpenHeading:
    """A heading whose first paragraph has not come yet."""

    level: int
    number: str
    text: str
    line: int


@dataclass
class _Reader:
    """Sorts blocks into passages and headings, one after the other."""

    path: Path
    current: str = "title"
    paragraphs: int = 0
    lines: dict[str, list[str]] = field(default_factory=lambda: {"title": []})
    paths: dict[str, tuple[Heading, ...]] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    open_headings: list[_OpenHeading] = field(default_factory=list)

    def read(self, block: _Block, following: _Block | None) -> None:
        """Put one block where it belongs; `following` is None at the end of the text."""
        opening = block.opening
        if "summary" not in self.lines:
            if _SUMMARY.fullmatch(opening):
                self.current = "summary"
                self.lines["summary"] = block.lines[1:]
            else:
                self.lines["title"] += block.lines
        elif self.current == "summary" and _NOTE.match(opening):
            self.lines["title"] += block.lines
        elif number := _PARAGRAPH.match(opening):
            self._begin_paragraph(block, number)
        elif mark := _FOOTNOTE.match(opening):
            self._begin_footnote(block, mark)
        elif not self._is_heading(block, following):
            self._continue(block)

    def _unlike(self, message: str, message_zh: str, line: int | None = None) -> HabitatError:
        """Where the text is not like the report."""
        return _unfit(message, message_zh, self.path, line)

    def source(self) -> Source:
        """The report, when all of it has been read."""
        if "summary" not in self.lines:
            raise self._unlike("There is no line “摘要” in this text.", "该文本中没有“摘要”一行。")
        if not self.paragraphs:
            raise self._unlike("There is no paragraph “1.” in this text.", "该文本中没有第“1.”段。")
        for heading in self.open_headings:
            raise self._unlike(
                f"The heading “{heading.text}” has no paragraph under it.",
                f"标题“{heading.text}”之下没有段落。",
                heading.line,
            )
        passages = {
            name: Passage(name, normalised(lines), self.paths.get(name, ()))
            for name, lines in self.lines.items()
        }
        return Source(self.path, passages, tuple(self.headings))

    def _begin_paragraph(self, block: _Block, number: re.Match[str]) -> None:
        self.paragraphs += 1
        expected, name = str(self.paragraphs), number[1]
        if name != expected:
            raise self._unlike(
                f"Paragraph {expected} should stand here, but the text has {name}.",
                f"此处应为第{expected}段，而文本为第{name}段。",
                block.line,
            )
        path = self.paths.get(str(self.paragraphs - 1), ())
        for open_heading in self.open_headings:
            heading = Heading(open_heading.level, open_heading.number, open_heading.text, name)
            path = (*(above for above in path if above.level < heading.level), heading)
            self.headings.append(heading)
        self.open_headings.clear()
        self.paths[name] = path
        self.lines[name] = block.text_after(number)
        self.current = name

    def _begin_footnote(self, block: _Block, mark: re.Match[str]) -> None:
        name = f"footnote-{int(unicodedata.normalize('NFKC', mark[1]))}"
        if name in self.lines:
            raise self._unlike(
                f"There are two footnotes {mark[1]}.", f"有两条脚注{mark[1]}。", block.line
            )
        self.lines[name] = block.text_after(mark)
        self.current = name

    def _is_heading(self, block: _Block, following: _Block | None) -> bool:
        """Whether the block is a heading; if so, keep it until its first paragraph comes."""
        for level, pattern in _HEADINGS.items():
            if number := pattern.match(block.opening):
                text = normalised(block.text_after(number))
                self.open_headings.append(_OpenHeading(level, number[1], text, block.line))
                return True
        # Without a number, a heading is known by what it is not: the rest of a broken sentence,
        # or a sentence.
        is_heading = (
            following is not None
            and _PARAGRAPH.match(following.opening) is not None
            and _ends_sentence(self.lines[self.current])
            and not _ends_sentence(block.lines)
        )
        if is_heading:
            text = normalised(block.lines)
            self.open_headings.append(_OpenHeading(_UNNUMBERED, "", text, block.line))
        return is_heading

    def _continue(self, block: _Block) -> None:
        if self.open_headings:
            heading = self.open_headings[-1].text
            raise self._unlike(
                f"After the heading “{heading}” a paragraph should begin with its number.",
                f"标题“{heading}”之后的段落应以编号开头。",
                block.line,
            )
        in_footnote = self.current.startswith("footnote-")
        if in_footnote and self.paragraphs and _ends_sentence(self.lines[self.current]):
            # A footnote stands at the foot of a page, in the middle of a paragraph.
            self.current = str(self.paragraphs)
        self.lines[self.current] += block.lines
