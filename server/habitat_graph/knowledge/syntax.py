"""Says in plain words where and why a file is not Turtle."""

import re
from pathlib import Path

from habitat_graph.problems import DataError

_PLACE = re.compile(r"^Parser error .*?: ", re.DOTALL)

_MEANINGS: tuple[tuple[str, str, str], ...] = (
    (
        r"The prefix (?P<word>\S+) has not been declared",
        "The prefix {word} is not declared in this file.",
        "Add a line “@prefix {word} <…> .” at the top.",
    ),
    (
        r"Unexpected end of file",
        "Something that begins here never ends: a text in quotes, or an IRI in < >.",
        "Close it.",
    ),
    (
        r"Unexpected end|A dot is expected at the end of statements",
        "The statement before this place is not finished.",
        "End a value with “;” or “,” where more follows, and a resource with “.”.",
    ),
    (
        r"Line jumps are not allowed",
        "A text in single quotation marks runs over the end of its line.",
        'Close it with ", or write a text of several lines between """ and """.',
    ),
    (
        r"No scheme found in an absolute IRI",
        "An IRI does not begin with a scheme such as https://.",
        "Write the whole IRI.",
    ),
    (
        r"Invalid IRI code point '(?P<word>.)'",
        "“{word}” must not stand in an IRI.",
        "Remove it, or close the IRI with > before it.",
    ),
    (
        r"'(?P<word>.)' is not allowed at the beginning of a prefix name",
        "“{word}” must not stand here.",
        'Write an IRI with such characters between < and >, and a text between " and ".',
    ),
    (
        r"(?P<word>.+) is not a valid RDF object",
        "“{word}” stands where a value should.",
        'A value is an IRI, a prefixed name, a number, true, false, or a text between " and ".',
    ),
    (
        r"(?P<word>.+) is not a valid predicate",
        "“{word}” stands where a property should.",
        "Check that the line before ends with “;” or “,” as it should.",
    ),
    (
        r"(?P<word>.+) is not a valid subject or graph name",
        "“{word}” stands where a resource should.",
        "Check that the value before it is followed by “,” or “;”, not by “.” or nothing.",
    ),
    (
        r"blank node property lists should end with a '\]'",
        "A “[” is not closed before this place.",
        "Close it with “]”.",
    ),
    (
        r"Unexpected escape character '(?P<word>.+)'",
        "“{word}” means nothing in Turtle.",
        r"Write a backslash as \\.",
    ),
)


def explained(error: SyntaxError, path: Path) -> DataError:
    """The parser's complaint about `path` in plain words, with its line and what to do."""
    complaint = _PLACE.sub("", error.msg)
    for pattern, meaning, remedy in _MEANINGS:
        found = re.match(pattern, complaint)
        if found is not None:
            words = found.groupdict()
            return DataError(meaning.format(**words), path, error.lineno, remedy.format(**words))
    return DataError(f"Not Turtle: {complaint}.", path, error.lineno, "Mend the line.")
