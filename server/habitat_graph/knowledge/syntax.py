"""Says in plain words where and why a file is not Turtle."""

import re
from pathlib import Path

from habitat_graph.problems import DataError

_PLACE = re.compile(r"^Parser error .*?: ", re.DOTALL)

_MEANINGS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        r"The prefix (?P<word>\S+) has not been declared",
        "The prefix {word} is not declared in this file.",
        "本文件未声明前缀{word}。",
        "Add a line “@prefix {word} <…> .” at the top.",
        "请在开头加上“@prefix {word} <…> .”一行。",
    ),
    (
        r"Unexpected end of file",
        "Something that begins here never ends: a text in quotes, or an IRI in < >.",
        "此处开始的内容没有结束：引号中的文本，或<>中的IRI。",
        "Close it.",
        "请补上结尾。",
    ),
    (
        r"Unexpected end|A dot is expected at the end of statements",
        "The statement before this place is not finished.",
        "此前的语句没有写完。",
        "End a value with “;” or “,” where more follows, and a resource with “.”.",
        "后面还有内容时，值以“;”或“,”结尾；资源以“.”结尾。",
    ),
    (
        r"Line jumps are not allowed",
        "A text in single quotation marks runs over the end of its line.",
        "单层引号中的文本跨行。",
        'Close it with ", or write a text of several lines between """ and """.',
        '请用"结束，或把多行文本写在"""和"""之间。',
    ),
    (
        r"No scheme found in an absolute IRI",
        "An IRI does not begin with a scheme such as https://.",
        "一个IRI没有以https://之类的协议开头。",
        "Write the whole IRI.",
        "请写出完整的IRI。",
    ),
    (
        r"Invalid IRI code point '(?P<word>.)'",
        "“{word}” must not stand in an IRI.",
        "IRI中不能有“{word}”。",
        "Remove it, or close the IRI with > before it.",
        "请删去，或在它之前用>结束IRI。",
    ),
    (
        r"'(?P<word>.)' is not allowed at the beginning of a prefix name",
        "“{word}” must not stand here.",
        "此处不能有“{word}”。",
        'Write an IRI with such characters between < and >, and a text between " and ".',
        '含此类字符的IRI请写在<和>之间，文本请写在"和"之间。',
    ),
    (
        r"(?P<word>.+) is not a valid RDF object",
        "“{word}” stands where a value should.",
        "应为值之处是“{word}”。",
        'A value is an IRI, a prefixed name, a number, true, false, or a text between " and ".',
        '值可以是IRI、带前缀的名称、数字、true、false，或"和"之间的文本。',
    ),
    (
        r"(?P<word>.+) is not a valid predicate",
        "“{word}” stands where a property should.",
        "应为属性之处是“{word}”。",
        "Check that the line before ends with “;” or “,” as it should.",
        "请检查上一行是否正确地以“;”或“,”结尾。",
    ),
    (
        r"(?P<word>.+) is not a valid subject or graph name",
        "“{word}” stands where a resource should.",
        "应为资源之处是“{word}”。",
        "Check that the value before it is followed by “,” or “;”, not by “.” or nothing.",
        "请检查它前面的值之后是否为“,”或“;”，而不是“.”或空白。",
    ),
    (
        r"blank node property lists should end with a '\]'",
        "A “[” is not closed before this place.",
        "此前的“[”没有结束。",
        "Close it with “]”.",
        "请用“]”结束。",
    ),
    (
        r"Unexpected escape character '(?P<word>.+)'",
        "“{word}” means nothing in Turtle.",
        "“{word}”在Turtle中没有意义。",
        r"Write a backslash as \\.",
        r"反斜杠请写作\\。",
    ),
)


def explained(error: SyntaxError, path: Path) -> DataError:
    """The parser's complaint about `path` in plain words, with its line and what to do."""
    complaint = _PLACE.sub("", error.msg)
    for pattern, *words in _MEANINGS:
        found = re.match(pattern, complaint)
        if found is not None:
            message, message_zh, remedy, remedy_zh = (
                each.format(**found.groupdict()) for each in words
            )
            return DataError(
                message, path, error.lineno, remedy, message_zh=message_zh, remedy_zh=remedy_zh
            )
    return DataError(
        f"Not Turtle: {complaint}.",
        path,
        error.lineno,
        "Mend the line.",
        message_zh=f"不是Turtle：{complaint}。",
        remedy_zh="请更正该行。",
    )
