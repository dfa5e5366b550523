"""What the Graph Store Protocol says, over a real socket.

https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from urllib.parse import quote

import pytest

from conformance.results import MEDIA_TYPES, triples_of

TURTLE = "text/turtle"
N_TRIPLES = "application/n-triples"
ONE = b"<urn:s> <urn:p> <urn:one> ."
TWO = b"<urn:s> <urn:p> <urn:two> ."
GRAPH = f"?graph={quote('http://example.org/graph', safe='')}"


@pytest.fixture
def store(scratch):
    """Sends a request to the graph store."""

    def store(method, which=GRAPH, body=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return scratch.exchange(method, scratch.paths["data"] + which, body, named)

    return store


@pytest.mark.parametrize("which", [GRAPH, "?default"])
def test_a_graph_is_put_read_added_to_and_deleted(store, which):
    assert store("PUT", which, ONE, Content_Type=TURTLE).good
    assert store("PUT", which, TWO, Content_Type=TURTLE).good
    reply = store("GET", which, Accept=N_TRIPLES)
    assert reply.body.strip() == TWO
    assert store("POST", which, ONE, Content_Type=TURTLE).good
    assert sorted(store("GET", which, Accept=N_TRIPLES).body.splitlines()) == [ONE, TWO]
    assert store("DELETE", which).good


def test_a_new_graph_is_created_and_an_old_one_is_not(store):
    assert store("PUT", body=ONE, Content_Type=TURTLE).status == 201
    assert store("PUT", body=TWO, Content_Type=TURTLE).status in (200, 204)
    assert store("DELETE").good
    assert store("DELETE").status == 404
    assert store("GET").status == 404
    assert store("HEAD").status == 404
    assert store("POST", body=ONE, Content_Type=TURTLE).status == 201


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".rdf", ".jsonld"])
def test_a_graph_comes_in_each_format_and_goes_back_in(store, suffix):
    media_type = MEDIA_TYPES[suffix]
    body = '<urn:s> <urn:p> "人居", "é"@fr, 1, <urn:o> .'.encode()
    assert store("PUT", body=body, Content_Type=TURTLE).good
    reply = store("GET", Accept=media_type)
    assert reply.media_type == media_type
    assert store("PUT", "?default", reply.body, Content_Type=media_type).good
    found = store("GET", "?default", Accept=N_TRIPLES)
    assert set(triples_of(found.body, N_TRIPLES)) == set(triples_of(body, TURTLE))


def test_relative_iris_are_resolved_against_the_graphs_own(store):
    assert store("PUT", body=b"<a> <b#> <> .", Content_Type=TURTLE).good
    expected = (
        b"<http://example.org/a> <http://example.org/b#> <http://example.org/graph> .\n"
    )  # fmt: skip
    assert store("GET", Accept=N_TRIPLES).body == expected


@pytest.mark.parametrize(
    "which", ["?graph=relative", "?graph=", "?default&graph=urn:a", "?graph=urn:a&graph=urn:b"]
)
def test_a_request_names_one_graph_by_a_whole_iri(store, which):
    assert store("PUT", which, ONE, Content_Type=TURTLE).status == 400
    assert store("GET", which).status == 400


def test_a_body_that_is_no_rdf_is_refused_and_changes_nothing(store):
    assert store("PUT", body=ONE, Content_Type=TURTLE).good
    assert store("PUT", body=b"<urn:s> <urn:p>", Content_Type=TURTLE).status == 400
    assert store("POST", body=TWO + b"\n<urn:s> <urn:p>", Content_Type=TURTLE).status == 400
    assert store("PUT", body=b'<urn:s> <urn:p> "\xe9" .', Content_Type=TURTLE).status == 400
    assert store("GET", Accept=N_TRIPLES).body.strip() == ONE


@pytest.mark.parametrize("media_type", [None, "text/html", "application/json", "image/png"])
def test_a_body_of_another_type_is_415(store, media_type):
    headers = {} if media_type is None else {"Content_Type": media_type}
    assert store("PUT", body=ONE, **headers).status == 415
    assert store("GET").status == 404


def test_a_charset_other_than_utf8_is_refused(store):
    body = ONE.decode().encode("utf-16")
    assert store("PUT", body=body, Content_Type=f"{TURTLE}; charset=UTF-16").status == 415


BOUNDARY = "parts"


def form(*parts):
    """A form of files, each with its media type and content."""
    pieces = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="graph"; filename="f{number}"\r\n'
        f"Content-Type: {media_type}\r\n\r\n{content.decode()}\r\n"
        for number, (media_type, content) in enumerate(parts)
    ]
    return ("".join(pieces) + f"--{BOUNDARY}--\r\n").encode()


def test_a_form_may_bring_several_files(store):
    body = form((TURTLE, ONE), (N_TRIPLES, TWO))
    media_type = f"multipart/form-data; boundary={BOUNDARY}"
    assert store("POST", body=body, Content_Type=media_type).good
    assert sorted(store("GET", Accept=N_TRIPLES).body.splitlines()) == [ONE, TWO]


def test_of_a_form_with_a_broken_file_nothing_is_taken(store):
    body = form((TURTLE, ONE), (TURTLE, b"<urn:s> <urn:p>"))
    media_type = f"multipart/form-data; boundary={BOUNDARY}"
    assert store("POST", body=body, Content_Type=media_type).status == 400
    assert store("GET").status == 404


def test_blank_nodes_of_two_requests_are_never_one(store):
    body = b"_:x <urn:p> 1 ."
    assert store("POST", body=body, Content_Type=TURTLE).good
    assert store("POST", body=body, Content_Type=TURTLE).good
    assert len(store("GET", Accept=N_TRIPLES).body.splitlines()) == 2


def test_head_is_get_without_the_body(store):
    store("PUT", body=ONE, Content_Type=TURTLE)
    get, head = store("GET", Accept=TURTLE), store("HEAD", Accept=TURTLE)
    assert head.status == 200
    assert head.body == b""
    for name in ("content-type", "content-length", "etag"):
        assert head.headers.get(name) == get.headers.get(name)


def test_what_nobody_offers_is_406_and_caches_are_told(store):
    store("PUT", body=ONE, Content_Type=TURTLE)
    assert store("GET", Accept="image/png").status == 406
    assert store("GET", Accept=f"{TURTLE};q=0").status == 406
    assert "accept" in store("GET").headers["vary"].lower()


def test_another_method_is_405_and_those_allowed_are_named(store):
    reply = store("LINK")
    assert reply.status == 405
    assert {"GET", "HEAD", "PUT", "POST", "DELETE"} <= set(reply.headers["allow"].split(", "))


def test_without_the_token_nothing_is_written(scratch, store):
    token, scratch.token = scratch.token, None
    try:
        for method in ("PUT", "POST", "DELETE"):
            body = None if method == "DELETE" else ONE
            assert store(method, body=body, Content_Type=TURTLE).status in (401, 403)
    finally:
        scratch.token = token
    assert store("GET").status == 404


def test_a_name_is_the_same_however_it_is_escaped(store):
    assert store("PUT", "?graph=http://example.org/%E4%BA%BA", ONE, Content_Type=TURTLE).good
    assert store("GET", f"?graph={quote('http://example.org/人', safe='')}").status == 200


def test_a_graph_named_by_a_blank_node_is_read_replaced_and_dropped_with_the_others(store, scratch):
    trig, quads = "application/trig", "application/n-quads"
    graphs = "SELECT ?g { GRAPH ?g {} }"
    nameless = b"_:g { <urn:s> <urn:p> <urn:one> }"
    assert store("PUT", "", nameless, Content_Type=trig).good
    assert store("GET", "", Accept=quads).body.startswith(ONE[:-1] + b"_:")
    assert store("PUT", "", TWO, Content_Type=trig).good
    assert store("GET", "", Accept=quads).body.strip() == TWO
    assert store("POST", "", nameless, Content_Type=trig).good
    assert scratch.update("DROP ALL").good
    assert scratch.query(graphs, "text/csv").body == b"g\r\n"
