"""What /validate says, and that it changes nothing."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from gated import BASE, FACTS, FILES, NAMELESS, SECOND


def test_validation_says_what_would_be_found_and_changes_nothing(site):
    before = site.project.files()
    reply = site.ask(
        "POST",
        "/validate",
        FILES + NAMELESS,
        Content_Type="text/turtle",
        Accept="application/n-triples",
    )
    assert reply.status_code == 200
    assert (
        f"sh:focusNode> <{BASE}id/second>".replace("sh:", "http://www.w3.org/ns/shacl#")
        in reply.text
    )
    assert '"No name."@en' in reply.text
    reply = site.ask("POST", "/validate", FILES + SECOND, Content_Type="text/turtle")
    assert (reply.status_code, reply.mimetype) == (200, "text/turtle")
    assert "sh:conforms true" in reply.text
    assert site.project.files() == before


def test_validation_can_be_of_a_graph_that_is_replaced(site):
    path = f"/validate?graph={quote(FACTS, safe='')}"
    body = FILES + ":first a :Meeting ."
    assert "conforms true" in site.ask("POST", path, body, Content_Type="text/turtle").text
    replaced = site.ask("POST", f"{path}&replace", body, Content_Type="text/turtle").text
    assert "conforms false" in replaced


def test_validation_needs_no_token_but_rdf(site):
    reply = site.client.post("/validate", data=b"nonsense", headers={"Content-Type": "text/turtle"})
    assert reply.status_code == 400
    reply = site.client.post("/validate", data=b"x", headers={"Content-Type": "text/html"})
    assert reply.status_code == 415


def test_more_validations_than_there_are_processors_for_are_turned_away(site):
    def validate(_):
        return site.ask("POST", "/validate", FILES + SECOND, Content_Type="text/turtle")

    with ThreadPoolExecutor(4) as askers:
        replies = list(askers.map(validate, range(4)))
    assert {reply.status_code for reply in replies} == {200, 429}
    assert all(reply.headers.get("Retry-After") for reply in replies if reply.status_code == 429)


def test_a_browser_validates_with_a_form(site):
    page = site.ask("GET", "/validate", Accept="text/html")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    browser = {"Accept": "text/html", "Authorization": "none"}
    body = {"rdf": FILES + NAMELESS, "format": "ttl", "graph": ""}
    reply = site.client.post("/validate", data=body, headers=browser)
    assert reply.status_code == 200
    assert "No name." in reply.text
    assert "</code></li>" in reply.text
    fine = site.client.post("/validate", data=body | {"rdf": FILES + SECOND}, headers=browser)
    assert "Nothing is wrong." in fine.text
    broken = site.client.post("/validate", data=body | {"rdf": "<b>x"}, headers=browser)
    assert broken.status_code == 400
    assert "&lt;b&gt;x" in broken.text
