"""What can be set from the environment, read once at the top."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from platformdirs import user_data_path

from habitat_graph.environment import SCHEMES, address, addresses, choice, number, seconds
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
        "folder of the releases (default: the user's data folder), "
        "or the address of a SPARQL 1.1 server that holds the graph",
        "存放发布版本的文件夹(默认:用户数据文件夹),或存放图谱的SPARQL 1.1服务器的地址",
    ),
    Setting(
        "HABITAT_STORE_UPDATE",
        "address for updates of that server, where it is not the usual one",
        "该服务器的更新地址(仅在与惯例不同时需要)",
    ),
    Setting(
        "HABITAT_STORE_DATA",
        "address of the graph store of that server, where it is not the usual one",
        "该服务器的图存储地址(仅在与惯例不同时需要)",
    ),
    Setting(
        "HABITAT_STORE_TOKEN",
        "bearer token that the server asks for; or write user:password@ into its address",
        "该服务器要求的令牌;也可在其地址中写入 用户:密码@",
    ),
    Setting(
        "HABITAT_TOKEN",
        "bearer token without which nothing can be written over HTTP (default: nobody writes)",
        "通过HTTP写入所需的令牌(默认:任何人不得写入)",
    ),
    Setting(
        "HABITAT_GATE",
        "on, or off for a scratch endpoint that takes any well-formed RDF (default on)",
        "on,或off:接受任何格式正确的RDF的试验端点(默认on)",
    ),
    Setting(
        "HABITAT_DEFAULT_GRAPH",
        "what a query without FROM is asked of: union of all graphs, or plain (default union)",
        "无FROM的查询所查的默认图:union(所有图的并集)或plain(默认union)",
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
        "HABITAT_DISK",
        "MiB of N-Quads above which a release is served from the disk (default 256; Linux only)",
        "发布版本的N-Quads超过多少MiB时改从磁盘提供(默认256;仅限Linux)",
    ),
    Setting(
        "HABITAT_EVALUATORS",
        "queries that one client may have evaluated at once (default: one more than processors)",
        "每个客户端最多同时执行的查询数(默认:处理器数加一)",
    ),
    Setting(
        "HABITAT_CACHE",
        "MiB of answers that are kept to be given again (default 64; 0 keeps none)",
        "保留以便再次发送的答案大小,以MiB计(默认64;0表示不保留)",
    ),
    Setting(
        "HABITAT_SERVICE_ALLOW",
        "addresses of SPARQL endpoints that a query may call with SERVICE (default: none)",
        "查询可用SERVICE调用的SPARQL端点地址(默认:无)",
    ),
    Setting(
        "HABITAT_LOG",
        "what the server logs: problems, or requests as well (default problems)",
        "服务器记录的内容:problems(问题)或requests(也包括请求)(默认problems)",
    ),
    Setting(
        "HABITAT_PROXIES",
        "number of proxies before the server that are trusted to say who asks (default 0)",
        "服务器前可信代理的数目,由其说明请求来自何处(默认0)",
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
    reference tables; `query_timeout` is in seconds, `query_memory`, `query_result`, `cache` and
    `disk` are in MiB. `remote` is the address of the SPARQL server that holds the graph, None
    where this process does; `store` is then the folder in which its releases are kept all the same.
    `remote_login` is “user:password” as an address writes it; it is never shown.
    """

    store: Path
    source: Path | None
    query_timeout: float
    language: str
    reference: Path | None = None
    query_memory: int = 1024
    query_result: int = 64
    evaluators: int = field(default_factory=lambda: (os.cpu_count() or 1) + 1)
    cache: int = 64
    disk: int = 256
    token: str | None = field(default=None, repr=False)
    gate: bool = True
    union: bool = True
    service_allow: tuple[str, ...] = ()
    remote: str | None = None
    remote_update: str | None = None
    remote_data: str | None = None
    remote_login: str | None = field(default=None, repr=False)
    remote_token: str | None = field(default=None, repr=False)
    log: str = "problems"
    proxies: int = 0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the HABITAT_ variables; raise HabitatError where one makes no sense."""
        source = environment.get("HABITAT_SOURCE")
        reference = environment.get("HABITAT_REFERENCE")
        store, remote, login = _store(environment.get("HABITAT_STORE"))
        return cls(
            store=store,
            source=Path(source) if source else None,
            query_timeout=seconds(environment, "HABITAT_QUERY_TIMEOUT", 30.0),
            language=choice(environment, "HABITAT_LANGUAGE", ("en", "zh")),
            reference=Path(reference) if reference else None,
            query_memory=number(environment, "HABITAT_QUERY_MEMORY", 1024),
            query_result=number(environment, "HABITAT_QUERY_RESULT", 64),
            evaluators=number(environment, "HABITAT_EVALUATORS", (os.cpu_count() or 1) + 1),
            cache=number(environment, "HABITAT_CACHE", 64, least=0),
            disk=number(environment, "HABITAT_DISK", 256, least=0),
            token=environment.get("HABITAT_TOKEN") or None,
            gate=choice(environment, "HABITAT_GATE", ("on", "off")) == "on",
            union=choice(environment, "HABITAT_DEFAULT_GRAPH", ("union", "plain")) == "union",
            service_allow=addresses(environment, "HABITAT_SERVICE_ALLOW"),
            remote=remote,
            remote_update=address(environment, "HABITAT_STORE_UPDATE"),
            remote_data=address(environment, "HABITAT_STORE_DATA"),
            remote_login=login,
            remote_token=environment.get("HABITAT_STORE_TOKEN") or None,
            log=choice(environment, "HABITAT_LOG", ("problems", "requests")),
            proxies=number(environment, "HABITAT_PROXIES", 0, least=0),
        )

    def as_environment(self) -> dict[str, str]:
        """The variables that make these settings, for a process that is started with them."""
        optional = {
            "HABITAT_SOURCE": self.source,
            "HABITAT_REFERENCE": self.reference,
            "HABITAT_TOKEN": self.token,
            "HABITAT_SERVICE_ALLOW": " ".join(self.service_allow) or None,
            "HABITAT_STORE_UPDATE": self.remote_update,
            "HABITAT_STORE_DATA": self.remote_data,
            "HABITAT_STORE_TOKEN": self.remote_token,
        }
        given = {name: str(value) for name, value in optional.items() if value is not None}
        return given | {
            "HABITAT_STORE": self._store_address or str(self.store),
            "HABITAT_QUERY_TIMEOUT": str(self.query_timeout),
            "HABITAT_QUERY_MEMORY": str(self.query_memory),
            "HABITAT_QUERY_RESULT": str(self.query_result),
            "HABITAT_EVALUATORS": str(self.evaluators),
            "HABITAT_CACHE": str(self.cache),
            "HABITAT_DISK": str(self.disk),
            "HABITAT_LOG": self.log,
            "HABITAT_PROXIES": str(self.proxies),
            "HABITAT_LANGUAGE": self.language,
            "HABITAT_GATE": "on" if self.gate else "off",
            "HABITAT_DEFAULT_GRAPH": "union" if self.union else "plain",
        }

    @property
    def _store_address(self) -> str | None:
        if self.remote is None or self.remote_login is None:
            return self.remote
        return self.remote.replace("://", f"://{self.remote_login}@", 1)


def _store(text: str | None) -> tuple[Path, str | None, str | None]:
    """The folder of the releases; the server that holds the graph, if any, and its login."""
    if text is None or not text.startswith(SCHEMES):
        return Path(text or user_data_path("habitat-graph")), None, None
    parts = urlsplit(text.rstrip("/"))
    login, at, host = parts.netloc.rpartition("@")
    if not host:
        raise HabitatError(
            "The address names no server.",
            "HABITAT_STORE",
            remedy="Set it to e.g. http://127.0.0.1:7878/query.",
            message_zh="该地址未指明服务器。",
            remedy_zh="请设为例如http://127.0.0.1:7878/query。",
        )
    # Neither the address nor the folder is to tell the password.
    server = urlunsplit(parts._replace(netloc=host))
    name = "".join(letter if letter.isalnum() else "-" for letter in server.partition("://")[2])
    folder = user_data_path("habitat-graph") / "remote" / name.strip("-")
    return folder, server, login if at else None
