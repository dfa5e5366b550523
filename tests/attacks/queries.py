"""Queries that want more than there is: time, memory, depth, other servers."""

from attacks.attack import BORNE, FINE, FORBIDDEN, REFUSED, TOO_LARGE, query

ANY = "(<urn:p>|!<urn:p>)"
PRODUCT = "?a ?p ?b . ?c ?q ?d . ?e ?r ?f"
LONG_PRODUCT = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9))
DOUBLED = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(60))
TEN_THOUSAND = [str(number) for number in range(10_000)]
REPLACED = " ".join(f'BIND(REPLACE(?x{i}, "x", "xxxxxxxx") AS ?x{i + 1})' for i in range(30))
CATASTROPHE = "(a+)+$"
ENDPOINT = "<http://127.0.0.1:9/sparql>"


def _nested(opening: str, inside: str, closing: str, depth: int) -> str:
    return opening * depth + inside + closing * depth


QUERIES = (
    query("cartesian product, counted", f"SELECT (COUNT(*) AS ?n) {{ {LONG_PRODUCT} }}"),
    query("cartesian product, sent", f"SELECT * {{ {PRODUCT} }}"),
    query("cartesian product, on a page", f"SELECT * {{ {PRODUCT} }}", Accept="text/html"),
    query("cartesian product, ordered", f"SELECT * {{ {PRODUCT} }} ORDER BY ?b DESC(?d) ?f"),
    query("cartesian product, distinct", f"SELECT DISTINCT * {{ {PRODUCT} }}"),
    query(
        "cartesian product, deep offset", f"SELECT * {{ {PRODUCT} }} OFFSET 999999999999 LIMIT 1"
    ),
    query("cartesian product, grouped", f"SELECT ?a ?c ?e {{ {PRODUCT} }} GROUP BY ?a ?c ?e"),
    query(
        "cartesian product, in its graphs",
        "SELECT * { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } }",
    ),
    query("CONSTRUCT of a product", f"CONSTRUCT {{ ?a ?q ?f }} {{ {PRODUCT} }}"),
    query("DESCRIBE of a product", f"DESCRIBE ?a ?c ?e {{ {PRODUCT} }}"),
    query("DESCRIBE of everything", "DESCRIBE * { ?s ?p ?o }", BORNE),
    query("paths of any length", f"SELECT * {{ ?a {ANY}*/{ANY}*/{ANY}* ?b }}"),
    query("paths both ways", f"SELECT (COUNT(*) AS ?n) {{ ?a ({ANY}|^{ANY})+ ?b }}"),
    query("paths, nested stars", f"SELECT * {{ ?a (({ANY}*)*)* ?b . ?b (({ANY}+)*)+ ?c }}"),
    query("paths, a hundred steps", f"SELECT * {{ ?a {'/'.join([ANY] * 60)} ?b }}"),
    query(
        "strings doubled sixty times",
        f'SELECT (STRLEN(?x60) AS ?n) {{ BIND("xx" AS ?x0) {DOUBLED} }}',
    ),
    query(
        "strings replaced by longer ones",
        f'SELECT (STRLEN(?x30) AS ?n) {{ BIND("x" AS ?x0) {REPLACED} }}',
    ),
    query(
        "GROUP_CONCAT of a product",
        f"SELECT (GROUP_CONCAT(CONCAT(STR(?b), STR(?d), STR(?f))) AS ?x) {{ {PRODUCT} }}",
    ),
    query(
        "GROUP_CONCAT with a long separator",
        f'SELECT (GROUP_CONCAT(STR(?b); SEPARATOR="{"x" * 50_000}") AS ?x) {{ ?a ?p ?b }}',
        BORNE,
    ),
    query(
        "regular expression, catastrophic elsewhere",
        f'ASK {{ BIND(REGEX("{"a" * 40_000}!", "{CATASTROPHE}") AS ?x) FILTER(?x) }}',
        FINE,
    ),
    query(
        "regular expression, large when compiled",
        'SELECT * { ?a ?p ?b FILTER(REGEX(STR(?b), "((((a{99}){99}){99}){99})")) }',
        BORNE,
    ),
    query(
        "regular expressions made of the data",
        "SELECT * { ?a ?p ?b . ?c ?q ?d FILTER(REGEX(STR(?b), CONCAT('(', STR(?d), '|.*)*'))) }",
    ),
    query(
        "hashes of a product",
        f"SELECT (SHA512(STR(?b)) AS ?h) {{ {PRODUCT} FILTER(MD5(STR(?d)) = SHA1(STR(?f))) }}",
    ),
    query(
        "aggregates of chance",
        f"SELECT (SUM(RAND()) AS ?x) (COUNT(DISTINCT UUID()) AS ?y) {{ {PRODUCT} }}",
    ),
    query(
        "BIND chains",
        f"SELECT * {{ {PRODUCT} {' '.join(f'BIND(RAND() + {i} AS ?z{i})' for i in range(80))} }}",
    ),
    query(
        "EXISTS in EXISTS",
        "SELECT * { ?a ?p ?b FILTER EXISTS { ?c ?q ?d FILTER NOT EXISTS "
        "{ ?e ?r ?f FILTER(?f = RAND()) FILTER EXISTS { ?g ?h ?i FILTER(?i = ?b) } } } }",
    ),
    query("MINUS of products", f"SELECT * {{ {{ {PRODUCT} }} MINUS {{ ?a ?p ?b . ?g ?h ?f }} }}"),
    query(
        "OPTIONAL in OPTIONAL",
        "SELECT * { ?a ?p ?b "
        + " ".join(f"OPTIONAL {{ ?c{i} ?d{i} ?e{i} }}" for i in range(40))
        + " }",
    ),
    query(
        "UNION of products",
        "SELECT DISTINCT * { " + " UNION ".join([f"{{ {PRODUCT} }}"] * 20) + " }",
    ),
    query(
        "subqueries in subqueries",
        _nested("SELECT * { { ", f"SELECT * {{ {PRODUCT} }}", " } ?s ?p ?o }", 20),
    ),
    query(
        "VALUES, joined with itself",
        "SELECT * { "
        + " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(500)))} }}" for i in range(5))
        + " }",
    ),
    query(
        "VALUES, ten thousand",
        f"SELECT (COUNT(*) AS ?n) {{ VALUES ?v {{ {' '.join(TEN_THOUSAND)} }} ?s ?p ?v }}",
        BORNE,
    ),
    query(
        "IN, ten thousand",
        f"ASK {{ ?s ?p ?o FILTER(?o IN ({', '.join(TEN_THOUSAND)})) }}",
        BORNE | TOO_LARGE,
    ),
    query(
        "hash flooding",
        f"ASK {{ VALUES ?v {{ {' '.join(f'<urn:{i:x}>' for i in range(0, 2**36, 2**24))} }} }}",
        BORNE,
    ),
    query("brackets, sixty deep", f"SELECT * {{ FILTER({_nested('(', '1', ')', 58)}) }}", FINE),
    query(
        "brackets, thirty thousand deep",
        f"SELECT * {{ FILTER({_nested('(', '1', ')', 30_000)}) }}",
        TOO_LARGE,
    ),
    query("groups, thirty thousand deep", _nested("SELECT * { ", "", "}", 5_000), TOO_LARGE),
    query("negations without brackets", f"ASK {{ FILTER({'!' * 90_000}true) }}", TOO_LARGE),
    query("a list, ninety thousand long", f"ASK {{ ?s ?p ({'1 ' * 40_000}) }}", TOO_LARGE),
    query("triples, thousands", "SELECT * { " + "?a ?b ?c . " * 8_000 + "}", TOO_LARGE),
    query(
        "a number of ninety thousand digits",
        f"SELECT ({'9' * 90_000} * {'9' * 9_000} AS ?n) {{}}",
        FINE | REFUSED,
    ),
    query("a name of ninety thousand letters", f"SELECT ?{'x' * 90_000} {{}}", FINE),
    query("a million of comments", "#" * 900_000 + "\nASK {}", TOO_LARGE),
    query("a string without end", "SELECT * { ?s ?p '" + "x" * 90_000, REFUSED),
    query(
        "triple terms, deep",
        f"SELECT * {{ BIND({_nested('<<( <urn:s> <urn:p> ', '1', ' )>>', 5_000)} AS ?t) }}",
        TOO_LARGE | REFUSED,
    ),
    query(
        "reifiers of a product",
        "SELECT * { << ?a ?p ?b >> ?q ?d . << ?e ?r ?f >> ?s ?g . ?h ?i ?j . ?k ?l ?m }",
        BORNE,
    ),
    query("SERVICE", f"SELECT * {{ SERVICE {ENDPOINT} {{ ?s ?p ?o }} }}", FORBIDDEN),
    query(
        "SERVICE, mixed case, silent",
        f"SELECT * {{ sErViCe SiLeNt {ENDPOINT} {{ ?s ?p ?o }} }}",
        FORBIDDEN,
    ),
    query("SERVICE, escaped", f"SELECT * {{ \\u0053ERVICE {ENDPOINT} {{ ?s ?p ?o }} }}", FORBIDDEN),
    query(
        "SERVICE, escaped at length",
        f"SELECT * {{ S\\U00000045RV\\u0049CE {ENDPOINT} {{ ?s ?p ?o }} }}",
        FORBIDDEN,
    ),
    query(
        "SERVICE, escaped twice",
        f"SELECT * {{ \\u005Cu0053ERVICE {ENDPOINT} {{ ?s ?p ?o }} }}",
        FORBIDDEN | REFUSED,
    ),
    query(
        "SERVICE between comments",
        f"SELECT * {{ #x\nSERVICE#y\n{ENDPOINT}#z\n{{ ?s ?p ?o }} }}",
        FORBIDDEN,
    ),
    query(
        "SERVICE that touches a number",
        f"SELECT * {{ FILTER(1=1)SERVICE{ENDPOINT}{{ ?s ?p 1}} }}",
        FORBIDDEN,
    ),
    query(
        "SERVICE after a number",
        f"SELECT * {{ ?s ?p 1SERVICE {ENDPOINT} {{ ?s ?p ?o }} }}",
        FORBIDDEN,
    ),
    query(
        "SERVICE by a name",
        "PREFIX s: <http://127.0.0.1:9/> SELECT * { SERVICE s:sparql { ?s ?p ?o } }",
        FORBIDDEN,
    ),
    query(
        "SERVICE by a variable",
        f"SELECT * {{ VALUES ?e {{ {ENDPOINT} }} SERVICE ?e {{ ?s ?p ?o }} }}",
        FORBIDDEN,
    ),
    query(
        "SERVICE in a subquery in EXISTS",
        f"ASK {{ ?s ?p ?o FILTER EXISTS {{ SELECT * {{ SERVICE {ENDPOINT} {{ ?s ?p ?o }} }} }} }}",
        FORBIDDEN,
    ),
    query(
        "SERVICE behind what seems a string",
        f"SELECT * {{ ?a ?b ?c FILTER(?a <'x>' || true) SERVICE {ENDPOINT} {{}} #'>\n}}",
        FORBIDDEN | REFUSED,
    ),
    query("LOAD", "LOAD <http://127.0.0.1:9/>", REFUSED),
    query("LOAD, escaped", "\\u004COAD <http://127.0.0.1:9/>", REFUSED),
    query("LOAD after a query", "ASK {} ; LOAD <file:///etc/passwd>", REFUSED),
    query("FROM a file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", FINE),
    query("DROP ALL", "PREFIX x: <urn:x> DROP ALL", REFUSED),
    query("NUL in a query", "ASK { ?s ?p '\0' }", FINE | REFUSED),
    query("lone surrogate, escaped", "ASK { ?s ?p '\\uD800' }", FINE | REFUSED),
    query("lone surrogate, encoded", "ASK { ?s ?p '\ud800' }", REFUSED),
    query("byte order marks", "\ufeff\ufeffASK {}", FINE | REFUSED),
    query("words that run backwards", "ASK { ?s ?p '\u202e\u2066' } #\u202e", FINE),
    query(
        "a function that reads files",
        "SELECT (<http://www.w3.org/2005/xpath-functions#doc>('file:///etc/passwd') AS ?x) {}",
        FINE | REFUSED | frozenset({422, 500}),
    ),
    query(
        "an IRI that is a script",
        "SELECT ?x { BIND('<script>alert(1)</script>' AS ?x) }",
        FINE,
        Accept="text/html",
    ),
)
