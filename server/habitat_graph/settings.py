"""What can be set from the environment, read once at the top."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

from habitat_graph.problems import HabitatError


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name and its meaning in English and Chinese."""

    variable: str
    meaning: str
    meaning_zh: str


SETTINGS = (
    Setting(
        "HABITAT_STORE",
        "folder of the releases (default: the user's data folder)",
        "存放发布版本的文件夹(默认:用户数据文件夹)",
    ),
    Setting(
        "HABITAT_SOURCE",
        "the report's text file, against which quotations are proved",
        "报告的文本文件,用来核对引文",
    ),
    Setting(
        "HABITAT_REFERENCE",
        "folder of the reference tables, against which links are proved",
        "参考表格的文件夹,用来核对链接",
    ),
    Setting(
        "HABITAT_QUERY_TIMEOUT",
        "seconds a query may take (default 30)",
        "一个查询最多可用的秒数(默认30)",
    ),
    Setting(
        "HABITAT_QUERY_MEMORY",
        "MiB of memory a query may take beyond the data (default 1024; Linux only)",
        "一个查询在数据之外最多可用的内存,以MiB计(默认1024;仅限Linux)",
    ),
    Setting(
        "HABITAT_QUERY_RESULT",
        "MiB an answer may have (default 64)",
        "一个答案的大小上限,以MiB计(默认64)",
    ),
    Setting(
        "HABITAT_EVALUATORS",
        "queries that are evaluated at once (default: one for each processor)",
        "同时执行的查询数(默认:每个处理器一个)",
    ),
    Setting(
        "HABITAT_LANGUAGE",
        "language of messages: en or zh (default en)",
        "信息的语言:en 或 zh",
    ),
)


@dataclass(frozen=True)
class Settings:
    """Everything that may differ from one installation to the next.

    `source` is None where the user has named no copy of the report, `reference` where no folder of
    reference tables; `query_timeout` is in seconds, `query_memory` and `query_result` are in MiB.
    """

    store: Path
    source: Path | None
    query_timeout: float
    language: str
    reference: Path | None = None
    query_memory: int = 1024
    query_result: int = 64
    evaluators: int = field(default_factory=lambda: os.cpu_count() or 1)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the HABITAT_ variables; raise HabitatError where one makes no sense."""
        source = environment.get("HABITAT_SOURCE")
        reference = environment.get("HABITAT_REFERENCE")
        return cls(
            store=Path(environment.get("HABITAT_STORE") or user_data_path("habitat-graph")),
            source=Path(source) if source else None,
            query_timeout=_seconds(environment, "HABITAT_QUERY_TIMEOUT", 30.0),
            language=_choice(environment, "HABITAT_LANGUAGE", ("en", "zh")),
            reference=Path(reference) if reference else None,
            query_memory=_number(environment, "HABITAT_QUERY_MEMORY", 1024),
            query_result=_number(environment, "HABITAT_QUERY_RESULT", 64),
            evaluators=_number(environment, "HABITAT_EVALUATORS", os.cpu_count() or 1),
        )


def _seconds(environment: Mapping[str, str], variable: str, default: float) -> float:
    text = environment.get(variable)
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if seconds <= 0:
        raise HabitatError(
            f"“{text}” is no number of seconds above zero.", variable, remedy="Set it to e.g. 30."
        )
    return seconds


def _number(environment: Mapping[str, str], variable: str, default: int) -> int:
    text = environment.get(variable)
    if not text:
        return default
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise HabitatError(
            f"“{text}” is no whole number above zero.",
            variable,
            remedy=f"Set it to e.g. {default}.",
        )
    return number


def _choice(environment: Mapping[str, str], variable: str, choices: tuple[str, ...]) -> str:
    text = environment.get(variable) or choices[0]
    if text not in choices:
        raise HabitatError(
            f"“{text}” is not one of {', '.join(choices)}.", variable, remedy="Choose one of these."
        )
    return text
