"""Requests that are not what HTTP means them to be, and those that are, but far too much."""

import json
from urllib.parse import quote

from attacks.attack import (
    BORNE,
    FINE,
    REFUSED,
    SPARQL_QUERY,
    TOO_LARGE,
    Attack,
    address,
    asked,
    form,
    wire,
)

HOST = b"Host: x\r\n"
NOT_FOUND = frozenset({404})
HEADERS = frozenset({431})
TYPE = frozenset({415})
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
ASK = asked("ASK {}")


def get(path: bytes, headers: bytes = b"") -> bytes:
    """A GET as bytes."""
    return b"GET " + path + b" HTTP/1.1\r\n" + HOST + headers + b"\r\n"


ADDRESSES = (
    address(
        "Accept, thousands of ranges", ASK, HEADERS, Accept=",".join(f"a/b{i}" for i in range(3000))
    ),
    address(
        "Accept, as many as are read",
        ASK,
        frozenset({406}),
        Accept=",".join(f"a/b{i};q=0.1" for i in range(500)),
    ),
    address("Accept, backslashes", ASK, FINE | frozenset({406}), Accept='a/a;a="' + "\\" * 8000),
    address(
        "If-None-Match, thousands of tags",
        ASK,
        HEADERS,
        If_None_Match=",".join(f'"{i}"' for i in range(2000)),
    ),
    address("If-None-Match, quotation marks", ASK, FINE, If_None_Match='"' * 8000),
    address("Accept-Encoding, thousands", ASK, HEADERS, Accept_Encoding="x," * 5000),
    address(
        "Range, thousands", ASK, HEADERS, Range="bytes=" + ",".join(f"{i}-{i}" for i in range(3000))
    ),
    address("X-Forwarded-For, forged", ASK, FINE, X_Forwarded_For="127.0.0.2, 10.0.0.1"),
    address("X-Request-ID, with lines", ASK, FINE, X_Request_ID="x{}\t<script>"),
    address("format that is none", f"{ASK}&format={quote('<script>' * 500)}", REFUSED),
    address("parameters, thousands", f"{ASK}&" + "&".join(f"p{i}=1" for i in range(5000)), REFUSED),
    address("parameter twice", f"{ASK}&query=ASK%7B%7D", REFUSED),
    address(
        "graphs, a thousand",
        f"{ASK}&" + "&".join(f"default-graph-uri=urn:g{i}" for i in range(900)),
        FINE,
    ),
    address("a graph that is no IRI", f"{ASK}&default-graph-uri=%00", REFUSED),
    address("timeout of nothing", asked("ASK {#\n}") + "&timeout=1e-300", BORNE),
    address("timeout for ever", asked("ASK {#x\n}") + "&timeout=1e999", FINE),
    address("timeout that is no number", f"{ASK}&timeout=nan", REFUSED),
    address("an address of sixty kilobytes", "/id/" + "x/" * 30_000, NOT_FOUND),
    address("paths upwards", "/static/../../../../etc/passwd", NOT_FOUND),
    address("paths upwards, escaped", "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", NOT_FOUND),
    address("paths upwards, backwards", "/static/..%5c..%5c..%5cetc%5cpasswd", NOT_FOUND),
    address("a path from the root", "/static/%2fetc/passwd", NOT_FOUND | frozenset({308})),
    address("a path with NUL", "/id/%00", NOT_FOUND),
    address("a path that is not UTF-8", "/id/%ff%fe%c0%af", REFUSED | NOT_FOUND),
    address("a query that is not UTF-8", "/sparql?query=%ff", REFUSED),
    address("a query of overlong bytes", "/sparql?query=%c0%a0ASK%7B%7D", REFUSED),
    address("search, sixty kilobytes", "/search?q=" + "un+" * 20_000, REFUSED),
    address("search, wild", "/search?q=" + quote("%_*?[](){}^$\\.|+-'\"<>" * 10), FINE | NOT_FOUND),
    address("resolve, sixty kilobytes", "/resolve?iri=" + "a" * 60_000, REFUSED),
    address("a query's name, sixty kilobytes", "/queries/" + "x" * 60_000, NOT_FOUND),
    address("a page without a release", "/releases/999999999999999999999", NOT_FOUND),
    form("form of half a million fields", b"a&" * 490_000 + b"query=ASK{}", REFUSED),
    form("form that is not UTF-8", b"query=%ff%fe", REFUSED),
    form("reconcile, deep JSON", b"queries=" + b"[" * 900_000, REFUSED, "/reconcile"),
    form(
        "reconcile, thousands",
        b"queries=" + quote(json.dumps({f"q{i}": {"query": "UN"} for i in range(3000)})).encode(),
        TOO_LARGE,
        "/reconcile",
    ),
    Attack(
        "body of another kind",
        TYPE,
        "POST",
        body=b"ASK {}",
        headers={"Content-Type": "multipart/form-data; boundary="},
    ),
    Attack(
        "body in another encoding",
        TYPE,
        "POST",
        body=b"ASK {}",
        headers={"Content-Type": f"{SPARQL_QUERY}; charset=utf-7"},
    ),
    Attack("body of no kind", TYPE, "POST", body=b"ASK {}"),
    Attack(
        "body that is not UTF-8",
        REFUSED,
        "POST",
        body=b"ASK { ?s ?p '\xff' }",
        headers={"Content-Type": SPARQL_QUERY},
    ),
    Attack(
        "body of a megabyte and more",
        TOO_LARGE,
        "POST",
        body=b"#" * 1_100_000,
        headers={"Content-Type": SPARQL_QUERY},
    ),
    Attack("method that is none", frozenset({405}), "FOO-BAR"),
    Attack("TRACE", frozenset({405}), "TRACE"),
    Attack("DELETE", frozenset({405}), "DELETE"),
)

WIRES = (
    wire("not HTTP", b"\0" * 5000 + b"\r\n\r\n", REFUSED),
    wire(
        "TLS where there is none",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500,
        REFUSED,
    ),
    wire(
        "HTTP/2 where there is none",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        REFUSED | frozenset({505}),
    ),
    wire("a path that is not ASCII", get(b"/id/\xff\xfe"), REFUSED),
    wire("a path with a raw NUL", get(b"/id/\0"), REFUSED),
    wire(
        "headers, thousands",
        get(b"/health", b"".join(b"X-%d: y\r\n" % i for i in range(2000))),
        HEADERS,
    ),
    wire("a header of a megabyte", get(b"/health", b"X: " + b"y" * 1_000_000 + b"\r\n"), HEADERS),
    wire(
        "an address of megabytes",
        get(b"/sparql?query=" + b"a" * 3_000_000),
        HEADERS | frozenset({414}),
    ),
    wire("header with a folded line", get(b"/health", b"X: a\r\n b\r\n"), REFUSED),
    wire("header that is not ASCII", get(b"/health", b"Accept: \xff\xfe\r\n"), FINE, is_bare=False),
    wire(
        "Host of junk",
        b"GET /health HTTP/1.1\r\nHost: a b<script>/..:99999\r\n\r\n",
        REFUSED,
        is_bare=False,
    ),
    wire(
        "Host twice",
        b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        REFUSED,
        is_bare=False,
    ),
    wire(
        "smuggling, both lengths",
        POST
        + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        + get(b"/smuggled"),
        REFUSED,
        is_bare=False,
    ),
    wire(
        "smuggling, two lengths",
        POST + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}x",
        REFUSED,
    ),
    wire(
        "smuggling, an unknown coding",
        POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        REFUSED,
    ),
    wire("a length below nothing", POST + b"Content-Length: -1\r\n\r\n", REFUSED),
    wire(
        "a length beyond all numbers",
        POST + b"Content-Length: 99999999999999999999999999\r\n\r\n",
        REFUSED,
    ),
    wire(
        "a length of 100 megabytes",
        POST + b"Content-Length: 100000000\r\n\r\nASK {}",
        TOO_LARGE,
        is_bare=False,
    ),
    wire(
        "a piece with a long extension",
        POST + b"Transfer-Encoding: chunked\r\n\r\n6;" + b"a" * 20_000 + b"\r\nASK {}\r\n0\r\n\r\n",
        REFUSED,
        is_bare=False,
    ),
    wire(
        "a piece of a size that is none",
        POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK {}\r\n0\r\n\r\n",
        REFUSED,
        is_bare=False,
    ),
    wire(
        "pieces without end",
        POST
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + (b"100000\r\n" + b"#" * 2**20 + b"\r\n") * 17,
        TOO_LARGE,
        is_bare=False,
    ),
    wire("requests in a row", get(b"/health") * 500, FINE, is_bare=False),
    wire(
        "a tunnel",
        b"CONNECT 127.0.0.1:22 HTTP/1.1\r\n" + HOST + b"\r\n",
        NOT_FOUND | frozenset({405}),
        is_bare=False,
    ),
    wire(
        "another server's address",
        b"GET http://127.0.0.1:22/health HTTP/1.1\r\n" + HOST + b"\r\n",
        FINE,
        is_bare=False,
    ),
)
