"""Reads single variables of the environment; raises HabitatError where one makes no sense."""

from collections.abc import Mapping

from habitat_graph.problems import HabitatError

SCHEMES = ("http://", "https://")
"""What an address on the web begins with."""


def address(environment: Mapping[str, str], variable: str) -> str | None:
    """The address of something on the web; None where none is set."""
    text = environment.get(variable)
    if text and not text.startswith(SCHEMES):
        raise HabitatError(
            f"“{text}” is no address.",
            variable,
            remedy="It begins with http:// or https://.",
            message_zh=f"“{text}”不是地址。",
            remedy_zh="地址以http://或https://开头。",
        )
    return text or None


def addresses(environment: Mapping[str, str], variable: str) -> tuple[str, ...]:
    """The addresses of endpoints, with spaces or commas between; none where none are set."""
    listed = tuple(environment.get(variable, "").replace(",", " ").split())
    for each in listed:
        if not each.startswith(SCHEMES):
            raise HabitatError(
                f"“{each}” is no address of an endpoint.",
                variable,
                remedy="List addresses such as https://example.org/sparql, with spaces between.",
                message_zh=f"“{each}”不是端点的地址。",
                remedy_zh="请列出如https://example.org/sparql的地址，以空格分隔。",
            )
    return listed


def seconds(environment: Mapping[str, str], variable: str, default: float) -> float:
    """A number of seconds above zero."""
    text = environment.get(variable)
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if seconds <= 0:
        raise HabitatError(
            f"“{text}” is no number of seconds above zero.",
            variable,
            remedy="Set it to e.g. 30.",
            message_zh=f"“{text}”不是大于零的秒数。",
            remedy_zh="请设为例如30。",
        )
    return seconds


def number(environment: Mapping[str, str], variable: str, default: int, *, least: int = 1) -> int:
    """A whole number of at least `least`."""
    text = environment.get(variable)
    if not text:
        return default
    number = int(text) if text.isdecimal() else least - 1
    if number < least:
        raise HabitatError(
            f"“{text}” is no whole number of at least {least}.",
            variable,
            remedy=f"Set it to e.g. {default}.",
            message_zh=f"“{text}”不是至少为{least}的整数。",
            remedy_zh=f"请设为例如{default}。",
        )
    return number


def choice(environment: Mapping[str, str], variable: str, choices: tuple[str, ...]) -> str:
    """One of the choices; the first where none is set."""
    text = environment.get(variable) or choices[0]
    if text not in choices:
        raise HabitatError(
            f"“{text}” is not one of {', '.join(choices)}.",
            variable,
            remedy="Choose one of these.",
            message_zh=f"“{text}”不在{'、'.join(choices)}之中。",
            remedy_zh="请从中选择一项。",
        )
    return text
